# Prints what this host runs if that is neither Debian nor Ubuntu, nor made from them with their packages; nothing otherwise.
other_system() (
  ID='' ID_LIKE='' PRETTY_NAME=''
  # shellcheck source=/dev/null
  if [ -r /etc/os-release ]; then . /etc/os-release; fi
  other_name=${PRETTY_NAME:-${ID:-a system without /etc/os-release}}
  case " $ID $ID_LIKE " in
    *' debian '* | *' ubuntu '*)
      if ! command -v dpkg >/dev/null || ! command -v apt-get >/dev/null; then printf '%s\n' "$other_name without apt"; fi ;;
    *) printf '%s\n' "$other_name" ;;
  esac
)
