"""The judge of form: all rules at once, on whatever text there is."""

from __future__ import annotations

import time

import pytest
from bailiwick.checks.form import RULES, Finding, FormChange, RuleSettings, judge, read_rules
from bailiwick.files.json_source import path_text

SETTINGS: dict[str, dict[str, object]] = {
    "docstring_line": {"pattern": "Ticket"},
    "no_word_in_added_lines": {"patterns": ["sprint"]},
    "new_files": {"refuse": ["*.md"]},
    "migration_beside_model": {"models": ["*.py"], "migrations": ["*.sql"]},
    "messages_verbatim": {"messages": ["no {a}"]},
    "signatures_present": {"classes": ["A"], "functions": ["A.f(self)"]},
    "model_fields": {"models": {"A": ["b"]}},
    "contract_routes": {"routes": [["GET", "/a"]], "design": "a.md"},
}
SIGNATURE = "`Desk.quote(self, sku: str) -> int`"
DEEP = 3000
NASTY = {
    "nothing": "",
    "null bytes": "a\0b = 1\n",
    "bytes that are no UTF-8": b"a = '\xff\xfe'\n".decode("utf-8", "replace"),
    "half a character": "a = '\udc80'\n",
    "a byte order mark": "\ufeffa = 1\n",
    "an encoding that is not": "# -*- coding: klingon -*-\na = 1\n",
    "another encoding": "# -*- coding: latin-1 -*-\nklänge = 'ü'\n",
    "half a line": "def f(:",
    "half a text": "a = '''\n",
    "brackets within brackets": "(" * DEEP + ")" * DEEP,
    "brackets without end": "[" * DEEP,
    "minus signs": "-" * DEEP + "1",
    "a long sum": "a = " + " + ".join(["1"] * DEEP),
    "a long chain": "a" + ".b" * 900,
    "calls of calls": "a" + "()" * DEEP,
    "many branches": "if a: pass\n" + "elif b: pass\n" * 300,
    "functions within functions": "".join(f"{' ' * i}def f{i}(a):\n" for i in range(90)) + " " * 90 + "pass",
    "old line ends": "a = 1\rdef f(a):\r    return {'a': a}\r",
    "form feeds": "a = 1\n\f\ndef f(a):\n\x0b    pass\n",
    "odd line ends in a text": "a = '\u2028\x85\x1c'\nb = 1\n",
    "tabs and spaces": "if a:\n\tb\n        c\n",
    "decorators of anything": "@(yield)\ndef f(): ...\n@a[0].get()\ndef g(): ...\n@router.get(*a, **b)\ndef h(): ...\n",
    "imports of nothing": "from . import *\nfrom .... import a\nfrom ..a.b import c\nimport a.b.c\n",
    "odd models": "class A(BaseModel, B[0], *c, **d):\n    a.b: int\n    c: 'ClassVar'\n    'alias': Field(alias=1)\n",
    "odd answers": "class A:\n    def f(self):\n        return {**a, 1: 2, 'success': False, 'data': None}\n",
    "odd handlers": "class A:\n    def f(self):\n        try: pass\n        except* (A, *B): pass\n",
    "a class in its own bases": "class A(A): ...\nclass B(C): ...\nclass C(B): ...\n",
    "a lone include": "include_router()\nadd_typer(1)\napp.include_router(f(x), prefix=1)\nrouter = APIRouter()\n",
    "a name of any length": f"class {'a' * 10_000}:\n    {'b' * 10_000} = '{'c' * 10_000}'\n",
}


def all_rules(**more: object) -> dict[str, RuleSettings]:
    """Every rule."""
    return {n: rule.settings.model_validate({**SETTINGS.get(n, {}), **more}) for n, rule in RULES.items()}


def change(before: str | None, after: str | None, path: str = "shop/a_router.py") -> FormChange:
    """One file."""
    base, candidate = ({path: text, "a.md": text} if text is not None else {} for text in (before, after))
    return FormChange((path, "a.md"), base.get, candidate.get, frozenset(candidate))


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_any_text_is_judged(text: str) -> None:
    begun = time.process_time()
    for before, after in ((None, text), (text, "a = 1\n"), ("a = 1\n", text), (text, None), (text, text + "\n")):
        for apply in ("changed", "all"):
            found = judge(change(before, after), all_rules(apply=apply))
            assert len([finding for finding in found if finding.rule == "parses"]) <= 1
    assert time.process_time() - begun < 20


@pytest.mark.parametrize("name", ["null bytes", "half a line", "brackets without end", "an encoding that is not"])
def test_what_does_not_parse_is_said_once(name: str) -> None:
    of_texts = {"raw_text", "migration_beside_model"}
    found = judge(change(None, NASTY[name]), {n: s for n, s in all_rules().items() if n not in of_texts})
    rules = [finding.rule for finding in found if finding.path.endswith(".py")]
    assert rules == ["parses"]


def test_whether_it_parses_is_asked_always() -> None:
    assert [finding.rule for finding in judge(change(None, "def"), {})] == ["parses"]


def test_findings_are_in_the_order_of_files_and_lines() -> None:
    text = "def b(x): ...\ntry: pass\nexcept: pass\ndef a(x): ...\n"
    files = {"b.py": text, "a.py": text}
    two = {name: RULES[name].settings() for name in ("no_bare_except", "hints")}
    found = judge(FormChange(("b.py", "a.py"), lambda _path: None, files.get, frozenset(files)), two)
    assert [(one.path, one.line, one.rule) for one in found] == [
        (path, line, rule)
        for path in ("a.py", "b.py")
        for line, rule in ((1, "hints"), (3, "no_bare_except"), (4, "hints"))
    ]


def test_a_finding_has_its_parts() -> None:
    found = judge(change(None, "def f() -> int: return a\ndef g(): return 1\n"), {"hints": RULES["hints"].settings()})
    wrong, mend = "`g` has no type hint for its return", "write it into the signature"
    assert found == (Finding("shop/a_router.py", 2, "hints", wrong, mend),)


def test_each_side_of_a_file_is_read_once_whatever_the_rules() -> None:
    read: list[str] = []

    def reader(path: str) -> str | None:
        read.append(path)
        return "def f(): ...\n" if path == "a.py" else None

    judge(FormChange(("a.py",), lambda _path: "def g(): ...\n", reader, frozenset({"a.py"})), all_rules())
    assert read.count("a.py") == 1


def test_settings_are_read_with_everything_that_is_wrong() -> None:
    settings, wrong = read_rules(
        {
            "hints": True,
            "no_bare_except": False,
            "import_cycles": None,
            "docstring": {},
            "docstrings": {"wich": "all"},
            "docstring_line": {"pattern": "("},
            "contract_routes": {"routes": [["GET"]]},
            "signatures_present": {"functions": ["f"]},
            "secrets": {"exempt": ["tests/**"]},
            "new_files": 3,
        },
    )
    assert set(settings) == {"hints", "secrets"}
    assert settings["secrets"].exempt == ("tests/**",)
    assert [f"{path_text(one.path)}: {one.message}" + (f" ({one.remedy})" if one.remedy else "") for one in wrong] == [
        '$.rules.docstring: there is no such rule of form (did you mean "docstrings"?)',
        '$.rules.docstrings.wich: there is no such setting (did you mean "which"?)',
        "$.rules.docstring_line.pattern: Input should be a valid regular expression",
        "$.rules.contract_routes.routes[0][1]: Field required",
        f"$.rules.signatures_present.functions: 'f' is no signature such as {SIGNATURE}",
        "$.rules.new_files: must be an object of settings, true or false",
    ]


def test_settings_that_are_none() -> None:
    _, wrong = read_rules([])
    assert [one.message for one in wrong] == ["must be an object of rules"]
