#!/bin/sh
# Builds .venv and installs the git hooks; does nothing where both are up to date.
#   sh scripts/install.sh        what running needs
#   sh scripts/install.sh dev    what testing needs as well
# Uses uv where it is installed, else `python3 -m venv` and pip. PYTHON=... chooses the interpreter.
set -eu

extra=${1:-}
spec=.
[ -z "$extra" ] || spec=".[$extra]"

say() { printf '%s\n' "$*" >&2; }

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 && is_new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    found=$(command -v "${PYTHON:-python3}" 2>/dev/null || true)
    say "bailiwick: Python 3.11 or newer is needed${found:+; found $("$found" -V 2>&1) at $found}."
    say "Install it, or name it: make run PYTHON=/path/to/python3.11"
    return 2
}

build_with_uv() {
    uv venv --quiet --allow-existing --python "$python" .venv &&
        uv pip install --quiet --python .venv/bin/python --compile-bytecode -e "$spec"
}

build_with_pip() {
    if ! "$python" -m venv .venv; then
        say "bailiwick: $python cannot build an environment; on Debian and Ubuntu install the package python3-venv."
        return 2
    fi
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile -e "$spec" &&
        { .venv/bin/python -m compileall -qq -j 0 .venv/lib || true; } # on all cores; not every file is meant to compile
}

if ! command -v git >/dev/null 2>&1; then
    say "bailiwick: git is needed (2.38 or newer); install it and run this again."
    exit 2
fi

wanted="$(cksum < pyproject.toml) $(pwd -P)"
stamp=.venv/.bailiwick-${extra:-base}
for known in "$stamp" .venv/.bailiwick-dev; do
    if [ -x .venv/bin/python ] && is_new_enough .venv/bin/python && [ "$(cat "$known" 2>/dev/null)" = "$wanted" ]; then
        current=yes
    fi
done

if [ -z "${current:-}" ]; then
    python=$(find_python) || exit 2
    # An environment of an older Python, or one that was moved here, is of no use.
    if [ -d .venv ] && { ! is_new_enough .venv/bin/python || [ -z "$(cat .venv/.bailiwick-* 2>/dev/null | grep -F "$(pwd -P)" || true)" ]; }; then
        rm -rf .venv
    fi
    if command -v uv >/dev/null 2>&1; then
        say "bailiwick: building the environment with uv ..."
        build_with_uv || { say "bailiwick: uv failed; trying pip ..."; build_with_pip; }
    else
        say "bailiwick: building the environment with pip ..."
        build_with_pip
    fi
    printf '%s' "$wanted" > "$stamp"
fi

.venv/bin/python -I scripts/install_hooks.py
