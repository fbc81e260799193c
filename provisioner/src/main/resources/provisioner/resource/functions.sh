# What the scripts of resources can call; see the Java class Sh. These are the only ones that write at a declared path.
# shellcheck disable=SC2154 # way_… are way.sh's

# way_for PATH OWNER: sets way_how to how what OWNER is to own gets to PATH: plain where only root can alter the way; as where
# the owner can, who is not root, and does it; staged where others can write to the directory. Refuses where others can replace a directory.
# The Java class Ways decides likewise of what was observed.
way_for() {
  way "$1"
  way_how=plain
  if [ -z "$way_above$way_here$way_link" ]; then return 0; fi
  if [ -n "$way_link" ]; then
    echo "$way_link, on the way to $1, is a symbolic link that is not root's" >&2
    return 1
  fi
  way_too=
  if [ "$2" != root ]; then way_too=" and $2"; fi
  # shellcheck disable=SC2086 # names
  if way_other "$2" $way_above; then
    echo "nobody but root${way_too} may be able to alter $way_from, on the way to $1, but ${way_name#@} can" >&2
    return 1
  fi
  way_how=as
  # shellcheck disable=SC2086 # names
  if [ "$2" = root ] || way_other "$2" $way_here; then way_how=staged; fi
}

# way_plain PATH: for what is made only where nobody but root can alter the way.
way_plain() {
  way_for "$1" root || return 1
  if [ "$way_how" != plain ]; then
    echo "nobody but root may be able to write to $way_at, where $1 is made, but others can" >&2
    return 1
  fi
}

# stage: makes a directory that only root enters, on the file system of $way_at, and goes there. "$stage" leads there for as
# long as this shell lives, whatever is renamed meanwhile.
stage() {
  stage_at=$way_at
  way_into "$stage_at" || return 1
  while [ "$way_how" != plain ] && [ -z "$(find . -maxdepth 0 -uid 0 \( ! -perm /022 -o -perm -1000 \))" ]; do
    if [ "$stage_at" = / ] || [ "$(stat -c %d .)" != "$(stat -c %d ..)" ]; then
      stage_at=$way_at
      way_into "$stage_at" || return 1
      break
    fi
    stage_at=${stage_at%/*}
    stage_at=${stage_at:-/}
    way_into "$stage_at" || return 1
  done
  stage_made=$(mktemp -d ./.provisioner.XXXXXXXX)
  stage_made=${stage_made#./}
  way_into "${stage_at%/}/$stage_made" || return 1
  # In a directory with the set-group-ID bit it has that, too, which takes five digits to clear.
  if [ "$(stat -c %u .)" = 0 ]; then chmod 00700 .; fi
  if [ "$(stat -c '%u %a' .)" != '0 700' ]; then
    echo "somebody has replaced ${stage_at%/}/$stage_made" >&2
    return 1
  fi
  exec 6<.
  stage=/proc/self/fd/6
}

# stage_end: nothing is left of it.
stage_end() {
  cd /
  rm -rf --one-file-system "$stage/new" "$stage/tree" "$stage/up" "$stage/old"
  rmdir "$stage/../$stage_made"
  exec 6<&-
}

# backup PATH: keeps a copy of a regular file, the last five of each path; nothing where there is none.
backup() (
  if [ -L "$1" ] || [ ! -f "$1" ]; then exit 0; fi
  umask 077
  top=${PROVISIONER_BACKUPS:-/var/backups/provisioner}
  if [ ! -d "$top${1%/*}" ]; then mkdir -p "$top${1%/*}"; fi
  chmod 0700 "$top"
  copy=$top$1.$(date -u +%Y%m%dT%H%M%S.%NZ)
  way "$1"
  if [ -z "$way_above$way_here$way_link" ]; then
    cat <"$1" >"$copy.part"
  else
    way_into "$way_at" || exit 1
    way_regular '' "./${1##*/}" >"$copy.part"
  fi
  mv -T "$copy.part" "$copy"
  set -- "$top$1".[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]T[0-9]*[0-9]Z
  while [ $# -gt 5 ]; do
    rm -f "$1"
    shift
  done
)

# made PATH: notes which playbook makes a file for systemd, so that the units of another one do not lose it. Before it is there.
made() {
  case $1 in
    /etc/systemd/* | /run/systemd/* | /usr/local/lib/systemd/*)
      made_at=${PROVISIONER_MADE:-/var/lib/provisioner/made}$1
      mkdir -p "${made_at%/*}"
      printf '%s\n' "${PROVISIONER_PLAYBOOK:-}" >"$made_at"
      ;;
  esac
}

# note_made MAKER THING TEXT: notes what a step is about to bring into being, before it is there. MAKER is a directory and THING a file
# in it; see the Java class MadeNote. Programs of other users may look for things in the directories above.
note_made() (
  note_top=${PROVISIONER_NOTES:-/var/lib/provisioner/notes}
  umask 022
  if [ ! -d "${note_top%/*}" ]; then mkdir -p "${note_top%/*}"; fi
  umask 077
  if [ ! -d "$note_top/$1" ]; then mkdir -p "$note_top/$1"; fi
  printf '%s\n' "$3" >"$note_top/$1/.$2"
  mv -f "$note_top/$1/.$2" "$note_top/$1/$2"
)

# note_changed NOTE DIGEST: its maker gives the thing another content. For whoever else has noted it, it is one changed by others.
note_changed() (
  umask 077
  note=${PROVISIONER_NOTES:-/var/lib/provisioner/notes}/$1
  if [ ! -f "$note" ]; then return 0; fi
  {
    grep -v '^digest ' "$note"
    printf 'digest %s\n' "$2"
  } >"${note%/*}/.${note##*/}"
  mv -f "${note%/*}/.${note##*/}" "$note"
)

# notes_settled NOTE...: nothing is left to do for these notes, which are named by MAKER/THING.
notes_settled() (
  cd "${PROVISIONER_NOTES:-/var/lib/provisioner/notes}" || exit 1
  rm -f -- "$@"
  find . -mindepth 1 -type d -empty -delete
)

# put PATH OWNER:GROUP MODE DIGEST: content of $BLOBS, readable by nobody else until its owner and mode are set. What takes the
# place of a file keeps that one's access list, extended attributes and capabilities, except where others can replace it.
put() (
  way_for "$1" "${2%%:*}" || exit 1
  put_there "$1" "$2" "$3" "$BLOBS/$4"
)

# put_there PATH OWNER:GROUP MODE FILE: likewise, after way_for.
put_there() {
  made "$1"
  kept=
  if [ "$way_how" = plain ] && [ -f "$1" ] && [ ! -L "$1" ]; then
    kept=$1
    # A list that lets others read may not be on the content before the mode is.
    case $(ls -ld -- "$1") in ??????????+*) way_how=staged ;; esac
  fi
  case $way_how in
    plain)
      new=$(mktemp "${1%/*}/.provisioner.XXXXXXXX")
      trap 'rm -f "$new"' EXIT
      install -o "${2%%:*}" -g "${2##*:}" -m "$3" -T "$4" "$new"
      if [ -n "$kept" ]; then cp --attributes-only --preserve=xattr -- "$kept" "$new"; fi
      replaces "$1" "$(mv -fT "$new" "$1" 2>&1)"
      ;;
    as)
      way_into "$way_at" || exit 1
      way_run "${2%%:*}" "${2##*:}" sh -euc '
        umask 077
        in=$(mktemp -d .provisioner.XXXXXXXX)
        trap "rm -rf \"$in\"" EXIT
        cat >"$in/new"
        if [ -f "./$3" ] && [ -r "./$3" ] && [ ! -L "./$3" ]; then cp --attributes-only --preserve=mode,xattr "./$3" "$in/new"; fi
        chgrp "$1" "$in/new"
        chmod "$2" "$in/new"
        mv -fT "$in/new" "./$3"
      ' sh "${2##*:}" "$3" "${1##*/}" <"$4"
      ;;
    staged)
      stage || exit 1
      trap stage_end EXIT
      install -o "${2%%:*}" -g "${2##*:}" -m "$3" -T "$4" new
      if [ -n "$kept" ]; then
        cp --attributes-only --preserve=mode,xattr -- "$kept" new
        chmod "$3" new
      fi
      way_into "$way_at" || exit 1
      replaces "$1" "$(mv -fT "$stage/new" "./${1##*/}" 2>&1)"
      ;;
  esac
}

# replaces PATH WORDS: fails with the reason if mv had something to say: the kernel lets nobody replace some files.
replaces() {
  if [ -z "$2" ]; then return 0; fi
  fixed=$(lsattr -d -- "$1" 2>/dev/null | cut -d ' ' -f 1) || fixed=
  case $fixed in
    *i*) echo "$1 is immutable: not even root can replace it before 'chattr -i $1' ($2)" >&2 ;;
    *a*) echo "$1 is append-only: not even root can replace it before 'chattr -a $1' ($2)" >&2 ;;
    *) echo "$1 cannot be replaced: $2; it, or its directory, may have been made immutable with chattr" >&2 ;;
  esac
  return 1
}

# rewrite PATH DIGEST-BEFORE DIGEST: likewise, for a file that keeps its owner and mode and must not have changed.
rewrite() (
  was=$(stat -c '%U:%G %a %u:%g' "$1")
  case $was in *UNKNOWN*) was="${was##* } ${was#* }" ;; esac
  owned=${was%% *} mode=${was#* }
  way_for "$1" "${owned%%:*}" || exit 1
  if [ "$way_how" = plain ]; then
    now=$(sha256sum <"$1")
  else
    way_into "$way_at" || exit 1
    now=$(way_regular "${owned%%:*}" "./${1##*/}" | sha256sum)
  fi
  if [ "${now%% *}" != "$2" ]; then
    echo "$1 has changed since provisioner read it; run again" >&2
    exit 1
  fi
  put_there "$1" "$owned" "${mode%% *}" "$BLOBS/$3"
)

# own PATH OWNER:GROUP MODE [DIGEST]: of a file that is there. The mode comes last: chown(2) clears the set-user-ID bit, and
# capabilities, which stay where the owner does. Where
# others than root can alter the way, what is at the name may be another file by now: the content of $BLOBS takes its place.
own() (
  way_for "$1" "${2%%:*}" || exit 1
  if [ "$way_how" = plain ]; then
    if [ "$(stat -c %U:%G "$1")" != "$2" ]; then chown -h "$2" "$1"; fi
    chmod "$3" "$1"
    exit 0
  fi
  if [ $# -lt 4 ]; then
    echo "nobody but root may be able to write to $way_at, where $1 is, but others can" >&2
    exit 1
  fi
  put_there "$1" "$2" "$3" "$BLOBS/$4"
)

# make_directory PATH OWNER:GROUP MODE: a directory, whether or not it is there. One of somebody else's is not taken over
# where others can write to the directory that it is in, and one of root's only while it is empty. It takes five digits to clear
# the set-group-ID bit of a directory.
make_directory() (
  way_for "$1" "${2%%:*}" || exit 1
  if [ "$way_how" = plain ]; then
    if [ ! -d "$1" ]; then mkdir -m 0700 "$1"; fi
    chown -h "$2" "$1"
    chmod "0$3" "$1"
    exit 0
  fi
  way_into "$way_at" || exit 1
  name=./${1##*/} maker=
  if [ "$way_how" = as ]; then maker=${2%%:*}; fi
  if [ ! -d "$name" ]; then way_read "$maker" mkdir -m 0700 "$name"; fi
  way_into "${way_at%/}/${1##*/}" || exit 1
  user=$(stat -c %U .)
  if [ "$user" != "${2%%:*}" ] && { [ "$user" != root ] || [ -n "$(find . -mindepth 1 -print -quit)" ]; }; then
    echo "$1 must belong to ${2%%:*}, or be an empty directory of root's, but belongs to $user" >&2
    exit 1
  fi
  chown "$2" .
  chmod "0$3" .
)

# place_link PATH TARGET [OWNER]: a symbolic link, in place of another link or a file.
place_link() (
  way_for "$1" "${3:-root}" || exit 1
  link_there "$1" "$2" "${3:-root}"
)

# link_there PATH TARGET OWNER: likewise, after way_for.
link_there() {
  made "$1"
  case $way_how in
    plain)
      new=$(mktemp -u "${1%/*}/.provisioner.XXXXXXXX")
      trap 'rm -f "$new"' EXIT
      ln -s -- "$2" "$new"
      mv -fT "$new" "$1"
      ;;
    as)
      way_into "$way_at" || exit 1
      way_run "$3" '' sh -euc '
        new=$(mktemp -u .provisioner.XXXXXXXX)
        trap "rm -f \"$new\"" EXIT
        ln -s -- "$1" "$new"
        mv -fT "$new" "./$2"
      ' sh "$2" "${1##*/}"
      ;;
    staged)
      stage || exit 1
      trap stage_end EXIT
      ln -s -- "$2" new
      way_into "$way_at" || exit 1
      mv -fT "$stage/new" "./${1##*/}"
      ;;
  esac
}

# discard PATH ENTRIES [OWNER]: removes what was looked at and no other, as way_entries said then: a file, a link, or a directory
# with all that was in it. It is moved to where only root enters first; anything else goes back. Nothing is removed through a
# mount, which may show another directory of the same file system.
discard() (
  way_for "$1" "${3:-root}" || exit 1
  discard_at=${way_at%/}/${1##*/}
  mounted=$(DISCARD=$discard_at awk '
    { at = $5; gsub(/\\040/, " ", at); gsub(/\\011/, "\t", at); gsub(/\\134/, "\\", at) }
    at == ENVIRON["DISCARD"] || index(at, ENVIRON["DISCARD"] "/") == 1 { print at; exit }' /proc/self/mountinfo)
  if [ -n "$mounted" ]; then
    echo "$1 stays: nothing may be mounted in it, but something is at $mounted" >&2
    exit 1
  fi
  stage || exit 1
  trap stage_end EXIT
  way_into "$way_at" || exit 1
  mv -T "./${1##*/}" "$stage/old"
  if [ "$(way_entries "$stage/old")" != "$2" ]; then
    mv -nT "$stage/old" "./${1##*/}"
    echo "$1 has changed since provisioner read it and stays; run again" >&2
    exit 1
  fi
  if ! rm -rf --one-file-system "$stage/old"; then
    mv -nT "$stage/old" "./${1##*/}"
    echo "$1 could not be removed as a whole; what is left of it stays" >&2
    exit 1
  fi
)

# discard_seen PATH KIND WHAT OWNER: removes what was looked at: a file with a digest, a link with a target, or a directory in which
# nothing is left.
discard_seen() (
  way_for "$1" "$4" || exit 1
  way_into "$way_at" || exit 1
  seen=./${1##*/} seen_now='another kind'
  case $2 in
    file)
      if [ -f "$seen" ] && [ ! -L "$seen" ]; then
        seen_now=$(sha256sum <"$seen")
        seen_now=${seen_now%% *}
      fi
      ;;
    link) if [ -L "$seen" ]; then seen_now=$(readlink -- "$seen"); fi ;;
    directory) if [ -d "$seen" ] && [ ! -L "$seen" ]; then seen_now=$(find "$seen" -mindepth 1 -print -quit); fi ;;
  esac
  if [ "$seen_now" != "$3" ]; then
    echo "$1 has changed since provisioner read it and stays; run again" >&2
    exit 1
  fi
  discard "$1" "$(way_entries "$seen")" "$4"
)

# take_keys USER DIRECTORY [NAME]: a directory that root made for the keys is the user's. One with anything else in it is not.
take_keys() {
  way_for "$2" "$1" || exit 1
  way_into "${way_at%/}/${2##*/}" || exit 1
  if [ "$(stat -c %U .)" = root ]; then
    if [ -n "$(find . -mindepth 1 ! -name "${3:-authorized_keys}" -print -quit)" ]; then
      echo "$2 must belong to $1, but is root's, and more than keys are in it" >&2
      exit 1
    fi
    chown "$1:$(id -g "$1")" .
  fi
}

# put_keys USER HOME DIGEST [FILE]: writes ~/.ssh/authorized_keys, or another file below the home directory, as the user, whose
# directory it is: a link that somebody placed there leads nowhere that the user could not write to anyway.
put_keys() {
  keys_file=${4:-.ssh/authorized_keys}
  keys_in=./$keys_file
  keys_in=${keys_in%/*}
  backup "$2/$keys_file"
  if [ -d "$2/$keys_in" ] && [ "$keys_in" != . ]; then (take_keys "$1" "$2/${keys_in#./}" "${keys_file##*/}"); fi
  runuser -u "$1" -- sh -euc '
    umask 077
    cd "$1"
    if [ "$2" != . ]; then
      [ -d "$2" ] || mkdir -p "$2"
      chmod 0700 "$2"
    fi
    cd "$2"
    new=$(mktemp .provisioner.XXXXXXXX)
    trap "rm -f \"$new\"" EXIT
    cat >"$new"
    mv -fT "$new" "$3"
  ' sh "$2" "$keys_in" "${keys_file##*/}" <"$BLOBS/$3"
}

# put_central_keys FILE DIGEST: writes keys where only root can; sshd reads them as the user.
put_central_keys() {
  if [ ! -d "${1%/*}" ]; then
    way_plain "${1%/*}" || return 1
    (umask 022 && mkdir -p "${1%/*}")
  fi
  backup "$1"
  put "$1" root:root 0644 "$2"
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
# its key. apt reads both as a user of its own. The time of the directory stays that of the other lists, which are as old as before.
apt_fetch() (
  staged=$(mktemp -d)
  trap 'rm -rf "$staged"' EXIT
  chmod 0755 "$staged"
  touch -r /var/lib/apt/lists "$staged/time" 2>/dev/null || touch -d @0 "$staged/time"
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
  touch -r "$staged/time" /var/lib/apt/lists
)

# tree_from TAR STRIP OWNER:GROUP: unpacks to "$stage/tree" what an archive may bring: files, directories and links, none of
# them set-id.
tree_from() {
  mkdir "$stage/tree"
  tar -x -f "$1" -C "$stage/tree" --no-same-owner --strip-components="$2"
  tree_owned "$3"
}

tree_owned() {
  if [ -n "$(find "$stage/tree/." ! -type f ! -type d ! -type l -print -quit)" ]; then
    echo 'the archive has a device or a pipe in it' >&2
    return 1
  fi
  chown -hR "$1" "$stage/tree/."
  find "$stage/tree/." ! -type l -perm /7000 -exec chmod a-st {} +
  chmod 0755 "$stage/tree"
}

# tree_there PATH: "$stage/tree" takes the place of what is there, after way_for.
tree_there() {
  way_into "$way_at" || return 1
  if [ -e "./${1##*/}" ] || [ -L "./${1##*/}" ]; then mv -T "./${1##*/}" "$stage/old"; fi
  mv -T "$stage/tree" "./${1##*/}"
}

# unpack DESTINATION NOTE IDENTITY OWNER:GROUP STRIP DIGEST: a tar archive beside, then in place of the destination.
# What is noted comes first: after a crash in between the destination differs from it, and is unpacked again.
unpack() (
  way_for "$1" "${4%%:*}" || exit 1
  stage || exit 1
  trap stage_end EXIT
  tree_from "$BLOBS/$6" "$5" "$4"
  mkdir -p "${2%/*}"
  (cd "$stage/tree" && find . -type f -exec sha256sum {} +) >"$2.files.new"
  mv -f "$2.files.new" "$2.files"
  printf '%s\n' "$3" >"$2.new"
  mv -f "$2.new" "$2"
  tree_there "$1"
)

# name_full LOG: names the file systems that are full, where what a step wrote says that one is.
name_full() {
  if ! grep -qi 'no space left on device' "$1" 2>/dev/null; then return 0; fi
  for full_what in -P -Pi; do
    timeout 5 df "$full_what" -l -x squashfs -x iso9660 2>/dev/null | while read -r _ full_size _ full_left _ full_at; do
      if [ "$full_size" != 0 ] && [ "$full_left" = 0 ]; then echo "the file system at $full_at is full" >&2; fi
    done
  done
}
