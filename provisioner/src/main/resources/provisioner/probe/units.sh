# How units are asked about; see the Java class UnitReader.
# shellcheck shell=sh disable=SC2154 # part is the probe's

# unit_show UNIT…: what systemctl says of each, with what [Install] sections say: whether there is anything, whether it is
# there (Linked), and Also. Then a line with the units that have a file, and one with all that Also names.
unit_show() {
  systemctl show --timestamp=us+utc -p Id,LoadState,ActiveState,SubState,UnitFileState,NeedDaemonReload,FragmentPath \
    -p SourcePath,DropInPaths,InvocationID,StateChangeTimestamp,InactiveExitTimestamp -- "$@" | awk '
    function sections(path,    line, more, inside, got) {
      while ((got = (getline line < path)) > 0) {
        while (line ~ /\\$/ && (getline more < path) > 0) line = substr(line, 1, length(line) - 1) " " more
        if (line ~ /^[ \t]*\[/) inside = line ~ /^[ \t]*\[Install\]/
        else if (inside && line ~ /^[ \t]*(WantedBy|RequiredBy|UpheldBy|Alias|Also)[ \t]*=/) {
          key = line
          sub(/^[ \t]*/, "", key)
          sub(/^[^=]*=[ \t]*/, "", line)
          if (line != "") install = "yes"
          if (key ~ /^Also/) also = also " " line
          else if (key !~ /^Alias/) wanted(line, key ~ /^W/ ? ".wants" : key ~ /^R/ ? ".requires" : ".upholds")
        }
      }
      close(path)
      return got == 0
    }
    # Of several, one link is enough. What is left of others, such as a link for Alias, starts nothing at a boot.
    function wanted(names, kind,    i, count, list) {
      count = split(names, list, " ")
      for (i = 1; i <= count; i++) links = links " " list[i] kind
      if (count == 0) links = ""
    }
    function told(    i, count, names, kept, line, path) {
      install = also = linked = links = ""
      if (of["FragmentPath"] != "" && of["LoadState"] != "not-found" && sections(of["FragmentPath"]))
        if (of["SourcePath"] !~ /^\/etc\/init\.d\//) files = files " " of["Id"]
      count = split(of["DropInPaths"], names, " ")
      for (i = 1; i <= count; i++) sections(names[i])
      count = split(also, names, " ")
      # systemctl shows no template, and ends with the first that it cannot show.
      for (i = 1; i <= count; i++)
        if (names[i] ~ /^[A-Za-z0-9:_.\\-][A-Za-z0-9:_.\\@-]*$/ && names[i] !~ /@\./) kept = kept " " names[i]
      count = split(links, names, " ")
      if (count > 0) linked = "no"
      for (i = 1; i <= count; i++) {
        path = "/etc/systemd/system/" names[i] "/" of["Id"]
        if (names[i] ~ /%/ || (getline line < path) >= 0) linked = "yes"
        close(path)
      }
      print "Install=" install "\nLinked=" linked "\nAlso=" kept
      all = all kept
      for (i in of) delete of[i]
    }
    /^$/ { told(); print; next }
    { print; at = index($0, "="); of[substr($0, 1, at - 1)] = substr($0, at + 1) }
    END { if (NR == 0) exit 1; told(); print "\nFiles=" files "\nAll=" all }'
}

unit_counted() {
  unit_count=$#
}

# unit_states UNIT…: whether each starts at a boot, as it is on disk, which systemd itself may not have read yet.
unit_states() {
  if [ $# -eq 0 ]; then return 0; fi
  unit_said=$(systemctl is-enabled -- "$@" 2>/dev/null)
  # shellcheck disable=SC2086 # words
  unit_counted $unit_said
  if [ "$unit_count" -eq $# ]; then
    printf '%s\n' "$unit_said"
    return 0
  fi
  # Until systemd 253 it stops at the first that it cannot tell.
  for unit_name in "$@"; do
    unit_said=$(systemctl is-enabled -- "$unit_name" 2>/dev/null)
    printf '%s\n' "${unit_said:-bad}"
  done
}

unit_files() {
  unit_names=${1##*Files=}
  unit_names=${unit_names%%All=*}
}

unit_probe() {
  unit_text=$(unit_show "$@") || {
    say unit.failed "$(systemctl show 2>&1 >/dev/null)"
    return 0
  }
  part unit
  printf '%s\n' "$unit_text"
  unit_files "$unit_text"
  unit_all=$unit_names
  part unit.also
  if [ -n "${unit_text##*All=}" ]; then
    # shellcheck disable=SC2086 # words: names without spaces and patterns
    unit_text=$(unit_show ${unit_text##*All=}) || {
      say unit.failed "$(systemctl show 2>&1 >/dev/null)"
      return 0
    }
    printf '%s\n' "$unit_text"
    unit_files "$unit_text"
    unit_all="$unit_all $unit_names"
  fi
  part unit.states
  # shellcheck disable=SC2086 # words
  unit_states $unit_all
  part unit.rc
  # Also links that [Install] does not name, and those of generators.
  printf '%s\n' /etc/rc[S5].d/S* /etc/systemd/system/*.wants/* /etc/systemd/system/*.requires/* \
    /etc/systemd/system/*.upholds/* /run/systemd/generator*/*.wants/* /run/systemd/generator*/*.requires/*
}
