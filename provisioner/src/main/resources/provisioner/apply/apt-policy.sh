#!/bin/sh
# policy-rc.d [OPTIONS] UNIT ACTIONS: only what was running before is started; see apt-shield.sh.
dir=${0%/*}
while [ $# -gt 0 ]; do
  case $1 in
    --*) shift ;;
    *) break ;;
  esac
done
case $2 in *stop*) exit 0 ;; esac
grep -qxF -e "$1" -e "${1%.service}.service" "$dir/active" || exit 101
