# What dpkg has, and what apt says of packages that are not as desired; see the Java class PackageReader. apt's caches, which
# root would write, are switched off, and apt takes no lock. An ASK is NAME, NAME=VERSION, or !NAME for one that must not be there.
# shellcheck shell=sh disable=SC2086,SC2154 # lists of words are meant; say and part are the probe's

package_apt() {
  package_tool=$1
  shift
  "$package_tool" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
    -o Dir::Log::Planner=/dev/null -o Dir::Log::Solver=/dev/null "$@"
}

package_simulate() { package_apt apt-get -s --no-install-recommends --allow-downgrades "$@"; }

# package_awk PROGRAM: over standard input, with the asks by name and architecture: wish[…] is a version, "" for any, "!" for none.
package_awk() {
  PACKAGES=$package_asks NATIVE=$package_native awk '
    function full(name) { return name ~ /:/ ? name : name ":" ENVIRON["NATIVE"] }
    BEGIN {
      n = split(ENVIRON["PACKAGES"], asks, " ")
      for (i = 1; i <= n; i++) {
        name = asks[i]; sub(/^!/, "", name); sub(/=.*/, "", name)
        names[i] = name
        wishes[i] = asks[i] ~ /^!/ ? "!" : substr(asks[i], length(name) + 2)
        wish[full(name)] = wishes[i]
      }
    }
    '"$1"
}

# package_age: that of the lists in seconds. They are of no use where sources or architectures have changed since.
package_age() {
  stat -c %Y /var/lib/apt/lists /var/lib/dpkg/arch /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    awk -v now="$(date +%s)" 'NR == 1 { lists = $1 } NR > 1 && $1 > lists { late = 1 } END { print now - (late ? 0 : lists) }'
}

# package_surprise: what a plan of apt on standard input removes without being asked, and lacks of what it was asked for.
package_surprise() {
  package_awk '
    $1 == "Inst" || $1 == "Conf" { comes[full($2)] }
    $1 == "Remv" && wish[full($2)] != "!" { print "-" $2 }
    END { for (ask in wish) if (wish[ask] != "!" && !(ask in comes)) print ask }'
}

# package_reasons: the packages with unmet dependencies; where there are none, what apt calls an error.
package_reasons() {
  awk '
    /^The following packages have unmet dependencies:/ { inside = 1; next }
    inside && /^ / { sub(/^ +/, ""); gsub(/ +/, " "); unmet = unmet (unmet == "" ? "" : ", ") $0; next }
    { inside = 0 }
    /^E: / { errors = errors (errors == "" ? "" : "; ") substr($0, 4) }
    END { print unmet == "" ? errors : unmet }'
}

# package_try NAME SPEC...: says why apt does not take it, or what it would take away for it.
package_try() {
  package_name=$1
  shift
  if package_words=$(package_simulate -q "$@" 2>&1); then
    package_words=$(printf '%s\n' "$package_words" | package_surprise | sed -n 's/^-//p' | paste -s -d ' ' -)
    if [ -n "$package_words" ]; then say package.takes "$package_name $package_words"; fi
  else
    say package.blocked "$package_name $(printf '%s\n' "$package_words" | package_reasons)"
  fi
}

# package_near NAME...: names that apt knows and that are one letter, or two neighbours that changed places, away.
package_near() {
  package_apt apt-cache pkgnames | NAMES=$* awk '
    BEGIN { n = split(ENVIRON["NAMES"], lost, " ") }
    {
      for (i = 1; i <= n; i++) {
        a = lost[i]; x = length(a); y = length($1)
        if (x - y > 1 || y - x > 1) continue
        p = 0; while (p < x && p < y && substr(a, p + 1, 1) == substr($1, p + 1, 1)) p++
        s = 0; while (s < x - p && s < y - p && substr(a, x - s, 1) == substr($1, y - s, 1)) s++
        most = x > y ? x : y
        swapped = x == y && p + s == x - 2 && substr(a, p + 1, 1) substr(a, p + 2, 1) == substr($1, p + 2, 1) substr($1, p + 1, 1)
        if (p + s >= most - 1 || swapped) print a, $1
      }
    }' | sort
}

# package_providers NAME...: lines of a name and a package that provides it.
package_providers() {
  package_apt apt-cache showpkg -- "$@" 2>/dev/null | awk '
    /^Package: / { name = $2; inside = 0 }
    /^Reverse Provides:/ { inside = 1; next }
    inside && NF && !(name " " $1 in seen) { seen[name " " $1]; print name, $1 }' | sort
}

# package_pins NAME...: lines of a name and the place of a preference with a negative priority that is about it.
package_pins() {
  set +f
  for package_file in /etc/apt/preferences /etc/apt/preferences.d/*; do
    if [ -f "$package_file" ]; then
      NAMES=$* awk '
        BEGIN { n = split(ENVIRON["NAMES"], names, " ") }
        /^Package:/ { line = FNR; about = " " substr($0, 9) " " }
        /^Pin-Priority: *-/ {
          for (i = 1; i <= n; i++)
            if (index(about, " " names[i] " ") || about ~ /[*?\/]/) print names[i], FILENAME ":" line
        }' "$package_file"
    fi
  done
}

# package_details ASK...: the plan for all of them does not hold: what apt says of each.
package_details() {
  package_wanted=
  package_goes=
  for package_ask in "$@"; do
    case $package_ask in
      !*) package_goes="$package_goes ${package_ask#!}" ;;
      *) package_wanted="$package_wanted ${package_ask%%=*}" ;;
    esac
  done
  package_policy=
  if [ -n "$package_wanted" ]; then package_policy=$(package_apt apt-cache policy -- $package_wanted 2>/dev/null); fi
  say package.policy "$package_policy"
  # A word for each ask: whether apt can be asked to install it, has it under a pin, or does not know it.
  package_known=$(printf '%s\n' "$package_policy" | package_awk '
    /^[^ ].*:$/ { sub(/:$/, ""); name = full($0) }
    $1 == "Candidate:" && $2 != "(none)" { candidate[name] }
    /^ (\*\*\*|   ) [^ ]+ -?[0-9]+/ { sub(/^ \*\*\*/, ""); has[name]; has[name " " $1] }
    END {
      for (i = 1; i <= n; i++) {
        name = full(names[i]); version = wishes[i]
        if (version == "!") continue
        if (!(name in has)) print "lost " names[i]
        else if (version == "" && !(name in candidate)) print "pinned " names[i]
        else if (version == "" || name " " version in has) print "known " asks[i]
      }
    }')
  package_lost=$(printf '%s\n' "$package_known" | sed -n 's/^lost //p')
  if [ -n "$package_lost" ]; then
    say package.architectures "$package_native $(dpkg --print-foreign-architectures)"
    say package.providers "$(package_providers $package_lost)"
    say package.near "$(package_near $package_lost)"
  fi
  package_pinned=$(printf '%s\n' "$package_known" | sed -n 's/^pinned //p')
  if [ -n "$package_pinned" ]; then say package.pins "$(package_pins $package_pinned)"; fi
  if [ -n "$(ls /var/lib/dpkg/updates)" ]; then return 0; fi
  # All that apt knows together, and one by one only where that cannot be.
  package_asks=$(printf '%s\n' "$package_known" | sed -n 's/^known //p')
  set -- $package_asks
  for package_ask in $package_goes; do package_asks="$package_asks !$package_ask"; done
  package_goes_specs=$(printf '%s\n' $package_goes | sed 's/.$/&-/')
  if package_plan=$(package_simulate -qq install -- "$@" $package_goes_specs 2>/dev/null) &&
    [ -z "$(printf '%s\n' "$package_plan" | package_surprise)" ]; then
    return 0
  fi
  for package_ask in "$@"; do
    package_try "${package_ask%%=*}" install -- "$package_ask" $package_goes_specs
  done
  for package_ask in $package_goes; do package_try "$package_ask" remove -- "$package_ask"; done
}

# package_open ASK...: what is not as desired.
package_open() {
  set +f
  package_asks=$*
  say package.asked "$package_asks"
  package_lists=
  for package_list in /var/lib/apt/lists/*_Packages*; do
    if [ -e "$package_list" ]; then package_lists=$(package_age) && break; fi
  done
  say package.lists "$package_lists"
  set -f
  # Without lists only removals can be judged.
  if [ -z "$package_lists" ]; then
    package_asks=$(printf '%s\n' "$@" | sed -n '/^!/p' | paste -s -d ' ' -)
    set -- $package_asks
    if [ "$#" = 0 ]; then return 0; fi
  fi
  package_specs=$(printf '%s\n' "$@" | sed 's/^!\(.*\)/\1-/')
  if package_plan=$(package_simulate -qq install -- $package_specs 2>/dev/null) &&
    [ -z "$(printf '%s\n' "$package_plan" | package_surprise)" ]; then
    say package.simulated "$package_plan"
  else
    package_details "$@"
  fi
}

# package_probe NAMES ASKS: each a list of words; the names have no architecture.
package_probe() {
  set -f
  package_status=$(dpkg-query -W \
    -f='${Package}\t${Architecture}\t${db:Status-Abbrev}\t${Version}\n' -- dpkg $1 2>/dev/null)
  if [ $? -gt 1 ]; then
    say package.failed "$(dpkg-query -W -- dpkg 2>&1 >/dev/null)"
    return 0
  fi
  say package.status "$package_status"
  part package.automatic
  if [ -e /var/lib/apt/extended_states ]; then
    awk '/^Package:/ { name = $2 } /^Architecture:/ { name = name ":" $2 } /^Auto-Installed: 1/ { print name }' \
      /var/lib/apt/extended_states
  fi
  package_asks=$2
  package_native=
  package_gone=$(printf '%s\n' "$package_status" | package_awk '
    BEGIN { FS = "\t" }
    $1 == "dpkg" { native = $2 }
    $3 ~ /^.i *$/ { have[$1 ":" $2] = $4 }
    END {
      print "native=" native
      for (i = 1; i <= n; i++) {
        split(names[i] ":" native, word, ":")
        version = have[word[1] ":" word[2]]
        if (version == "" && word[2] == native) version = have[word[1] ":all"]
        want = wishes[i]
        if (want == "!" ? version != "" : version == "" || want != "" && want != version) print asks[i]
      }
    }')
  set -- $package_gone
  set +f
  package_native=${1#native=}
  shift
  if [ "$#" -gt 0 ]; then (package_open "$@"); fi
}
