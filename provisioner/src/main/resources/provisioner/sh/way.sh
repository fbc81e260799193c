# The way to a path: who but root can put something else in the place of what is on it. See the Java class Way.

# way_soft DIRECTORY…: sets way_found to a line for each that is a link, or that not only root can write to.
way_soft() {
  way_found=$(find "$@" -maxdepth 0 \( -type l -o ! -uid 0 -o -perm /022 \) -printf '%y %U %G %m %p\n' 2>/dev/null) || :
}

# way_name UID: sets way_user to its name. One with a blank, or none, is nobody whom a step could name as an owner.
way_name() {
  way_user=root
  if [ "$1" != 0 ]; then
    way_user=$(getent passwd "$1" | cut -d : -f 1)
    case $way_user in '' | *' '*) way_user=@uid-$1 ;; esac
  fi
}

# way_members GID: who is in it but root, each behind a blank.
way_members() {
  { getent group "$1" || echo; getent passwd; } | awk -F: -v id="$1" '
    NR == 1 { count = split($4, names, ","); for (i = 1; i <= count; i++) seen[names[i]] }
    NR > 1 && $4 == id { seen[$1] }
    END { for (name in seen) if (name != "root" && name != "") { gsub(" ", "_", name); printf " %s", name } }'
}

# way_writers GID MODE DIRECTORY: sets way_names to who can write to a directory of $way_user, each behind a blank, and way_sticky.
# An access list that lets anybody write shows in the group's bits, too.
way_writers() {
  way_names='' way_sticky=''
  if [ "$way_user" != root ]; then way_names=" $way_user"; fi
  case $2 in
    [1357][0-7][0-7][0-7]) way_sticky=yes ;;
    *[2367]) way_names="$way_names @anybody" ;;
    *[2367]?)
      # Ubuntu's own logger.
      if [ "$3 $(getent group "$1" | cut -d : -f 1)" != '/var/log syslog' ]; then
        case $(ls -nd -- "$3") in
          ??????????+*) way_names="$way_names @anybody" ;;
          *) way_names="$way_names$(way_members "$1")" ;;
        esac
      fi
      ;;
  esac
}

# way PATH: sets way_at to the directory that it is in, without links; way_above to who can replace a directory on the way;
# way_here to who can replace what is at PATH; way_link to the first link on the way that is not root's.
way() {
  way_above='' way_here='' way_link='' way_from=''
  way_walk "$1"
}

way_walk() {
  way_at=${1%/*}
  way_rest=${way_at#/} way_done=''
  set -- "$1" /
  while [ -n "$way_rest" ]; do
    way_done=$way_done/${way_rest%%/*}
    set -- "$@" "$way_done"
    case $way_rest in */*) way_rest=${way_rest#*/} ;; *) way_rest='' ;; esac
  done
  way_path=$1
  shift
  way_soft "$@"
  way_at=${way_at:-/}
  if [ -n "$way_found" ]; then way_judge; fi
}

way_judge() {
  way_links='' way_tmp=none
  while read -r way_kind way_uid way_gid way_mode way_dir; do
    case $way_kind in
      l)
        way_links=yes
        if [ "$way_uid" != 0 ]; then way_link=${way_link:-$way_dir}; fi
        continue
        ;;
    esac
    way_name "$way_uid"
    if [ "${way_dir%/*}" = "$way_tmp" ] && [ "$way_user" != root ]; then way_replaces " $way_user" "$way_dir"; fi
    way_writers "$way_gid" "$way_mode" "$way_dir"
    if [ -n "$way_sticky" ]; then way_tmp=$way_dir; fi
    if [ "$way_dir" != "$way_at" ]; then
      if [ -n "$way_names" ]; then way_replaces "$way_names" "$way_dir"; fi
    elif [ -n "$way_sticky" ]; then
      way_here="$way_here @anybody"
    else
      way_here="$way_here$way_names"
    fi
  done <<END
$way_found
END
  if [ -n "$way_links" ] && [ -z "$way_link" ]; then
    way_real=$(readlink -m "$way_at")
    if [ "$way_real" = "$way_at" ]; then way_link=$way_at; else way_walk "${way_real%/}/${way_path##*/}"; fi
  fi
}

way_replaces() {
  way_above="$way_above$1"
  way_from=${way_from:-$2}
}

# way_other OWNER NAME…: whether one of the names is not OWNER's; it is left in way_name.
way_other() {
  way_owner=$1
  shift
  for way_name; do
    if [ "$way_name" != "$way_owner" ]; then return 0; fi
  done
  return 1
}

# way_run USER GROUP COMMAND…: as that user, who is in GROUP as well.
way_run() {
  way_ids=$(id -G "$1" | tr ' ' ,),$(getent group "$2" | cut -d : -f 3)
  way_user=$1
  shift 2
  setpriv --reuid="$(id -u "$way_user")" --regid="$(id -g "$way_user")" --groups="${way_ids%,}" "$@"
}

# way_read USER COMMAND…: as that user; as root where USER is empty.
way_read() {
  case $1 in
    '' | root)
      shift
      "$@"
      ;;
    *)
      way_reader=$1
      shift
      way_run "$way_reader" '' "$@"
      ;;
  esac
}

# way_regular USER NAME: the content of a regular file, from one descriptor, through no link; a pipe is not waited for.
way_regular() {
  way_read "$1" find "$2" -maxdepth 0 -type f -links 1 \
    -exec dd iflag=nofollow,nonblock bs=64k status=none if={} \;
}

# way_entries NAME: a digest of what is there by inode, and of all that is in it.
way_entries() {
  way_sum=$(find "$1" -printf '%D:%i %y %P\0' | LC_ALL=C sort -z | sha256sum)
  printf %s "${way_sum%% *}"
}

# way_into DIRECTORY: goes there and stays there, whatever is moved meanwhile.
way_into() {
  cd -P -- "$1" || return 1
  if [ "$(pwd -P)" != "$1" ]; then
    echo "$1 is another directory than it was: somebody has replaced it meanwhile" >&2
    return 1
  fi
}
