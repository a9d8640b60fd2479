#!/bin/sh
# Installs the Debian packages that some tests need, where this is Debian and we are root; says so where not.
set -eu

missing=
command -v bwrap >/dev/null 2>&1 || missing="$missing bubblewrap"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    # shellcheck disable=SC2086 # a list of package names
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null
else
    echo "tests that need these packages will be counted as not run:$missing" >&2
fi
