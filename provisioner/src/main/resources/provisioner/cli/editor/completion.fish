# Completes command lines of provisioner in fish. It asks provisioner itself, which reads the inventory and the playbook.
function __provisioner_complete
    set -l typed (commandline -opc)
    set -l current (commandline -ct)
    set -l tool $typed[1]
    set -e typed[1]
    for line in ($tool __complete -- $typed "$current" 2>/dev/null)
        if test "$line" = :files
            set -l before (string match -r -- '^--[^=]*=' "$current")
            for file in (__fish_complete_path (string replace -r -- '^--[^=]*=' '' "$current"))
                echo "$before$file"
            end
        else
            echo $line
        end
    end
end
complete -c provisioner -f -a '(__provisioner_complete)'
