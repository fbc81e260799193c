# What the scripts of resources can call; see the Java class Sh.

# backup PATH: keeps a copy of a regular file, the last five of each path; nothing where there is none.
backup() (
  if [ -L "$1" ] || [ ! -f "$1" ]; then exit 0; fi
  umask 077
  top=${PROVISIONER_BACKUPS:-/var/backups/provisioner}
  mkdir -p "$top${1%/*}"
  chmod 0700 "$top"
  copy=$top$1.$(date -u +%Y%m%dT%H%M%S.%NZ)
  cat <"$1" >"$copy.part"
  mv -T "$copy.part" "$copy"
  set -- "$top$1".[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]T[0-9]*[0-9]Z
  while [ $# -gt 5 ]; do
    rm -f "$1"
    shift
  done
)

# put PATH OWNER:GROUP MODE DIGEST: content of $BLOBS, readable by nobody else until its owner and mode are set.
put() (
  new=$(mktemp "${1%/*}/.provisioner.XXXXXXXX")
  trap 'rm -f "$new"' EXIT
  cat "$BLOBS/$4" >"$new"
  chown "$2" "$new"
  chmod "$3" "$new"
  mv -fT "$new" "$1"
)

# rewrite PATH DIGEST-BEFORE DIGEST: likewise, for a file that keeps its owner and mode and must not have changed.
rewrite() (
  now=$(sha256sum <"$1")
  if [ "${now%% *}" != "$2" ]; then
    echo "$1 has changed since it was looked at" >&2
    exit 1
  fi
  put "$1" "$(stat -c %u:%g "$1")" "$(stat -c %a "$1")" "$3"
)

# place_link PATH TARGET: a symbolic link, in place of another link or a file.
place_link() (
  new=$(mktemp -u "${1%/*}/.provisioner.XXXXXXXX")
  trap 'rm -f "$new"' EXIT
  ln -s -- "$2" "$new"
  mv -fT "$new" "$1"
)
