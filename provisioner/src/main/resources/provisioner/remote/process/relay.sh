# shellcheck disable=SC3025,SC3045 # bash runs it
# relay ADDRESS PORT, for bash: says that it is connected, then passes on bytes both ways until either side ends.
exec 3<>"/dev/tcp/$1/$2" || exit 1
exec 4<&0
echo connected
cat <&3 4<&- &
relay_down=$!
cat <&4 >&3 &
relay_up=$!
wait -n
kill "$relay_down" "$relay_up" 2>/dev/null
exit 0
