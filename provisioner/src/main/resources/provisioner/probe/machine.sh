# What a machine has: its virtualisation, addresses, default route and disks. See the Java class FactsReader.
# shellcheck shell=sh disable=SC2154 # part and say are the probe's

machine_probe() {
  # It prints "none" and fails where there is no virtualisation.
  say machine "virtualisation=$(systemd-detect-virt 2>/dev/null)"
  if command -v ip >/dev/null; then
    part machine.addresses
    ip -o addr show
    part machine.routes
    ip -4 -o route show default
    ip -6 -o route show default
  fi
  part machine.disks
  for machine_disk in /sys/block/*; do
    case ${machine_disk##*/} in
    sr* | fd*) ;;
    *)
      if [ -e "$machine_disk/device" ] && read -r machine_sectors <"$machine_disk/size"; then
        printf '%s %s\n' "${machine_disk##*/}" "$machine_sectors"
      fi
      ;;
    esac
  done
}

machine_probe
