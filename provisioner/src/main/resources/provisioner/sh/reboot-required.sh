# reboot_required: the packages that require a reboot, one on a line, "unnamed" where Debian's file names none.
reboot_required() {
  if [ -e /run/reboot-required ]; then
    if [ -s /run/reboot-required.pkgs ]; then sort -u /run/reboot-required.pkgs; else echo unnamed; fi
  fi
}
