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
