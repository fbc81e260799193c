# What is on a host beside its packages; see the Java class SurveyReader. Every list of files is NUL-terminated, because a name may
# have any other byte. The root may be another directory, for tests; all work is done in it, with names that begin with './'.
# shellcheck shell=sh disable=SC2154 # part and say are the probe's

survey_root=${PROVISIONER_ROOT:-/}
survey_limit=50000

# survey_unknown WHAT WHY
survey_unknown() {
  part survey.unknown
  printf '%s\n%s' "$1" "$2"
}

# What packages own below the directories that are looked through, and where diverted files went, a line each.
survey_owned() {
  {
    grep -hs -E '^/(etc|opt|srv|usr/local|var/spool|(usr/)?lib/(systemd|udev|sysctl\.d|modprobe\.d|tmpfiles\.d|environment\.d)|root|home)(/|$)' \
      var/lib/dpkg/info/*.list
    awk 'NR % 3 == 2' var/lib/dpkg/diversions
  } 2>/dev/null | sed -E 's|^/lib/|/usr/lib/|; s|^|.|'
}

# A record: kind, mode, owner, group, size and ctime; the name; where a link leads.
survey_record='%y %m %u %g %s %C@\0%p\0%l\0'

# Those of the names that no package owns, as records.
survey_unowned() {
  { survey_owned | grep -zaxvF -f - /dev/fd/3; } 3<&0 | survey_records
}

survey_records() {
  head -z -n "$survey_limit" | xargs -0 -r sh -c 'exec find "$@" -maxdepth 0 -printf "'"$survey_record"'" 2>/dev/null' survey
}

# survey_present NAME...: sets survey_found to those that are there, of which none has a blank.
survey_present() {
  survey_found=
  for survey_name; do
    if [ -e "$survey_name" ]; then survey_found="$survey_found $survey_name"; fi
  done
}

survey_files() {
  survey_present ./etc ./opt ./srv ./usr/local ./var/spool/cron ./usr/lib/systemd ./usr/lib/udev/rules.d \
    ./usr/lib/sysctl.d ./usr/lib/modprobe.d ./usr/lib/tmpfiles.d ./usr/lib/environment.d ./run/systemd/system \
    ./run/systemd/system.control ./run/systemd/system.attached ./run/systemd/transient ./run/systemd/user \
    ./run/systemd/system-generators ./run/udev/rules.d ./run/sysctl.d ./run/modprobe.d ./run/tmpfiles.d
  part survey.files
  # shellcheck disable=SC2086 # words
  find $survey_found -xdev ! -type d -print0 2>/dev/null | survey_unowned
}

# Accounts, without their passwords' hashes.
survey_accounts() {
  part survey.passwd
  cat etc/passwd
  part survey.group
  cut -d : -f 1,3,4 etc/group
  part survey.passwords
  if [ -r etc/shadow ]; then
    awk -F: '{ print $1 ":" ($2 == "" ? "none" : $2 ~ /^[!*]/ ? "locked" : "set") }' etc/shadow
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

# survey_home_of USER UID GID HOME
survey_home_of() {
  part survey.files
  survey_as "$2" "$3" find "$4" -xdev -maxdepth 1 ! -type d \( -name '.bash*' -o -name '.profile' -o -name '.z*' -o -name '.login' \
    -o -name '.cshrc' -o -name '.tcshrc' -o -name '.pam_environment' -o -name '.rhosts' -o -name '.shosts' -o -name '.forward' \
    -o -name '.xprofile' -o -name '.xsession*' -o -name '.my.cnf' -o -name '.mylogin.cnf' -o -name '.kshrc' -o -name '.inputrc' \) \
    ! -name '*_history' -printf "$survey_record" 2>/dev/null
  for survey_name in .ssh .config/systemd .config/environment.d .config/autostart .config/fish .local/share/systemd; do
    if [ -d "$4/$survey_name" ]; then
      survey_as "$2" "$3" find "$4/$survey_name" -xdev ! -type d -printf "$survey_record" 2>/dev/null
    fi
  done
  for survey_name in .bashrc .profile .bash_logout .ssh/authorized_keys .ssh/authorized_keys2; do
    if [ -f "$4/$survey_name" ]; then
      case $survey_name in .ssh/*) part survey.keys ;; *) part survey.start ;; esac
      printf '%s\0%s\0' "$1" "$4/$survey_name"
      survey_as "$2" "$3" dd iflag=nofollow,nonblock bs=64k count=16 status=none if="$4/$survey_name" 2>/dev/null |
        case $survey_name in .ssh/*) cat ;; *) sha256sum ;; esac
    fi
  done
}

# What generators on Debian say they made, and what new accounts begin with.
survey_generators() {
  part survey.enabled
  find ./var/lib/systemd/deb-systemd-helper-enabled ./var/lib/systemd/deb-systemd-helper-masked \
    ./var/lib/systemd/deb-systemd-user-helper-enabled -type f -printf '%p\0' 2>/dev/null
  part survey.alternatives
  awk 'FNR == 1 { mode = $0 } mode == "auto" && /^\// { print }' /dev/null var/lib/dpkg/alternatives/* 2>/dev/null
  part survey.ucf
  sed -n 's|  /|  ./|p' var/lib/ucf/hashfile 2>/dev/null | LC_ALL=C timeout 20 md5sum -c 2>/dev/null | sed -n 's|: OK$||p'
  part survey.skeleton
  survey_present etc/skel/.bashrc etc/skel/.profile etc/skel/.bash_logout usr/share/base-files/dot.bashrc \
    usr/share/base-files/dot.profile
  # shellcheck disable=SC2086 # words
  if [ -n "$survey_found" ]; then sha256sum $survey_found; fi
}

# survey_copies FILE ORIGINAL...: the files that say what their originals in packages say, and those that say nothing.
survey_copies() {
  part survey.copies
  LC_ALL=C grep -sL -E '^[[:space:]]*[^#[:space:]]' etc/modules etc/hosts.allow etc/hosts.deny etc/crypttab etc/environment \
    etc/security/opasswd | sed 's|^|./|'
  while [ $# -gt 1 ]; do
    if [ -f "$1" ] && [ ! -L "$1" ] && cmp -s "$1" "$2"; then printf './%s\n' "$1"; fi
    shift 2
  done
}

# The lines of PAM's common files that are in no profile of a package, nor in the templates around them.
survey_pam() {
  part survey.pam
  survey_present etc/pam.d/common-account etc/pam.d/common-auth etc/pam.d/common-password etc/pam.d/common-session \
    etc/pam.d/common-session-noninteractive
  survey_common=$survey_found
  survey_present usr/share/pam-configs usr/share/pam
  # shellcheck disable=SC2086 # words
  if [ -n "$survey_found" ]; then
    find $survey_found -type f -exec awk 1 {} + 2>/dev/null | awk '
      function plain(line) {
        gsub(/[ \t]+/, " ", line)
        sub(/^ /, "", line)
        sub(/ $/, "", line)
        gsub(/=(end|[0-9]+)/, "=N", line)
        return line
      }
      BEGIN { known["[default=N] pam_permit.so"] = 1 }
      FILENAME == "-" || FILENAME == "" {
        line = plain($0)
        known[line] = 1
        sub(/^(auth|account|password|session) /, "", line)
        known[line] = 1
        next
      }
      /^[ \t]*(#|$)/ { next }
      {
        line = plain($0)
        rest = line
        if (!sub(/^(auth|account|password|session) /, "", rest) || !(rest in known)) print "./" FILENAME "\t" line
      }' - $survey_common 2>/dev/null
  fi
}

# Where packages come from: what apt's lists of sources say.
survey_sources() {
  for survey_name in etc/apt/sources.list etc/apt/sources.list.d/*; do
    if [ -f "$survey_name" ]; then
      part survey.sources
      printf './%s\0' "$survey_name"
      head -c 65536 "$survey_name"
    fi
  done
}

# Installed packages: name, "held", "manual" unless it came as a dependency or another package needs it, priority, and whether it is
# essential. One pass over each file.
survey_packages() {
  survey_present var/lib/apt/extended_states
  part survey.packages
  # shellcheck disable=SC2086 # words
  awk '
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
  cat var/lib/dpkg/diversions 2>/dev/null
  part survey.overrides
  cat var/lib/dpkg/statoverride 2>/dev/null
}

# Configuration files of packages whose content is another one. All are read: they are few and small. Once mawk 1.3.4 has looked at
# $NF, its NF of later lines is wrong.
survey_conffiles() {
  part survey.conffiles
  awk '
    /^Package: / { installed = 0; conffiles = 0 }
    /^Status: / { installed = / installed$/ }
    /^Conffiles:/ { conffiles = 1; next }
    /^[^ ]/ { conffiles = 0 }
    conffiles && installed && NF == 2 && length($2) == 32 { print $2 "  ." $1 }' var/lib/dpkg/status |
    LC_ALL=C timeout 60 md5sum -c --quiet 2>/dev/null
}

# survey_digests DEEP: other files of packages whose content is another one: those that changed since provisioner last changed
# anything, or all.
survey_digests() {
  if [ "$1" = deep ]; then
    part survey.altered
    cat var/lib/dpkg/info/*.md5sums | sed 's|  |  ./|' | LC_ALL=C md5sum -c --quiet 2>/dev/null
    return
  fi
  if [ ! -e var/log/provisioner/journal.jsonl ]; then
    survey_unknown 'altered files of packages' "provisioner has changed nothing on this host yet: use --complete=deep"
    return
  fi
  part survey.altered
  set --
  for survey_name in ./usr ./boot ./bin ./sbin ./lib ./lib64 ./opt; do
    if [ -d "$survey_name" ] && [ ! -L "$survey_name" ]; then set -- "$@" "$survey_name"; fi
  done
  survey_changed=$(find "$@" -xdev -path ./usr/local -prune -o -type f -newercm var/log/provisioner/journal.jsonl \
    ! -path '*.pyc' -print 2>/dev/null)
  if [ -z "$survey_changed" ]; then return; fi
  cat var/lib/dpkg/info/*.md5sums | CHANGED=$survey_changed awk '
    BEGIN { count = split(ENVIRON["CHANGED"], name, "\n"); for (i = 1; i <= count; i++) wanted[name[i]] = 1 }
    {
      path = "./" substr($0, 35)
      if (!(path in wanted)) sub(/^\.\/(bin|sbin|lib|lib64)\//, "./usr&", path) && gsub(/usr\.\//, "usr/", path)
      if (path in wanted) print substr($0, 1, 34) path
    }' | LC_ALL=C timeout 120 md5sum -c --quiet 2>/dev/null
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
    # What find says of set-uid files goes out at once, and their names are kept. tar marks what has capabilities with an asterisk,
    # and reads no content, because it writes none. Its names are escaped.
    survey_said=$({
      find "$@" -xdev \( -path ./proc -o -path ./sys -o -path ./dev -o -path ./var/lib/docker -o -path ./var/lib/containerd \
        -o -path ./var/lib/containers -o -path ./var/lib/lxc -o -path ./var/lib/mysql \) -prune -o -type f \
        \( -perm /6000 -fprintf /dev/fd/5 "$survey_record" -fprintf /dev/fd/6 '%p\n' , -perm /111 -print0 \) 2>/dev/null |
        LC_ALL=C tar --null -T - --no-recursion --xattrs --xattrs-include=security.capability -cvvf /dev/null 2>/dev/null |
        sed -n -E 's|^[^ ]*\* +[^ ]+ +[0-9]+ [^ ]+ [^ ]+ |+|p'
    } 5>&3 6>&1)
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
  survey_said=$(ss -H -l -t -u -n -p 2>/dev/null)
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
  cat etc/nsswitch.conf 2>/dev/null
  part survey.fstab
  cat etc/fstab 2>/dev/null
  part survey.hosts
  head -c 65536 etc/hosts 2>/dev/null
  part survey.hostname
  hostname 2>/dev/null
}

# Who made what: notes of provisioner's.
survey_notes() {
  part survey.made
  if [ -d var/lib/provisioner/made ]; then
    find ./var/lib/provisioner/made -type f -exec sh -c '
      for note; do
        printf "%s\0" "$note"
        head -c 256 "$note" | tr -d "\000"
        printf "\0"
      done' survey {} +
  fi
  part survey.notes
  if [ ! -d var/lib/provisioner/notes ]; then return 0; fi
  survey_open=$(find ./var/lib/provisioner/notes \( ! -uid "$(id -u)" -o -perm /022 \) -print -quit)
  if [ -n "$survey_open" ]; then
    survey_unknown "notes of what was made" "others can write to ${survey_open#.}"
    return 0
  fi
  find ./var/lib/provisioner/notes -mindepth 3 -maxdepth 3 -name '[0-9a-f]*' -type f -exec sh -c '
    for note; do
      printf "%s\0" "$note"
      head -c 8192 "$note" | tr -d "\000"
      printf "\0"
    done' survey {} +
}

# survey DEEP
survey() {
  (
    cd "$survey_root" || exit
    survey_files
    survey_accounts
    survey_homes
    survey_generators
    survey_copies etc/profile usr/share/base-files/profile etc/motd usr/share/base-files/motd \
      etc/inputrc usr/share/readline/inputrc
    survey_pam
    survey_sources
    survey_packages
    survey_conffiles
    survey_digests "$1"
    survey_privileged
    survey_sockets
    survey_mounts
    survey_notes
    part survey.end
  )
}
