# What is on a host beside its packages; see the Java class SurveyReader. Every list of files is NUL-terminated, because a name may
# have any other byte. The root may be another directory, for tests; all work is done in it, with names that begin with './'.
# shellcheck shell=sh disable=SC2154 # part and say are the probe's

survey_root=${PROVISIONER_ROOT:-/}
survey_limit=50000
survey_most_programs=5000
survey_most_at_home=5000
survey_break='
'

# survey_unknown WHAT WHY: said from anywhere, also in a pipeline, and sent at the end.
survey_unknown() { printf '%s\t%s\n' "$1" "$2" >&9; }

# survey_try WHAT MOST COMMAND...: a status above MOST makes unknown what the command was to find. Of a list that was cut off, the
# reader sees the length.
survey_try() {
  survey_sought=$1 survey_most=$2 survey_status=0
  shift 2
  "$@" || survey_status=$?
  if [ "$survey_status" -gt "$survey_most" ] && [ "$survey_status" -ne 141 ]; then
    case $survey_status in
      124) survey_unknown "$survey_sought" "it took too long" ;;
      *) survey_unknown "$survey_sought" "a command failed with status $survey_status" ;;
    esac
  fi
}

# survey_cat FILE: a named pipe in its place would never answer.
survey_cat() {
  if [ -f "$1" ]; then
    survey_try "/$1" 0 cat "$1"
  elif [ -e "$1" ]; then
    survey_unknown "/$1" "it must be a file"
  fi
}

# What packages own below the directories that are looked through, and where diverted files went, a line each.
survey_owned() {
  {
    grep -hs -E '^/(etc|opt|srv|usr/local|var/spool|(usr/)?lib/(systemd|udev|sysctl\.d|modprobe\.d|tmpfiles\.d|environment\.d)|root|home)(/|$)' \
      var/lib/dpkg/info/*.list
    awk 'NR % 3 == 2' var/lib/dpkg/diversions
  } 2>/dev/null | sed -E 's|^/lib/|/usr/lib/|; s|^|.|' | awk '
    # Where a package has anything in it, it must be a directory.
    { line[NR] = $0; sub(/\/[^\/]*$/, ""); directory[$0] = 1 }
    END { for (i = 1; i <= NR; i++) if (!(line[i] in directory)) print line[i] }'
}

# A record: kind, mode, owner, group, size and ctime; the name; where a link leads.
survey_record='%y %m %u %g %s %C@\0%p\0%l\0'

# Those of the names that no package owns, as records.
survey_unowned() {
  { survey_owned | survey_try files 1 grep -zaxvF -f - /dev/fd/3; } 3<&0 | survey_records
}

survey_records() {
  head -z -n "$survey_limit" |
    survey_try files 123 xargs -0 -r sh -c 'exec find "$@" -maxdepth 0 -ignore_readdir_race -printf "'"$survey_record"'" 2>/dev/null' survey
}

# survey_present TYPE NAME...: sets survey_found to those that are there and of that type of test(1), of which none has a blank.
survey_present() {
  survey_found='' survey_type=$1
  shift
  for survey_name; do
    if test "$survey_type" "$survey_name"; then survey_found="$survey_found $survey_name"; fi
  done
}

# survey_below DIRECTORIES EXPRESSION...: what find finds below directories, of which none has a blank, after an expression. A directory that is a link is looked through, and is told itself. So is a link to a directory where
# packages have one: dpkg's lists do not say what is a directory.
survey_below() {
  survey_trees=$1
  shift
  part survey.files
  # shellcheck disable=SC2086 # words
  survey_try files 0 find $survey_trees -maxdepth 0 -type l -printf "$survey_record"
  # A link that leads to itself is an error of find's.
  # shellcheck disable=SC2086 # words
  survey_try files 1 find $survey_trees -ignore_readdir_race -xdev -type l -xtype d \( -path './etc/*.d' -o -path './etc/systemd/*' \
    -o -path './etc/udev/*' -o -path './usr/lib/*' -o -path './usr/local/*' -o -path './var/spool/*' \) -printf "$survey_record" \
    2>/dev/null
  # shellcheck disable=SC2086 # words
  survey_try files 0 find -H $survey_trees -ignore_readdir_race -xdev "$@" ! -type d -print0 2>/dev/null | survey_unowned
}

survey_files() {
  survey_patterns=$#
  for survey_name; do set -- "$@" -path "$survey_name" -prune -o; done
  shift "$survey_patterns"
  survey_present -e ./etc ./var/spool/cron ./usr/lib/systemd ./usr/lib/udev/rules.d \
    ./usr/lib/sysctl.d ./usr/lib/modprobe.d ./usr/lib/tmpfiles.d ./usr/lib/environment.d ./run/systemd/system \
    ./run/systemd/system.control ./run/systemd/system.attached ./run/systemd/transient ./run/systemd/user \
    ./run/systemd/system-generators ./run/udev/rules.d ./run/sysctl.d ./run/modprobe.d ./run/tmpfiles.d
  survey_below "$survey_found"
  # Of applications there may be more than can be told. They must not hide what is elsewhere.
  for survey_tree in ./usr/local ./opt ./srv; do
    if [ -e "$survey_tree" ]; then survey_below "$survey_tree" "$@"; fi
  done
}

# Accounts, without their passwords' hashes.
survey_accounts() {
  part survey.passwd
  survey_cat etc/passwd
  part survey.group
  survey_try 'members of groups' 0 cut -d : -f 1,3,4 etc/group
  part survey.passwords
  if [ -r etc/shadow ]; then
    # shellcheck disable=SC2016 # awk's
    survey_try passwords 0 awk -F: '{ print $1 ":" ($2 == "" ? "none" : $2 ~ /^[!*]/ ? "locked" : "set") }' etc/shadow
  else
    survey_unknown 'passwords' '/etc/shadow cannot be read'
  fi
}

# Each home directory of those who can log in is read as its user, who may have put a link there to what nobody else may read.
survey_homes() {
  while IFS=: read -r survey_user _ survey_uid survey_gid _ survey_home survey_shell; do
    case $survey_shell in */nologin | */false | /bin/sync | /usr/bin/sync) continue ;; esac
    case $survey_home in '' | / | /nonexistent | /dev/null) continue ;; esac
    case $survey_uid$survey_gid in '' | *[!0-9]*) continue ;; esac
    if [ -d ".$survey_home" ]; then survey_home_of "$survey_user" "$survey_uid" "$survey_gid" ".$survey_home"; fi
  done <etc/passwd
}

survey_as() {
  survey_id=$1 survey_group=$2
  shift 2
  if [ "$survey_id" = "$(id -u)" ]; then
    "$@"
  else
    setpriv --reuid="$survey_id" --regid="$survey_group" --clear-groups "$@"
  fi
}

# Whose home is whose: how many files are told is limited, because a user can make any number.
survey_files_of() {
  survey_try "files of $1" 0 survey_as "$2" "$3" find "$4" -ignore_readdir_race -xdev -maxdepth 1 ! -type d \( -name '.bash*' -o -name '.profile' -o -name '.z*' -o -name '.login' \
    -o -name '.cshrc' -o -name '.tcshrc' -o -name '.pam_environment' -o -name '.rhosts' -o -name '.shosts' -o -name '.forward' \
    -o -name '.xprofile' -o -name '.xsession*' -o -name '.my.cnf' -o -name '.mylogin.cnf' -o -name '.kshrc' -o -name '.inputrc' \) \
    ! -name '*_history' -printf "$survey_record" 2>/dev/null
  for survey_name in .ssh .config/systemd .config/environment.d .config/autostart .config/fish .local/share/systemd; do
    if [ -d "$4/$survey_name" ]; then
      survey_try "files of $1" 0 survey_as "$2" "$3" find "$4/$survey_name" -ignore_readdir_race -xdev ! -type d \
        -printf "$survey_record" 2>/dev/null
    fi
  done
}

# survey_home_of USER UID GID HOME
survey_home_of() {
  part survey.homes
  survey_files_of "$@" | head -z -n $((3 * survey_most_at_home))
  for survey_name in .bashrc .profile .bash_logout .ssh/authorized_keys .ssh/authorized_keys2; do
    if [ -f "$4/$survey_name" ]; then
      case $survey_name in
        .ssh/*)
          part survey.keys
          printf '%s\0%s\0' "$1" "$4/$survey_name"
          # sshd follows a link, which is not followed here.
          survey_try "keys of $1" 0 survey_read "$2" "$3" "$4/$survey_name"
          ;;
        *)
          part survey.start
          printf '%s\0%s\0' "$1" "$4/$survey_name"
          survey_read "$2" "$3" "$4/$survey_name" | sha256sum
          ;;
      esac
    fi
  done
}

survey_read() {
  survey_as "$1" "$2" dd iflag=nofollow,nonblock bs=64k count=16 status=none if="$3" 2>/dev/null
}

# What generators on Debian say they made, and what new accounts begin with.
survey_generators() {
  part survey.enabled
  find ./var/lib/systemd/deb-systemd-helper-enabled ./var/lib/systemd/deb-systemd-helper-masked \
    ./var/lib/systemd/deb-systemd-user-helper-enabled -type f -printf '%p\0' 2>/dev/null
  part survey.alternatives
  awk 'FNR == 1 { mode = $0 } mode == "auto" && /^\// { print }' /dev/null var/lib/dpkg/alternatives/* 2>/dev/null
  part survey.ucf
  if [ -f var/lib/ucf/hashfile ]; then
    sed -n 's|  /|  ./|p' var/lib/ucf/hashfile | survey_split files | survey_md5sum 'files of ucf' 20 | sed -n 's|: OK$||p'
  fi
  part survey.skeleton
  survey_present -f etc/skel/.bashrc etc/skel/.profile etc/skel/.bash_logout usr/share/base-files/dot.bashrc \
    usr/share/base-files/dot.profile
  # shellcheck disable=SC2086 # words
  if [ -n "$survey_found" ]; then sha256sum $survey_found; fi
}

# survey_split files|others: of lines of md5sum(1), those of files and of what is gone; or what is something else, as altered. Only a
# file can be read: a named pipe would never answer.
survey_split() {
  survey_lines 'altered files of packages' '
    survey_name=${survey_line#*  }
    if [ '"$1"' = files ]; then
      if [ -f "$survey_name" ] || [ ! -e "$survey_name" ]; then printf "%s\n" "$survey_line"; fi
    elif [ -e "$survey_name" ] && [ ! -f "$survey_name" ]; then
      printf "%s: FAILED\n" "$survey_name"
    fi'
}

# survey_lines WHAT SCRIPT: the script for each line of standard input, which is $survey_line. The shell's own read asks the kernel for
# each byte of a pipe.
survey_lines() {
  survey_try "$1" 0 xargs -r -d '\n' sh -c 'for survey_line; do '"$2"'; done; exit 0' survey
}

# survey_md5sum WHAT SECONDS [OPTION]
survey_md5sum() {
  survey_sums=$1 survey_seconds=$2
  shift 2
  LC_ALL=C survey_try "$survey_sums" 1 timeout "$survey_seconds" md5sum -c "$@" 2>/dev/null
}

# survey_compare WHAT SECONDS COMMAND...: what is not as the lines say that the command prints, which it does twice.
survey_compare() {
  survey_compared=$1 survey_patience=$2
  shift 2
  "$@" | survey_split others
  "$@" | survey_split files | survey_md5sum "$survey_compared" "$survey_patience" --quiet
}

# survey_copies FILE ORIGINAL...: the files that say what their originals in packages say, and those that say nothing.
survey_copies() {
  part survey.copies
  survey_present -f etc/modules etc/hosts.allow etc/hosts.deny etc/crypttab etc/environment etc/security/opasswd
  # shellcheck disable=SC2086 # words
  LC_ALL=C grep -sL -E '^[[:space:]]*[^#[:space:]]' /dev/null $survey_found | sed -n '/^etc/s|^|./|p'
  while [ $# -gt 1 ]; do
    if [ -f "$1" ] && [ ! -L "$1" ] && cmp -s "$1" "$2"; then printf './%s\n' "$1"; fi
    shift 2
  done
}

# PAM's common files that pam-auth-update did not write from the packages' profiles: the lines of the template must be there, in
# their order, and what is before and after them must be lines of profiles. A number of lines to skip must be the one that
# pam-auth-update writes: up to the end of the lines before or after the template's.
survey_pam() {
  survey_present -d usr/share/pam-configs
  part survey.pam
  for survey_common in account auth password session session-noninteractive; do
    if [ -f "etc/pam.d/common-$survey_common" ]; then
      survey_template=usr/share/pam/common-$survey_common
      if [ ! -f "$survey_template" ]; then survey_template=/dev/null; fi
      # shellcheck disable=SC2086 # words
      { if [ -n "$survey_found" ]; then find $survey_found -type f -exec awk 1 {} + 2>/dev/null; fi; } |
        awk -v file="etc/pam.d/common-$survey_common" -v around="$survey_template" '
        function plain(line) {
          gsub(/[ \t]+/, " ", line)
          sub(/^ /, "", line)
          sub(/ $/, "", line)
          return line
        }
        # Whether a profile has the line, where it is to skip so many lines to the end.
        function known(line, left,    rest, end, all, words, i, made) {
          rest = line
          if (!sub(/^-?(auth|account|password|session) /, "", rest)) return 0
          if (rest in profiles) return 1
          end = index(rest, "]")
          all = split(substr(rest, 1, end - 1), words, "=")
          made = words[1]
          for (i = 2; i <= all; i++) {
            if (words[i] ~ ("^" left "( |$)")) sub(/^[0-9]+/, "end", words[i])
            made = made "=" words[i]
          }
          return end && (made substr(rest, end)) in profiles
        }
        FILENAME != file && FILENAME != around { profiles[plain($0)] = 1; next }
        /^[ \t]*(#|$)/ { next }
        FILENAME == around { if ($0 !~ /^\$/) template[++wanted] = plain($0); next }
        { lines[++count] = plain($0) }
        END {
          for (i = 1; i + wanted - 1 <= count && !at; i++) {
            for (k = 1; k <= wanted && lines[i + k - 1] == template[k]; k++);
            if (k > wanted) at = i
          }
          strange = !wanted || !at
          before = at - 1
          for (i = 1; i <= before && !strange; i++) {
            if (before == 1 && lines[i] ~ /^(auth|account|password|session) \[default=1\] pam_permit.so$/) continue
            if (!known(lines[i], before - i + 1)) strange = 1
          }
          for (i = at + wanted; i <= count && !strange; i++) if (!known(lines[i], count - i)) strange = 1
          if (strange) print "./" file
        }' - "$survey_template" "etc/pam.d/common-$survey_common" 2>/dev/null
    fi
  done
}

# The units that packages have and that are there; systemd makes one of a script of init.d.
survey_units() {
  part survey.units
  grep -hs -E '^((/usr)?/lib/systemd/(system|user)|/etc/init\.d)/[^/]+$' var/lib/dpkg/info/*.list | sed -E 's|^/lib/|/usr/lib/|' |
    sort -u | survey_lines 'units of packages' '
      if [ -e ".$survey_line" ]; then
        case $survey_line in
          /etc/*) printf "%s.service\n" "${survey_line##*/}" ;;
          *) printf "%s\n" "${survey_line##*/}" ;;
        esac
      fi'
}

# Where packages come from: what apt's lists of sources say.
survey_sources() {
  for survey_name in etc/apt/sources.list etc/apt/sources.list.d/*; do
    if [ -f "$survey_name" ]; then
      part survey.sources
      printf './%s\0' "$survey_name"
      survey_try 'sources of packages' 0 cat "$survey_name"
    fi
  done
}

# Installed packages: name, "held", "manual" unless it came as a dependency or another package needs it, priority, and whether it is
# essential. One pass over each file.
survey_packages() {
  survey_present -f var/lib/apt/extended_states
  part survey.packages
  # shellcheck disable=SC2086,SC2016 # words, and awk's
  survey_try packages 0 awk '
    function needs(text,    count, words, i) {
      gsub(/\([^)]*\)|\[[^]]*\]|<[^>]*>|:[a-z0-9]+/, "", text)
      count = split(text, words, /[ ,|]+/)
      for (i = 1; i <= count; i++) if (words[i] != name) needed[words[i]] = 1
    }
    BEGIN { RS = ""; FS = "\n" }
    {
      name = state = priority = essential = automatic = asks = gives = ""
      for (i = 1; i <= NF; i++) {
        if ($i ~ /^Package: /) name = substr($i, 10)
        else if ($i ~ /^Status: /) state = substr($i, 9)
        else if ($i ~ /^Priority: /) priority = substr($i, 11)
        else if ($i ~ /^Essential: /) essential = substr($i, 12)
        else if ($i ~ /^Auto-Installed: /) automatic = substr($i, 17)
        else if ($i ~ /^(Pre-)?Depends: |^Recommends: /) asks = asks "," substr($i, index($i, ":") + 1)
      }
      if (FILENAME ~ /extended_states$/) {
        if (automatic == 1) dependency[name] = 1
      } else if (state ~ / installed$/) {
        needs(asks)
        order[++all] = name
        held[name] = state ~ /^hold/ ? "held" : ""
        rest[name] = priority "\t" essential
      }
    }
    END {
      for (i = 1; i <= all; i++) {
        name = order[i]
        printf "%s\t%s\t%s\t%s\n", name, held[name], name in dependency || name in needed ? "" : "manual", rest[name]
      }
    }' $survey_found var/lib/dpkg/status
  part survey.diversions
  survey_cat var/lib/dpkg/diversions
  part survey.diverters
  survey_diverters
  part survey.overrides
  survey_cat var/lib/dpkg/statoverride
}

# Which of the diversions that name a package are its own: it has a file of its own there.
survey_diverters() {
  if [ ! -f var/lib/dpkg/diversions ]; then return; fi
  while IFS= read -r survey_from && IFS= read -r _ && IFS= read -r survey_by; do
    case $survey_by in [a-z0-9]*) ;; *) continue ;; esac
    for survey_name in "var/lib/dpkg/info/$survey_by.list" "var/lib/dpkg/info/$survey_by:"*.list; do
      if [ -f "$survey_name" ] && grep -qxF -e "$survey_from" -e "/usr$survey_from" -e "${survey_from#/usr}" "$survey_name"; then
        printf '%s\n' "$survey_from"
      fi
    done
  done <var/lib/dpkg/diversions
}

# Configuration files of packages whose content is another one, and the MD5 sums of what their packages have. All are read: they are few
# and small. Once mawk 1.3.4 has looked at $NF, its NF of later lines is wrong.
survey_conffiles() {
  survey_altered=$(survey_compare 'configuration files of packages' 60 survey_conffile_sums)
  if [ -z "$survey_altered" ]; then return; fi
  part survey.conffiles
  printf '%s\n' "$survey_altered"
  part survey.originals
  survey_conffile_sums | awk -v altered="$survey_altered" '
    BEGIN {
      count = split(altered, line, "\n")
      for (i = 1; i <= count; i++) wanted[substr(line[i], 1, index(line[i], ": FAILED") - 1)]
    }
    substr($0, 35) in wanted'
}

survey_conffile_sums() {
  # shellcheck disable=SC2016 # awk's
  survey_try 'configuration files of packages' 0 awk '
    /^Package: / { installed = 0; conffiles = 0 }
    /^Status: / { installed = / installed$/ }
    /^Conffiles:/ { conffiles = 1; next }
    /^[^ ]/ { conffiles = 0 }
    conffiles && installed && NF >= 2 && length($2) == 32 { print ($3 == "obsolete" ? "?" : "") $2 "  ." $1 }' var/lib/dpkg/status |
    # What the package no longer has may be gone.
    survey_lines 'configuration files of packages' '
      case $survey_line in
        \?*) if [ -e "${survey_line#*  }" ]; then printf "%s\n" "${survey_line#?}"; fi ;;
        *) printf "%s\n" "$survey_line" ;;
      esac'
}

# survey_digests DEEP: other files of packages whose content is another one: those that changed since provisioner last changed
# anything, or all.
survey_digests() {
  if [ "$1" != deep ] && [ ! -e var/log/provisioner/journal.jsonl ]; then
    survey_unknown 'altered files of packages' "provisioner has changed nothing on this host yet: use --complete=deep"
    return
  fi
  part survey.altered
  if [ "$1" = deep ]; then
    survey_compare 'altered files of packages' 3600 survey_all_sums
  else
    survey_sums_changed=$(survey_changed | survey_changed_sums)
    survey_compare 'altered files of packages' 120 printf '%s\n' "$survey_sums_changed"
  fi
}

survey_all_sums() { cat var/lib/dpkg/info/*.md5sums | sed 's|  |  ./|'; }

# Whatever changed where packages have programs, a line each.
survey_changed() {
  set --
  for survey_name in ./usr ./boot ./bin ./sbin ./lib ./lib64 ./opt; do
    if [ -d "$survey_name" ] && [ ! -L "$survey_name" ]; then set -- "$@" "$survey_name"; fi
  done
  survey_try 'altered files of packages' 0 find "$@" -ignore_readdir_race -xdev -path ./usr/local -prune \
    -o ! -type d -newercm var/log/provisioner/journal.jsonl ! -path '*.pyc' -print 2>/dev/null
}

# The sums of those of them that packages have. An upgrade changes more names than fit into a variable of the environment.
survey_changed_sums() {
  # shellcheck disable=SC2016 # awk's
  { cat var/lib/dpkg/info/*.md5sums | survey_try 'altered files of packages' 0 awk '
    names { wanted[$0] = 1; next }
    {
      path = "./" substr($0, 35)
      if (!(path in wanted)) sub(/^\.\/(bin|sbin|lib|lib64)\//, "./usr&", path) && gsub(/usr\.\//, "usr/", path)
      if (path in wanted) print substr($0, 1, 34) path
    }' names=1 /dev/fd/3 names= -; } 3<&0
}

# Programs that give whoever runs them other rights, on every local file system that lets them, and whether packages own them.
survey_privileged() {
  set -- .
  if [ "$survey_root" = / ]; then
    while read -r _ _ _ _ survey_point survey_options survey_rest; do
      case $survey_options in *nosuid*) continue ;; esac
      case ${survey_rest#*- } in ext[234]\ * | xfs\ * | btrfs\ * | f2fs\ * | zfs\ * | jfs\ * | tmpfs\ * | overlay\ *) ;; *) continue ;; esac
      case $survey_point in
        / | /proc/* | /sys/* | /dev | /dev/* | /var/lib/docker/* | /var/lib/containerd/* | /var/lib/containers/* | /run/*) continue ;;
      esac
      set -- "$@" "$(printf '.%b' "$survey_point")"
    done </proc/self/mountinfo
  fi
  part survey.privileged
  {
    # What find says of set-uid files goes out at once, up to a limit: a user can make any number of set-gid files. Their names are
    # kept, but for those with a line break, which no package has. tar marks what has capabilities with an asterisk, and reads no
    # content, because it writes none. Its names are escaped. They are said after find's last name, so that no line is torn.
    survey_said=$({
      {
        survey_try 'programs with other rights' 0 find "$@" -ignore_readdir_race -xdev \( -path ./proc -o -path ./sys -o -path ./dev \
          -o -path ./var/lib/docker -o -path ./var/lib/containerd -o -path ./var/lib/containers -o -path ./var/lib/lxc \
          -o -path ./var/lib/mysql \) -prune -o -type f \
          \( -perm /6000 -fprintf /dev/fd/5 "$survey_record" ! -path "*$survey_break*" -fprintf /dev/fd/6 '%p\n' , \
          -perm /111 -print0 \) 2>/dev/null |
          {
            survey_marked=$(LC_ALL=C survey_try 'programs with other rights' 1 tar --no-recursion --ignore-failed-read --null -T - \
              --xattrs --xattrs-include=security.capability -cvvf /dev/null 2>/dev/null |
              sed -n -E 's|^[^ ]*\* +[^ ]+ +[0-9]+ [^ ]+ [^ ]+ |+|p')
            printf '%s\n' "$survey_marked" >&6
          }
      } 5>&1 | head -z -n $((3 * survey_most_programs)) >&3
    } 6>&1)
  } 3>&1
  part survey.capabilities
  printf '%s\n' "$survey_said" | sed -n 's|^+||p'
  # Which of them are packages' own.
  part survey.owned
  # shellcheck disable=SC2062 # these are the files, and the patterns come from before
  printf '%s\n' "$survey_said" | sed -n -E 's|^\+?\.||; /^\//{p; s|^/usr/|/|p}' |
    grep -hsxF --file=- var/lib/dpkg/info/*.list | sed -E 's#^/(bin|sbin|lib|lib64)/#/usr&#; s|^|.|' | sort -u
}

survey_sockets() {
  if ! command -v ss >/dev/null; then
    survey_unknown 'sockets that listen' 'ss is not there: install iproute2'
    return
  fi
  survey_said=$(survey_try 'sockets that listen' 0 ss -H -l -t -u -n -p 2>/dev/null)
  part survey.sockets
  printf '%s' "$survey_said"
  part survey.cgroups
  printf '%s\n' "$survey_said" | grep -o -e 'pid=[0-9]*' | sort -u | while IFS='=' read -r _ survey_pid; do
    if [ -r "/proc/$survey_pid/cgroup" ]; then
      survey_group=
      while IFS=: read -r _ survey_controller survey_path; do
        case $survey_controller in '' | name=systemd) survey_group=$survey_path ;; esac
      done <"/proc/$survey_pid/cgroup"
      printf '%s %s\n' "$survey_pid" "$survey_group"
    fi
  done
}

survey_mounts() {
  part survey.mounts
  cat /proc/self/mountinfo
  part survey.nsswitch
  survey_cat etc/nsswitch.conf
  part survey.fstab
  survey_cat etc/fstab
  part survey.hosts
  survey_cat etc/hosts
  part survey.hostname
  hostname 2>/dev/null
}

# survey_texts MOST EXPRESSION...: the name and the content of each file that find finds. What is larger than MOST KiB is no note.
survey_texts() {
  survey_largest=$1
  shift
  find "$@" -type f \( \( -empty -o -size "+${survey_largest}k" \) -printf '%p\0\0' -o -exec grep -azZH '' {} + \)
}

# Who made what: notes of provisioner's.
survey_notes() {
  part survey.made
  if [ -d var/lib/provisioner/made ]; then survey_texts 1 ./var/lib/provisioner/made; fi
  part survey.notes
  if [ ! -d var/lib/provisioner/notes ]; then return 0; fi
  survey_open=$(find ./var/lib/provisioner/notes \( ! -uid "$(id -u)" -o -perm /022 \) -print -quit)
  if [ -n "$survey_open" ]; then
    survey_unknown "notes of what was made" "others can write to ${survey_open#.}"
    return 0
  fi
  survey_texts 8 ./var/lib/provisioner/notes -mindepth 3 -maxdepth 3 -name '[0-9a-f]*'
}

# survey DEEP PATTERN...: patterns of find(1) stand for directories of which steps declare everything.
survey() {
  {
    survey_missing=$(survey_parts "$@" 9>&1 >&8 8>&-)
  } 8>&1
  printf '%s\n' "$survey_missing" | sort -u | while IFS='	' read -r survey_sought survey_why; do
    if [ -n "$survey_sought" ]; then
      part survey.unknown
      printf '%s\n%s' "$survey_sought" "$survey_why"
    fi
  done
}

survey_parts() {
  (
    cd "$survey_root" || exit
    # Looking for programs with other rights takes half as long as the rest, and says little.
    survey_privileged </dev/null | {
      survey_others "$@" </dev/null
      cat
    }
    part survey.end
  )
}

# survey_others DEEP PATTERN...
survey_others() {
  survey_deep=$1
  shift
  survey_files "$@"
  survey_accounts
  survey_homes
  survey_generators
  survey_copies etc/profile usr/share/base-files/profile etc/motd usr/share/base-files/motd \
    etc/inputrc usr/share/readline/inputrc \
    etc/ufw/before.init usr/share/ufw/before.init etc/ufw/after.init usr/share/ufw/after.init
  survey_pam
  survey_units
  survey_sources
  survey_packages
  survey_conffiles
  survey_digests "$survey_deep"
  survey_sockets
  survey_mounts
  survey_notes
}
