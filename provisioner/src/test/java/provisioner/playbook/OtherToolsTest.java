package provisioner.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.resource.standard.StandardTypes;

class OtherToolsTest {
    private final Set<String> types = StandardTypes.all().names();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apt",
                "yum",
                "dnf",
                "copy",
                "lineinfile",
                "shell",
                "script",
                "raw",
                "systemd",
                "blockinfile",
                "locale_gen",
                "sudoers",
                "ufw",
                "iptables",
                "unarchive",
                "mysql_db",
                "uri"
            })
    void namesATypeThatThereIs(String word) {
        String own = OtherTools.type(word).orElseThrow();
        assertThat(types).contains(own.substring(1, own.indexOf('\'', 1))).doesNotContain(word);
    }

    @Test
    void namesTheWordsForSeveralSteps() {
        assertThat(OtherTools.type("block").orElseThrow()).startsWith("'steps'");
        assertThat(OtherTools.type("include_tasks")).isEqualTo(OtherTools.type("import_tasks"));
        assertThat(OtherTools.type("import_tasks").orElseThrow()).startsWith("'include'");
        assertThat(OtherTools.key("with_dict").orElseThrow()).contains("'for_each'", "$item.key");
        assertThat(OtherTools.key("loop_control").orElseThrow()).contains("'as'");
        assertThat(OtherTools.key("delegate_to").orElseThrow()).contains("'on'");
        assertThat(OtherTools.key("run_once").orElseThrow()).contains("'once'");
        assertThat(OtherTools.key("vars").orElseThrow()).contains("inventory", "role");
        assertThat(OtherTools.key("with").orElseThrow()).contains("role", "import");
    }

    @Test
    void knowsNothingOfOurOwnWords() {
        // 'block' is a type of ours, too: with a list it is another tool's word for a group of steps.
        assertThat(types)
                .filteredOn(type -> !type.equals("block"))
                .allSatisfy(type -> assertThat(OtherTools.type(type)).isEmpty());
        assertThat(OtherTools.key("when")).isEmpty();
    }
}
