# What programs of a host make of what was set; see the Java class Readings. A function that fails says why.
# shellcheck shell=sh

# pv_sha512 PATH: the digest of a regular file; nothing where there is none.
pv_sha512() {
  if [ -L "$1" ] || [ ! -f "$1" ]; then return 0; fi
  if pv_careful "$1"; then
    (pv_enter "$1" && pv_regular "./${1##*/}" | sha512sum)
  else
    sha512sum <"$1"
  fi
}

# pv_mount PATH SOURCE BIND: the lines of mountinfo, which has no path with links in it, and @same where what is there comes from the
# source, whatever the kernel calls that.
pv_mount() {
  pv_at=$(timeout 5 readlink -f -- "${1%/*}/") || pv_at=${1%/*}
  pv_lines=$(PV_AT=${pv_at%/}/${1##*/} awk '
    { at = $5; gsub(/\\040/, " ", at); gsub(/\\011/, "\t", at); gsub(/\\134/, "\\", at) }
    at == ENVIRON["PV_AT"]' /proc/self/mountinfo)
  if [ -z "$pv_lines" ]; then return 0; fi
  printf '%s\n' "$pv_lines"
  if [ -n "$3" ]; then
    pv_here=$(timeout 5 stat -L -c %d:%i -- "$1" 2>/dev/null) || return 0
    pv_there=$(timeout 5 stat -L -c %d:%i -- "$2" 2>/dev/null) || return 0
    if [ "$pv_here" = "$pv_there" ]; then echo @same; fi
    return 0
  fi
  pv_there=$2
  case $2 in UUID=* | LABEL=* | PARTUUID=* | PARTLABEL=*) pv_there=$(findfs "$2" 2>/dev/null) || return 0 ;; esac
  pv_here=${pv_lines##* - }
  pv_here=${pv_here#* }
  pv_here=${pv_here%% *}
  case $pv_here$pv_there in
    /*/*) if [ "$(readlink -f -- "$pv_here")" = "$(readlink -f -- "$pv_there")" ]; then echo @same; fi ;;
  esac
}

# pv_git DIRECTORY OWNER URL REF: what the owner's git says. Nothing where there is no working tree.
pv_git() {
  if [ ! -e "$1/.git" ]; then
    if [ -n "$(find "$1" -mindepth 1 -maxdepth 1 -print -quit 2>/dev/null)" ]; then echo 'other yes'; fi
    return 0
  fi
  echo "owner $(stat -c %U -- "$1/.git")"
  if [ "$(stat -c %U -- "$1/.git")" != "$2" ]; then return 0; fi
  if ! command -v git >/dev/null; then
    echo 'git is not installed'
    return 1
  fi
  pv_git_in "$1" "$2" rev-parse -q --verify HEAD | sed 's/^/head /'
  pv_git_in "$1" "$2" config --get remote.origin.url | sed 's/^/url /'
  pv_git_in "$1" "$2" symbolic-ref -q --short HEAD | sed 's/^/branch /'
  pv_git_in "$1" "$2" status --porcelain --untracked-files=no | head -n 20 | sed 's/^/changed /'
  if [ -z "$3" ]; then
    pv_git_in "$1" "$2" rev-parse -q --verify "$4^{commit}" | sed 's/^/ref /'
  elif pv_refs=$(pv_git_in "$1" "$2" ls-remote -- "$3" "$4" 2>&1); then
    printf '%s\n' "$pv_refs" | PV_REF=$4 awk 'NF == 2 && $2 == ENVIRON["PV_REF"] { print "ref " $1; exit }'
  else
    printf '%s does not answer: %s\n' "$3" "$pv_refs"
    return 1
  fi
}

# pv_git_in DIRECTORY OWNER ARGUMENT…: as the owner, who asks nobody for anything and writes nothing.
pv_git_in() {
  pv_git_at=$1 pv_git_as=$2
  shift 2
  set -- env GIT_OPTIONAL_LOCKS=0 GIT_TERMINAL_PROMPT=0 GIT_SSH_COMMAND='ssh -o BatchMode=yes' \
    "GIT_CEILING_DIRECTORIES=${pv_git_at%/*}" timeout -k 5 20 \
    git -C "$pv_git_at" -c core.fsmonitor=false -c "safe.directory=$pv_git_at" "$@"
  if [ "$pv_git_as" = root ]; then
    "$@" </dev/null
  else
    HOME=$(getent passwd "$pv_git_as" | cut -d : -f 6) runuser -u "$pv_git_as" -- "$@" </dev/null
  fi
}

# pv_apt_policy NAME…
pv_apt_policy() {
  apt-cache policy 2>&1 || return
  echo @
  apt-cache policy -- "$@" 2>/dev/null || :
}

# pv_apt_config PATTERN
pv_apt_config() {
  pv_dump=$(apt-config dump 2>&1) || {
    printf '%s\n' "$pv_dump" | tail -n 1
    return 1
  }
  printf '%s\n' "$pv_dump" | grep -Ei -- "$1" || :
}
