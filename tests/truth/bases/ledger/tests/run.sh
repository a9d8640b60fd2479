#!/bin/sh
# Runs every tests/test_*.sh; each ends with a status other than 0 where something is wrong.
cd "$(dirname "$0")" || exit 1
failed=0
for test in test_*.sh; do
    if sh "$test"; then
        echo "ok $test"
    else
        echo "not ok $test"
        failed=1
    fi
done
exit $failed
