#!/bin/sh
# systemctl, as maintainers' scripts find it: puts daemon-reload off until something depends on it; see apt-shield.sh.
dir=${0%/first/*}
case " $* " in *" --user "*) exec "$dir/systemctl" "$@" ;; esac
for word; do
  case $word in
    -*) ;;
    *) break ;;
  esac
done
case $word in
  daemon-reload)
    : >"$dir/reload"
    exit 0
    ;;
  is-active | is-enabled | is-system-running | list-* | preset | mask | unmask) ;;
  *)
    if [ -e "$dir/reload" ]; then
      rm -f "$dir/reload"
      "$dir/systemctl" daemon-reload || :
    fi
    ;;
esac
exec "$dir/systemctl" "$@"
