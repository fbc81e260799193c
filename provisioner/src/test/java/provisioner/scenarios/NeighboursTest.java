package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/** Neighbouring steps that go to the host together: each still ends, is reported and is noted by itself. */
@Tag("host")
class NeighboursTest {
    /** Three services that run for ever, but for the one called {@code $short}. */
    private static final String SERVICES = """
            - play: Services
              hosts: all
              steps:
                - name: unit $item
                  systemd_unit:
                    name: $item
                    content: |
                      [Service]
                      ExecStart=/bin/sleep #if($item == $short)0.6#{else}infinity#end
                  for_each: [one-$run, two-$run, three-$run]
                - name: service $item
                  service: {name: $item, enabled: false}
                  for_each: [one-$run, two-$run, three-$run]
                - name: what follows
                  file: {path: /root/$run, content: x}
            """;

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1");

    private final Workspace files;

    NeighboursTest(@TempDir Path directory) throws Exception {
        files = Workspace.ofOneHost(directory, LAB);
    }

    private Tool.Run services(String run, String fails) throws Exception {
        files.playbook(SERVICES);
        return files.json("provision", "-e", "run=" + run, "-e", "short=" + fails);
    }

    private long activeSince(String unit) throws Exception {
        return Long.parseLong(LAB.raw("web-1", "systemctl show --value -p ActiveEnterTimestampMonotonic " + unit)
                .strip());
    }

    @Test
    void servicesAreStartedTogetherAndWatchedTogether() throws Exception {
        Tool.Run run = services("good", "none");
        assertThat(run.exit()).as(run.everything()).isZero();
        // One after the other they would be at least three seconds apart, for each is watched for half of that.
        assertThat(activeSince("three-good") - activeSince("one-good")).isBetween(0L, 2_900_000L);
        assertThat(run.steps()).allMatch(step -> step.path("outcome").asText().equals("changed"));
        Tool.Run again = services("good", "none");
        assertThat(again.stepsThat("changed")).isEmpty();
    }

    @Test
    void aServiceThatDoesNotStayFailsByItselfAndWhatFollowsIsNotBegun() throws Exception {
        Tool.Run run = services("bad", "two-bad");
        assertThat(run.exit()).as(run.everything()).isEqualTo(1);
        assertThat(run.stepsThat("failed")).containsExactly("web-1: service two-bad");
        assertThat(run.step("web-1", "service two-bad")
                        .path("error")
                        .path("stderr")
                        .asText())
                .contains("two-bad.service does not stay active");
        assertThat(run.stepsThat("changed")).contains("web-1: service one-bad", "web-1: service three-bad");
        assertThat(run.stepsThat("skipped")).containsExactly("web-1: what follows");
        assertThat(LAB.attempt("web-1", "test -e /root/bad").exit()).isNotZero();
        assertThat(LAB.raw("web-1", "grep two-bad.service /var/log/provisioner/journal.jsonl | grep -c '\"exit\":1'"))
                .isEqualToIgnoringWhitespace("1");
    }

    @Test
    void oneThatFailsInTheMiddleIsTheLastThatIsBegun() throws Exception {
        files.playbook("""
                - play: Files
                  hosts: all
                  steps:
                    - {name: first, file: {path: /root/first, content: x}}
                    - name: refused
                      systemd_unit: {name: refused, content: "[Service]\\nExecStrat=/bin/true\\n"}
                    - {name: last, file: {path: /root/last, content: x}}
                """);
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).as(run.everything()).isEqualTo(1);
        assertThat(run.stepsThat("changed")).containsExactly("web-1: first");
        assertThat(run.stepsThat("failed")).containsExactly("web-1: refused");
        assertThat(run.stepsThat("skipped")).containsExactly("web-1: last");
        assertThat(run.step("web-1", "last").path("because").asText()).isEqualTo("step 'refused' failed");
        assertThat(run.step("web-1", "refused").path("error").path("stderr").asText())
                .contains("refused.service:2: Unknown key", "stays as it was, refused by systemd-analyze");
        assertThat(LAB.attempt("web-1", "test -e /root/last || test -e /etc/systemd/system/refused.service")
                        .exit())
                .isNotZero();
        String journal = LAB.raw("web-1", "cat /var/log/provisioner/journal.jsonl");
        assertThat(journal.lines().filter(line -> line.contains("/root/first")))
                .singleElement()
                .asString()
                .contains("\"exit\":0");
        assertThat(journal.lines().filter(line -> line.contains("refused.service")))
                .singleElement()
                .asString()
                .contains("\"exit\":1");
        assertThat(journal).doesNotContain("/root/last");
    }
}
