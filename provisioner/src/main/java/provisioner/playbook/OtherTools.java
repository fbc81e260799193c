package provisioner.playbook;

import java.util.Map;
import java.util.Optional;

/** Words of Ansible that people write out of habit, and what stands for them here. */
final class OtherTools {
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("apt", "'package'"),
            Map.entry("yum", "'package'"),
            Map.entry("dnf", "'package'"),
            Map.entry("apt_key", "'key' of 'apt_repository'"),
            Map.entry("copy", "'file' with 'source'"),
            Map.entry("lineinfile", "'line'"),
            Map.entry("shell", "'command'"),
            Map.entry("script", "'command'"),
            Map.entry("raw", "'command'"),
            Map.entry("systemd", "'service', or 'systemd_unit' for a unit's file"),
            Map.entry("systemd_service", "'service', or 'systemd_unit' for a unit's file"),
            Map.entry("blockinfile", "'block'"),
            Map.entry("locale_gen", "'locale'"),
            Map.entry("sudoers", "'sudo_rule'"),
            Map.entry("ufw", "'firewall'"),
            Map.entry("iptables", "'firewall'"),
            Map.entry("unarchive", "'archive'"),
            Map.entry("mysql_db", "'mysql_database'"),
            Map.entry("uri", "'http'"),
            Map.entry("block", "'steps', which makes a group of steps"),
            Map.entry("include_tasks", "'include', with the name of a file of steps"),
            Map.entry("import_tasks", "'include', with the name of a file of steps"),
            Map.entry("include_role", "'roles' of the play"),
            Map.entry("import_role", "'roles' of the play"));

    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("become", "remove it: every step runs as root"),
            Map.entry("become_user", "remove it: every step runs as root; see 'owner' and 'user' of the types"),
            Map.entry("sudo", "remove it: every step runs as root"),
            Map.entry("loop", "write 'for_each'"),
            Map.entry("with_items", "write 'for_each'"),
            Map.entry("with_list", "write 'for_each'"),
            Map.entry("with_dict", "write 'for_each': each item of a mapping has $item.key and $item.value"),
            Map.entry("loop_control", "write 'as' for the name of the item"),
            Map.entry("block", "write 'steps', which makes a group of steps"),
            Map.entry("rescue", "remove it: a step that fails ends the run on its host"),
            Map.entry("always", "remove it: a step that fails ends the run on its host"),
            Map.entry("until", "write 'retries'"),
            Map.entry("delegate_to", "write 'on': the step is done there for each host of the play"),
            Map.entry("run_once", "write 'once'"),
            Map.entry("vars", "define variables in the inventory, or parameters of a role: steps see both"),
            Map.entry("with", "only a role or an import takes values; steps see the variables of where they are"),
            Map.entry("notify", "remove it: name the files under 'reload_on' or 'restart_on' of the 'service'"),
            Map.entry("ignore_errors", "remove it: a step that fails ends the run on its host"));

    private OtherTools() {}

    /** What to use in place of a type of another tool. */
    static Optional<String> type(String word) {
        return Optional.ofNullable(TYPES.get(word));
    }

    /** What to do about a step's key of another tool. */
    static Optional<String> key(String word) {
        return Optional.ofNullable(KEYS.get(word));
    }
}
