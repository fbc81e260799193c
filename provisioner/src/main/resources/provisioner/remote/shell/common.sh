# The host's side of a root shell, in POSIX sh. Protocol: see the Java class Protocol.
# Set before this text: pv_nonce, pv_run, pv_who, pv_limit.
# shellcheck disable=SC2154 # they are set before
# fd 3: commands, fd 4: frames, fd 9: the lock. Scripts see fd 4, and the lock until they let go of it; steps none of them.
cd /
umask 022
trap '' PIPE HUP
unset IFS CDPATH ENV BASH_ENV LANGUAGE TMPDIR GREP_OPTIONS TAR_OPTIONS GZIP POSIXLY_CORRECT PROVISIONER_DIR
LC_ALL=C
if [ -d /usr/lib/locale/C.UTF-8 ] || [ -d /usr/lib/locale/C.utf8 ]; then LC_ALL=C.UTF-8; fi
LANG=$LC_ALL
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
DEBIAN_FRONTEND=noninteractive
export LC_ALL LANG PATH DEBIAN_FRONTEND
exec 3<&0 4>&1 0</dev/null 1>&2
# Whatever a login shell printed before, the first frame begins a line.
printf '\n' >&4

emit() {
  printf '%s %s :' "$pv_nonce" "$1" >&4
  if base64 -w 0 >&4; then printf '.\n' >&4; else printf '!\n' >&4; fi
}

say() {
  pv_tag=$1
  shift
  case "$*" in
  *"
"*) printf '%s' "$*" | emit "$pv_tag" ;;
  *) printf '%s %s =%s\n' "$pv_nonce" "$pv_tag" "$*" >&4 ;;
  esac
}

# On stderr, too, where login shells like to say something before.
pv_ready() {
  printf '\n%s .ready\n' "$pv_nonce" >&2
  say .ready
}

# A body that was cut off is a syntax error, because it arrives as one brace group: it never runs in part.
pv_loop() {
  while IFS=' ' read -r pv_verb pv_seq pv_len <&3; do
    case $pv_verb in
    E)
      pv_text=$(head -c "$pv_len" <&3)
      (
        trap - PIPE
        exec 3<&-
        eval "$pv_text"
      )
      pv_status=$?
      pv_text=
      printf '\n%s .done =%s\n' "$pv_nonce" "$pv_seq" >&2
      printf '\n%s .done =%s %s\n' "$pv_nonce" "$pv_seq" "$pv_status" >&4
      ;;
    Q) return 0 ;;
    esac
  done
}
