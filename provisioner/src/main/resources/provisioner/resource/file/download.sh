# Fetches files; see the Java class DownloadResource.
# shellcheck disable=SC2030,SC2031,SC2154 # what a function in parentheses sets is for those that it calls; way_… are way.sh's

# download PATH OWNER:GROUP MODE sha256|sha512 DIGEST CURL WGET URL: the last three are digests of what $BLOBS has: curl's options, wget's
# settings, the URL. Nothing of that is an argument. The file is staged where only root enters, and is put in its place only if it has
# the digest. One that has it already is not fetched again.
download() (
  # Not beside the contents of the step, which may be in memory.
  download_in=$(umask 077 && mktemp -d /var/tmp/.provisioner.XXXXXXXX)
  trap 'rm -rf "$download_in"' EXIT
  if [ -f "$1" ] && [ ! -L "$1" ]; then download_present "$1" "${2%%:*}" >"$download_in/new" || exit 1; fi
  if ! download_fits "$4" "$5"; then
    download_fetch "$BLOBS/$6" "$BLOBS/$7" "$BLOBS/$8" || exit 1
    if ! download_fits "$4" "$5"; then
      echo "$1 stays as it was: the $4 of what the server sent is $download_sum, but must be $5" >&2
      exit 1
    fi
  fi
  BLOBS=$download_in
  put "$1" "$2" "$3" new
)

# download_present PATH OWNER: its content.
download_present() (
  way_for "$1" "$2" || exit 1
  if [ "$way_how" = plain ]; then
    cat <"$1"
  else
    way_into "$way_at" || exit 1
    way_regular "$2" "./${1##*/}"
  fi
)

# download_fits sha256|sha512 DIGEST: whether what is staged has it.
download_fits() {
  if [ ! -e "$download_in/new" ]; then : >"$download_in/new"; fi
  download_sum=$("$1sum" <"$download_in/new")
  download_sum=${download_sum%% *}
  [ "$download_sum" = "$2" ]
}

# download_fetch OPTIONS SETTINGS URL: files.
download_fetch() {
  rm "$download_in/new"
  if command -v curl >/dev/null; then
    curl --disable --config "$1" --fail --location --silent --show-error --globoff --proto =http,https \
      --proto-redir =http,https --connect-timeout 20 --speed-limit 1 --speed-time 60 --output "$download_in/new"
  elif command -v wget >/dev/null; then
    WGETRC=$2 wget --no-hsts --no-verbose --tries=1 --connect-timeout=20 --read-timeout=60 \
      --output-document="$download_in/new" --input-file="$3"
  else
    echo "neither curl nor wget is installed, and one of them fetches the file: add a 'package' step before this one" >&2
    return 1
  fi
}

