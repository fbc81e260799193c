package provisioner.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Resource types write at declared paths only with the functions of functions.sh, which see to other users of the host. Whoever adds a
 * command that writes or removes files meets this test.
 */
class DeclaredPathsTest {
    private static final String COMMANDS =
            "(mv|chown|chgrp|chmod|rm|rmdir|tar|cp|ln|tee|install|touch|mkdir|rsync|unzip)";
    private static final Pattern BUILT =
            Pattern.compile("run\\(\\s*\"(" + COMMANDS + " |" + COMMANDS + "\"|cat\\b|sed -i|dd\\b)");
    private static final Pattern WRITTEN =
            Pattern.compile("(?m)(^|[;&({]|then|do|else|\\|)\\s*(" + COMMANDS + " |cat [^|\\n]*>|sed -i|dd )");
    private static final Pattern FUNCTION = Pattern.compile("(?m)^([a-z_0-9]+)\\(\\) [({]\n");

    /** Functions beyond functions.sh that write or remove files, and where. */
    private static final Map<String, Set<String>> WRITERS = Map.of(
            "after way_plain: nobody but root can alter the way",
            Set.of("certificate_install", "certificate_placeholder", "certificate_remove", "config_new", "mount_on"),
            "in a directory that only root enters, and from there by put",
            Set.of("download_fetch"),
            "in what config_new has made, or the link to it",
            Set.of("config_file", "config_tidy", "config_swap", "config_exchange", "config_back", "config_prune"),
            "in $stage, which only root enters, and from there by way_into",
            Set.of(
                    "release_of",
                    "release_new",
                    "release_file",
                    "release_tar",
                    "release_zip",
                    "release_modes",
                    "release_keep",
                    "release_switch",
                    "release_remove"),
            "in $BLOBS, or what is mounted over it in a namespace of its own; sshd's own directory in /run",
            Set.of("checked", "shadowed", "shadow_stage", "judge"),
            "in provisioner's, certbot's or ufw's own directories, which are root's",
            Set.of(
                    "certificate_place",
                    "certificate_failed",
                    "certificate_issue",
                    "firewall_arm",
                    "firewall_before",
                    "firewall_confirm",
                    "firewall_copy",
                    "firewall_edit",
                    "firewall_icmp",
                    "firewall_ipv6",
                    "firewall_reached",
                    "firewall_rules",
                    "loaded_take",
                    "loaded_keep",
                    "unit_mark",
                    "unit_restarted",
                    "unit_without"));

    private static List<Path> files(String root, String end) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(root))) {
            return files.filter(file -> file.toString().endsWith(end)).toList();
        }
    }

    @Test
    void resourceTypesLeaveFilesToTheOneMechanism() throws IOException {
        assertThat(files("src/main/java/provisioner/resource", ".java"))
                .hasSizeGreaterThan(50)
                .allSatisfy(file -> assertThat(Files.readString(file).replace("run(\"mkdir -p\", directory)", ""))
                        .as(file.toString())
                        .doesNotContainPattern(BUILT));
    }

    @Test
    void functionsLeaveFilesToTheOneMechanism() throws IOException {
        Map<String, String> bodies = new TreeMap<>();
        for (Path file : files("src/main/resources/provisioner/resource", ".sh")) {
            if (!file.endsWith("functions.sh")) {
                bodies.putAll(bodies(Files.readString(file)));
            }
        }
        Set<String> writers = new TreeSet<>(bodies.keySet());
        writers.removeIf(name -> !WRITTEN.matcher(bodies.getOrDefault(name, "")).find());
        Set<String> known = new TreeSet<>();
        WRITERS.values().forEach(known::addAll);
        assertThat(writers).isEqualTo(known);
        assertThat(bodies).hasSizeGreaterThan(30);
        for (String name : Set.of(
                "certificate_install", "certificate_placeholder", "certificate_remove", "config_new", "mount_on")) {
            assertThat(bodies.get(name)).as(name).contains("way_plain");
        }
    }

    @Test
    void aCommandIsSeenWhereverItStands() {
        assertThat(List.of(
                        "a() {\n  rm -rf \"$1\"\n}", "  if x; then mv a b; fi", "  x && cp a b", "cat \"$1\" >\"$2\""))
                .allMatch(text -> WRITTEN.matcher(text).find());
        assertThat(BUILT.matcher("change.run(\"chmod 0600\", path)").find()).isTrue();
    }

    private static Map<String, String> bodies(String text) {
        Map<String, String> bodies = new TreeMap<>();
        Matcher matcher = FUNCTION.matcher(text);
        while (matcher.find()) {
            int end = text.indexOf(text.charAt(matcher.end() - 2) == '(' ? "\n)\n" : "\n}\n", matcher.end());
            bodies.put(matcher.group(1), text.substring(matcher.end(), end));
        }
        return bodies;
    }
}
