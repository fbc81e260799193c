# Holds the host's lock until it ends. A reader owns standard input, so that heartbeats are noticed while a step
# runs; a watchdog ends the reader when they stay away, and with it, after the step in hand, the main loop.
# shellcheck disable=SC2154,SC2317 # Protocol sets variables before this text; functions are called by scripts that follow
pv_base=/run/provisioner
for pv_tool in flock setsid timeout mkfifo; do
  if ! command -v $pv_tool >/dev/null; then
    say .unfit $pv_tool
    exit 69
  fi
done
(umask 077 && mkdir -p $pv_base) && chmod 0700 $pv_base || exit 73
exec 9>>$pv_base/lock
if ! flock -n 9; then
  if [ -r $pv_base/holder ]; then emit .held <$pv_base/holder; else say .held; fi
  exit 75
fi
# No run is alive but this one, so what others left is stale.
rm -rf $pv_base/run-*
PROVISIONER_DIR=$pv_base/run-$pv_run
mkdir -m 0700 "$PROVISIONER_DIR" && mkfifo -m 0600 "$PROVISIONER_DIR/in" || exit 73
printf 'run %s\nwho %s\npid %s\nsince %s\n' "$pv_run" "$pv_who" $$ "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
  >$pv_base/holder.new && mv -f $pv_base/holder.new $pv_base/holder || exit 73

# Commands are passed on through the fifo; every one of them counts as a heartbeat.
pv_read() {
  exec 5>"$PROVISIONER_DIR/in"
  pv_beats=0
  while IFS=' ' read -r pv_verb pv_seq pv_len <&3; do
    pv_beats=$((pv_beats + 1))
    printf '%s\n' $pv_beats >"$PROVISIONER_DIR/beat"
    case $pv_verb in
    E)
      printf 'E %s %s\n' "$pv_seq" "$pv_len" >&5
      head -c "$pv_len" <&3 >&5 &
      printf '%s\n' $! >"$PROVISIONER_DIR/head"
      wait $!
      : >"$PROVISIONER_DIR/head"
      ;;
    Q)
      printf 'Q\n' >&5
      return 0
      ;;
    esac
  done
}

# Changes whenever a command came in, or more of the body of one.
pv_signs() {
  pv_sign=
  pv_head=
  pv_io=
  read -r pv_sign <"$PROVISIONER_DIR/beat"
  read -r pv_head <"$PROVISIONER_DIR/head"
  if [ -n "$pv_head" ]; then read -r _ pv_io <"/proc/$pv_head/io"; fi
  pv_sign=$pv_sign.$pv_io
}

# A step's output is kept in files that it appends to; they must not fill /run.
pv_trim() {
  find "$PROVISIONER_DIR" -name 'std*' -size +8192k | while read -r pv_file; do
    tail -c 65536 "$pv_file" >"$PROVISIONER_DIR/tail" && cat "$PROVISIONER_DIR/tail" >"$pv_file"
  done
}

pv_watch() {
  pv_idle=0
  pv_before=
  pv_tick=2
  if [ "$pv_limit" -lt 12 ]; then pv_tick=1; fi
  while [ $pv_idle -lt "$pv_limit" ]; do
    sleep $pv_tick
    if ! kill -0 $$; then
      kill -9 "$pv_reader"
      exit
    fi
    pv_trim
    pv_signs
    if [ "$pv_sign" = "$pv_before" ]; then pv_idle=$((pv_idle + pv_tick)); else pv_idle=0; fi
    pv_before=$pv_sign
  done
  # Without its reader the main loop finds the end of its input, at once or after the step in hand.
  kill -9 "$pv_reader" ${pv_head:+"$pv_head"}
  while kill -0 $$ && [ -e "$PROVISIONER_DIR/busy" ]; do
    sleep 1
    pv_trim
  done
  sleep 5
  if kill -0 $$; then
    # It is stuck in a reply that nobody takes.
    rm -rf "$PROVISIONER_DIR" $pv_base/holder
    kill -9 $$
  fi
}

# Seconds since boot, in hundredths.
pv_clock() {
  read -r pv_now _ </proc/uptime
  pv_now=${pv_now%.*}${pv_now#*.}
}

# pv_wanted [STEP]: whether that step has succeeded; without one, whether all steps of this exchange so far have.
pv_wanted() {
  if [ -z "$1" ]; then
    [ -z "$pv_failed" ]
  else
    case $pv_good in *" $1 "*) return 0 ;; *) return 1 ;; esac
  fi
}

# run_step STEP SECONDS: runs $PROVISIONER_DIR/step and leaves its status in STEP_EXIT. STEP is its number in this exchange.
run_step() {
  : >"$PROVISIONER_DIR/busy"
  pv_clock
  pv_start=$pv_now
  (
    trap - PIPE HUP
    # timeout(1) keeps the lock, and the step itself lets go of it: where this shell is killed, the lock stays until the step ends.
    exec >>"$PROVISIONER_DIR/stdout" 2>>"$PROVISIONER_DIR/stderr" 3<&- 4>&-
    unset PROVISIONER_DIR
    exec setsid -w timeout -k 10 "$2" sh "$pv_base/run-$pv_run/step"
  )
  STEP_EXIT=$?
  pv_clock
  if [ "$STEP_EXIT" -eq 0 ]; then pv_good="$pv_good $1 "; else pv_failed=yes; fi
  say .step "$1" "$STEP_EXIT" $((pv_now - pv_start))
  for pv_file in stdout stderr; do
    if [ -s "$PROVISIONER_DIR/$pv_file" ]; then tail -c 16384 "$PROVISIONER_DIR/$pv_file" | emit ".$pv_file"; fi
  done
  rm -f "$PROVISIONER_DIR/step" "$PROVISIONER_DIR/stdout" "$PROVISIONER_DIR/stderr" "$PROVISIONER_DIR/busy"
}

# With exec, for a redirection of the call itself would keep copies of what it closes.
(
  exec >/dev/null 2>&1 4>&- 9>&-
  pv_read
) &
pv_reader=$!
(
  exec >/dev/null 2>&1 3<&- 4>&- 9>&-
  pv_watch
) &
pv_watcher=$!
exec 3<"$PROVISIONER_DIR/in"
pv_ready
pv_loop
kill $pv_reader $pv_watcher 2>/dev/null
rm -rf "$PROVISIONER_DIR" $pv_base/holder
exit 0
