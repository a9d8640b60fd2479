"""Which files of a module do its own checks and setup run?

Whoever changes such a file changes what the check is. Read from the commands alone, with no look at the files, so a
word that names no file does no harm. What a script starts in turn is for `git.followed`.
"""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Command = tuple[str, ...]

_SHELLS = frozenset({"sh", "bash", "dash", "zsh", "ksh", "fish"})
_PYTHONS = frozenset({"python", "pypy"})
_WRAPPERS = frozenset(
    {"env", "timeout", "nice", "nohup", "time", "stdbuf", "xvfb-run", "command", "exec", "npx", "uvx", "bunx", "!"}
)
"""The command that they start follows."""
_MANAGERS = frozenset(
    {"uv", "poetry", "pipenv", "hatch", "pdm", "rye", "pixi", "bundle", "pnpm", "yarn", "npm", "conda", "mise"}
)
"""After `run`, `exec` or `x` the command that they start follows."""
_VALUED_OPTIONS = frozenset(
    {
        "--with",
        "--group",
        "--only-group",
        "--extra",
        "--python",
        "--package",
        "--project",
        "--env-file",
        "-u",
        "-n",
        "-s",
    }
)
"""Of wrappers and managers: the next word is their value."""
_JUDGES = frozenset({
    "test", "[", "ls", "stat", "wc", "cat", "head", "tail", "echo", "true", "false",
    "pytest", "py.test", "unittest", "doctest", "nose2", "coverage", "ruff", "mypy", "pyright", "basedpyright", "ty",
    "flake8", "pylint", "black", "isort", "bandit", "vulture", "pycodestyle", "pydocstyle", "compileall", "py_compile",
    "eslint", "prettier", "biome", "tsc", "jest", "vitest", "mocha", "ava", "stylelint", "go", "gofmt", "cargo",
    "rustfmt", "clang-tidy", "clang-format", "shellcheck", "yamllint", "markdownlint", "rspec", "rubocop", "phpunit",
    "bats", "shfmt", "hadolint", "sqlfluff", "luacheck", "golangci-lint",
})  # fmt: skip
"""Files among their arguments are what they judge; only values of options steer them."""
_SCRIPT_JUDGES = frozenset({"bun", "deno"})
_JUDGING = frozenset({"test", "check", "lint", "fmt"})
"""Commands of those by which they judge; by others they run what they are told of."""
_CONFIG_OPTIONS = frozenset({
    "-c", "--config", "--config-file", "--configuration", "--rcfile", "--settings", "--ini",
    "-r", "--require", "--import", "--preload", "--loader", "--experimental-loader", "--env-file", "--test-reporter",
    "--test-global-setup", "--setup-suite-file",
})  # fmt: skip
_HARMLESS_OPTIONS = frozenset({
    "--ignore", "--ignore-glob", "--deselect", "--exclude", "--extend-exclude", "--cov", "--omit", "--junitxml",
    "--junit-xml",
})  # fmt: skip
"""Of judges: their values are left out, measured or written."""
_INSTALLING = frozenset({
    "install", "i", "ci", "add", "sync", "pip", "lock", "update", "upgrade", "download", "wheel", "fetch", "env",
})  # fmt: skip
"""Commands of `pip` and the managers; the files among their arguments say what is installed."""
_INSTALLER_OPTIONS = frozenset({"--config-file", "--rcfile", "--userconfig", "--script-shell"})
"""Their values steer how it is installed."""
_CONVENTIONS = {
    "make": ("Makefile", "makefile", "GNUmakefile"),
    "gmake": ("Makefile", "makefile", "GNUmakefile"),
    "just": ("justfile", ".justfile"),
    "tox": ("tox.ini",),
    "nox": ("noxfile.py",),
    "invoke": ("tasks.py", "tasks/__init__.py", "invoke.yaml", "invoke.yml", "invoke.json", "invoke.py"),
    "inv": ("tasks.py", "tasks/__init__.py", "invoke.yaml", "invoke.yml", "invoke.json", "invoke.py"),
    "doit": ("dodo.py",),
    "rake": ("Rakefile", "rakefile", "Rakefile.rb", "rakefile.rb"),
    "task": ("Taskfile.yml", "Taskfile.yaml", "Taskfile.dist.yml", "Taskfile.dist.yaml"),
}
"""What a runner reads without being told; `package.json` is judged by its parts, see `git.control_parts`."""


@lru_cache(maxsize=512)
def run_by(
    home: str, commands: tuple[tuple[str, Command], ...], *, installed: bool = False
) -> tuple[tuple[str, str], ...]:
    """Name the files that commands run.

    Args:
        home: directory of the repository in which the commands run.
        commands: what each is (`check tests`), and its argv.
        installed: name also those that say what is installed, such as `requirements.txt`. They are a module's own, as
            its lock files are: what they bring runs inside the sandbox.

    Returns:
        Pairs of a path relative to the repository and what runs it, each path once.
    """
    found: dict[str, str] = {}
    for what, command in commands:
        for word in _files(command, installed):
            path = posixpath.normpath(posixpath.join(home, word))
            if path != home and not path.startswith(("/", "../")):
                found.setdefault(path, what)
    return tuple(found.items())


def _files(command: Command, installed: bool) -> Iterator[str]:
    """Paths, relative to where the command runs, that may be files it runs or is steered by."""
    command = _unwrapped(command)
    if not command:
        return
    program, rest = command[0], command[1:]
    name = posixpath.basename(program)
    plain = name.rstrip("0123456789.") or name
    if "/" in program or "." in program:
        yield program
    place = _place(rest) if name in _CONVENTIONS else ""
    yield from (posixpath.join(place, file) for file in _CONVENTIONS.get(name, ()))
    if plain in _SHELLS:
        yield from _of_shell(rest, installed)
    elif plain in _PYTHONS or (name == "coverage" and rest[:1] == ("run",)):
        yield from _of_python(rest[1:] if name == "coverage" else rest, installed)
    elif _installs(plain, rest):
        yield from _words(rest) if installed else _of_installer(rest)
    elif name == "node":
        yield from _of_node(rest)
    elif (name in _JUDGES and rest[:1] != ("run",)) or (name in _SCRIPT_JUDGES and rest and rest[0] in _JUDGING):
        yield from _of_judge(name, rest)
    else:
        yield from _words(rest)


def _unwrapped(command: Command) -> Command:
    """The command that is run in the end, without what starts it and its options."""
    while command:
        name = posixpath.basename(command[0])
        if re.fullmatch(r"\w+=.*", command[0], re.DOTALL):
            command = command[1:]
            continue
        if name in _WRAPPERS:
            command = command[1:]
        elif name in _MANAGERS and command[1:2] and command[1] in {"run", "exec", "x"}:
            command = command[2:]
        else:
            return command
        while command and (command[0].startswith("-") or re.fullmatch(r"[\d.]+[smhd]?", command[0])):
            command = command[2 if command[0] in _VALUED_OPTIONS else 1 :]
    return command


def _installs(plain: str, rest: Command) -> bool:
    verb = next((word for word in rest if not word.startswith("-")), "")
    return (plain == "pip" or plain in _MANAGERS) and verb in _INSTALLING


def _of_installer(rest: Command) -> Iterator[str]:
    for before, word in zip(("", *rest), rest, strict=False):
        option, _, value = word.partition("=")
        if before in _INSTALLER_OPTIONS:
            yield word
        elif option in _INSTALLER_OPTIONS:
            yield value


def _of_shell(rest: Command, installed: bool) -> Iterator[str]:
    for i, word in enumerate(rest):
        if re.fullmatch(r"-[a-z]*c", word):
            yield from _of_script(rest[i + 1] if i + 1 < len(rest) else "", installed)
            return
        if re.fullmatch(r"-[a-z]*n[a-z]*", word):  # reads the script and runs nothing of it
            return
        if not word.startswith(("-", "+")):
            break
    yield from _words(rest)


def _of_script(text: str, installed: bool) -> Iterator[str]:
    import shlex  # here, because few commands are shell text

    lexer = shlex.shlex(text.replace("\n", " ; "), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    try:
        words = list(lexer)
    except ValueError:
        words = re.split(r"[\s'\";&|()]+", text)
    place = ""
    command: list[str] = []
    for word in (*words, ";"):
        if not re.fullmatch(r"[();<>|&]+|then|do|else|if|while|\{|\}", word):
            command.append(word)
            continue
        if command[:1] == ["cd"] and len(command) == 2:
            place = posixpath.join(place, command[1])
        else:
            yield from (posixpath.join(place, file) for file in _files(tuple(command), installed))
        command = []


def _of_python(rest: Command, installed: bool) -> Iterator[str]:
    skip = False
    for i, word in enumerate(rest):
        if skip or not word.startswith("-") or word == "-":
            if not skip:
                yield from (word, posixpath.join(word, "__main__.py"), *_words(rest[i + 1 :]))
                return
            skip = False
            continue
        skip = word in {"-W", "-X"}
        if found := re.fullmatch(r"-[a-ln-zA-Z]*?([mc])(.*)", word, re.DOTALL):
            given = (found[2],) if found[2] else rest[i + 1 : i + 2]
            tail = rest[i + 1 :] if found[2] else rest[i + 2 :]
            yield from _of_option(found[1], given[0] if given else "", tail, installed)
            return


def _of_option(option: str, value: str, tail: Command, installed: bool) -> Iterator[str]:
    if option == "c":
        yield from _words(tail)
        return
    yield from _modules(value)
    known = value in _JUDGES | _CONVENTIONS.keys() or _installs(value, tail)
    yield from _files((value, *tail), installed) if known else _words(tail)


def _of_node(rest: Command) -> Iterator[str]:
    for before, word in zip(("", *rest), rest, strict=False):
        if word in {"--test", "--check", "-c"}:
            yield from _of_judge("node", tuple(w for w in rest if w != "-c"))
            return
        if not word.startswith("-") and before not in _CONFIG_OPTIONS:
            break
    yield from _words(rest)


def _of_judge(name: str, rest: Command) -> Iterator[str]:
    for before, word in zip(("", *rest), rest, strict=False):
        if before in _CONFIG_OPTIONS:
            yield word
        elif before == "-p" or (word.startswith("-p") and len(word) > 2):
            value = word if before == "-p" else word[2:]
            yield from _modules(value) if name in {"pytest", "py.test"} else (value,)
        elif word.startswith("@"):
            yield word[1:]
        elif word.startswith("-") and "=" in word and word.partition("=")[0] not in _HARMLESS_OPTIONS:
            yield word.partition("=")[2]


def _modules(name: str) -> tuple[str, ...]:
    base = name.replace(".", "/")
    return (f"{base}.py", f"{base}/__init__.py", f"{base}/__main__.py")


def _words(rest: Command) -> Iterator[str]:
    for word in rest:
        yield word.partition("=")[2] if word.startswith("-") else word


def _place(rest: Command) -> str:
    """Where `make -C` and its like look."""
    for before, word in zip(("", *rest), rest, strict=False):
        if before in {"-C", "--directory", "-d", "--dir"}:
            return word
        if word.startswith(("--directory=", "--dir=")):
            return word.partition("=")[2]
    return ""
