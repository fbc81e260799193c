# certificate_place DIRECTORY FROM: fullchain.pem and privkey.pem of FROM become those of DIRECTORY, both at once:
# DIRECTORY is a link to a directory beside it.
certificate_place() (
  kept=$(mktemp -d "${1%/*}/.${1##*/}@XXXXXXXX")
  (umask 077 && cat "$2/privkey.pem" >"$kept/privkey.pem")
  cat "$2/fullchain.pem" >"$kept/fullchain.pem"
  chmod 0600 "$kept/privkey.pem"
  chmod 0644 "$kept/fullchain.pem"
  chmod 0755 "$kept"
  if [ -d "$1" ] && [ ! -L "$1" ]; then mv -T "$1" "$1.before-provisioner"; fi
  ln -s "${kept##*/}" "$kept.link"
  mv -fT "$kept.link" "$1"
  for old in "${1%/*}/.${1##*/}@"*; do
    if [ "$old" != "$kept" ]; then rm -rf "$old"; fi
  done
)
