"""What do package installers need of the machine they run on: where packages come from, and where they are cached?

Index addresses, proxies and their certificates are settings of the person who runs the engine, and may hold a password
or a token. They are given to the setup of trusted content alone, never to coders or checks. To the setup of other
content addresses go without the user and password in them, and neither tokens nor files of settings go at all.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PLAIN = re.compile(
    r"(HTTPS?|ALL|FTP|NO)_PROXY"
    r"|(SSL_CERT|NODE_EXTRA_CA)_(FILE|DIR|CERTS)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|GIT_SSL_CAINFO|CARGO_HTTP_CAINFO"
    r"|PIP_(INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX|TRUSTED_HOST|CERT|CONSTRAINT|PROXY|DEFAULT_TIMEOUT|RETRIES)"
    r"|UV_((DEFAULT_|EXTRA_)?INDEX(_URL)?|FIND_LINKS|NO_INDEX|INDEX_STRATEGY|HTTP_TIMEOUT|NATIVE_TLS|SYSTEM_CERTS"
    r"|INSECURE_HOST|CONSTRAINT)"
    r"|NPM_CONFIG_(REGISTRY|CAFILE|STRICT_SSL|PROXY|HTTPS_PROXY|NOPROXY)|YARN_(NPM_REGISTRY_SERVER|REGISTRY)"
    r"|GO(PROXY|SUMDB|NOSUMDB|NOPROXY|PRIVATE|INSECURE|TOOLCHAIN)|CARGO_REGISTR(Y|IES)_\w*(INDEX|DEFAULT|PROTOCOL)"
    r"|BUNDLE_MIRROR__\w+",
    re.IGNORECASE,
)
"""Whole names of variables."""
SECRET = re.compile(
    r"UV_INDEX_\w+_(USERNAME|PASSWORD)|POETRY_HTTP_BASIC_\w+|(NPM|NODE_AUTH)_TOKEN|YARN_NPM_AUTH_(TOKEN|IDENT)"
    r"|CARGO_REGISTR(Y|IES)_\w*TOKEN|NETRC",
    re.IGNORECASE,
)
SHORTEST_SECRET = 4
"""A shorter one would take words out of an output, and keeps nothing secret."""
FILES = {
    "PIP_CONFIG_FILE": (".config/pip/pip.conf", ".pip/pip.conf"),
    "UV_CONFIG_FILE": (".config/uv/uv.toml",),
    "NPM_CONFIG_USERCONFIG": (".npmrc",),
}
"""Variables that name a file of settings, and where that file lies in a home otherwise."""
_CREDENTIALS = re.compile(r"(?:(?<=://)|(?<!\S))[^/\s]+@")
"""What comes before the host of an address, also of one without a scheme."""
REMOVED = "[removed]"
_CACHES = {
    "XDG_CACHE_HOME": "",
    "PIP_CACHE_DIR": "pip",
    "UV_CACHE_DIR": "uv",
    "npm_config_cache": "npm",
    "YARN_CACHE_FOLDER": "yarn",
    "CARGO_HOME": "cargo",
    "GOMODCACHE": "go/mod",
    "GOCACHE": "go/build",
}
_FIXED = {
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    "UV_PYTHON_DOWNLOADS": "never",  # it would land in a home that is thrown away
    "UV_LINK_MODE": "copy",
}


class Settings(NamedTuple):
    """What is added to the confinement of a setup command."""

    environment: dict[str, str]
    readable: tuple[Path, ...]
    """Certificates, files of settings and local indexes that the variables name."""


def without_secrets(text: str, environ: Mapping[str, str]) -> str:
    """Take out of an output what installers were told in confidence: values of variables, users and passwords.

    Args:
        text: the output.
        environ: the variables of the command.
    """
    secrets = [value for name, value in environ.items() if SECRET.fullmatch(name) and len(value) >= SHORTEST_SECRET]
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, REMOVED)
    return re.sub(r"(?<=://)[^/\s]+@", f"{REMOVED}@", text)


def settings(environ: Mapping[str, str], cache: Path, *, trusted: bool) -> Settings:
    """Collect what package installers are told.

    Args:
        environ: the variables of the person.
        cache: directory for everything that installers keep.
        trusted: whether credentials are given.
    """
    given = {name: value for name, value in environ.items() if PLAIN.fullmatch(name)}
    if trusted:
        given |= {name: value for name, value in environ.items() if SECRET.fullmatch(name)}
        given |= _files(environ)
    else:
        given = {name: _CREDENTIALS.sub("", value) for name, value in given.items()}
    caches = {name: str(cache / below) for name, below in _CACHES.items()}
    return Settings({**_FIXED, **given, **caches}, tuple(sorted({p for v in given.values() for p in _paths(v)})))


def _files(environ: Mapping[str, str]) -> dict[str, str]:
    home = Path(environ.get("HOME") or Path.home())
    found = {}
    for name, places in FILES.items():
        if name in environ:
            found[name] = environ[name]
        elif file := next((home / place for place in places if (home / place).is_file()), None):
            found[name] = str(file)
    return found


def _paths(value: str) -> Iterator[Path]:
    """The places that a value names: a path, or several with white space between them, also as `file:` addresses.

    Devices are not among them: `/dev/null` stands for no file of settings, and is there anyway.
    """
    for word in {value, *value.split()}:
        text = unquote(word.removeprefix("file://")) if word.startswith("file://") else word
        if "\0" not in text and Path(text).is_absolute() and len(Path(text).parts) > 1:
            seen = os.path.isfile(text) or os.path.isdir(text)  # noqa: PTH112, PTH113 - Path's raise on a long text
            if seen:
                yield Path(text)
