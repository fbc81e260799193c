# How the host's boot is asked about; after reboot-required.sh. See the Java class BootReader.
# shellcheck shell=sh disable=SC2154 # part and say are the probe's

# boot_newest KERNEL FILE…: the newest release, of the kernel that runs and of these files whose flavour is the same: the words
# at its end, such as cloud-amd64. Another flavour is not newer, whatever its version.
boot_newest() {
  printf '%s\n' "$@" | awk '
    function flavour(release,    count, words, all) {
      count = split(release, words, "-")
      while (count > 1 && words[count] ~ /^[a-z][a-z0-9]*$/) all = words[count--] "-" all
      return all
    }
    NR == 1 { own = flavour($0); print; next }
    { sub(/^.*\/vmlinuz-/, "") }
    $0 != "*" && flavour($0) == own' | sort -V | tail -n 1
}

boot_probe() {
  # Containers share the kernel's boot_id; their init does not start twice at the same time.
  read -r boot_id </proc/sys/kernel/random/boot_id
  read -r boot_stat </proc/1/stat
  # shellcheck disable=SC2086 # words
  set -- ${boot_stat##*) }
  say boot "id=$boot_id.${20}"
  boot_kernel=$(uname -r)
  say boot "kernel=$boot_kernel"
  say boot "installed=$(boot_newest "$boot_kernel" "${boot_directory:-/boot}"/vmlinuz-*)"
  boot_mark=
  if [ -r /var/lib/provisioner/rebooted ]; then read -r boot_mark </var/lib/provisioner/rebooted; fi
  say boot "mark=$boot_mark"
  # The kernel that the host was rebooted for, and the boot in which that was begun: in the same one it has not come about yet.
  boot_aimed='' boot_from=''
  boot_file=${boot_state:-/var/lib/provisioner}/kernel
  if [ -r "$boot_file" ]; then read -r boot_aimed boot_from <"$boot_file"; fi
  if [ "$boot_from" = "$boot_id.${20}" ]; then boot_aimed=; fi
  say boot "aimed=$boot_aimed"
  say boot "system=$(systemctl is-system-running 2>/dev/null)"
  part boot.required
  reboot_required
}
(boot_probe)
