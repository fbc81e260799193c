# Working trees of git; see the Java class GitResource.
# shellcheck disable=SC2030,SC2031 # what a function in parentheses sets is for those that it calls

# git_tree DIRECTORY OWNER:GROUP MODE URL branch|tag|commit NAME FORCE: what is asked of the remote, and what is written, is the owner's. Nothing
# that only this tree has is lost, unless FORCE is not empty.
git_tree() (
  git_at=$1 git_owner=${2%%:*}
  if ! command -v git >/dev/null; then
    echo "git is not installed: add a 'package' step for it before this one" >&2
    exit 1
  fi
  if [ ! -e "$1/.git" ]; then make_directory "$1" "$2" "$3"; fi
  # Also where it was cut off: what is half made is no repository, and git would take one above it.
  git_do init --quiet
  git_do config remote.origin.url "$4"
  git_do config remote.origin.fetch '+refs/heads/*:refs/remotes/origin/*'
  case $5 in
    branch)
      git_do fetch --quiet origin "+refs/heads/$6:refs/remotes/origin/$6"
      git_to=refs/remotes/origin/$6
      set -- "$7" -B "$6"
      ;;
    tag)
      git_do fetch --quiet origin "+refs/tags/$6:refs/tags/$6"
      git_to=refs/tags/$6
      set -- "$7" --detach
      ;;
    *)
      if ! git_do cat-file -e "$6^{commit}" 2>/dev/null; then git_do fetch --quiet --tags origin; fi
      git_to=$6
      set -- "$7" --detach
      ;;
  esac
  git_to=$(git_do rev-parse --quiet --verify "$git_to^{commit}") || {
    echo "the repository has no $git_to" >&2
    exit 1
  }
  if [ -z "$1" ] && git_do rev-parse --quiet --verify HEAD >/dev/null; then
    git_own=$(git_do rev-list --max-count=1 HEAD --not "$git_to" --remotes --tags)
    if [ -n "$git_own" ]; then
      echo "$git_at stays as it is: its commit $git_own is in no branch of the repository; write 'force: true' to lose it" >&2
      exit 1
    fi
  fi
  if [ -n "$1" ]; then git_do reset --quiet --hard 2>/dev/null || :; fi
  shift
  git_do checkout --quiet "$@" "$git_to"
)

# git_do ARGUMENT…: as the owner, in $git_at.
git_do() {
  set -- env GIT_TERMINAL_PROMPT=0 GIT_SSH_COMMAND='ssh -o BatchMode=yes' "GIT_CEILING_DIRECTORIES=${git_at%/*}" \
    git -C "$git_at" -c core.fsmonitor=false -c "safe.directory=$git_at" "$@"
  if [ "$git_owner" = root ]; then
    "$@" </dev/null
  else
    HOME=$(getent passwd "$git_owner" | cut -d : -f 6) runuser -u "$git_owner" -- "$@" </dev/null
  fi
}

