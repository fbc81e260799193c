# Changing the firewall such that nobody is locked out: until firewall_confirm, which comes over a new SSH connection, a
# unit on disk waits to bring back what was there before; see the Java class FirewallResource.
firewall_kept=/var/lib/provisioner/firewall
firewall_unit=provisioner-firewall-revert
firewall_files='/etc/ufw/user.rules /etc/ufw/user6.rules /etc/ufw/ufw.conf /etc/default/ufw'
firewall_files="$firewall_files /etc/ufw/before.rules /etc/ufw/before6.rules /etc/ufw/after.rules /etc/ufw/after6.rules"
firewall_backed=
firewall_copied=
firewall_icmp_types='destination-unreachable time-exceeded parameter-problem echo-request'

# Text for the revert, too. ufw hooks its chains into the kernel's only where it has to make them: where the hooks are
# gone, its reload leaves a policy to drop and nothing else. So its chains are made anew.
firewall_reload='
ufw disable || exit 1
for exe in iptables ip6tables; do
  $exe -S | sed -n "s/^-A \([A-Z]*\) -j \(ufw6*-.*\)/-D \1 -j \2/p" | while read -r rule; do $exe $rule; done
  for chain in $($exe -S | sed -n "s/^-N \(ufw6*-.*\)/\1/p"); do $exe -F "$chain"; done
  for chain in $($exe -S | sed -n "s/^-N \(ufw6*-.*\)/\1/p"); do $exe -X "$chain"; done
done
if [ "$enabled" = yes ]; then ufw --force enable || exit 1; fi
'

# firewall_load: the kernel gets what ufw's files say, whatever it has now.
firewall_load() {
  firewall_ufw version
  sh -c "enabled=yes; $firewall_reload"
  firewall_anew
}

# firewall_arm: what an earlier change has kept, and nobody has confirmed since, stays.
firewall_arm() {
  if [ -e "$firewall_kept/complete" ]; then systemctl restart $firewall_unit.timer; fi
  if [ "$(systemctl show --value -p ActiveState $firewall_unit.service)" = activating ]; then
    echo 'the host is reverting the last change of the firewall; run again when it has finished' >&2
    return 1
  fi
  if [ ! -e "$firewall_kept/complete" ]; then
    rm -rf "$firewall_kept"
    mkdir -p "${firewall_kept%/*}"
    mkdir -m 0700 "$firewall_kept"
    for firewall_file in $firewall_files; do
      mkdir -p "$firewall_kept${firewall_file%/*}"
      cp -p "$firewall_file" "$firewall_kept$firewall_file"
    done
    : >"$firewall_kept/complete"
  fi
  cat >"$firewall_kept/revert.new" <<REVERT
set -u
for file in $firewall_files; do cp -p "$firewall_kept\$file" "\$file.revert" && mv -f "\$file.revert" "\$file"; done
enabled=no
if grep -q '^ENABLED="*yes' /etc/ufw/ufw.conf; then enabled=yes; fi
$firewall_reload
if [ -e $firewall_kept/foreign ]; then
  while read -r program table line; do
    printf '*%s\n%s\nCOMMIT\n' "\$table" "\$line" | "\$program-restore" -n
  done <$firewall_kept/foreign
fi
rm -f $firewall_kept/complete
systemctl stop $firewall_unit.timer
systemctl disable --quiet $firewall_unit.service
rm -f /etc/systemd/system/$firewall_unit.timer /etc/systemd/system/$firewall_unit.service
systemctl daemon-reload
rm -rf $firewall_kept
REVERT
  mv -f "$firewall_kept/revert.new" "$firewall_kept/revert"
  cat >/etc/systemd/system/$firewall_unit.service <<UNIT
[Unit]
Description=Bring back the firewall whose change was not confirmed
After=ufw.service local-fs.target
StartLimitIntervalSec=0
ConditionPathExists=$firewall_kept/complete

[Service]
Type=oneshot
ExecStart=/bin/sh $firewall_kept/revert

[Install]
WantedBy=multi-user.target
UNIT
  cat >/etc/systemd/system/$firewall_unit.timer <<UNIT
[Unit]
Description=Wait for the confirmation of a change of the firewall
StartLimitIntervalSec=0

[Timer]
OnActiveSec=45
AccuracySec=1
UNIT
  systemctl enable --quiet --no-reload $firewall_unit.service
  systemctl daemon-reload
  firewall_anew
  sync -f "$firewall_kept" /etc/systemd/system
}

# firewall_anew: the time until the change is taken back begins anew.
firewall_anew() {
  systemctl restart $firewall_unit.timer
  read -r firewall_since _ </proc/uptime
}

# firewall_ufw ARGUMENT...: one change. Telling systemd takes as long as a rule, and is not done for the sake of two seconds.
firewall_ufw() {
  firewall_waiting || return 1
  ufw "$@"
  read -r firewall_now _ </proc/uptime
  if [ $((${firewall_now%.*} - ${firewall_since%.*})) -gt 2 ]; then firewall_anew; fi
}

firewall_waiting() {
  if [ ! -e "$firewall_kept/complete" ]; then
    echo 'the host has already reverted the change of the firewall' >&2
    return 1
  fi
}

# firewall_rule ARGUMENT...: one change of the rules, in a copy of ufw's files that the kernel knows nothing of. ufw moves a rule by two
# commands, and between them whoever it lets in would be shut out.
firewall_rule() {
  if [ -z "$firewall_copied" ]; then firewall_copy; fi
  firewall_ufw --datadir="$firewall_kept/copy" "$@"
}

firewall_copy() {
  rm -rf "$firewall_kept/copy"
  mkdir -p "$firewall_kept/copy/etc/default" "$firewall_kept/copy/lib/ufw" "$firewall_kept/copy/usr/lib/ufw"
  cp -p /etc/default/ufw "$firewall_kept/copy/etc/default/ufw"
  cp -a /etc/ufw "$firewall_kept/copy/etc/ufw"
  sed -i 's/^ENABLED=.*/ENABLED=no/' "$firewall_kept/copy/etc/ufw/ufw.conf"
  for firewall_file in user.rules user6.rules; do
    cp "/etc/ufw/$firewall_file" "$firewall_kept/copy/$firewall_file.before"
  done
  firewall_copied=yes
}

# firewall_rules: the rules of the copy are those of the host. The kernel takes all of a family at once, or none.
firewall_rules() {
  firewall_waiting || return 1
  for firewall_file in user.rules user6.rules; do
    if ! cmp -s "$firewall_kept/copy/$firewall_file.before" "/etc/ufw/$firewall_file"; then
      echo "somebody else has changed /etc/ufw/$firewall_file meanwhile; run again" >&2
      return 1
    fi
  done
  firewall_anew
  for firewall_file in user.rules user6.rules; do
    cp -p "$firewall_kept/copy/etc/ufw/$firewall_file" "/etc/ufw/$firewall_file.new"
    mv -f "/etc/ufw/$firewall_file.new" "/etc/ufw/$firewall_file"
  done
  if ! grep -q '^ENABLED="*yes' /etc/ufw/ufw.conf; then return 0; fi
  iptables-restore -w 10 -n </etc/ufw/user.rules
  if grep -q '^IPV6="*yes' /etc/default/ufw; then ip6tables-restore -w 10 -n </etc/ufw/user6.rules; fi
}

# firewall_foreign PROGRAM TABLE LINE BACK: a change beside ufw, and what takes it back, both for iptables-restore(8).
firewall_foreign() {
  printf '%s\n' "$1 $2 $4" >>"$firewall_kept/foreign"
  printf '*%s\n%s\nCOMMIT\n' "$2" "$3" | "$1-restore" -n
}

# firewall_line_out FILE NUMBER TEXT: the line goes, unless it has changed since. firewall_line_back: it is back, after line NUMBER.
firewall_line_out() { firewall_edit 'NR != n || $0 != ENVIRON["FIREWALL_TEXT"]' "$@"; }
firewall_line_back() { firewall_edit 'n == 0 && NR == 1 { print ENVIRON["FIREWALL_TEXT"] } 1; NR == n { print ENVIRON["FIREWALL_TEXT"] }' "$@"; }

firewall_edit() {
  case $firewall_backed in *" $2 "*) ;; *) backup "$2" ;; esac
  firewall_backed="$firewall_backed $2 "
  FIREWALL_TEXT=$4 awk -v n="$3" "$1" "$2" >"$2.new"
  chmod --reference="$2" "$2.new"
  mv -f "$2.new" "$2"
}

# firewall_ipv6: ufw filters IPv6, too, from its next start on.
firewall_ipv6() {
  backup /etc/default/ufw
  sed -e '/^IPV6=/d' -e '$a IPV6=yes' /etc/default/ufw >/etc/default/ufw.new
  chmod 0644 /etc/default/ufw.new
  mv -f /etc/default/ufw.new /etc/default/ufw
}

# firewall_icmp yes|no: whether the host itself may send ICMP over IPv4 where nothing else may leave. ufw has no such rule.
firewall_icmp() {
  firewall_ufw version >/dev/null
  backup /etc/ufw/before.rules
  firewall_lines=
  if [ "$1" = yes ]; then
    for firewall_type in $firewall_icmp_types; do
      firewall_lines="$firewall_lines-A ufw-before-output -p icmp --icmp-type $firewall_type"
      firewall_lines="$firewall_lines -m comment --comment provisioner -j ACCEPT\n"
    done
  fi
  awk -v lines="$firewall_lines" '
    /^-A ufw-before-output .*--comment provisioner( |$)/ { next }
    /^\*/ { table = $1 }
    /^COMMIT/ && table == "*filter" { printf "%s", lines }
    { print }' /etc/ufw/before.rules >/etc/ufw/before.rules.new
  chmod 0640 /etc/ufw/before.rules.new
  mv -f /etc/ufw/before.rules.new /etc/ufw/before.rules
  iptables -S ufw-before-output 2>/dev/null | sed -n '/--comment provisioner\( \|$\)/s/^-A/-D/p' |
    while read -r firewall_line; do
      # shellcheck disable=SC2086 # a rule is several words
      iptables $firewall_line
    done
  if [ "$1" = no ] || ! iptables -S ufw-before-output >/dev/null 2>&1; then return 0; fi
  # Before the way into the users' rules, where ufw-init(8) has them.
  firewall_at=$(iptables -S ufw-before-output | grep '^-A ' | sed -n '/ -j ufw-user-output$/{=;q;}')
  firewall_at=${firewall_at:-1}
  for firewall_type in $firewall_icmp_types; do
    iptables -I ufw-before-output "$firewall_at" -p icmp --icmp-type "$firewall_type" -m comment --comment provisioner -j ACCEPT
    firewall_at=$((firewall_at + 1))
  done
}

# firewall_before LINE...: notes what of this the host reaches now; firewall_still compares.
firewall_before() {
  if [ ! -e "$firewall_kept/reached" ]; then
    firewall_reached "$@" >"$firewall_kept/reached.new"
    mv -f "$firewall_kept/reached.new" "$firewall_kept/reached"
    firewall_anew
  fi
}

# firewall_reached LINE...: those of "tcp ADDRESS PORT", "name NAME -" and "resolver - -" that answer. The
# resolver answers if it gives an address for the host that packages come from.
firewall_reached() {
  firewall_archive=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
    sed -nE 's,^(deb |URIs:).*[a-z]://([A-Za-z0-9.-]+).*,\2,p' | head -n 1)
  printf '%s\n' "$@" | archive=$firewall_archive timeout 8 sh -c '
    while read -r kind what port; do
      {
        case $kind in
          tcp) timeout 3 bash -c "</dev/tcp/$what/$port" ;;
          name) getent ahosts "$what" ;;
          resolver) [ -n "$archive" ] && getent ahosts "$archive" ;;
        esac >/dev/null 2>&1 </dev/null && printf "%s\n" "$kind $what $port"
      } &
    done
    wait' || true
}

# firewall_still LINE...: what answered before the change must answer now; else nobody confirms it.
firewall_still() {
  if [ ! -e "$firewall_kept/reached" ]; then return 0; fi
  for firewall_wait in 1 0; do
    firewall_missing=
    firewall_answers=$(firewall_reached "$@")
    for firewall_line; do
      if grep -qxF -e "$firewall_line" "$firewall_kept/reached" &&
        ! printf '%s\n' "$firewall_answers" | grep -qxF -e "$firewall_line"; then
        firewall_missing="$firewall_missing, ${firewall_line% -}"
      fi
    done
    if [ -z "$firewall_missing" ]; then return 0; fi
    sleep "$firewall_wait"
  done
  echo 'it cuts the host off from what it reached before, so the host reverts it within a minute:' \
    "${firewall_missing#, }" | sed 's/resolver -/the resolver of names/' >&2
  return 1
}

# firewall_confirm: whoever calls it has come in through the new rules.
firewall_confirm() {
  systemctl stop $firewall_unit.timer
  firewall_reverting=$(systemctl show --value -p ActiveState $firewall_unit.service)
  if [ ! -e "$firewall_kept/complete" ] || [ "$firewall_reverting" = activating ]; then
    echo 'the confirmation came too late: the host has reverted the change of the firewall' >&2
    return 1
  fi
  # This is the moment from which the change stays; what is left behind after a crash does nothing any more.
  rm -f "$firewall_kept/complete"
  systemctl disable --quiet --no-reload $firewall_unit.service
  rm -f /etc/systemd/system/$firewall_unit.timer /etc/systemd/system/$firewall_unit.service
  systemctl daemon-reload
  rm -rf "$firewall_kept"
}
