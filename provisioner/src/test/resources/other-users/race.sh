# shellcheck disable=SC2016,SC2034 # perl is in single quotes; whoever races uses the variables
# A user exchanges a directory of theirs for a link to one of root's, as fast as they can, while root works below it.
# race TRIES COMMAND…: prints "won" where anything of root's was changed, else "lost".
flip='chdir "/home/mallory"; my ($d, $l) = ("d", "l"); while (1) { syscall(316, -100, $d, -100, $l, 2); select(undef, undef, undef, rand(0.004)); }'

seed() {
  rm -rf /root/shown /home/mallory/d /home/mallory/l /etc/victim /var/lib/provisioner/archives
  for at in /etc/victim /home/mallory/d; do
    mkdir -p $at/t $at/releases/1.0
    mkdir -p $at/.ssh
    echo before >$at/x
    echo before >$at/t/file
    echo before >$at/releases/1.0/file
    chmod 0600 $at/x
  done
  echo roots >>/etc/victim/x
  ln -s /etc/victim /home/mallory/l
  chown -hR mallory:mallory /home/mallory/d /home/mallory/l
}

# What root read and showed goes where the victim's state is looked at.
state() { cat /root/shown 2>/dev/null; find /etc/victim -printf '%p %y %U %m %l ' -type f -exec cat {} \; -o -print; }

race() {
  tries=$1
  shift
  seed
  was=$(state)
  while [ "$tries" -gt 0 ]; do
    tries=$((tries - 1))
    setpriv --reuid=mallory --regid=mallory --clear-groups perl -e "$flip" &
    flipper=$!
    sleep 0.03
    (set -eu; "$@") >/dev/null 2>&1
    kill $flipper
    wait $flipper 2>/dev/null
    if [ "$(state)" != "$was" ]; then
      echo won
      return
    fi
    seed
  done
  echo lost
}

BLOBS=/root/blobs
mkdir -p $BLOBS && chmod 0700 $BLOBS
echo after >$BLOBS/after
mkdir -p /root/tree/a && echo x >/root/tree/a/b && tar -cf $BLOBS/tar -C /root/tree a
BEFORE=$(echo before | sha256sum | cut -d ' ' -f 1)
M=mallory:mallory D=/home/mallory/d
NOTE=/var/lib/provisioner/archives/note

own_as_it_was() { chown -h "$2" "$1" && chmod "$3" "$1"; }
directory_as_it_was() { mkdir -m 0700 "$1" && chown -h "$2" "$1" && chmod "$3" "$1"; }
release_as_it_was() { release_of $D && release_remove 1.0; }
release_now() { release_of $D mallory && release_remove 1.0 "$(stat -c %i $D/releases/1.0)"; }
read_as_it_was() {
  if [ -f "$D/x" ] && [ ! -L "$D/x" ] && sha256sum "$D/x"; then cat "$D/x"; fi >/root/read
  if grep -q roots /root/read; then echo leaked >/root/shown; fi
}
read_now() {
  pv_soft="
/home/mallory
$D
"
  pv_slow show $D/x >/root/read
  if grep -q roots /root/read; then echo leaked >/root/shown; fi
}
show() { pv_regular "$2"; }
keys_as_they_were() { chown -h "$M" "$D/.ssh"; }
discard_now() { discard "$1" "$(way_entries "$1")" mallory; }
keys_now() { (take_keys mallory "$D/.ssh"); }
