"""Which parts of the machine every confined command may read, and which of them stay hidden."""

from __future__ import annotations

from pathlib import Path

READABLE = tuple(
    Path(p) for p in ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/opt", "/nix/store")
)
"""Programs, libraries and their settings; those that exist are shown."""

SECRET = tuple(
    Path(p)
    for p in (
        "/etc/shadow",
        "/etc/shadow-",
        "/etc/gshadow",
        "/etc/gshadow-",
        "/etc/master.passwd",
        "/etc/sudoers",
        "/etc/sudoers.d",
        "/etc/ssh",
        "/etc/ssl/private",
        "/etc/krb5.keytab",
    )
)
"""Matters when the engine runs as root: then its commands own these files too."""

RESOLVER = Path("/etc/resolv.conf")
"""Often a link into /run; needed only with the network."""
