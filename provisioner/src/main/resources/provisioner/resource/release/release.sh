# Releases of a program, each in a directory of its own; see the Java class ReleaseResource. What is noted of a release lies
# where the probe looks for it, with everything that is in it: its kind, mode and owner, where a link leads to, its digest.
# shellcheck disable=SC2154 # way_… and stage are of way.sh and functions.sh

# release_of PATH OWNER: what a run left behind that was cut off goes.
release_of() {
  release_path=$1
  release_store=$1/releases
  release_owner=$2
  way_for "$release_store" "$2" || exit 1
  if [ "$way_how" = plain ]; then
    mkdir -p "$release_store"
  elif [ ! -d "$release_store" ]; then
    (way_into "$way_at" && mkdir "./releases")
  fi
  way_for "$release_store/new" "$2" || exit 1
  if [ "$way_how" = plain ]; then rm -rf "$release_store"/.provisioner.* "$release_store"/.new.*; fi
}

release_new() {
  way_for "$release_store/new" "$release_owner" || exit 1
  stage || exit 1
  mkdir "$stage/tree"
}

# release_file NAME MODE DIGEST: content of $BLOBS.
release_file() {
  install -m "$2" -T "$BLOBS/$3" "$stage/tree/$1"
}

# release_tar STRIP DIGEST
release_tar() {
  tar -x -f "$BLOBS/$2" -C "$stage/tree" --no-same-owner --strip-components="$1"
  release_modes
}

# release_zip STRIP DIGEST
release_zip() {
  unzip -q "$BLOBS/$2" -d "$stage/tree"
  release_strip=$1
  while [ "$release_strip" -gt 0 ]; do
    mkdir "$stage/up"
    find "$stage/tree/." -mindepth 2 -maxdepth 2 -exec mv -t "$stage/up" {} +
    rm -rf "$stage/tree"
    mv "$stage/up" "$stage/tree"
    release_strip=$((release_strip - 1))
  done
  release_modes
}

# Whoever runs the program reads it and nobody writes to it, whatever the archive says.
release_modes() {
  chmod -R u=rwX,go=rX "$stage/tree"
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
  tree_owned "$2"
  mkdir -p "${release_at%/*}"
  (cd "$stage/tree" && find . -type f -exec sha256sum {} +) >"$release_at.files.new"
  (cd "$stage/tree" && find . -printf '%p\t%y %m %u:%g %l\n') >"$release_at.entries.new"
  mv -f "$release_at.files.new" "$release_at.files"
  mv -f "$release_at.entries.new" "$release_at.entries"
  printf '%s\n' "$3" >"$release_at.new"
  mv -f "$release_at.new" "$release_at"
  tree_there "$release_store/$1" || exit 1
  stage_end
}

# release_switch VERSION: its time says which releases were current last. The link is root's, whoever owns the release.
release_switch() {
  way_for "$release_store/$1" "$release_owner" || exit 1
  (way_into "$way_at" && touch -hc "./$1")
  way_for "$release_path/current" "$release_owner" || exit 1
  if [ "$way_how" = as ]; then way_how=staged; fi
  (link_there "$release_path/current" "releases/$1" root)
}

# release_remove NAME INODE: the directory that was looked at, and no other.
release_remove() (
  release_at=$(release_note "$1")
  way_for "$release_store/$1" "$release_owner" || exit 1
  stage || exit 1
  trap stage_end EXIT
  way_into "$way_at" || exit 1
  mv -T "./$1" "$stage/old"
  if [ "$(stat -c '%i %F' "$stage/old")" != "$2 directory" ]; then
    mv -nT "$stage/old" "./$1"
    echo "$release_store/$1 is not what it was when it was looked at: it stays" >&2
    exit 1
  fi
  rm -f "$release_at" "$release_at.files" "$release_at.entries"
)
