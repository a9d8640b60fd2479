# Arithmetic for the shell.
add() { echo $(($1 + $2)); }
double() { add "$1" "$1"; }
