. ./expect.sh
expect 30 sh -c "printf 'food 30\nrent 12\n' | $LEDGER account food"
expect 0 sh -c "printf 'food 30\n' | $LEDGER account none"
