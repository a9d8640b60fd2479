from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.git.identity import Identity, identity

from tests.support.repositories import git, make_repository

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_configured_user(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    git(repo.root, "config", "user.name", "Ada  Ünal")
    assert identity(repo) == Identity("Ada  Ünal", "tester@example.invalid", own=False)


def test_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make_repository(tmp_path / "r")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Env")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "env@example.invalid")
    assert identity(repo) == Identity("Env", "env@example.invalid")


def test_without_a_user_the_engine_uses_its_own_name(tmp_path: Path, clean_environment: Path) -> None:
    repo = make_repository(tmp_path / "r")
    (clean_environment / ".gitconfig").write_text("")
    assert identity(repo) == Identity("Bailiwick", "bailiwick@localhost", own=True)


def test_half_a_user_does_not_count(tmp_path: Path, clean_environment: Path) -> None:
    repo = make_repository(tmp_path / "r")
    (clean_environment / ".gitconfig").write_text("[user]\nname = Only A Name\n")
    assert identity(repo).own


def test_env_gives_git_both_roles() -> None:
    assert Identity("A", "a@b").env() == {
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@b",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@b",
    }
