# What the kernel's packet filter has, and what ufw makes of its files; see the Java class PacketFilterReader. The latter is loaded into a
# network namespace that lasts as long as the command: so the same program writes both, and what is not foreign is equal to the letter.
# shellcheck shell=sh disable=SC2154 # say and part are the probe's

# ufw itself takes such a RETURN out of the kernel, and not out of its file.
packets_clean() {
  sed -e '/^# [GCW]/d' -e '/^:/s/ \[[0-9:]*\]$//' -e '/^-A ufw6*-user-logging-[a-z]* -j RETURN$/d'
}

# packets_made '' | 6: for iptables-restore, the rules that ufw-init(8) gives the kernel.
packets_made() {
  echo '*filter'
  for packets_way in "INPUT input $packets_in" "OUTPUT output $packets_out" "FORWARD forward $packets_routed"; do
    packets_hook=${packets_way%% *}
    packets_verdict=${packets_way##* }
    packets_way=${packets_way% *}
    packets_way=${packets_way#* }
    for packets_chain in before-logging before after after-logging reject track user user-logging skip-to-policy; do
      echo ":ufw$1-$packets_chain-$packets_way -"
    done
    for packets_chain in before-logging before after after-logging reject track; do
      echo "-A $packets_hook -j ufw$1-$packets_chain-$packets_way"
    done
    echo "-A ufw$1-skip-to-policy-$packets_way -j $packets_verdict"
    case $packets_verdict in
      REJECT) echo "-A ufw$1-reject-$packets_way -j REJECT" ;;
      ACCEPT)
        echo "-A ufw$1-track-$packets_way -p tcp -m conntrack --ctstate NEW -j ACCEPT"
        echo "-A ufw$1-track-$packets_way -p udp -m conntrack --ctstate NEW -j ACCEPT"
        ;;
    esac
  done
  for packets_chain in logging-deny logging-allow user-limit user-limit-accept; do echo ":ufw$1-$packets_chain -"; done
  echo COMMIT
  cat "/etc/ufw/before$1.rules" "/etc/ufw/after$1.rules" "/etc/ufw/user$1.rules"
  echo '*filter'
  for packets_way in input output forward; do echo "-A ufw$1-before-$packets_way -j ufw$1-user-$packets_way"; done
  for packets_way in "INPUT $packets_in" "OUTPUT $packets_out" "FORWARD $packets_routed"; do
    case $packets_way in *REJECT) packets_way="${packets_way% *} DROP" ;; esac
    echo ":$packets_way"
  done
  echo COMMIT
}

packets_settings() {
  packets_enabled=no packets_ipv6=no packets_in=DROP packets_out=ACCEPT packets_routed=DROP
  while IFS='=' read -r packets_key packets_value; do
    packets_value=${packets_value#[\"\']}
    packets_value=${packets_value%[\"\']}
    case $packets_key in
      ENABLED) packets_enabled=$packets_value ;;
      IPV6) packets_ipv6=$packets_value ;;
      DEFAULT_INPUT_POLICY) packets_in=$packets_value ;;
      DEFAULT_OUTPUT_POLICY) packets_out=$packets_value ;;
      DEFAULT_FORWARD_POLICY) packets_routed=$packets_value ;;
    esac
  done
}

# packets_family '' | 6: what ufw makes is sent only where the kernel has anything else.
packets_family() {
  packets_kernel=$({ "ip${1}tables-save" 2>/dev/null || echo '# Unread'; } | packets_clean)
  case $packets_kernel in
    *incompatible*) packets_odd=yes ;;
    *Unread) if [ ! -e "/proc/sys/net/ipv${1:-4}" ]; then return; fi ;;
  esac
  if [ "$packets_enabled" = yes ] && { [ -z "$1" ] || [ "$packets_ipv6" = yes ]; }; then
    # shellcheck disable=SC2016 # for the shell inside
    packets_ufw=$(packets_made "$1" 2>&1 |
      { unshare -n sh -c '{ ip"$1"tables-restore -n && ip"$1"tables-save; } 2>&1 || echo "# Failed"' sh "$1" 2>&1 || echo '# Failed'; } |
      packets_clean)
    if [ "$packets_kernel" = "$packets_ufw" ]; then return; fi
    part "packets.ufw$1"
    printf '%s\n' "$packets_ufw"
  fi
  part "packets.kernel$1"
  printf '%s\n' "$packets_kernel"
}

packets_probe() (
  if [ ! -x /usr/sbin/ufw ] || [ ! -x /usr/sbin/nft ]; then exit 0; fi
  say packets.readable yes
  packets_odd=no packets_backend=legacy
  # shellcheck disable=SC3013 # dash and bash have it
  if [ /usr/sbin/iptables -ef /usr/sbin/xtables-nft-multi ]; then packets_backend=nft; fi
  say packets.backend "$packets_backend"
  packets_settings <<SETTINGS
$(grep -hE '^(ENABLED|IPV6|DEFAULT_[A-Z]*_POLICY)=' /etc/default/ufw /etc/ufw/ufw.conf)
SETTINGS
  say packets.enabled "$packets_enabled"
  packets_family ''
  packets_family 6
  part packets.nft
  if [ $packets_backend = nft ] && [ $packets_odd = no ]; then
    { nft -st list ruleset 2>/dev/null || echo '# Unread'; } |
      sed '/^table ip6* \(filter\|nat\|mangle\|raw\|security\) {$/,/^}$/d'
  else
    nft -st list ruleset 2>/dev/null || echo '# Unread'
  fi
  for packets_way in '' 6; do
    if [ $packets_backend = nft ] && grep -qs . "/proc/net/ip${packets_way}_tables_names"; then
      part "packets.legacy$packets_way"
      { "ip${packets_way}tables-legacy-save" 2>/dev/null || echo '# Unread'; } | packets_clean
    fi
  done
  part packets.files
  diff -aU0 -x 'user*.rules' /usr/share/ufw/iptables /etc/ufw || :
  for packets_way in before after; do
    if [ -x "/etc/ufw/$packets_way.init" ]; then say packets.hook "/etc/ufw/$packets_way.init"; fi
  done
)
packets_probe
