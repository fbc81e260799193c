# What apt would do in an upgrade; after packages.sh and security-upgrades.sh. See the Java class UpgradeReader.
# shellcheck shell=sh disable=SC2086,SC2154 # lists of words are meant; say and package_apt are packages.sh's and the probe's

upgrade_lists() {
  upgrade_age=
  for upgrade_list in /var/lib/apt/lists/*_Packages*; do
    if [ -e "$upgrade_list" ]; then upgrade_age=$(package_age) && break; fi
  done
  # A run judges them as they were when its session began, however long it takes.
  if [ -n "$upgrade_age" ] && [ -n "${PROVISIONER_DIR:-}" ]; then
    upgrade_since=$(stat -c %Y "${PROVISIONER_DIR%/*}/holder" 2>/dev/null || date +%s)
    upgrade_age=$((upgrade_age - $(date +%s) + upgrade_since))
    if [ "$upgrade_age" -lt 0 ]; then upgrade_age=0; fi
  fi
  say upgrade.lists "$upgrade_age"
  upgrade_mark=
  if [ -r /var/lib/provisioner/upgraded ]; then read -r upgrade_mark </var/lib/provisioner/upgraded; fi
  say upgrade.mark "$upgrade_mark"
}

# upgrade_kept: what a plan on standard input says that it keeps back.
upgrade_kept() {
  awk '/ have been kept back:/ { inside = 1; next } inside && /^ / { print; next } { inside = 0 }'
}

# upgrade_probe WORD: security or full.
upgrade_probe() {
  case $1 in
    full) upgrade_plan=$(package_apt apt-get -s -q --no-install-recommends dist-upgrade 2>&1) ;;
    *) upgrade_plan=$(package_apt apt-get -s -q --no-install-recommends --with-new-pkgs upgrade 2>&1) ;;
  esac || {
    say "upgrade.failed.$1" "$(printf '%s\n' "$upgrade_plan" | package_reasons)"
    return 0
  }
  say "upgrade.kept.$1" "$(printf '%s\n' "$upgrade_plan" | upgrade_kept)"
  if [ "$1" = security ]; then
    upgrade_specs=$(printf '%s\n' "$upgrade_plan" | security_upgrades)
    upgrade_plan=
    if [ -n "$upgrade_specs" ]; then
      upgrade_plan=$(package_apt apt-get -s -q --no-install-recommends --no-remove install -- $upgrade_specs 2>&1) || {
        say "upgrade.failed.$1" "$(printf '%s\n' "$upgrade_plan" | package_reasons)"
        return 0
      }
    fi
  fi
  say "upgrade.plan.$1" "$(printf '%s\n' "$upgrade_plan" | grep -E '^(Inst|Remv) ')"
}
