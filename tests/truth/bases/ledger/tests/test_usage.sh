. ./expect.sh
expect "status 2" sh -c "$LEDGER nonsense 2>/dev/null; echo status \$?"
