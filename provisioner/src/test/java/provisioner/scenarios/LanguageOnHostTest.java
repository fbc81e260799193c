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

/** Groups, includes, loops over mappings and checks of steps, from bare hosts to drift. */
@Tag("host")
class LanguageOnHostTest {
    private static final String PLAYBOOK = """
            - play: Sites
              hosts: all
              steps:
                - name: directories
                  tags: [directories]
                  steps:
                    - {name: the root is there, directory: {path: /srv/sites}}
                    - name: each site has one
                      for_each: $sites
                      as: site
                      when: $site.value.on == $host.name || $site.value.on == "all"
                      steps:
                        - name: the directory of $site.key is there
                          directory: {path: "/srv/sites/$site.key"}
                        - name: $site.key has the page $item.key
                          for_each: $site.value.pages
                          file: {path: "/srv/sites/$site.key/$item.key", content: $item.value}
                - {name: the play was here, once: true, file: {path: /srv/once, content: $host.name}}
                - include: steps/summary.yml
                  when: $host.name == "web-2"
            """;

    private static final String DUMPS = """
            - play: Dumps
              hosts: all
              steps:
                - {name: dumps have a place, directory: {path: /srv/dumps}}
                - name: $host.name is in order
                  command: {run: test $host.name != $bad, unless: test $host.name != $bad, touches: /srv/none}
                - name: $host.name has a place for its dumps
                  on: web-1
                  directory: {path: "/srv/dumps/$host.name", owner: $keeper}
                - {name: the dumps are of somebody, on: web-1, once: true, file: {path: /srv/dumps/first, content: $host.name}}
            - play: After
              hosts: all
              steps:
                - {name: what follows, file: {path: /srv/dumps.after, content: x}}
            """;

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1", "web-2");

    private final Workspace files;

    LanguageOnHostTest(@TempDir Path directory) throws Exception {
        files = new Workspace(directory, LAB).playbook(PLAYBOOK).inventory("""
                user: root
                vars:
                  bad: none
                  keeper: root
                  sites:
                    wiki: {on: all, pages: {index: wiki, about: a wiki}}
                    blog: {on: web-2, pages: {index: blog}}
                hosts:
                  web-1: {address: 203.0.113.1}
                  web-2: {address: 203.0.113.2}
                """);
        files.file("playbooks/steps/summary.yml", """
                - name: the summary is there
                  file: {path: /srv/summary, content: "$sites.size() sites"}
                  check: grep -qx "2 sites" /srv/summary && test ! -e /srv/broken
                """);
    }

    @Test
    void whatIsWrittenInGroupsIsPlannedDoneAndVerifiedStepByStep() throws Exception {
        Tool.Run plan = files.json("plan");
        assertThat(plan.stepsThat("would-change"))
                .as(plan.everything())
                .containsExactly(
                        "web-1: the root is there",
                        "web-1: the directory of wiki is there",
                        "web-1: wiki has the page index",
                        "web-1: wiki has the page about",
                        "web-1: the play was here",
                        "web-2: the root is there",
                        "web-2: the directory of wiki is there",
                        "web-2: wiki has the page index",
                        "web-2: wiki has the page about",
                        "web-2: the directory of blog is there",
                        "web-2: blog has the page index",
                        "web-2: the summary is there");
        assertThat(plan.events("check")).isEmpty();
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.stepsThat("changed")).containsExactlyInAnyOrderElementsOf(plan.stepsThat("would-change"));
        assertThat(run.check("the summary is there").path("outcome").asText()).isEqualTo("passed");
        assertThat(LAB.raw("web-2", "cat /srv/sites/wiki/about /srv/summary")).isEqualTo("a wiki2 sites");

        LAB.raw("web-2", "rm -r /srv/sites/blog; touch /srv/broken");
        Tool.Run verify = files.json("verify");
        assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
        assertThat(verify.stepsThat("drifted"))
                .containsExactly("web-2: the directory of blog is there", "web-2: blog has the page index");
        assertThat(verify.check("the summary is there").path("host").asText()).isEqualTo("web-2");
        assertThat(verify.check("the summary is there").path("outcome").asText())
                .isEqualTo("failed");
        assertThat(verify.check("the summary is there").path("detail").asText()).isEqualTo("exit status 1");
        assertThat(files.json("provision", "--tags", "directories").stepsThat("changed"))
                .containsExactly("web-2: the directory of blog is there", "web-2: blog has the page index");
        LAB.raw("web-2", "rm /srv/broken");
        LAB.raw("web-1", "echo >/srv/once");
        assertThat(files.json("verify", "--limit", "web-2").exit()).isZero();
        assertThat(files.json("verify").stepsThat("drifted")).containsExactly("web-1: the play was here");
        assertThat(files.json("provision").stepsThat("changed")).containsExactly("web-1: the play was here");
        assertThat(files.json("verify").exit()).isZero();
    }

    /** web-1 has something for each host. */
    @Test
    void whatIsDoneOnAnotherHostIsPlannedDoneAndVerifiedThere() throws Exception {
        files.playbook(DUMPS);
        Tool.Run plan = files.json("plan");
        assertThat(plan.stepsThat("would-change"))
                .as(plan.everything())
                .containsExactly(
                        "web-1: dumps have a place",
                        "web-1: web-1 has a place for its dumps",
                        "web-1: the dumps are of somebody",
                        "web-1: web-2 has a place for its dumps",
                        "web-1: what follows",
                        "web-2: dumps have a place",
                        "web-2: what follows");
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.stepsThat("changed")).containsExactlyInAnyOrderElementsOf(plan.stepsThat("would-change"));
        assertThat(LAB.raw("web-1", "ls /srv/dumps; cat /srv/dumps/first").lines())
                .containsExactly("first", "web-1", "web-2", "web-1");
        Tool.Run again = files.json("provision");
        assertThat(again.exit()).as(again.everything()).isZero();
        assertThat(again.stepsThat("changed")).isEmpty();
        again.summary()
                .path("hosts")
                .forEach(host -> assertThat(host.path("exchanges").asInt()).isEqualTo(1));

        LAB.raw("web-1", "rmdir /srv/dumps/web-2");
        Tool.Run verify = files.json("verify");
        assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
        assertThat(verify.stepsThat("drifted")).containsExactly("web-1: web-2 has a place for its dumps");
        Tool.Run left = files.text("plan", "--limit", "web-2");
        assertThat(left.stdout()).contains("has a place for its dumps' is left out on web-1: outside --limit");
        assertThat(files.json("provision", "--limit", "web-1").stepsThat("changed"))
                .containsExactly("web-1: web-2 has a place for its dumps");
        assertThat(files.json("verify").exit()).isZero();
    }

    @Test
    void aHostFailsWithWhatIsDoneForItElsewhere() throws Exception {
        files.playbook(DUMPS.replace("/srv/dumps", "/srv/failing"));
        Tool.Run own = files.json("provision", "-e", "bad=web-2");
        assertThat(own.exit()).as(own.everything()).isEqualTo(1);
        assertThat(own.stepsThat("failed")).containsExactly("web-2: web-2 is in order");
        assertThat(own.stepsThat("skipped"))
                .containsExactlyInAnyOrder("web-1: web-2 has a place for its dumps", "web-2: what follows");
        assertThat(own.stdout()).doesNotContain("no longer match");

        LAB.raw("web-1", "rmdir /srv/failing/web-1");
        Tool.Run there = files.json("provision", "-e", "keeper=nobody-here");
        assertThat(there.exit()).as(there.everything()).isEqualTo(1);
        assertThat(there.stepsThat("failed")).containsExactly("web-1: web-1 has a place for its dumps");
        assertThat(there.stepsThat("skipped"))
                .contains("web-1: web-2 has a place for its dumps", "web-2: what follows");
        assertThat(there.stdout())
                .contains("'web-2 has a place for its dumps' cannot run on web-1: an earlier step on this host failed");

        LAB.raw("web-1", "systemctl stop ssh.socket ssh");
        try {
            Tool.Run away = files.json("provision");
            assertThat(away.exit()).as(away.everything()).isEqualTo(1);
            assertThat(away.stepsThat("skipped"))
                    .contains("web-1: web-2 has a place for its dumps", "web-2: what follows");
            assertThat(away.stdout()).contains("'web-2 has a place for its dumps' cannot run on web-1: ");
        } finally {
            LAB.raw("web-1", "systemctl start ssh");
        }
    }
}
