#compdef provisioner
# Completes command lines of provisioner in zsh. It asks provisioner itself, which reads the inventory and the playbook.
_provisioner() {
    local line value files=
    local -a typed candidates
    typed=("${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}")
    while IFS= read -r line; do
        if [[ $line == :files ]]; then
            files=1
            continue
        fi
        value=${line%%$'\t'*}
        if [[ $line == *$'\t'* ]]; then
            candidates+=("${value//:/\\:}:${line#*$'\t'}")
        else
            candidates+=("${value//:/\\:}")
        fi
    done < <(${(Q)words[1]} __complete -- "${typed[@]}" 2>/dev/null)
    (( $#candidates )) && _describe provisioner candidates
    if [[ -n $files ]]; then
        compset -P '--*='
        _files
    fi
}
if [[ $funcstack[1] == _provisioner ]]; then
    _provisioner "$@"
else
    compdef _provisioner provisioner
fi
