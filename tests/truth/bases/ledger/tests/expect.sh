# Sourced: `expect WANTED COMMAND...` compares what a command prints.
LEDGER="sh ../bin/ledger.sh"
expect() {
    wanted=$1
    shift
    got=$("$@") || { echo "ended with $?: $*" >&2; exit 1; }
    [ "$got" = "$wanted" ] || { echo "wanted '$wanted', got '$got': $*" >&2; exit 1; }
}
