package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No port is written twice: where a parameter changes, rules, units, configuration and checks move with it. */
class ShippedPortsTest {
    private static final int OTHER = 23456;

    @TempDir
    private Path directory;

    /** All that the hosts of a shipped inventory get from a playbook, as text. */
    private Map<String, String> texts(String inventory, String playbook, String vars, String host, String hostVars)
            throws Exception {
        String text = ShippedSite.inventory(inventory)
                .replace("\nvars:\n", "\nvars:\n  sumologic_endpoint: https://sumo.example/\n" + vars)
                .replace(
                        "\ngroups:\n",
                        hostVars.isEmpty()
                                ? "\ngroups:\n"
                                : "\ngroups:\n  only:\n    hosts: " + host + "\n    vars: {" + hostVars + "}\n");
        Program program = ShippedSite.compile(directory, text, playbook);
        return ProgramText.of(program);
    }

    private static long count(Map<String, String> texts, String port) {
        Pattern alone = Pattern.compile("(?<![0-9.])" + port + "(?![0-9.])");
        return texts.values().stream()
                .mapToLong(text -> alone.matcher(text).results().count())
                .sum();
    }

    @ParameterizedTest
    @CsvSource({
        "separated.yml, web_port, 8443, web-2",
        "separated.yml, web_status_port, 8081, ''",
        "separated.yml, app_port, 8080, app-2",
        "separated.yml, mysql_port, 3306, ''",
        "separated.yml, node_exporter_port, 9100, db-2",
        "separated.yml, nginx_web_exporter_port, 9113, web-3",
        "separated.yml, nginx_balancer_exporter_port, 9114, lb-1",
        "separated.yml, mysql_exporter_port, 9104, db-2",
        "separated.yml, mtail_port, 3903, lb-1",
        "separated.yml, mtail_program_port, 3904, lb-1",
        "separated.yml, alertmanager_port, 9093, monitor-1",
        "separated.yml, balancer_status_port, 8082, lb-1",
        "separated.yml, prometheus_port, 9090, monitor-1",
        "three-hosts.yml, app_port, 8080, web-2",
        "three-hosts.yml, mysql_port, 3306, ''",
        "three-hosts.yml, presence_port, 33434, ''",
        "three-hosts.yml, database_write_port, 6446, web-3",
        "three-hosts.yml, database_watch_port, 6460, ''",
        "three-hosts.yml, mysql_group_port, 33061, ''",
        "source-replica.yml, app_port, 8080, web-2",
        "source-replica.yml, mysql_port, 3306, ''",
        "dual-primary.yml, web_port, 8443, web-3",
        "dual-primary.yml, mysql_port, 3306, ''",
        "production.example.yml, mysql_exporter_port, 9104, db-3",
    })
    void allThatHasAPortMovesWithIt(String inventory, String parameter, String port, String host) throws Exception {
        for (String playbook : List.of("site.yml", "deploy.yml", "promote-replica.yml")) {
            long all = count(texts(inventory, playbook, "", "", ""), port);
            Map<String, String> moved = texts(inventory, playbook, "  " + parameter + ": " + OTHER + "\n", "", "");
            assertThat(count(moved, port)).as(playbook + " still has " + port).isZero();
            assertThat(count(moved, String.valueOf(OTHER))).as(playbook).isEqualTo(all);
            if (!host.isEmpty()) {
                Map<String, String> one = texts(inventory, playbook, "", host, parameter + ": " + OTHER);
                long there = count(one, String.valueOf(OTHER));
                assertThat(count(one, port) + there).as(playbook).isEqualTo(all);
                assertThat(there > 0).as(playbook).isEqualTo(all > 0);
            }
            assertThat(all > 0 || !playbook.equals("site.yml")).isTrue();
        }
    }
}
