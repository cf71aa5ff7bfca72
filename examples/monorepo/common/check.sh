# Both parts call this: it fails where a name has blanks.
check() { case $1 in *" "*) echo "a name has no blanks: $1"; return 1 ;; esac; }
check common
