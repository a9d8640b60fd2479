#!/bin/sh
# Runs a hook with the interpreter that `make install` noted in git's configuration, else with python3:
#   sh scripts/hook.sh scope
# A version manager's python3 is a script that takes longer to find the interpreter than the hook takes to answer.
python=$(git config --get bailiwick.python) && [ -x "$python" ] || python=python3
name=$1
shift
exec "$python" -I -S "${0%/*}/check_$name.py" "$@"
