# Mounts file systems; see the Java class MountResource.

# mount_off PATH: until nothing is mounted there.
mount_off() {
  while mountpoint -q -- "$1"; do umount -- "$1" || return 1; done
}

# mount_on PATH SOURCE TYPE OPTIONS: makes the directory where there is none. Only what the kernel takes comes into /etc/fstab afterwards.
mount_on() {
  way_plain "$1" || return 1
  if [ ! -d "$1" ]; then mkdir -p -- "$1"; fi
  mount -t "$3" -o "$4" -- "$2" "$1"
}

# mount_again PATH OPTIONS: with other options, without an end in between.
mount_again() {
  mount -o "$2" -- "$1"
}

