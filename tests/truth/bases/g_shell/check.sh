# Exit 0 where the greeting is right.
set -e
[ "$(sh greet.sh)" = "hello world" ]
[ "$(sh greet.sh ada)" = "hello ada" ]
