package provisioner.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.lab.TestLab;
import provisioner.lab.TestLab.Output;
import provisioner.probe.Probe;
import provisioner.resource.standard.StandardFunctions;
import provisioner.sh.Scripts;
import provisioner.state.Bytes;
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
            mode of a file   | own_as_it_was $D/x $M 0640          | own $D/x $M 0640 after
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

    /** What is everyday on a host: set-group-ID directories, groups that share one, spools, files that root made. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "directory: {path: /srv/shared/d}",
                "directory: {path: /srv/shared/d, mode: '2755'}",
                "directory: {path: /srv/shared/alices, owner: alice}",
                "file: {path: /srv/shared/x, owner: alice, mode: '0600', content: x}",
                "line: {path: /srv/shared/x, line: more}",
                "file: {path: /srv/shared/x, absent: true}",
                "symlink: {path: /srv/shared/l, target: x}",
                "directory: {path: /srv/shared/d, absent: true}",
                "file: {path: /var/spool/tabs/mallory, owner: mallory, mode: '0600', content: x}",
                "file: {path: /home/mallory/roots-own, owner: mallory, mode: '0600', content: same}",
                "authorized_key: {user: mallory, key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl m'}",
            })
    void convergesAmongOtherUsersFiles(String yaml) throws Exception {
        HOST.raw("""
                getent group devs >/dev/null || groupadd -U mallory devs
                mkdir -p /srv/shared; chown root:devs /srv/shared; chmod 2775 /srv/shared
                mkdir -p /var/spool/tabs; chown root:devs /var/spool/tabs; chmod 1730 /var/spool/tabs
                test -e /home/mallory/roots-own || { printf same >/home/mallory/roots-own; chmod 0600 /home/mallory/roots-own; }
                test -e /home/mallory/.ssh || mkdir /home/mallory/.ssh
                """);
        HOST.establish(RealHost.resource(yaml));
    }

    @Test
    void unpacksAmongOtherUsersFiles() throws Exception {
        HOST.raw("mkdir -p /srv/rel; chown alice:users /srv/rel; chmod 2775 /srv/rel");
        Process tar = new ProcessBuilder("tar", "-cf", "-", "-C", "/etc", "hostname").start();
        Bytes archive = Bytes.of(tar.getInputStream().readAllBytes());
        HOST.establish(RealHost.resource(
                "archive: {destination: /srv/rel/tool, source: a.tar, sha256: %s, owner: alice}"
                        .formatted(archive.sha256()),
                Map.of("a.tar", archive),
                Map.of()));
    }

    /** Whoever an access list or a group with an odd name lets in counts, too. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            setfacl -m u:mallory:rwx /srv/odd                                    | anybody
            echo "domain users:x:7777:mallory" >>/etc/group; chgrp 7777 /srv/odd; chmod 2775 /srv/odd | mallory
            """)
    void seesWhoElseCanWrite(String script, String who) throws Exception {
        HOST.raw("command -v setfacl || { apt-get update -qq; apt-get install -qq -y acl; } >&2; rm -rf /srv/odd;"
                + " install -d -m 755 /srv/odd; " + script);
        assertThat(HOST.plan(RealHost.resource("file: {path: /srv/odd/d/x, content: x}"))
                        .because())
                .contains("/srv/odd, on the way", who);
        assertThat(HOST.raw(StandardFunctions.text() + "way_for /srv/odd/x root; echo $way_how"))
                .isEqualTo("staged");
    }

    @Test
    void nothingIsRemovedThroughAMount() throws Exception {
        HOST.raw("mkdir -p /srv/data '/srv/chroot/a b'; touch /srv/data/p; mount --bind /srv/data '/srv/chroot/a b'");
        try {
            var plan = HOST.plan(RealHost.resource("directory: {path: /srv/chroot, absent: true}"));
            assertThat(HOST.apply(plan).stderr()).contains("something is at /srv/chroot/a b");
            assertThat(HOST.raw("ls /srv/data; ls -A /srv | grep provisioner; true"))
                    .isEqualTo("p");
        } finally {
            HOST.raw("umount '/srv/chroot/a b'");
        }
        HOST.establish(RealHost.resource("directory: {path: /srv/chroot, absent: true}"));
    }

    @Test
    void takesOverNoDirectoryOfRootsWithSomethingInIt() throws Exception {
        HOST.raw("install -d /home/mallory/kept; touch /home/mallory/kept/secret");
        var plan = HOST.plan(RealHost.resource("directory: {path: /home/mallory/kept, owner: mallory}"));
        assertThat(HOST.apply(plan).stderr()).contains("must belong to mallory, or be an empty directory of root's");
        assertThat(HOST.raw("stat -c %U /home/mallory/kept")).isEqualTo("root");
    }
}
