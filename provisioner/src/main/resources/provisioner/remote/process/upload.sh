# upload PATH BESIDE MODE SIZE DIRECTORY: standard input becomes the file PATH, by way of BESIDE. DIRECTORY, if given, is made first.
set -eu
umask 077
if [ -n "$5" ]; then mkdir -m 0700 -- "$5"; fi
trap 'rm -f -- "$2"' EXIT
set -C
cat >"$2"
if [ "$(wc -c <"$2")" -ne "$4" ]; then
  echo 'the file was cut off on its way' >&2
  exit 1
fi
chmod -- "$3" "$2"
mv -fT -- "$2" "$1"
