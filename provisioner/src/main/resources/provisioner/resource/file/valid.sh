# Files are judged before they are live, within the tree as it will be; see the Java class Validation.

# checked VALIDATOR PATH file OWNER:GROUP MODE DIGEST, checked VALIDATOR PATH link TARGET, checked VALIDATOR PATH absent:
# fails where the validator refuses what would then be at the path. VALIDATOR is a program that `judge` knows, or the
# digest of a command. Everything happens in a mount namespace of its own, of which nothing is left.
checked() {
  if [ ! -e "$BLOBS/$1" ] && ! command -v "$1" >/dev/null; then
    echo "note: $2 was not validated, because $1 is not installed" >&2
    return 0
  fi
  mkdir -p "$BLOBS/shadow"
  checked_status=0
  unseen shadowed "$@" >"$BLOBS/verdict" 2>&1 || checked_status=$?
  if [ "$checked_status" = 0 ]; then return 0; fi
  checked_why=
  case $checked_status in
    93)
      if [ ! -e "$BLOBS/$1" ] && ! unseen judged "$1" "$2" >"$BLOBS/today" 2>&1; then
        checked_why="$1 may not have judged all of it, because it already refuses what is on the host today"
      fi
      ;;
    94)
      checked_why="nginx gives a warning, as it does of what is on the host today"
      unseen judged "$1" "$2" >"$BLOBS/today" 2>&1 || true
      ;;
  esac
  if [ -n "$checked_why" ]; then
    complaints "$BLOBS/today" "$BLOBS/verdict" >"$BLOBS/new"
    if [ ! -s "$BLOBS/new" ]; then
      echo "note: $2 goes live, but $checked_why: $(head -n 1 "$BLOBS/today")" >&2
      return 0
    fi
    cat "$BLOBS/verdict" >>"$BLOBS/new"
    awk '!seen[$0]++' "$BLOBS/new" >"$BLOBS/verdict"
  fi
  cat "$BLOBS/verdict" >&2
  if [ -e "$BLOBS/$1" ]; then set -- "$(cat "$BLOBS/$1")" "$2"; fi
  echo "$2 stays as it was, refused by $1: $(head -n 1 "$BLOBS/verdict")" >&2
  return 1
}

# unseen FUNCTION ARGUMENT...: in a mount namespace of its own, but not among processes of its own, where systemctl fails.
unseen() {
  unshare -m --propagation private sh -euc '. "$FUNCTIONS" && "$@"' sh "$@"
}

# complaints TODAY VERDICT: the lines of the second file that the first has not, or not as often. When the program said
# it does not count, nor at which line of a file.
complaints() {
  awk '
    {
      key = $0
      sub(/^[0-9]+[-\/][0-9]+[-\/][0-9]+[T ] *[0-9:.]+Z? /, "", key)
      sub(/[0-9]+#[0-9]+/, "", key)
      gsub(/(:|line:? |terminating, )[0-9]+/, ":", key)
    }
    FILENAME == ARGV[1] { today[key]++; next }
    --today[key] < 0 { print }' "$@"
}

# shadowed VALIDATOR PATH CHANGE...: the nearest directory is overlaid. Where the kernel has no overlays, a copy is.
shadowed() {
  shadow_by=$1 shadow_path=$2 shadow_top=${2%/*}
  shift 2
  while [ ! -d "$shadow_top" ]; do shadow_top=${shadow_top%/*}; done
  shadow_name=${shadow_path#"$shadow_top/"}
  shadow_top=$(readlink -f "$shadow_top")
  mount -t tmpfs -o mode=0700 provisioner "$BLOBS/shadow"
  cd "$BLOBS/shadow" || return
  mkdir lower upper work whole
  shadow_stage "$@"
  mount --bind "$shadow_top" lower
  mount --rbind "$shadow_top" whole
  cut -d ' ' -f 5 /proc/self/mountinfo >mounts
  chown --reference="$shadow_top" upper
  chmod --reference="$shadow_top" upper
  if ! mount -t overlay -o "lowerdir=$PWD/lower,upperdir=$PWD/upper,workdir=$PWD/work" provisioner "$shadow_top" 2>/dev/null; then
    cp -a "$shadow_top/." upper
    shadow_stage "$@"
    mount --bind upper "$shadow_top"
  fi
  shadow_mounts
  if [ "$1" = absent ]; then rm -rf "${shadow_top:?}/$shadow_name"; fi
  cd /
  judged "$shadow_by" "$shadow_path"
}

# judged VALIDATOR PATH: 93 is a refusal, 94 a warning of nginx; any other failure is not the validator's.
judged() {
  judged_status=0
  judge "$@" >"$BLOBS/said" 2>&1 || judged_status=93
  cat "$BLOBS/said"
  if [ "$judged_status" = 0 ] && grep -qE '^(nginx: |[0-9/]+ [0-9:]+ )\[warn\] ' "$BLOBS/said"; then judged_status=94; fi
  if [ "$judged_status" != 0 ]; then exit "$judged_status"; fi
}

# shadow_mounts: what is mounted below the directory shows again, unless the change takes its place.
shadow_mounts() {
  while read -r shadow_mount; do
    shadow_mount=$(printf '%b/' "$shadow_mount")
    case $shadow_mount in
      "$shadow_top/$shadow_name/"*) ;;
      "$shadow_top"/?*)
        shadow_mount=${shadow_mount#"$shadow_top/"}
        shadow_mount=${shadow_mount%/}
        if [ -e "whole/$shadow_mount" ]; then mount --bind "whole/$shadow_mount" "$shadow_top/$shadow_mount"; fi
        ;;
    esac
  done <mounts
}

# shadow_stage CHANGE...: in a directory that only root enters.
shadow_stage() {
  case $shadow_name in */*) mkdir -p "upper/${shadow_name%/*}" ;; esac
  rm -rf "upper/$shadow_name"
  case $1 in
    file)
      (umask 077 && cat "$BLOBS/$4" >"upper/$shadow_name")
      chown "$2" "upper/$shadow_name"
      chmod "$3" "upper/$shadow_name"
      ;;
    link) ln -s -- "$2" "upper/$shadow_name" ;;
  esac
}

# judge VALIDATOR PATH: its status says whether what is at the path may go live; its output says why not.
judge() {
  case $1 in
    sshd)
      # Its unit makes this directory, without which it checks nothing.
      [ -d /run/sshd ] || mkdir -m 0755 /run/sshd
      "$(command -v sshd)" -t
      ;;
    # With -f only the syntax counts: sudo itself takes files that others can read, as long as nobody else can write.
    visudo) visudo -c -f /etc/sudoers ;;
    nginx) nginx -t -q ;;
    apt-get)
      apt-get indextargets >/dev/null || return
      case $2 in /etc/apt/preferences*) apt-cache policy >/dev/null ;; esac
      ;;
    mysqld) judge_mysql ;;
    systemd-analyze) judge_unit "$2" ;;
    findmnt) judge_mounts ;;
    # What it says of logs that are not there is not about the file.
    logrotate) logrotate -d /etc/logrotate.conf 2>&1 | judge_lines '^(error|warning): [^ ]*:[0-9]+ |error in file' ;;
    *) judge_command "$BLOBS/$1" ;;
  esac
}

# judge_command FILE: what the command leaves running is in this mount namespace, and ends here.
judge_command() {
  judge_status=0
  sh "$1" || judge_status=$?
  judge_space=$(stat -L -c %i /proc/self/ns/mnt)
  find /proc/[0-9]*/ns/mnt -maxdepth 0 -lname "mnt:?$judge_space?" 2>/dev/null | while IFS=/ read -r _ _ judge_pid _; do
    if [ "$judge_pid" != $$ ]; then echo "$judge_pid"; fi
  done >"$BLOBS/left"
  while read -r judge_pid; do kill -9 "$judge_pid" 2>/dev/null || true; done <"$BLOBS/left"
  return "$judge_status"
}

# judge_lines PATTERN: fails where a line matches, and shows these.
judge_lines() {
  ! grep -E -- "$1"
}

# judge_mounts: the boot goes on without a device whose entry has one of these options, which findmnt knows only of noauto.
judge_mounts() {
  if [ -e /etc/fstab ]; then
    awk '
      !/^[ \t]*#/ && $4 ~ /(^|,)(nofail|_netdev|x-systemd\.automount)(,|$)/ { $4 = $4 ",noauto" }
      { print }' /etc/fstab >"$BLOBS/mounts"
    mount --bind "$BLOBS/mounts" /etc/fstab
  fi
  findmnt --verify 2>&1 | judge_lines 'parse error at|unreachable on boot required source'
}

# judge_unit PATH: only what is said of this unit counts, and of that not what is missing: units may come before their
# programs, sockets before their services, and drop-ins before their units. What systemd advises against it still does.
judge_unit() {
  judge_name=${1#/etc/systemd/system/}
  judge_arg=$1
  case $judge_name in
    */*)
      judge_name=${judge_name%%/*}
      judge_name=${judge_name%.d}
      judge_arg=$judge_name
      ;;
  esac
  systemd-analyze verify --man=no -- "$judge_arg" 2>&1 | JUDGE_PATH=$1: JUDGE_UNIT=$judge_name awk '
    BEGIN { path = ENVIRON["JUDGE_PATH"]; unit = ENVIRON["JUDGE_UNIT"]; sub(/@.*/, "@", unit) }
    BEGIN {
      refusal = "Unknown |Failed to |Invalid |[Rr]efusing"
      advice = ", updating |automatically updating|deprecated|obsolete|Support for |[Pp]lease use |unsafe|not safe|does not match strict"
    }
    / is not executable: | not found\.$| is masked\.$|service .* not loaded, / { next }
    $0 !~ refusal && $0 ~ advice { next }
    index($0, path) == 1 || index($0, unit) == 1 || index($0, "Unit " unit) == 1 { print; said = 1 }
    END { exit said }'
}

# judge_mysql: MariaDB has no option for this, but reads everything before it shows its help. Neither looks up the plugins
# of INSTALL PLUGIN, whose variables the server will know.
judge_mysql() {
  judge_plugin="unknown (variable|option) '(--)?(server.audit|audit.log|(simple|cracklib).password.check|password.reuse.check"
  judge_plugin="$judge_plugin|validate.password|file.key.management|query.response.time|sql.error.log|handlersocket|spider"
  judge_plugin="$judge_plugin|rocksdb|mroonga|rpl.semi.sync|group.replication|clone|connection.control|keyring)[._-]"
  case $(mysqld --no-defaults --version) in
    *MariaDB*) mysqld --verbose --help 2>&1 >/dev/null | grep -Ev -- "$judge_plugin" | judge_lines '\[ERROR\]|^error: ' ;;
    *)
      if mysqld --validate-config >"$BLOBS/words" 2>&1; then return 0; fi
      if ! grep -Eq -- "$judge_plugin" "$BLOBS/words"; then cat "$BLOBS/words" && return 1; fi
      grep -Ev -- "$judge_plugin|Aborting" "$BLOBS/words" | judge_lines '\[ERROR\]'
      ;;
  esac
}
