#!/bin/sh
# Writes what the real ansible-inventory says of every inventory here. Run it where ansible-core is installed.
cd "$(dirname "$0")" || exit 1
unset ANSIBLE_CONFIG
export ANSIBLE_VAULT_PASSWORD_FILE="$PWD/vault-password" ANSIBLE_DEPRECATION_WARNINGS=0
for arguments in *.args; do
  name=${arguments%.args}
  set --
  while read -r words; do
    for word in $words; do
      set -- "$@" -i "$word"
    done
  done <"$arguments"
  (cd "$name" && ansible-inventory "$@" --list >"../$name.list.json" && ansible-inventory "$@" --graph >"../$name.graph.txt") 2>/dev/null ||
    echo "$name: ansible-inventory failed"
done
