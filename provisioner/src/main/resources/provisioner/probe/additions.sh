# What was added to units beside what a playbook declares; see the Java class UnitAdditionsReader.
# Set before: additions_playbook; additions_declared, with a path a line; and the function additions_left PATH, which knows what
# systems leave there.
# shellcheck shell=sh disable=SC2154 # part and say are the probe's, way_entries that of way.sh

additions_root=${PROVISIONER_ROOT:-}
additions_made=${PROVISIONER_MADE:-/var/lib/provisioner/made}

# additions_there: the drop-ins of all units, and links in the place of directories of drop-ins. What generators make is not
# among them: it follows from other files.
additions_there() {
  set -- system.control system
  for additions_top in "$@"; do
    set -- "$@" "$additions_root/etc/systemd/$additions_top" "$additions_root/run/systemd/$additions_top"
    shift
  done
  find "$@" "$additions_root/etc/systemd/system.attached" "$additions_root/run/systemd/system.attached" \
    "$additions_root/run/systemd/transient" "$additions_root/usr/local/lib/systemd/system" \
    "$additions_root/usr/lib/systemd/system" -mindepth 1 -maxdepth 2 \
    \( -name '*[[:cntrl:]]*' -printf '\n' -o -path '*.d/*.conf' ! -type d -printf '%p\n' -o -name '*.d' -type l -printf '%p\n' \) \
    2>/dev/null
}

# additions_matched UNIT...: NUMBER, tab and PATH for each of them that a unit reads; only NUMBER for a name that is no text.
# UNIT is NUMBER, the name, and directories that it shares with other units, with commas between.
additions_matched() {
  additions_there | ROOT=$additions_root UNITS=$* DECLARED=$additions_declared SHOWN=$additions_shown awk '
    function directory(number, name) {
      if (!((name, number) in known)) readers[name] = readers[name] " " number
      known[name, number] = 1
    }
    # The file that systemd reads in the place of a package'"'"'s.
    function replaced(number, name,    i, line, path) {
      if ((getline line < (ROOT "/usr/lib/systemd/system/" name)) < 0) return
      close(ROOT "/usr/lib/systemd/system/" name)
      for (i = 1; i <= tops; i++) {
        path = top[i] "/" name
        if (!(path in declared) && (getline line < (ROOT path)) > 0) print number "\t" path
        close(ROOT path)
      }
    }
    BEGIN {
      ROOT = ENVIRON["ROOT"]
      tops = split("/etc/systemd/system.control /run/systemd/system.control /run/systemd/transient /etc/systemd/system " \
        "/etc/systemd/system.attached /run/systemd/system /run/systemd/system.attached /usr/local/lib/systemd/system", top, " ")
      count = split(ENVIRON["DECLARED"], lines, "\n")
      for (i = 1; i <= count; i++) declared[lines[i]] = 1
      blocks = split(ENVIRON["SHOWN"], block, "\n\n")
      count = split(ENVIRON["UNITS"], words, " ")
      for (i = 1; i <= count; i++) {
        parts = split(words[i], part, ",")
        number = part[1]
        unit = part[2]
        directory(number, unit ".d")
        for (k = 3; k <= parts; k++) directory(number, part[k])
        if (unit ~ /@\./) continue
        lines_of = split(block[++shown], lines, "\n")
        for (k = 1; k <= lines_of; k++) {
          if (lines[k] ~ /^Id=/) unit = substr(lines[k], 4)
          if (lines[k] ~ /^Names=/) {
            names = split(substr(lines[k], 7), name, " ")
            for (j = 1; j <= names; j++) directory(number, name[j] ".d")
          }
        }
        replaced(number, unit)
      }
    }
    $0 == "" { print "0"; next }
    {
      path = substr($0, length(ROOT) + 1)
      if (path in declared) next
      parts = split(path, part, "/")
      dir = part[parts] ~ /\.conf$/ && part[parts - 1] ~ /\.d$/ ? part[parts - 1] : part[parts]
      count = split(readers[dir], numbers, " ")
      for (i = 1; i <= count; i++) print numbers[i] "\t" path
    }'
}

# additions_owned LINE...: the paths among them that a package owns, as dpkg has them.
additions_owned() {
  printf '%s\n' "$@" | cut -s -f 2 | sed 's/[][*?\\]/\\&/g; p; s|^/usr/lib/|/lib/|' | sort -u |
    xargs -d '\n' dpkg-query -S -- 2>/dev/null | sed 's/^[^/]*: //'
}

additions_is_owned() {
  case "
$additions_own
" in
    *"
$1
"* | *"
${1#/usr}
"*) return 0 ;;
  esac
  return 1
}

# additions_tell NUMBER PATH: its path; kind, size, time and mode; where a link leads; its entries; and what a small file says that
# everybody can read.
additions_tell() {
  additions_at=$additions_root$2
  part "additions.$1"
  printf '%s\n' "$2"
  stat -c '%F	%s	%Z	%a' -- "$additions_at"
  readlink -- "$additions_at" | head -n 1 || :
  if [ ! -L "$additions_at" ]; then echo; fi
  (cd "${additions_at%/*}" && way_entries "./${additions_at##*/}")
  echo
  if [ -f "$additions_at" ] && [ ! -L "$additions_at" ] && [ -n "$(find "$additions_at" -size -2 -perm -0004)" ]; then
    head -c 512 "$additions_at"
  fi
}

additions_name() {
  additions_unit=${1#*,}
  additions_unit=${additions_unit%%,*}
}

# additions UNIT...
additions() {
  additions_words=$*
  for additions_word in "$@"; do
    shift
    additions_name "$additions_word"
    case $additions_unit in *@.*) ;; *) set -- "$@" "$additions_unit" ;; esac
  done
  additions_shown=
  if [ $# -gt 0 ]; then
    additions_shown=$(systemctl show -p Id,Names -- "$@") || {
      say additions.failed "$(systemctl show 2>&1 >/dev/null)"
      return 0
    }
  fi
  for additions_word in $additions_words; do
    additions_name "$additions_word"
    if [ -r "/run/provisioner/began/$additions_unit" ]; then
      read -r additions_began <"/run/provisioner/began/$additions_unit"
      say "additions.${additions_word%%,*}.began" "$additions_began"
    fi
  done
  # shellcheck disable=SC2086 # words
  additions_lines=$(additions_matched $additions_words)
  if [ -z "$additions_lines" ]; then return 0; fi
  additions_own=$(additions_owned "$additions_lines")
  while IFS='	' read -r additions_number additions_path; do
    if [ -z "$additions_path" ]; then
      say additions.odd yes
      continue
    fi
    if additions_is_owned "$additions_path" || additions_left "$additions_path"; then continue; fi
    if [ -r "$additions_made$additions_path" ]; then
      read -r additions_by <"$additions_made$additions_path" || :
      if [ "$additions_by" != "$additions_playbook" ]; then continue; fi
    fi
    additions_tell "$additions_number" "$additions_path"
  done <<END
$additions_lines
END
}
