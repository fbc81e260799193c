# Configuration trees: versioned directories beside the link that is live; see the Java class ConfigSet.

# config_new PATH VERSION: an empty directory for the version, in PATH's store.
config_new() {
  way_plain "$1" || exit 1
  config_path=$1
  config_name=.${1##*/}/$2
  config_store=${1%/*}/.${1##*/}
  config_version=$config_store/$2
  config_old=
  if [ -L "$1" ]; then config_old=$(readlink "$1"); elif [ -d "$1" ]; then config_old=.${1##*/}/taken; fi
  mkdir -p "$config_store"
  rm -rf "$config_version"
  trap config_tidy EXIT
  mkdir "$config_version"
}

# config_tidy: a version that is not live in the end was refused.
config_tidy() {
  if [ "$(readlink "$config_path")" != "$config_name" ]; then rm -rf "$config_version"; fi
  rmdir "$config_store" 2>/dev/null || :
}

# config_file NAME OWNER:GROUP MODE DIGEST
config_file() {
  mkdir -p "$(dirname "$config_version/$1")"
  (umask 077 && cat "$BLOBS/$4" >"$config_version/$1")
  chown "$2" "$config_version/$1"
  chmod "$3" "$config_version/$1"
}

# config_swap: a directory that was in use becomes a version, too.
config_swap() {
  if [ -L "$config_path" ] || [ ! -d "$config_path" ]; then
    place_link "$config_path" "$config_name"
    return
  fi
  rm -rf "$config_store/taken"
  ln -s "$config_name" "$config_store/taken"
  if ! config_exchange "$config_store/taken" "$config_path"; then
    rm -f "$config_store/taken"
    echo "the file system cannot replace the directory $config_path in one step; move it away by hand" >&2
    return 1
  fi
}

# config_exchange LINK DIRECTORY: renameat2(2), so that there is no moment without either. Where coreutils cannot yet,
# perl can, which is essential in Debian.
config_exchange() {
  mv --exchange -T "$1" "$2" 2>/dev/null || perl -e '
    my %call = (x86_64 => 316, aarch64 => 276, riscv64 => 276, ppc64le => 357, s390x => 347, armv7l => 382);
    my ($link, $directory, $machine) = @ARGV;
    exit(!$call{$machine} || syscall($call{$machine}, -100, $link, -100, $directory, 2) != 0);
  ' "$1" "$2" "$(uname -m)"
}

# config_back: what was live is live again.
config_back() {
  if [ -n "$config_old" ]; then
    place_link "$config_path" "$config_old"
  else
    rm -f "$config_path"
  fi
}

# config_probe DIGEST: that content, run as a command, has to succeed within five seconds.
config_probe() {
  config_left=5
  until sh "$BLOBS/$1"; do
    config_left=$((config_left - 1))
    if [ "$config_left" -le 0 ]; then
      config_said=$(cat "$BLOBS/$1")
      echo "the probe failed: $config_said" >&2
      return 1
    fi
    sleep 1
  done
}

# config_apply UNIT NEW-WORKERS: calls config_load where the unit runs, and puts the old version back where that fails.
config_apply() {
  if ! systemctl is-active --quiet -- "$1"; then return 0; fi
  if config_load; then return 0; fi
  config_back
  if [ -n "$config_old" ] && unit_reload "$1" "$2"; then
    echo "the previous configuration is live again" >&2
  else
    echo "the previous configuration could not be loaded again" >&2
  fi
  exit 1
}

# config_prune: keeps the last three versions.
config_prune() {
  config_live=$(readlink "$config_path")
  find "$config_store" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %f\n' | sort -rn | tail -n +4 |
    while read -r _ config_dir; do
      if [ "$config_dir" != "${config_live##*/}" ]; then rm -rf "${config_store:?}/$config_dir"; fi
    done
}
