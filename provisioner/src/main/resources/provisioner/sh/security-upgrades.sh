# security_upgrades: the upgrades of a plan of apt-get on standard input that come from a security archive, as NAME=VERSION.
security_upgrades() {
  awk '$1 == "Inst" && $3 ~ /^\[/ && (/-[Ss]ecurity:/ || /-security[ ,]/) { print $2 "=" substr($4, 2) }'
}
