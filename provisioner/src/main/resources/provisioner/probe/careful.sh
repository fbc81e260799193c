# How the readers read where others than root can alter the way; see the Java class WayReader.
# shellcheck shell=sh disable=SC2154 # part is the probe's, way_… are way.sh's

# pv_ways_of DIRECTORY…: sets pv_soft to those of them, a line each, that others than root can write to, and the links.
# A sticky one of root's, such as /tmp, has a slash behind it: it matters only to what is right in it.
pv_ways_of() {
  way_soft "$@"
  pv_soft=
  if [ -n "$way_found" ]; then
    pv_soft="
$(printf '%s\n' "$way_found" | sed -E 's|^[^ ]* 0 [^ ]* [1357][0-7]{3} (.*)$|\1/|; t; s/^([^ ]* ){4}//')
"
  fi
}

# pv_careful PATH: whether one of them is on the way. No process is started.
pv_careful() {
  if [ -z "$pv_soft" ]; then return 1; fi
  pv_up=${1%/*}
  case $pv_soft in
  *"
$pv_up/
"*) return 0 ;;
  esac
  while :; do
    case $pv_soft in
    *"
${pv_up:-/}
"*) return 0 ;;
    esac
    if [ -z "$pv_up" ]; then return 1; fi
    pv_up=${pv_up%/*}
  done
}

# pv_quick PATH…: those that are read as root all at once, each with a NUL behind it.
pv_quick() {
  if [ -z "$pv_soft" ]; then
    printf '%s\0' "$@"
    return
  fi
  for pv_p; do
    if ! pv_careful "$pv_p"; then printf '%s\0' "$pv_p"; fi
  done
}

# pv_slow FUNCTION PATH…: calls FUNCTION PATH NAME for each of the others, in its directory.
pv_slow() {
  if [ -z "$pv_soft" ]; then return; fi
  pv_do=$1
  shift
  for pv_p; do
    if pv_careful "$pv_p"; then (pv_enter "$pv_p" && "$pv_do" "$pv_p" "./${pv_p##*/}"); fi
  done
}

# pv_enter PATH: goes to its directory, and sets pv_as to who is to read there: whoever can alter the way, else root, through no
# link. Where several can alter the way, no step acts on what was read before the way is mended.
pv_enter() {
  way "$1"
  [ -z "$way_link" ] || return 1
  pv_as=''
  for pv_name in $way_above; do
    case $pv_name in
    "${pv_as:-$pv_name}") pv_as=$pv_name ;;
    *) pv_as=root ;;
    esac
    case $pv_as in
    root | @*)
      pv_as=root
      break
      ;;
    esac
  done
  way_into "$way_at" 2>/dev/null
}

# pv_cd DIRECTORY: goes there, carefully where that is needed: then whoever owns it reads what is in it.
pv_cd() {
  pv_as=''
  if pv_careful "$1/."; then
    pv_enter "$1/." && pv_as=$(stat -c %U .)
  else
    cd "$1" 2>/dev/null || return 1
  fi
}

# pv_read COMMAND…
pv_read() {
  way_read "$pv_as" "$@"
}

# pv_regular NAME: the content of a regular file here.
pv_regular() {
  way_regular "$pv_as" "$1" 2>/dev/null
}

# pv_ways PATH…
pv_ways() {
  pv_i=0
  for pv_p; do
    if pv_careful "$pv_p"; then
      way "$pv_p"
      # shellcheck disable=SC2086 # names, a line each
      say "way.$pv_i" "$(printf '%s\n' "link $way_link" "from $way_from" $way_above)"
    fi
    pv_i=$((pv_i + 1))
  done
}
