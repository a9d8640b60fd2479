. ./expect.sh
expect "food
rent" sh -c "printf 'rent 12\nfood 30\nfood 1\n' | $LEDGER accounts"
