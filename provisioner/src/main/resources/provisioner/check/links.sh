# ask NUMBER SECONDS ADDRESS PORT: says what becomes of a connection: the number, the exit status, and the error's last line.
# Many ask side by side. Debian's bash can open connections and is on every host, unlike curl or nc.
ask() {
    asked=$((${asked:-0} + 1))
    [ $((asked % 50)) -ne 0 ] || wait
    {
        # shellcheck disable=SC2016 # bash expands it
        said=$(LC_ALL=C timeout "$2" bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$3" "$4" 2>&1)
        exit=$?
        printf '%s %s %s\n' "$1" "$exit" "$(printf '%s' "$said" | tail -n 1)"
    } </dev/null &
}
