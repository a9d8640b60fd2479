#!/bin/sh
# Adds up lines `account amount` from standard input: `ledger.sh total`, `ledger.sh account NAME`, `ledger.sh accounts`.
set -eu
case "${1:-}" in
total) awk 'NF { sum += $2 } END { print sum + 0 }' ;;
account) awk -v name="${2:?account NAME}" '$1 == name { sum += $2 } END { print sum + 0 }' ;;
accounts) awk 'NF { print $1 }' | sort -u ;;
*)
    echo "usage: ledger.sh total|account NAME|accounts" >&2
    exit 2
    ;;
esac
