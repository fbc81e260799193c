#!/bin/sh
# apt-shield.sh DIRECTORY POLICY SYSTEMCTL ACTIVE COMMAND...
#
# Runs a command in the mount namespace that it was started in, where maintainers' scripts find a policy that starts only what was running
# before. What they ask for that policy is overlaid, and not the policy, which does not exist: nothing of it can be left on the host. On
# a tmpfs of its own, since /run is mounted noexec.
#
# Nearly each of those scripts also has systemd read all units anew, for a tenth of a second. The systemctl that they find first puts that
# off, until one asks for something that depends on it or all is done.
set -eu
dir=$1 policy=$2 first=$3 active=$4
shift 4

mount -t tmpfs -o mode=0755 provisioner "$dir"
mkdir "$dir/first"
while read -r unit _; do echo "$unit"; done <"$active" >"$dir/active"
cat "$policy" >"$dir/policy-rc.d"
cat "$first" >"$dir/first/systemctl"
ln -s "$(command -v systemctl)" "$dir/systemctl"
chmod 0755 "$dir/policy-rc.d" "$dir/first/systemctl"
for tool in /usr/sbin/invoke-rc.d /usr/bin/deb-systemd-invoke; do
  if [ -e "$tool" ]; then
    sed "s|/usr/sbin/policy-rc.d|$dir/policy-rc.d|g" "$tool" >"$dir/${tool##*/}"
    chmod 0755 "$dir/${tool##*/}"
    mount --bind "$dir/${tool##*/}" "$tool"
  fi
done

status=0
PATH=$dir/first:$PATH "$@" || status=$?
if [ -e "$dir/reload" ]; then "$dir/systemctl" daemon-reload || status=$?; fi
exit "$status"
