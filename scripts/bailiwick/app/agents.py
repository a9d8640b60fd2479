"""`agents`: what the engine makes of every agent's definition file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.agents import mcp_files
from bailiwick.agents.dialect import belongs_to, usual_dialect
from bailiwick.agents.mcp_survey import survey, unused
from bailiwick.agents.profile import Offered, profiles
from bailiwick.agents.user_files import user_profiles
from bailiwick.app.output import paper
from bailiwick.errors import RefusedError
from bailiwick.files import shared
from bailiwick.git.listing import files
from bailiwick.git.repository import Repository

if TYPE_CHECKING:
    from bailiwick.agents.profile import Profile
    from bailiwick.domain.structure import Structure
    from bailiwick.views.agents import Model, Servers


def agents(*, json: bool) -> int:
    """Print the agents of the map, then the files that none of them has; 2 where an agent's file cannot be used."""
    from bailiwick.coders.tools.offer import offered_capabilities
    from bailiwick.views.agents import report_agents

    repo = Repository.open(Path.cwd())
    structure = shared.load(repo.root).structure
    found = [path for path in files(repo) if usual_dialect(path) and _is_of_team(path, structure)]
    of_repository = mcp_files.read_file(repo.root)
    offered = Offered(offered_capabilities(shell=_has_sandbox()), of_repository.entries, structure.servers)
    listed = profiles(repo.root, structure.agents, found, offered=offered)
    listed += user_profiles(Path.home(), repo.root, listed, offered=offered)
    models = [(profile, _model(profile, structure)) for profile in listed]
    report_agents(models, _servers(of_repository, listed, structure), paper(), as_json=json)
    return 2 if any(profile.agent and profile.problem for profile in listed) else 0


def _is_of_team(path: str, structure: Structure) -> bool:
    """Tell whether a file is meant for the root or a module; those of an example, say, are no agents here."""
    home = belongs_to(path)
    places = [place for module in structure.modules.values() for place in module.paths]
    return not home or any(f"{home}/".startswith(f"{p}/") or f"{p}/".startswith(f"{home}/") for p in places)


def _servers(of_repository: mcp_files.Servers, listed: list[Profile], structure: Structure) -> Servers:
    from bailiwick.views.agents import Servers

    own = (profile.definition for profile in listed if profile.definition and not profile.is_user)
    found = survey(of_repository.entries, own, structure.servers)
    return Servers(found, (*of_repository.notes, *unused(found, structure.servers)))


def _model(profile: Profile, structure: Structure) -> Model:
    from bailiwick.coders.choose import choose_model
    from bailiwick.domain.structure import Agent
    from bailiwick.views.agents import Model

    agent = structure.agents.get(profile.agent, Agent(profile.agent))
    model, notes = choose_model(agent, profile.definition, environ=os.environ)
    return Model(model, written=profile.definition.model if profile.definition else "", of_map=agent.model, notes=notes)


def _has_sandbox() -> bool:
    from bailiwick.flow.state import state_base
    from bailiwick.sandbox.probe import probe

    try:
        return probe(place=state_base()).sandbox is not None
    except RefusedError:  # BAILIWICK_SANDBOX asks for one that does not work; `doctor` and a run say so
        return False
