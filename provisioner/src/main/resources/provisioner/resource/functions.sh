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
    echo "$1 has changed since provisioner read it; run again" >&2
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

# put_keys USER HOME DIGEST: writes ~/.ssh/authorized_keys as the user, whose directory it is: a link that somebody
# placed there leads nowhere that the user could not write to anyway.
put_keys() {
  backup "$2/.ssh/authorized_keys"
  if [ -d "$2/.ssh" ] && [ ! -L "$2/.ssh" ]; then chown -h "$1:$(id -g "$1")" "$2/.ssh"; fi
  runuser -u "$1" -- sh -euc '
    umask 077
    cd "$1"
    [ -d .ssh ] || mkdir .ssh
    chmod 0700 .ssh
    cd .ssh
    new=$(mktemp .provisioner.XXXXXXXX)
    trap "rm -f \"$new\"" EXIT
    cat >"$new"
    mv -fT "$new" authorized_keys
  ' sh "$2" <"$BLOBS/$3"
}

# set_parameter FILE VALUE: a parameter of the kernel, which stays what it was where the kernel does not take the value.
set_parameter() (
  before=$(cat "$1")
  printf '%s\n' "$2" >"$1"
  value=$2
  file=$1
  set -f
  # shellcheck disable=SC2046 # as words
  set -- $(cat "$file")
  if [ "$*" != "$value" ]; then
    printf '%s\n' "$before" >"$file"
    echo "the kernel changed the value to '$*'" >&2
    exit 1
  fi
)

# apt_fetch DIGEST [KEY DIGEST-OF-KEY]: fetches the package lists of one deb822 source, and of no other, with a copy of
# its key. apt reads both as a user of its own.
apt_fetch() (
  staged=$(mktemp -d)
  trap 'rm -rf "$staged"' EXIT
  chmod 0755 "$staged"
  cat "$BLOBS/$1" >"$staged/new.sources"
  if [ $# -gt 1 ]; then
    cat "$BLOBS/$3" >"$staged/key.${2##*.}"
    sed -i "s|^Signed-By: .*|Signed-By: $staged/key.${2##*.}|" "$staged/new.sources"
  fi
  left=60
  until LC_ALL=C apt-get update -qq -o Dir::Etc::sourcelist="$staged/new.sources" -o Dir::Etc::sourceparts=- \
    -o APT::Get::List-Cleanup=0 -o APT::Update::Error-Mode=any >"$staged/log" 2>&1; do
    left=$((left - 1))
    if [ "$left" -le 0 ] || ! grep -q 'Could not get lock' "$staged/log"; then
      cat "$staged/log" >&2
      exit 1
    fi
    if [ "$left" -eq 59 ]; then echo 'another apt is running: waiting for it, up to two minutes' >&2; fi
    sleep 2
  done
)

# unpack DESTINATION NOTE IDENTITY OWNER:GROUP STRIP DIGEST: a tar archive beside, then in place of the destination.
# What is noted comes first: after a crash in between the destination differs from it, and is unpacked again.
unpack() (
  new=$(mktemp -d "${1%/*}/.provisioner.XXXXXXXX")
  trap 'rm -rf "$new"' EXIT
  mkdir "$new/tree"
  tar -x -f "$BLOBS/$6" -C "$new/tree" --no-same-owner --strip-components="$5"
  chown -hR "$4" "$new/tree"
  chmod 0755 "$new/tree"
  mkdir -p "${2%/*}"
  (cd "$new/tree" && find . -type f -exec sha256sum {} +) >"$2.files.new"
  mv -f "$2.files.new" "$2.files"
  printf '%s\n' "$3" >"$2.new"
  mv -f "$2.new" "$2"
  if [ -d "$1" ]; then mv -T "$1" "$new/old"; fi
  mv -T "$new/tree" "$1"
)
