# Certificates and keys; see the Java classes InternalCertificate and CertificateReply.

# certificate_request KEY: makes a key beside KEY, which nobody uses yet, and prints a certificate request for it.
certificate_request() (
  way_plain "$1" || exit 1
  umask 077
  new=${1%/*}/.${1##*/}.new
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$new"
  openssl req -new -key "$new" -subj /CN=host
)

# certificate_install KEY OWNER:GROUP MODE CERTIFICATE DIGEST: the key that was made before, and its certificate; both or none.
certificate_install() (
  way_plain "$1" || exit 1
  new=${1%/*}/.${1##*/}.new
  old=${4%/*}/.${4##*/}.old
  trap 'rm -f "$new" "$old"' EXIT
  chown "$2" "$new"
  chmod "$3" "$new"
  if [ -f "$4" ]; then cp -a "$4" "$old"; fi
  put "$4" root:root 0644 "$5"
  if ! mv -fT "$new" "$1"; then
    if [ -e "$old" ]; then mv -fT "$old" "$4"; else rm -f "$4"; fi
    exit 1
  fi
)

# certificate_placeholder DIRECTORY SUBJECT-ALT-NAMES: signed by itself, so that a server can start.
certificate_placeholder() (
  way_plain "$1" || exit 1
  new=$(mktemp -d)
  trap 'rm -rf "$new"' EXIT
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
    -subj '/CN=placeholder made by provisioner' -addext "subjectAltName=$2" \
    -keyout "$new/privkey.pem" -out "$new/fullchain.pem" 2>"$new/log" || { cat "$new/log" >&2; exit 1; }
  certificate_place "$1" "$new"
)

# certificate_said LOG: what the ACME server or certbot complained of, on one line.
certificate_said() {
  awk '
    /^ +Type: / { sub(/^ +Type: +/, ""); type = $0 }
    /^ +Detail: / { sub(/^ +Detail: +/, ""); said = said (said == "" ? "" : "; ") type ": " $0 }
    unexpected && NF { other = $0; unexpected = 0 }
    /^An unexpected error occurred:/ { unexpected = 1 }
    NF && !/^Ask for help|^Saving debug log/ { last = $0 }
    END { print said != "" ? said : other != "" ? other : last }
  ' "$1"
}

# certificate_failed NOTE REQUEST LOG: keeps a record, so that later runs do not ask again and again.
certificate_failed() (
  count=0 request=''
  if [ -e "$1" ]; then read -r _ count request <"$1"; fi
  if [ "$request" != "$2" ]; then count=0; fi
  { printf '%s %s %s\n' "$(date +%s)" $((count + 1)) "$2"; certificate_said "$3"; } >"$1.new"
  mv -f "$1.new" "$1"
)

# certificate_issue NAME NOTE KNOWN REQUEST ROOT ARGUMENTS...: asks for a certificate, once. KNOWN is the digest of the
# note that the decision to ask was based on: a newer one means that it has failed since.
certificate_issue() (
  name=$1 note=$2 known=$3 request=$4 root=$5
  shift 5
  mkdir -p "${note%/*}"
  now=none
  if [ -e "$note" ]; then now=$(sha256sum <"$note") now=${now%% *}; fi
  if [ "$now" != "$known" ]; then sed 1d "$note" >&2; exit 1; fi
  # certbot refuses to begin where there are files without its settings.
  for leftover in "/etc/letsencrypt/live/$name" "/etc/letsencrypt/archive/$name"; do
    if [ -d "$leftover" ] && [ ! -e "/etc/letsencrypt/renewal/$name.conf" ]; then
      mv -T "$leftover" "$leftover.$(date +%s)"
    fi
  done
  if [ -n "$root" ]; then export REQUESTS_CA_BUNDLE="$root"; fi
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  if certbot "$@" >"$log" 2>&1; then
    rm -f "$note"
    exit 0
  fi
  certificate_failed "$note" "$request" "$log"
  cat "$log" >&2
  sed 1d "$note" >&2
  exit 1
)

# certificate_remove NAME DIRECTORY HOOK NOTE: also from certbot, which would go on to renew it.
certificate_remove() (
  way_plain "$2" || exit 1
  name=$1 directory=$2 hook=$3 note=$4
  if [ -e "/etc/letsencrypt/renewal/$name.conf" ] && command -v certbot >/dev/null; then
    certbot delete --non-interactive --cert-name "$name" >&2
  fi
  rm -rf "/etc/letsencrypt/live/${name:?}" "/etc/letsencrypt/archive/${name:?}"
  rm -f "/etc/letsencrypt/renewal/$name.conf" "$hook" "$note"
  if [ -L "$directory" ]; then rm -f "$directory"; fi
  rm -rf "${directory%/*}/.${directory##*/}@"*
)

# certificate_served PORT NAME FILE: waits until what is served is what the file has; where nobody serves, not at all.
certificate_served() (
  wanted=$(openssl x509 -in "$3" -noout -serial)
  left=40
  while [ "$left" -gt 0 ]; do
    now=$(timeout 5 openssl s_client -connect "127.0.0.1:$1" -servername "$2" </dev/null 2>/dev/null |
      openssl x509 -noout -serial 2>/dev/null) || :
    if [ -z "$now" ] || [ "$now" = "$wanted" ]; then exit 0; fi
    left=$((left - 1))
    sleep 0.25
  done
  echo "port $1 still serves another certificate: $now, not $wanted" >&2
  exit 1
)
