# Completes command lines of provisioner in bash. It asks provisioner itself, which reads the inventory and the playbook.
# shellcheck shell=bash
_provisioner() {
    local typed=${COMP_LINE:0:COMP_POINT} line current before
    local -a words
    read -ra words <<<"$typed"
    # A blank at the end begins a new word.
    case $typed in *[[:space:]]) words+=("") ;; esac
    current=${words[${#words[@]} - 1]}
    # bash replaces only what follows the last '=' or ':', where these divide words.
    before=""
    case $COMP_WORDBREAKS in *=*) before=${current%"${current##*=}"} ;; esac
    case $COMP_WORDBREAKS in
        *:*) if [[ ${current##*:} != "$current" ]]; then before=${current%"${current##*[=:]}"}; fi ;;
    esac
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ $line == :files ]]; then
            compopt -o filenames 2>/dev/null
            while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "${current##*=}")
        else
            line=${line%%$'\t'*}
            COMPREPLY+=("${line#"$before"}")
        fi
    done < <("$1" __complete -- "${words[@]:1}" 2>/dev/null)
}
complete -F _provisioner provisioner
