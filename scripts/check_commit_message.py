"""Hook: an agent's subject has its form, and no message holds a banned word; see `bailiwick.hooks.commit_message`."""

import sys

sys.path.insert(0, __file__.rpartition("/")[0] or ".")

import check_interpreter

if __name__ == "__main__":
    check_interpreter.require_version()
    from bailiwick.hooks import commit_message

    sys.exit(commit_message.main(sys.argv[1:]))
