# Notes of what was made by those who are not among a host's makers any more; see the Java class NotesReader.
# Set before: notes_present, the directories of the makers that the host has, with blanks between.
# shellcheck shell=sh disable=SC2154 # part and say are the probe's

notes_root=${PROVISIONER_NOTES:-/var/lib/provisioner/notes}

# notes NUMBER PLAY…: the path and the text of each note, each with a NUL behind it. Only the glob runs where there are none.
notes() {
  notes_number=$1
  shift
  part "notes.$notes_number"
  for notes_play; do
    shift
    for notes_of in "$notes_root/$notes_play"/*; do
      if [ ! -d "$notes_of" ]; then continue; fi
      case " $notes_present " in *" ${notes_of#"$notes_root/"} "*) continue ;; esac
      set -- "$@" "$notes_of"
    done
  done
  if [ $# -eq 0 ]; then return 0; fi
  notes_open=$(find "$notes_root" \( ! -uid "$(id -u)" -o -perm /022 \) -print -quit)
  if [ -n "$notes_open" ]; then
    say "notes.$notes_number.open" "$notes_open"
    return 0
  fi
  cd "$notes_root" || return 1
  find "$@" -mindepth 1 -maxdepth 1 -name '[0-9a-f]*' -type f -exec sh -c '
    for note; do
      # Who else has noted it may still have it.
      makers=0
      for other in "$0"/*/*/"${note##*/}"; do
        if [ -f "$other" ]; then makers=$((makers + 1)); fi
      done
      if [ "$makers" -gt 1 ]; then continue; fi
      printf "%s\0" "${note#"$0/"}"
      head -c 8192 "$note" | tr -d "\000"
      printf "\0"
    done' "$notes_root" {} +
}
