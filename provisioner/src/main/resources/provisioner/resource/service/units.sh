# Starting and reloading units; see the Java class UnitScript. Every function returns its status, without set -e.

# unit_report UNIT: what systemd and the journal say of it; its status is 1.
unit_report() {
  systemctl status --no-pager --full --lines=0 -- "$1" >&2 || :
  journalctl --no-pager --quiet --lines=20 --output=cat --unit="$1" >&2 || :
  return 1
}

# unit_look UNIT: sets unit_type, unit_active and unit_invocation.
unit_look() {
  unit_type='' unit_active='' unit_invocation=''
  while IFS='=' read -r unit_key unit_value; do
    case $unit_key in
      Type) unit_type=$unit_value ;;
      ActiveState) unit_active=$unit_value ;;
      InvocationID) unit_invocation=$unit_value ;;
    esac
  done <<END
$(systemctl show -p Type -p ActiveState -p InvocationID -- "$1")
END
}

# unit_clock: sets unit_now, in hundredths of a second since boot.
unit_clock() {
  read -r unit_now unit_key </proc/uptime
  unit_now=${unit_now%.*}${unit_now#*.}
}

# unit_began UNIT: notes when it was started, and as what, beside the contents of this step: for unit_settled, which
# comes in a script of its own.
unit_began() {
  unit_look "$1"
  unit_clock
  if [ "$unit_active" != active ]; then unit_invocation=; fi
  echo "$unit_now $unit_invocation" >"${BLOBS%/*}/began.$1"
}

# unit_settled UNIT: watches it until 1.5 s after its start, because a daemon that refuses its configuration is often
# gone only some moments after systemd counts it as active; for a quarter of one where the daemon itself says when it is
# ready; and not at all where nothing is to keep running, as with a timer, a socket, or what runs once.
unit_settled() {
  read -r unit_since unit_was <"${BLOBS%/*}/began.$1"
  unit_left=40
  while [ "$unit_left" -gt 0 ]; do
    unit_look "$1"
    unit_clock
    unit_pause=0.25
    case $unit_type in
      notify | notify-reload | forking | dbus) unit_enough=25 ;;
      oneshot | '') unit_enough=0 ;;
      *) unit_enough=150 ;;
    esac
    case $unit_active in
      active)
        if [ -z "$unit_was" ]; then unit_was=$unit_invocation unit_since=$unit_now; fi
        [ "$unit_was" = "$unit_invocation" ] || break
        unit_rest=$((unit_enough - (unit_now - unit_since)))
        [ "$unit_rest" -gt 0 ] || return 0
        if [ "$unit_rest" -lt 25 ]; then unit_pause=$(printf 0.%02d "$unit_rest"); fi
        ;;
      failed | inactive) break ;;
      *) [ -z "$unit_was" ] || break ;;
    esac
    unit_left=$((unit_left - 1))
    sleep "$unit_pause"
  done
  echo "$1 does not stay active" >&2
  unit_report "$1"
}

# unit_processes UNIT: the processes of its control group.
unit_processes() {
  unit_group=$(systemctl show --value -p ControlGroup -- "$1")
  [ -n "$unit_group" ] || return 0
  for unit_root in /sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/systemd; do
    if [ -d "$unit_root$unit_group" ]; then
      find "$unit_root$unit_group" -name cgroup.procs -exec cat {} + 2>/dev/null | sort
      return 0
    fi
  done
}

# unit_is_new PID PIDS
unit_is_new() {
  case "
$2
" in
    *"
$1
"*) return 1 ;;
  esac
}

# unit_new_worker UNIT PIDS: waits ten seconds for a process that is not among these, and stays.
unit_new_worker() {
  unit_left=100 unit_seen=
  while [ "$unit_left" -gt 0 ]; do
    for unit_pid in $(unit_processes "$1"); do
      unit_is_new "$unit_pid" "$2" || continue
      case " $unit_seen " in *" $unit_pid "*) return 0 ;; esac
      unit_seen="$unit_seen $unit_pid"
    done
    unit_left=$((unit_left - 1))
    sleep 0.1
  done
  echo "$1 was reloaded but started no new process: it refuses its new configuration" >&2
  unit_report "$1"
}

# unit_reload UNIT NEW-WORKERS: a master that rejects the files keeps its old workers, and its reload "succeeds":
# where NEW-WORKERS is true, a new process has to appear.
unit_reload() {
  unit_old=
  if [ "$2" = true ]; then unit_old=$(unit_processes "$1"); fi
  systemctl reload -- "$1" || { unit_report "$1"; return 1; }
  if [ "$2" = true ]; then unit_new_worker "$1" "$unit_old"; fi
}

# unit_start UNIT, unit_restart UNIT: unit_settled then says whether it stays.
unit_start() {
  systemctl start -- "$1" || { unit_report "$1"; return 1; }
  unit_began "$1"
}

unit_restart() {
  systemctl restart -- "$1" || { unit_report "$1"; return 1; }
  unit_began "$1"
}

# unit_ports UNIT: the TCP ports on which its processes listen, in hexadecimal as in /proc/net/tcp.
unit_ports() {
  unit_sockets=$(unit_processes "$1" | while read -r unit_pid; do
    find "/proc/$unit_pid/fd" -lname 'socket:*' -printf '%l\n' 2>/dev/null || :
  done | tr -dc '0-9\n')
  grep -hs '' "${PROVISIONER_TCP:-/proc/net/tcp}" "${PROVISIONER_TCP:-/proc/net/tcp}6" | SOCKETS=$unit_sockets awk '
    BEGIN { count = split(ENVIRON["SOCKETS"], sockets); for (i = 1; i <= count; i++) mine[sockets[i]] = 1 }
    $4 == "0A" && $10 in mine { sub(/.*:/, "", $2); if (!($2 in seen)) print $2; seen[$2] = 1 }'
}

# unit_peers PORTS: how many connections from other hosts to these ports are open.
unit_peers() {
  grep -hs '' "${PROVISIONER_TCP:-/proc/net/tcp}" "${PROVISIONER_TCP:-/proc/net/tcp}6" | PORTS=$* awk '
    BEGIN { count = split(ENVIRON["PORTS"], ports); for (i = 1; i <= count; i++) wanted[ports[i]] = 1 }
    function other(address) {
      return address !~ /^......7F$/ && address !~ /^0000000000000000FFFF0000......7F$/ &&
        address != "00000000000000000000000001000000"
    }
    $4 == "01" {
      split($2, here, ":")
      split($3, there, ":")
      if (here[2] in wanted && here[1] != there[1] && other(there[1])) open++
    }
    END { print open + 0 }'
}

# unit_drain UNIT...: waits until no other host is connected to them: what they were asked before is answered. Whoever is connected
# after a minute, though nobody sends requests here any more, keeps an idle connection, or one without end.
unit_drain() {
  unit_listens=$(for unit_one; do unit_ports "$unit_one"; done | tr '\n' ' ')
  if [ -z "$unit_listens" ]; then return 0; fi
  unit_left=60
  # shellcheck disable=SC2086 # words
  while [ "$unit_left" -gt 0 ] && [ "$(unit_peers $unit_listens)" -gt 0 ]; do
    unit_left=$((unit_left - 1))
    sleep 1
  done
}

# unit_mark UNIT: notes the invocation that began with what is about to be removed, so that the restart is not forgotten.
unit_mark() {
  mkdir -p /run/provisioner/began
  systemctl show --value -p InvocationID -- "$1" >"/run/provisioner/began/$1"
}

# unit_without PATH ENTRIES: removes what nobody declares of a unit's files, as it was looked at; a file with a copy.
unit_without() {
  backup "$1"
  discard "$1" "$2"
  rm -f "${PROVISIONER_MADE:-/var/lib/provisioner/made}$1"
}

# loaded_take RECORD PATH...: digests of what is about to be loaded.
loaded_take() {
  loaded_file=$1
  shift
  mkdir -p "${loaded_file%/*}" || return 1
  find -L "$@" -type f -exec sha256sum -z {} + >"$loaded_file.next" 2>/dev/null || :
}

# loaded_keep UNIT RECORD: they are loaded now.
loaded_keep() {
  systemctl show --timestamp=us+utc -p InvocationID -p StateChangeTimestamp -- "$1" >"$2.unit" || return 1
  { cat "$2.unit"; printf '\0'; cat "$2.next"; } >"$2.new" || return 1
  mv -f "$2.new" "$2" && rm -f "$2.next" "$2.unit"
}

# unit_restarted UNIT WORD: keeps for what it was restarted.
unit_restarted() {
  mkdir -p /var/lib/provisioner/restarted &&
    printf '%s\n' "$2" >"/var/lib/provisioner/restarted/.new" &&
    mv "/var/lib/provisioner/restarted/.new" "/var/lib/provisioner/restarted/$1"
}
