package provisioner.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.lab.TestLab;
import provisioner.lab.TestLab.Output;
import provisioner.probe.Probe;
import provisioner.resource.standard.StandardFunctions;
import provisioner.sh.Scripts;
import provisioner.state.Query;

/**
 * A user of the host tries to have root work on root's own files, in the place of the user's. Each race is won against the
 * functions as they were before (functions-as-they-were.sh), or it would show nothing.
 */
@Tag("host")
final class OtherUsersOnHostTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "users-1");

    private static final RealHost HOST = new RealHost(LAB, "users-1");
    private static final String CAREFUL = Scripts.load(Probe.class, "careful.sh");
    private static final int TRIES_THEN = 40;
    private static final int TRIES_NOW = 12;

    @BeforeAll
    static void anotherUser() throws Exception {
        HOST.raw("useradd -m mallory; useradd -m alice; chmod 0755 /home/mallory");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = OtherUsersOnHostTest.class.getResourceAsStream("/other-users/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String race(String functions, int tries, String command) throws Exception {
        return HOST.raw(functions + resource("race.sh") + "race " + tries + " " + command + "\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            file             | put $D/x $M 0600 after              | put $D/x $M 0600 after
            line             | rewrite $D/x $BEFORE after          | rewrite $D/x $BEFORE after
            mode of a file   | own_as_it_was $D/x $M 0640          | own $D/x $M 0640
            directory        | directory_as_it_was $D/new $M 0755  | make_directory $D/new $M 0755
            symlink          | place_link $D/x target              | place_link $D/x target mallory
            absent file      | rm -f $D/x                          | discard_now $D/x
            absent directory | rm -rf $D/t                         | discard_now $D/t
            archive          | unpack $D/t $NOTE id $M 0 tar       | unpack $D/t $NOTE id $M 0 tar
            content          | read_as_it_was                      | read_now
            authorized keys  | keys_as_they_were                   | keys_now
            release          | release_as_it_was                   | release_now
            """)
    void racesAreLost(String type, String then, String now) throws Exception {
        assertThat(race(resource("functions-as-they-were.sh"), TRIES_THEN, then))
                .as(type + " as it was")
                .isEqualTo("won");
        assertThat(race(StandardFunctions.text() + CAREFUL, TRIES_NOW, now))
                .as(type)
                .isEqualTo("lost");
    }

    /** A way that somebody else has in hand is refused when it is looked at, and by the functions themselves. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            file: {path: /home/mallory/c/x, content: x}                    | put /home/mallory/c/x root:root 0600 after
            file: {path: /home/mallory/c/x, content: x, owner: alice}      | put /home/mallory/c/x alice:alice 0600 after
            file: {path: /home/mallory/link/x, content: x, owner: mallory} | put /home/mallory/link/x mallory:mallory 0600 after
            file: {path: /home/mallory/c/root, absent: true}                | discard /home/mallory/c/root 0
            line: {path: /home/mallory/c/root, line: x}                    | rewrite /home/mallory/c/root 0 after
            directory: {path: /home/mallory/c/x}                           | make_directory /home/mallory/c/x root:root 0755
            directory: {path: /home/mallory/c/t, absent: true}             | discard /home/mallory/c/t 0
            symlink: {path: /home/mallory/c/x, target: y}                  | place_link /home/mallory/c/x y
            """)
    void waysThatOthersHaveInHandAreRefused(String yaml, String command) throws Exception {
        HOST.raw(
                "cd /home/mallory; mkdir -p c/t; touch c/root; chown mallory c c/t; ln -sfn /etc link; chown -h mallory link");
        String outcome = HOST.plan(RealHost.resource(yaml)).outcome().word();
        assertThat(outcome).isEqualTo("failed");
        Output output =
                LAB.attempt("users-1", StandardFunctions.text() + resource("race.sh") + "set -eu\n" + command + "\n");
        assertThat(output.exit()).isNotZero();
        assertThat(output.stderr()).contains("on the way to /home/mallory/");
        assertThat(HOST.raw("ls -A /home/mallory/c | tr '\\n' ' '; test ! -e /etc/x"))
                .isEqualTo("root t");
    }

    @Test
    void whatTheOwnerHasInHandIsDoneAsTheOwner() throws Exception {
        HOST.raw("install -d -o mallory -g mallory /home/mallory/own");
        String parameters = "{path: /home/mallory/own/x, owner: mallory, group: adm, mode: '0640', content: hello}";
        HOST.establish(RealHost.resource("file: " + parameters));
        HOST.establish(RealHost.resource("line: {path: /home/mallory/own/x, line: more}"));
        HOST.raw("chmod 0600 /home/mallory/own/x");
        HOST.establish(RealHost.resource("line: {path: /home/mallory/own/x, line: still more}"));
        HOST.establish(RealHost.resource("directory: {path: /home/mallory/own/d, owner: mallory, mode: '0700'}"));
        HOST.establish(RealHost.resource("symlink: {path: /home/mallory/own/l, target: x, owner: mallory}"));
        HOST.establish(RealHost.resource("symlink: {path: /home/mallory/own/l, absent: true, owner: mallory}"));
        HOST.establish(RealHost.resource("directory: {path: /home/mallory/own/d, absent: true, owner: mallory}"));
        assertThat(HOST.raw("cd /home/mallory/own; stat -c '%U:%G %a %n' *; ls -A; ls -A /home"))
                .isEqualTo("mallory:adm 600 x\nx\nalice\nmallory");
    }

    @Test
    void whatIsRootsInADirectoryOfOthersIsStaged() throws Exception {
        HOST.establish(RealHost.resource("file: {path: /home/mallory/roots, mode: '0600', content: secret}"));
        HOST.establish(RealHost.resource("file: {path: /tmp/roots, mode: '0600', content: secret}"));
        HOST.establish(RealHost.resource("directory: {path: /tmp/d, owner: alice}"));
        HOST.establish(RealHost.resource("file: {path: /tmp/d/x, owner: alice, content: x}"));
        assertThat(
                        HOST.raw(
                                "stat -c '%U %a' /home/mallory/roots /tmp/roots /tmp/d/x; ls -A /home; ls -A /tmp | grep prov; true"))
                .isEqualTo("root 600\nroot 600\nalice 644\nalice\nmallory");
    }

    @Test
    void whatAppearsMeanwhileInADirectoryKeepsIt() throws Exception {
        HOST.raw("install -d -o mallory /home/mallory/gone; touch /home/mallory/gone/a; mkdir -p /opt/gone");
        for (String path : new String[] {"/home/mallory/gone", "/opt/gone"}) {
            var plan = HOST.plan(RealHost.resource("directory: {path: " + path + ", absent: true}"));
            HOST.raw("touch " + path + "/b");
            assertThat(HOST.apply(plan).stderr()).contains("has changed since provisioner read it");
            assertThat(HOST.raw("ls " + path + " | tail -n 1")).isEqualTo("b");
            HOST.establish(RealHost.resource("directory: {path: " + path + ", absent: true}"));
        }
    }

    @Test
    void contentIsReadThroughNoLink() throws Exception {
        HOST.raw("cd /home/mallory; install -d -o mallory r; echo top >/etc/secret; chmod 0600 /etc/secret;"
                + " setpriv --reuid=mallory --regid=mallory --clear-groups ln -s /etc/secret r/x");
        Query<?> query = new Query.ContentQuery("/home/mallory/r/x", "", 1000);
        assertThat(HOST.observe(query)).isEqualTo(new provisioner.state.Observation.NoContent());
    }
}
