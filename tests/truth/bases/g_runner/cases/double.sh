[ "$(double 4)" = 8 ]
