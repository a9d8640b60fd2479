from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.checks.installers import settings, without_secrets

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home/.config/pip").mkdir(parents=True)
    (tmp_path / "home/.config/pip/pip.conf").write_text("[global]\n")
    return tmp_path / "home"


def test_settings_of_the_person_reach_trusted_content(home: Path) -> None:
    environ = {"HOME": str(home), "PIP_INDEX_URL": "https://me:secret@index.invalid/simple", "NPM_TOKEN": "secret"}
    told = settings(environ, home / "cache", trusted=True)
    assert told.environment["PIP_INDEX_URL"] == environ["PIP_INDEX_URL"]
    assert told.environment["NPM_TOKEN"] == "secret"
    assert told.environment["PIP_CONFIG_FILE"] == str(home / ".config/pip/pip.conf")
    assert told.readable == (home / ".config/pip/pip.conf",)


def test_other_content_gets_addresses_and_no_credential(home: Path) -> None:
    environ = {
        "HOME": str(home),
        "PIP_INDEX_URL": "https://me:secret@index.invalid/simple",
        "UV_INDEX": "one=https://u:secret@a.invalid/simple two=https://b.invalid",
        "HTTPS_PROXY": "me:sec@ret@proxy.invalid:3128",
        "PIP_FIND_LINKS": "/wheels@home",
        "NPM_TOKEN": "secret",
        "UV_INDEX_ONE_PASSWORD": "secret",
        "PIP_CONFIG_FILE": str(home / ".config/pip/pip.conf"),
    }
    told = settings(environ, home / "cache", trusted=False)
    assert told.environment["PIP_INDEX_URL"] == "https://index.invalid/simple"
    assert told.environment["UV_INDEX"] == "one=https://a.invalid/simple two=https://b.invalid"
    assert told.environment["HTTPS_PROXY"] == "proxy.invalid:3128"
    assert told.environment["PIP_FIND_LINKS"] == "/wheels@home"
    assert "secret" not in str(told)
    assert "PIP_CONFIG_FILE" not in told.environment
    assert told.readable == ()


@pytest.mark.parametrize("trusted", [True, False])
def test_nothing_else_of_the_environment_goes_along(home: Path, *, trusted: bool) -> None:
    environ = {"HOME": str(home), "ANTHROPIC_API_KEY": "key", "PIP_TARGET": "/usr", "PIP_INDEX_URL_2": "x", "PATH": "/"}
    assert not {*environ, "PIP_TARGET"} & settings(environ, home / "cache", trusted=trusted).environment.keys()


def test_every_cache_lies_in_the_given_one(home: Path) -> None:
    told = settings({"HOME": str(home), "PIP_CACHE_DIR": "/home/me"}, home / "cache", trusted=True).environment
    names = ("XDG_CACHE_HOME", "PIP_CACHE_DIR", "UV_CACHE_DIR", "npm_config_cache", "CARGO_HOME", "GOMODCACHE")
    assert all(told[name].startswith(str(home / "cache")) for name in names)


def test_what_variables_name_becomes_readable(home: Path) -> None:
    (home / "a b").mkdir()
    (home / "ca.pem").touch()
    environ = {
        "HOME": str(home),
        "SSL_CERT_FILE": str(home / "ca.pem"),
        "PIP_FIND_LINKS": f"file://{home}/a%20b {home} /no/such/place",
        "PIP_NO_INDEX": "/",
    }
    assert settings(environ, home / "cache", trusted=False).readable == (home, home / "a b", home / "ca.pem")


def test_a_device_stands_for_no_settings_and_is_not_shown_again(home: Path) -> None:
    told = settings({"HOME": str(home), "PIP_CONFIG_FILE": "/dev/null"}, home / "cache", trusted=True)
    assert told.environment["PIP_CONFIG_FILE"] == "/dev/null"
    assert told.readable == ()


@pytest.mark.parametrize("value", [f"/{'a' * 5000}", "/\0", "/dev/null/below"], ids=["long", "NUL", "no directory"])
def test_a_value_that_only_looks_like_a_path(home: Path, value: str) -> None:
    told = settings({"HOME": str(home), "NPM_TOKEN": value}, home / "cache", trusted=True)
    assert str(home / ".config/pip/pip.conf") in map(str, told.readable)
    assert len(told.readable) == 1


def test_secrets_are_taken_out_of_what_was_printed() -> None:
    environ = {"NPM_TOKEN": "npm_abcdef", "UV_INDEX_A_PASSWORD": "no", "PIP_INDEX_URL": "https://me:pw@index.invalid"}
    text = "401 for https://me:pw@index.invalid/a with npm_abcdef, no way"
    assert without_secrets(text, environ) == "401 for https://[removed]@index.invalid/a with [removed], no way"
