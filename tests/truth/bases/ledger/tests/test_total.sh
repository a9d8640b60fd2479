. ./expect.sh
expect 42 sh -c "printf 'food 30\nrent 12\n' | $LEDGER total"
expect 0 sh -c "printf '' | $LEDGER total"
