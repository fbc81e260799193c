#!/bin/sh
# Says everything about this host by which it can be told whether something changed it: KIND NAME<TAB>VALUE, a
# line each. The find tests that prune what changes by itself are the arguments.
set -eu
export LC_ALL=C

files() {
    find / -xdev "$@" -type l -printf 'link %p\t%u:%g %l\n' -o -printf 'file %p\t%y %m %u:%g\n'
}

# A file a batch, since two writers of one pipe tear each other's lines. A file that is gone before its turn has
# no content; that it was there is told above.
contents() {
    sums=$(mktemp -d /tmp/snapshot.XXXXXX)
    find / -xdev "$@" -type f -print0 |
        xargs -0 -r -P "$(nproc)" -n 1000 sh -c 'sha256sum -z "$@" 2>/dev/null > "$(mktemp "$0/XXXXXXXX")" || :' "$sums"
    cat "$sums"/* | tr '\0' '\n' | sed -E 's/^([0-9a-f]+)  (.*)$/content \2\t\1/'
    rm -r "$sums"
}

packages() {
    dpkg-query -W -f 'package ${binary:Package}\t${db:Status-Abbrev}${Version}\n'
    apt-mark showhold | sed 's/.*/hold &\theld/'
}

# Units that come and go with logins and devices are left out.
units() {
    systemctl list-unit-files --no-legend --no-pager --plain | awk '{ print "unit-file " $1 "\t" $2 }'
    systemctl list-units --all --no-legend --no-pager --plain --type service,socket,timer,path |
        awk '$1 !~ /^user@|^user-runtime-dir@/ { print "unit " $1 "\t" $2 " " $3 " " $4 }'
    # A restart is a new invocation.
    systemctl show --property Id,InvocationID,ActiveState --type service '*' |
        awk -F = -v RS= -v OFS='\t' '
            { id = invocation = state = ""
              n = split($0, line, "\n")
              for (i = 1; i <= n; i++) {
                  if (line[i] ~ /^Id=/) id = substr(line[i], 4)
                  if (line[i] ~ /^InvocationID=/) invocation = substr(line[i], 14)
                  if (line[i] ~ /^ActiveState=/) state = substr(line[i], 13) }
              if (state == "active" && id ~ /\.service$/ && id !~ /^user@|^user-runtime-dir@/)
                  print "started " id, invocation }'
}

accounts() {
    getent passwd | sed -E 's/^([^:]*):(.*)$/user \1\t\2/'
    getent group | sed -E 's/^([^:]*):(.*)$/group \1\t\2/'
}

kernel() {
    sysctl -a --pattern '^net\.|^vm\.(swappiness|overcommit|max_map)|^fs\.file-max|^kernel\.(pid_max|hostname)' |
        grep -Ev '^net\.netfilter\.nf_conntrack_(count|max|buckets)' | sed -E 's/^([^ ]+) = ?/sysctl \1\t/'
    ss -Hltun | awk '{ print "listening " $1 " " $5 "\t" "yes" }' | sort -u
    if command -v nft >/dev/null; then
        nft --stateless list ruleset | awk '{ print "firewall nft " NR "\t" $0 }'
    fi
    for save in iptables-save ip6tables-save; do
        if command -v "$save" >/dev/null; then
            "$save" | grep -v '^#' | sed -E 's/\[[0-9]+:[0-9]+\]//' | awk -v s="$save" '{ print "firewall " s " " NR "\t" $0 }'
        fi
    done
}

files "$@"
contents "$@"
packages
units
accounts
kernel
