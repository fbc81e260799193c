# One apt transaction; see the Java class AptTransaction. Before this text: apt_seconds, how long a lock is waited for; apt_shield,
# apt_policy and apt_systemctl, the files that are named like them.
# shellcheck disable=SC2154
export DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none NEEDRESTART_MODE=l
apt_updated=no
apt_upgrading=no
# Where the shield keeps its programs; what runs in it looks for commands in `first` before anywhere else.
apt_dir=$BLOBS/apt

# apt_holder FILE: the process that has it locked.
apt_holder() {
  apt_inode=$(stat -c %i -- "$1" 2>/dev/null) || return 1
  while read -r _ _ _ _ apt_pid apt_file _; do
    if [ "${apt_file##*:}" = "$apt_inode" ]; then
      apt_comm=
      if [ -r "/proc/$apt_pid/comm" ]; then read -r apt_comm <"/proc/$apt_pid/comm" || :; fi
      echo "process $apt_pid${apt_comm:+ ($apt_comm)}"
      return 0
    fi
  done </proc/locks
  return 1
}

# apt_wait FILE: until nobody has it locked.
apt_wait() {
  apt_until=$(($(date +%s) + apt_seconds))
  apt_said=
  while apt_who=$(apt_holder "$1"); do
    if [ -z "$apt_said" ]; then
      echo "waiting for $apt_who, which holds $1" >&2
      apt_said=yes
    fi
    if [ "$(date +%s)" -ge "$apt_until" ]; then
      echo "$apt_who still holds $1 after $apt_seconds s" >&2
      return 1
    fi
    sleep 0.5
  done
}

# apt_shielded COMMAND...: without starting services, and with systemd reading its units once; see apt-shield.sh.
apt_shielded() {
  mkdir -p "$apt_dir"
  systemctl list-units --plain --no-legend --state=active,reloading,activating >"$BLOBS/apt.active"
  unshare --mount --propagation private sh "$apt_shield" "$apt_dir" "$apt_policy" "$apt_systemctl" "$BLOBS/apt.active" "$@"
}

apt_get() {
  apt-get -y -q -o DPkg::Lock::Timeout="$apt_seconds" -o Dpkg::Use-Pty=0 "$@"
}

apt_update() {
  apt_updated=yes
  apt_wait /var/lib/apt/lists/lock || return 1
  apt_get update --error-on=any >"$BLOBS/apt.out" 2>&1 || { tail -n 30 "$BLOBS/apt.out" >&2; return 1; }
  # Their age is that of this directory, which apt leaves alone where nothing new was published.
  touch /var/lib/apt/lists
}

# apt_prepare: ends what was interrupted, and fetches package lists where there are none.
apt_prepare() {
  apt_wait /var/lib/dpkg/lock-frontend || return 1
  apt_wait /var/lib/dpkg/lock || return 1
  if [ -n "$(find /var/lib/dpkg/updates -name '[0-9]*')" ] ||
    grep -qE '^Status: [a-z]+ [a-z]+ (unpacked|half-configured|half-installed)$' /var/lib/dpkg/status; then
    apt_shielded dpkg --force-confdef --force-confold --configure -a ||
      apt_change --fix-broken install || return 1
  fi
}

apt_lists() {
  for apt_list in /var/lib/apt/lists/*_Packages*; do
    if [ -e "$apt_list" ]; then return 0; fi
  done
  apt_update
}

apt_change() {
  apt_shielded apt-get -y -q -o DPkg::Lock::Timeout="$apt_seconds" -o Dpkg::Use-Pty=0 -o DPkg::Path="$apt_dir/first:$PATH" \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold --no-install-recommends "$@"
}

# apt_change_or_update ...: once more with fresh lists, where the lists that are there are the reason.
apt_change_or_update() {
  if apt_change "$@" >"$BLOBS/apt.out" 2>&1; then return 0; fi
  apt_stale='Unable to locate package|has no installation candidate|Version .* was not found|404 +Not Found'
  if [ "$apt_updated" = no ] && grep -qE "$apt_stale" "$BLOBS/apt.out"; then
    apt_update || return 1
    if [ "$apt_upgrading" = yes ]; then apt_as_planned "$@" || return 1; fi
    if apt_change "$@" >"$BLOBS/apt.out" 2>&1; then return 0; fi
  fi
  tail -n 40 "$BLOBS/apt.out" >&2
  return 100
}

# apt_install SPEC...: never at the price of another package.
apt_install() {
  apt_lists || return 1
  apt_downgrade=
  for apt_spec in "$@"; do
    case $apt_spec in *=*) apt_downgrade=--allow-downgrades ;; esac
  done
  # What the shield overlays cannot be replaced under it, and starts no service. A simulation takes seconds, so apt is
  # asked first whether there is another version at all.
  if [ "$(apt-cache policy init-system-helpers | awk '$1 == "Installed:" || $1 == "Candidate:" { print $2 }' | uniq | wc -l)" -gt 1 ] &&
    apt_get -s --no-install-recommends install -- "$@" 2>/dev/null | grep -q '^Inst init-system-helpers '; then
    apt_get install --only-upgrade init-system-helpers || return 1
  fi
  apt_change_or_update install --no-remove $apt_downgrade -- "$@"
}

# apt_remove NAME...: nothing but these, for nothing else was planned.
apt_remove() {
  apt_others=$(apt_get -s remove -- "$@" 2>/dev/null | APT_ASKED="$*" awk '
    BEGIN { n = split(ENVIRON["APT_ASKED"], asked, " "); for (i = 1; i <= n; i++) may[asked[i]] }
    $1 == "Remv" { name = $2; sub(/:.*/, "", name); if (!($2 in may) && !(name in may)) { printf "%s%s", sep, $2; sep = " " } }')
  if [ -n "$apt_others" ]; then
    echo "removing $* would also remove the packages that need it: $apt_others; declare them absent, too" >&2
    return 1
  fi
  apt_change_or_update remove -- "$@"
}

# apt_users: the services that still use files which were replaced or removed.
apt_users() {
  apt_pids=$(grep -lsE '[.]so[.0-9]* [(]deleted[)]$' /proc/[0-9]*/maps | sed 's|/maps$|/cgroup|')
  if [ -n "$apt_pids" ]; then
    # shellcheck disable=SC2086 # words
    sed -n 's|.*/\([^/]*[.]service\)\(/.*\)*$|\1|p' $apt_pids 2>/dev/null | sort -u | paste -s -d ' ' -
  fi
}

# apt_as_planned ARGUMENT...: whether apt-get removes nothing but what is in apt_may, with the lists that there are now. Leaves its plan
# in apt_plan.
apt_as_planned() {
  apt_plan=$(apt_get -s --no-install-recommends "$@") || return 1
  apt_others=$(printf '%s\n' "$apt_plan" | awk '$1 == "Remv" { print $2 }' | while read -r apt_name; do
    case " $apt_may " in *" $apt_name "*) ;; *) printf '%s ' "$apt_name" ;; esac
  done)
  if [ -n "$apt_others" ]; then
    echo "would also remove ${apt_others% }; run again, the plan now names it" >&2
    return 1
  fi
}

# apt_mark RUN: whose run has upgraded this host last; its lists are fresh for that run, however long it takes.
apt_mark() {
  mkdir -p /var/lib/provisioner
  printf '%s\n' "$1" >/var/lib/provisioner/upgraded
}

# apt_upgrade KIND FETCH RUN NAME...: security or full; FETCH is yes where the lists are to be fetched before. It may remove the NAMEs.
apt_upgrade() {
  if [ "$2" = yes ]; then apt_update || return 1; fi
  apt_mark "$3" || return 1
  apt_kind=$1
  shift 3
  apt_may=$*
  apt_upgrading=yes
  set -- dist-upgrade
  if [ "$apt_kind" = security ]; then
    apt_specs=$(apt_get -s --no-install-recommends --with-new-pkgs upgrade | security_upgrades)
    if [ -z "$apt_specs" ]; then return 0; fi
    # Naming a package would make it a manual one.
    # shellcheck disable=SC2086 # words
    set -- install --no-remove --mark-auto -- $apt_specs
  fi
  apt_as_planned "$@" || return 1
  # As in apt_install: the shield overlays its files.
  if printf '%s\n' "$apt_plan" | grep -q '^Inst init-system-helpers '; then
    apt_get install --no-remove --only-upgrade init-system-helpers || return 1
  fi
  apt_change_or_update "$@" || return 1
  apt_did=$(printf '%s\n' "$apt_plan" |
    sed -n 's/^Inst \([^ ]*\) [^(]*(\([^ ]*\) .*/\1 \2/p; s/^Remv \([^ ]*\) .*/\1 removed/p' | paste -s -d , - | sed 's/,/, /g')
  if [ "$apt_updated" = yes ] && [ -n "$apt_did" ]; then
    echo "note: done with the fetched package lists: $apt_did" >&2
  fi
  apt_still=$(apt_users)
  if [ -n "$apt_still" ]; then
    echo "note: these services still use replaced libraries until they restart: $apt_still" >&2
  fi
}
