"""Hook: the shared files keep their rules, and tasks only move as allowed; see `bailiwick.hooks.task_list`."""

import sys

sys.path.insert(0, __file__.rpartition("/")[0] or ".")

import check_interpreter

if __name__ == "__main__":
    check_interpreter.require_version()
    from bailiwick.hooks import task_list

    sys.exit(task_list.main(sys.argv[1:], require_package=check_interpreter.require_package))
