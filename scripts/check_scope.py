"""Hook: an agent's commit stays inside its scope. Standard library alone; see `bailiwick.hooks.scope`."""

import sys

sys.path.insert(0, __file__.rpartition("/")[0] or ".")

import check_interpreter

if __name__ == "__main__":
    check_interpreter.require_version()
    from bailiwick.hooks import scope

    sys.exit(scope.main(sys.argv[1:]))
