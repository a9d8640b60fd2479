"""`doctor`: each layer of scope, tried on this machine."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bailiwick.app.layers import kernel
from bailiwick.app.output import paper
from bailiwick.app.server_trial import server_findings
from bailiwick.domain.diagnosis import Finding, State
from bailiwick.domain.structure import Isolation
from bailiwick.errors import BailiwickError, RefusedError
from bailiwick.files import shared
from bailiwick.flow.state import state_base
from bailiwick.git import hooks_setup
from bailiwick.git.repository import Repository

TOOL_MEANS = "a coder's file tools refuse paths outside its scope, with rule, owner and next step"
COMMIT_MEANS = "people and interactive agents are told at once when a commit leaves its scope"
LANDING_MEANS = "what cannot land is found in the tree itself, whoever made it"


def doctor(*, json: bool) -> int:
    """Print the layers; 0 where a run is possible here, 1 where the map asks for more than there is."""
    from bailiwick.sandbox.probe import probe, survey
    from bailiwick.views.doctor import report_doctor

    repo = Repository.open(Path.cwd())
    structure = shared.load(repo.root).structure
    least = structure.minimum_isolation
    findings = [_tool(), *survey(place=state_base()), _commit(repo), _landing()]
    try:
        probed = probe(place=state_base())
        used = kernel(probed.sandbox)
        findings += server_findings(repo.root, structure, probed)
    except RefusedError as error:  # BAILIWICK_SANDBOX asks for one that does not work
        findings.append(Finding("kernel", "BAILIWICK_SANDBOX", State.MISSING, "", reason=str(error)))
        used = Isolation.NONE
    report_doctor(findings, paper(), used=used, least=least, as_json=json)
    broken = any(f.state is not State.WORKING for f in findings if f.layer in {"tool", "landing"})
    return 0 if used.reaches(least) and not broken else 1


def _tool() -> Finding:
    from bailiwick.coders.tools.base import ToolError
    from bailiwick.coders.tools.tree import Tree

    with tempfile.TemporaryDirectory(prefix="bailiwick-doctor-") as place:
        inside, outside = Path(place, "inside"), Path(place, "outside")
        inside.mkdir()
        outside.mkdir()
        (inside / "link").symlink_to(outside)
        for path in ("link/made", "../outside/made", f"{outside}/made"):
            try:
                Tree(inside).write(Tree(inside).relative(path), b"")
            except ToolError:
                continue
            return Finding("tool", "file tools", State.BROKEN, TOOL_MEANS, reason=f"{path} was written")
    return Finding("tool", "file tools", State.WORKING, TOOL_MEANS)


def _commit(repo: Repository) -> Finding:
    if hooks_setup.installed(repo):
        return Finding("commit", "git hooks", State.WORKING, COMMIT_MEANS)
    reason = "no hooks of this project are installed in this repository"
    return Finding(
        "commit", "git hooks", State.MISSING, COMMIT_MEANS, reason=reason, remedy="run `invoke install-hooks`"
    )


def _landing() -> Finding:
    """Let the gate judge a link and a path elsewhere in a repository made for it."""
    from bailiwick.domain.scope import Scope
    from bailiwick.git import diff, gate

    scope = Scope(agent="coder", module="mine", roots=("mine",), write=("mine/**",))
    try:
        with tempfile.TemporaryDirectory(prefix="bailiwick-doctor-") as place:
            repo = Repository.create(Path(place))
            for path in ("mine/link", "yours/file"):
                file = Path(place, path)
                file.parent.mkdir()
                file.symlink_to("/") if path == "mine/link" else file.write_text("")
            repo.git("add", "--all")
            changes = diff.between(repo, diff.empty_tree(repo), repo.text("write-tree"))
            refused = {breach.path for breach in gate.breaches(changes, scope, owner=lambda _path: None)}
    except BailiwickError as error:
        return Finding("landing", "gate", State.MISSING, LANDING_MEANS, reason=str(error), remedy="install git 2.38")
    if refused != {"mine/link", "yours/file"}:
        return Finding("landing", "gate", State.BROKEN, LANDING_MEANS, reason="a breach was not seen")
    return Finding("landing", "gate", State.WORKING, LANDING_MEANS)
