package provisioner.resource.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import provisioner.lab.TestLab;
import provisioner.plan.Outcome;
import provisioner.resource.RealHost;
import provisioner.resource.file.Owner;
import provisioner.resource.release.Artifact.Archive.Format;
import provisioner.state.Bytes;

/** Releases on a real host, of which each is made, tampered with and gone back to. */
@Tag("host")
final class ReleaseOnHostTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "release-1");

    private static final RealHost HOST = new RealHost(LAB, "release-1");
    private static final Owner OWNER = new Owner("root", "adm", 0644);

    @BeforeAll
    static void installUnzip() throws Exception {
        HOST.raw("apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y unzip >&2");
    }

    private static ReleaseResource single(String path, String version, int keep) {
        Artifact jar = new Artifact.Single(Bytes.utf8("the jar of " + version), "app.jar", 0640);
        return new ReleaseResource(path, version, jar, OWNER, keep, true);
    }

    @Test
    void theLastOnesAreKeptAndAnEarlierOneIsGoneBackTo() throws Exception {
        HOST.raw("mkdir -p /srv/a");
        for (String version : new String[] {"1.0", "1.1", "1.2", "1.3"}) {
            HOST.establish(single("/srv/a", version, 3));
        }
        assertThat(HOST.raw("readlink /srv/a/current; cat /srv/a/current/app.jar; echo; ls /srv/a/releases"))
                .isEqualTo("releases/1.3\nthe jar of 1.3\n1.1\n1.2\n1.3");
        assertThat(HOST.raw("stat -c '%U:%G %a' /srv/a/current/app.jar /srv/a/releases/1.3"))
                .isEqualTo("root:adm 640\nroot:adm 755");
        HOST.establish(single("/srv/a", "1.1", 3));
        HOST.establish(single("/srv/a", "1.4", 3));
        assertThat(HOST.raw("ls -A /srv/a/releases")).isEqualTo("1.1\n1.3\n1.4");
    }

    @Test
    void whateverIsDoneToAReleaseIsDriftAndIsMended() throws Exception {
        HOST.raw(
                "mkdir -p /srv/b; cd /tmp; mkdir -p t/app-1/bin; echo run >t/app-1/bin/run; echo x >t/app-1/-odd\\ name;"
                        + " ln -s bin/run t/app-1/link; chmod 4777 t/app-1/bin/run; tar -czf t.tar.gz -C t app-1");
        byte[] tar = HexFormat.of().parseHex(HOST.raw("od -An -v -tx1 /tmp/t.tar.gz | tr -d ' \\n'"));
        ReleaseResource release =
                new ReleaseResource("/srv/b", "1", new Artifact.Archive(Bytes.of(tar), Format.TAR, 1), OWNER, 3, true);
        HOST.establish(release);
        assertThat(HOST.raw("cd /srv/b/current/; stat -c '%a %U:%G' bin/run; readlink link"))
                .isEqualTo("755 root:adm\nbin/run");
        for (String tampering : new String[] {
            "echo more >>bin/run",
            "rm -- '-odd name'",
            "touch bin/added",
            "mkdir bin/.hidden",
            "chmod 0777 bin/run",
            "chown daemon bin",
            "ln -sfn /etc link",
            "rm -rf ../1"
        }) {
            HOST.raw("cd /srv/b/releases/1 && " + tampering);
            assertThat(HOST.plan(release).outcome()).as(tampering).isEqualTo(Outcome.WOULD_CHANGE);
            HOST.establish(release);
        }
        assertThat(HOST.raw("cat /srv/b/current/bin/run; ls -A /srv/b/releases /srv/b/current/bin"))
                .isEqualTo("run\n/srv/b/current/bin:\nrun\n\n/srv/b/releases:\n1");
    }

    @Test
    void zipsAreUnpackedToo() throws Exception {
        HOST.raw("mkdir -p /srv/c/releases/.new.left");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("app-1/lib/it's.txt"));
            zip.write("text".getBytes(StandardCharsets.UTF_8));
        }
        Artifact archive = new Artifact.Archive(Bytes.of(bytes.toByteArray()), Format.ZIP, 1);
        HOST.establish(new ReleaseResource("/srv/c", "1", archive, OWNER, 3, true));
        assertThat(HOST.raw("cat /srv/c/current/lib/it*; echo; ls -A /srv/c/releases /srv/c/current"))
                .isEqualTo("text\n/srv/c/current:\n.release\nlib\n\n/srv/c/releases:\n1");
    }
}
