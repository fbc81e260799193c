# Prints what a command says, in base64, and how it ended: its status, and the end of its standard error in base64.

# read_value COMMAND: a little more than the longest value, so that a longer one is told from it. The rest is read, too: the command
# must not fail because nobody listens.
read_value() {
  exec 9>&1
  printf 'value='
  read_said=$(
    {
      {
        read_status=0
        read_error=$( (set +eu; eval "$1") 2>&1 >&7 7>&- 8>&- 9>&-) || read_status=$?
        printf '%s %s' "$read_status" "$(printf '%s' "$read_error" | tail -c 600 | base64 -w 0)" >&8
      } 7>&1 | {
        head -c 16386
        tail -c 1 >/dev/null
      } | base64 -w 0 >&9
    } 8>&1
  )
  printf '\nended=%s\n' "$read_said"
}

# read_file PATH
read_file() {
  if [ -e "$1" ] && [ ! -f "$1" ]; then
    echo "$1 is no regular file" >&2
    return 1
  fi
  cat -- "$1"
}
