# One apt transaction; see the Java class AptTransaction. Before this text: apt_seconds, how long a lock is waited for.
export DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none NEEDRESTART_MODE=l
apt_updated=no
# Where what runs in the shield looks for commands first.
apt_first=$BLOBS/apt/first

# apt_holder FILE: the process that has it locked.
apt_holder() {
  apt_inode=$(stat -c %i -- "$1" 2>/dev/null) || return 1
  while read -r apt_key apt_kind apt_mode apt_way apt_pid apt_file apt_rest; do
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

# apt_shielded COMMAND...: in a mount namespace of its own, where maintainers' scripts find a policy that starts only what
# was running before. What they ask for that policy is overlaid, and not the policy, which does not exist: nothing of it
# can be left on the host. On a tmpfs of its own, since /run is mounted noexec.
#
# Nearly each of those scripts also has systemd read all units anew, for a tenth of a second. The systemctl that they find
# first puts that off, until one asks for something that depends on it or all is done.
apt_shielded() {
  apt_dir=$BLOBS/apt
  mkdir -p "$apt_dir"
  systemctl list-units --plain --no-legend --state=active,reloading,activating >"$BLOBS/apt.active"
  unshare --mount --propagation private sh -c '
    set -eu
    dir=$1 active=$2
    shift 2
    mount -t tmpfs -o mode=0755 provisioner "$dir"
    while read -r unit rest; do echo "$unit"; done <"$active" >"$dir/active"
    printf "%s\n" "#!/bin/sh" "while [ \$# -gt 0 ]; do case \$1 in --*) shift ;; *) break ;; esac; done" \
      "case \$2 in *stop*) exit 0 ;; esac" \
      "name=\${1%.service}" \
      "grep -qxF -e \"\$1\" -e \"\$name.service\" $dir/active || exit 101" >"$dir/policy-rc.d"
    for tool in /usr/sbin/invoke-rc.d /usr/bin/deb-systemd-invoke; do
      if [ -e "$tool" ]; then
        sed "s|/usr/sbin/policy-rc.d|$dir/policy-rc.d|g" "$tool" >"$dir/${tool##*/}"
        chmod 0755 "$dir/${tool##*/}" "$dir/policy-rc.d"
        mount --bind "$dir/${tool##*/}" "$tool"
      fi
    done
    systemctl=$(command -v systemctl)
    mkdir "$dir/first"
    printf "%s\n" "#!/bin/sh" "case \" \$* \" in *\" --user \"*) exec $systemctl \"\$@\" ;; esac" \
      "for word; do case \$word in -*) ;; *) break ;; esac; done" \
      "case \$word in" \
      "daemon-reload) : >$dir/reload; exit 0 ;;" \
      "is-active | is-enabled | is-system-running | list-* | preset | mask | unmask) ;;" \
      "*) if [ -e $dir/reload ]; then rm -f $dir/reload; $systemctl daemon-reload || :; fi ;;" \
      "esac" "exec $systemctl \"\$@\"" >"$dir/first/systemctl"
    chmod 0755 "$dir/first/systemctl"
    status=0
    PATH=$dir/first:$PATH "$@" || status=$?
    if [ -e "$dir/reload" ]; then "$systemctl" daemon-reload || status=$?; fi
    exit "$status"' sh "$apt_dir" "$BLOBS/apt.active" "$@"
}

apt_get() {
  apt-get -y -q -o DPkg::Lock::Timeout="$apt_seconds" -o Dpkg::Use-Pty=0 "$@"
}

apt_update() {
  apt_updated=yes
  apt_wait /var/lib/apt/lists/lock || return 1
  apt_get update --error-on=any >"$BLOBS/apt.out" 2>&1 || { tail -n 30 "$BLOBS/apt.out" >&2; return 1; }
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
  apt_shielded apt-get -y -q -o DPkg::Lock::Timeout="$apt_seconds" -o Dpkg::Use-Pty=0 -o DPkg::Path="$apt_first:$PATH" \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold --no-install-recommends "$@"
}

# apt_change_or_update ...: once more with fresh lists, where the lists that are there are the reason.
apt_change_or_update() {
  if apt_change "$@" >"$BLOBS/apt.out" 2>&1; then return 0; fi
  apt_stale='Unable to locate package|has no installation candidate|Version .* was not found|404 +Not Found'
  if [ "$apt_updated" = no ] && grep -qE "$apt_stale" "$BLOBS/apt.out"; then
    apt_update || return 1
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
    $1 == "Remv" { name = $2; sub(/:.*/, "", name); if (!($2 in may) && !(name in may)) print $2 }')
  if [ -n "$apt_others" ]; then
    echo "removing $* would also remove what needs it: $(echo $apt_others); declare that absent, too" >&2
    return 1
  fi
  apt_change_or_update remove -- "$@"
}
