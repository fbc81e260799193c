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

# apt_fetch DIGEST: fetches the package lists of one deb822 source, and of no other.
apt_fetch() (
  staged=$(mktemp --suffix=.sources)
  trap 'rm -f "$staged" "$staged.log"' EXIT
  cat "$BLOBS/$1" >"$staged"
  chmod 0644 "$staged"
  left=60
  until LC_ALL=C apt-get update -qq -o Dir::Etc::sourcelist="$staged" -o Dir::Etc::sourceparts=- \
    -o APT::Get::List-Cleanup=0 -o APT::Update::Error-Mode=any >"$staged.log" 2>&1; do
    left=$((left - 1))
    if [ "$left" -le 0 ] || ! grep -q 'Could not get lock' "$staged.log"; then
      cat "$staged.log" >&2
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
# Releases of a program, each in a directory of its own; see the Java class ReleaseResource. What is noted of a release lies
# where the probe looks for it, with everything that is in it: its kind, mode and owner, where a link leads to, its digest.

# release_of PATH: what a run left behind that was cut off goes.
release_of() {
  release_path=$1
  release_store=$1/releases
  mkdir -p "$release_store"
  rm -rf "$release_store"/.new.*
}

release_new() {
  release_new=$(mktemp -d "$release_store/.new.XXXXXXXX")
  mkdir "$release_new/tree"
}

# release_file NAME MODE DIGEST: content of $BLOBS.
release_file() {
  cat "$BLOBS/$3" >"$release_new/tree/$1"
  chmod "$2" "$release_new/tree/$1"
}

# release_tar STRIP DIGEST
release_tar() {
  tar -x -f "$BLOBS/$2" -C "$release_new/tree" --no-same-owner --strip-components="$1"
  release_modes
}

# release_zip STRIP DIGEST
release_zip() {
  unzip -q "$BLOBS/$2" -d "$release_new/tree"
  release_strip=$1
  while [ "$release_strip" -gt 0 ]; do
    mkdir "$release_new/up"
    find "$release_new/tree" -mindepth 2 -maxdepth 2 -exec mv -t "$release_new/up" {} +
    rm -rf "$release_new/tree"
    mv "$release_new/up" "$release_new/tree"
    release_strip=$((release_strip - 1))
  done
  release_modes
}

# Whoever runs the program reads it and nobody writes to it, whatever the archive says.
release_modes() {
  chmod -R u=rwX,go=rX "$release_new/tree"
}

# release_note NAME: the path of what is noted, without suffixes.
release_note() {
  release_digest=$(printf %s "$release_store/$1" | sha256sum)
  printf %s "/var/lib/provisioner/archives/${release_digest%% *}"
}

# release_keep VERSION OWNER:GROUP IDENTITY: what is noted comes first: after a crash in between the directory differs from
# it, and is made again.
release_keep() {
  release_at=$(release_note "$1")
  chmod 0755 "$release_new/tree"
  chown -hR "$2" "$release_new/tree"
  mkdir -p "${release_at%/*}"
  (cd "$release_new/tree" && find . -type f -exec sha256sum {} +) >"$release_at.files.new"
  (cd "$release_new/tree" && find . -printf '%p\t%y %m %u:%g %l\n') >"$release_at.entries.new"
  mv -f "$release_at.files.new" "$release_at.files"
  mv -f "$release_at.entries.new" "$release_at.entries"
  printf '%s\n' "$3" >"$release_at.new"
  mv -f "$release_at.new" "$release_at"
  if [ -e "$release_store/$1" ]; then mv -T "$release_store/$1" "$release_new/old"; fi
  mv -T "$release_new/tree" "$release_store/$1"
  rm -rf "$release_new"
}

# release_switch VERSION: its time says which releases were current last.
release_switch() {
  touch "$release_store/$1"
  place_link "$release_path/current" "releases/$1"
}

# release_remove NAME
release_remove() {
  release_at=$(release_note "$1")
  rm -rf "$release_store/${1:?}"
  rm -f "$release_at" "$release_at.files" "$release_at.entries"
}
