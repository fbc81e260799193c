package provisioner.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.lab.TestLab;
import provisioner.plan.Outcome;
import provisioner.plan.StepPlan;
import provisioner.state.Bytes;

/** Files and their kin on a real host: what is planned is what their scripts do. */
@Tag("host")
final class FilesOnHostTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "files-1");

    private static final RealHost HOST = new RealHost(LAB, "files-1");

    @TempDir
    Path temporary;

    @Test
    void filesKeepBackupsOfWhatTheyReplace() throws Exception {
        HOST.raw("mkdir /srv/versions");
        for (int i = 0; i < 7; i++) {
            HOST.establish(RealHost.resource("""
                    file: {path: "/srv/versions/it's $(x)", content: "version %d, $(reboot)", group: adm, mode: "0640"}
                    """.formatted(i)));
        }
        String backups = HOST.raw("cd /var/backups/provisioner/srv/versions; stat -c '%a %U' .. *; cat *");
        assertThat(backups)
                .startsWith("700 root\n600 root\n")
                .contains("version 1")
                .doesNotContain("version 0");
        assertThat(HOST.raw("ls -A /srv/versions")).isEqualTo("it's $(x)");
        HOST.establish(RealHost.resource("file: {path: \"/srv/versions/it's $(x)\", absent: true}"));
    }

    @Test
    void replacesWhatIsInTheWay() throws Exception {
        HOST.raw("echo x >/opt/a; ln -s /etc /opt/b; echo y >/opt/c; chmod 4755 /opt/c");
        HOST.establish(RealHost.resource("directory: {path: /opt/a, owner: daemon, mode: \"2775\"}"));
        HOST.establish(RealHost.resource("directory: {path: /opt/b}"));
        HOST.establish(RealHost.resource("symlink: {path: /opt/c, target: \"-it's $(x)\"}"));
        HOST.establish(RealHost.resource("symlink: {path: /opt/c, target: a}"));
        assertThat(HOST.raw("readlink /opt/c; test -d /etc/apt; ls /var/backups/provisioner/opt | wc -l"))
                .isEqualTo("a\n2");
        HOST.establish(RealHost.resource("directory: {path: /opt/b, absent: true}"));
    }

    @Test
    void anExclusiveDirectoryHasNothingElse() throws Exception {
        HOST.raw("mkdir -p /srv/only/sub/deep /srv/only/.hidden; cd /srv/only; echo mine >sub/deep/x; ln -s /etc link;"
                + " echo y >.hidden/y; echo k >kept; chmod 0600 kept");
        Resource directory = RealHost.resource(
                        "directory: {path: /srv/only, exclusive: true, source: t, file_mode: \"0640\"}",
                        Map.of(),
                        Map.of("t/a/b.conf", "b\n"))
                .among(new Claimed(
                        "site.yml",
                        List.of(),
                        List.of(new CaseOthers(List.of("path /srv/only/kept"))),
                        Claimed.Beyond.NOTHING));
        HOST.establish(directory);
        assertThat(HOST.raw("cd /srv/only; find . -mindepth 1 -printf '%P %m\\n' | sort; test -d /etc/apt"))
                .isEqualTo("a 755\na/b.conf 640\nkept 600");
        assertThat(HOST.raw("cd /var/backups/provisioner/srv/only; cat sub/deep/x.* .hidden/y.*"))
                .isEqualTo("mine\ny");
        HOST.raw("rm /srv/only/kept; ln -s /etc/passwd /srv/only/kept; echo x >>/srv/only/a/b.conf");
        HOST.establish(directory);
        HOST.establish(RealHost.resource("directory: {path: /srv/only, absent: true}"));
    }

    @Test
    void editsLinesOfFilesThatKeepTheirOwner() throws Exception {
        HOST.raw("printf '#Port 1\\nend' >/etc/line.conf; chown daemon:adm /etc/line.conf; chmod 0640 /etc/line.conf");
        HOST.establish(RealHost.resource("line: {path: /etc/line.conf, line: \"Port '2'\", match: \"^#?Port\"}"));
        assertThat(HOST.raw("cat /etc/line.conf; stat -c '%U:%G %a' /etc/line.conf"))
                .isEqualTo("Port '2'\nend\ndaemon:adm 640");
    }

    @Test
    void setsTheTimeZoneThatTheHostShows() throws Exception {
        Resource berlin = RealHost.resource("timezone: {name: Europe/Berlin}");
        HOST.raw("test -f /etc/timezone && ln -sf /usr/share/zoneinfo/Etc/UTC /etc/localtime");
        HOST.establish(berlin);
        assertThat(HOST.raw("date -d 2026-01-01T00:00Z +%R%Z; timedatectl show -p Timezone --value; cat /etc/timezone"))
                .isEqualTo("01:00CET\nEurope/Berlin\nEurope/Berlin");
        HOST.raw("timedatectl set-timezone Etc/UTC; timedatectl set-timezone Europe/Berlin");
        HOST.assertUnchanged(berlin);
        HOST.raw("cp --remove-destination /usr/share/zoneinfo/Etc/UTC /etc/localtime; rm /etc/timezone");
        HOST.establish(berlin);
        assertThat(HOST.raw("date -d 2026-01-01T00:00Z +%Z; ls /etc/timezone || true"))
                .isEqualTo("CET");
        assertThat(HOST.plan(RealHost.resource("timezone: {name: Europe/Berln}"))
                        .because())
                .contains("no time zone 'Europe/Berln'");
    }

    @Test
    void doesNotOverwriteAFileThatChangedMeanwhile() throws Exception {
        HOST.raw("echo a >/etc/race.conf");
        var plan = HOST.plan(RealHost.resource("line: {path: /etc/race.conf, line: b}"));
        HOST.raw("echo c >/etc/race.conf");
        assertThat(HOST.apply(plan).stderr()).contains("has changed since");
        assertThat(HOST.raw("cat /etc/race.conf")).isEqualTo("c");
    }

    @Test
    void letsKeysInThatSshdAccepts() throws Exception {
        HOST.raw("useradd -m -s /bin/sh keyed; ssh-keygen -q -t ed25519 -N '' -f /root/test-key");
        String key = HOST.raw("cat /root/test-key.pub");
        Resource allowed = RealHost.resource("authorized_key: {user: keyed, key: '%s'}".formatted(key));
        HOST.establish(allowed);
        assertThat(HOST.raw(
                        "ssh -i /root/test-key -o StrictHostKeyChecking=no -o BatchMode=yes keyed@127.0.0.1 id -un"))
                .isEqualTo("keyed");
        HOST.raw("chmod 0777 ~keyed/.ssh; chown root ~keyed/.ssh/authorized_keys");
        // The keys in it may be somebody's, and sshd cannot read them either.
        assertThat(HOST.plan(allowed).because()).contains("authorized_keys is there, but 'keyed'");
        HOST.raw("chmod 0644 ~keyed/.ssh/authorized_keys");
        HOST.establish(allowed);
        HOST.establish(RealHost.resource("authorized_key: {user: keyed, key: '%s', absent: true}".formatted(key)));
    }

    @Test
    void aRewriteKeepsWhatTheModeDoesNotSay() throws Exception {
        HOST.raw("""
                useradd -m keeper; mkdir -p /srv/kept; printf a >/srv/kept/a; printf a >~keeper/a; chown keeper ~keeper/a
                printf 'a+ %s - - - - u:daemon:r\\n' /srv/kept/a /home/keeper/a >/run/kept.conf
                systemd-tmpfiles --create /run/kept.conf; rm /run/kept.conf; chmod o-r /srv/kept/a; chmod o+x ~keeper
                setcap cap_net_raw=ep /srv/kept/a
                """);
        String all =
                "runuser -u daemon -- cat /srv/kept/a /home/keeper/a; getcap /srv/kept/a; stat -c %a /srv/kept/a ~keeper/a";
        HOST.establish(RealHost.resource("file: {path: /srv/kept/a, content: b, mode: '0750', group: daemon}"));
        HOST.establish(RealHost.resource("line: {path: /srv/kept/a, line: c}"));
        HOST.establish(RealHost.resource("file: {path: /srv/kept/a, content: \"b\\n\", mode: '0755', group: daemon}"));
        HOST.establish(RealHost.resource("file: {path: /srv/kept/a, content: \"b\\n\", mode: '0640', group: daemon}"));
        HOST.establish(RealHost.resource("file: {path: /home/keeper/a, content: d, mode: '0640', owner: keeper}"));
        assertThat(HOST.raw(all)).isEqualTo("b\nd/srv/kept/a cap_net_raw=ep\n640\n640");
        assertThat(HOST.raw("ls -A /srv/kept ~keeper | grep -c provisioner || true"))
                .isEqualTo("0");
        HOST.raw("mount --bind /srv/kept/a /srv/kept/a; mount -o remount,bind,ro /srv/kept/a");
        assertThat(HOST.plan(RealHost.resource("line: {path: /srv/kept/a, line: x}"))
                        .because())
                .contains("not even root can change /srv/kept/a: it is immutable, or its file system is read-only");
        HOST.assertUnchanged(RealHost.resource("line: {path: /srv/kept/a, line: b}"));
        HOST.raw("umount /srv/kept/a");
    }

    /** Not where they nearly always are. */
    @Test
    void keysGoWhereSshdLooksForThem() throws Exception {
        String block =
                "printf 'Match User central\n  %s\n' >/etc/ssh/sshd_config.d/70-central.conf; systemctl reload ssh";
        String key = HOST.raw("useradd -m -s /bin/sh central; ssh-keygen -q -t ed25519 -N '' -f /root/central-key;"
                + block.formatted("AuthorizedKeysFile /etc/ssh/keys/%%u %%h/.keys") + "; cat /root/central-key.pub");
        Resource allowed = RealHost.resource("authorized_key: {user: central, key: '%s'}".formatted(key));
        try {
            HOST.establish(allowed);
            String login =
                    "ssh -i /root/central-key -o StrictHostKeyChecking=no -o BatchMode=yes central@127.0.0.1 id -un";
            assertThat(HOST.raw(login
                            + "; stat -c '%U %a' /etc/ssh/keys /etc/ssh/keys/central; ls -A ~central/.ssh || true"))
                    .isEqualTo("central\nroot 755\nroot 644");
            HOST.raw("install -o central -m 0600 /root/central-key.pub ~central/.keys");
            HOST.establish(
                    RealHost.resource("authorized_key: {user: central, key: '%s', absent: true}".formatted(key)));
            assertThat(HOST.raw(login + " 2>&1 || true")).contains("Permission denied");
            HOST.raw("rm ~central/.keys;" + block.formatted("AuthorizedKeysFile .keys/%%u%%%%"));
            HOST.establish(allowed);
            assertThat(HOST.raw(login + "; stat -c '%U %a' ~central/.keys ~central/.keys/*"))
                    .isEqualTo("central\ncentral 700\ncentral 600");
            HOST.raw(block.formatted("PubkeyAuthentication no"));
            assertThat(HOST.plan(allowed).because())
                    .contains(
                            "because of /etc/ssh/sshd_config.d/70-central.conf:2 'PubkeyAuthentication no' in the block");
            HOST.raw("rm /etc/ssh/sshd_config.d/70-central.conf; chmod g+w ~central");
            // Nobody else is in that group: the key goes where sshd looks for it now.
            assertThat(HOST.plan(allowed).because()).doesNotContain("sshd ignores");
            HOST.raw("chmod o+w ~central");
            assertThat(HOST.plan(allowed).because()).contains("write to /home/central, but it is central 0777");
        } finally {
            HOST.raw("rm -f /etc/ssh/sshd_config.d/70-central.conf; systemctl reload ssh");
        }
    }

    @Test
    void keysFollowNoLinkOutOfTheHomeDirectory() throws Exception {
        HOST.raw("useradd -m sly; echo keep >/etc/precious; mkdir ~sly/.ssh; chown sly ~sly/.ssh");
        String key = HOST.raw("ssh-keygen -q -t ed25519 -N '' -f /root/sly-key; cat /root/sly-key.pub");
        var plan = HOST.plan(RealHost.resource("authorized_key: {user: sly, key: '%s'}".formatted(key)));
        HOST.raw("rmdir ~sly/.ssh; ln -s /etc ~sly/.ssh");
        assertThat(HOST.apply(plan).exit()).isNotZero();
        assertThat(HOST.raw("test ! -e /etc/authorized_keys && stat -c '%U %a' /etc"))
                .isEqualTo("root 755");
    }

    @Test
    void unpacksArchivesAndMendsThem() throws Exception {
        Files.createDirectories(temporary.resolve("app-1/bin"));
        Files.writeString(temporary.resolve("app-1/bin/app"), "#!/bin/sh\n");
        Files.writeString(temporary.resolve("app-1/a b"), "x");
        Path file = temporary.resolve("app.tar.gz");
        Process tar = new ProcessBuilder("tar", "-czf", file.toString(), "-C", temporary.toString(), "app-1").start();
        assertThat(tar.waitFor()).isZero();
        Bytes archive = Bytes.of(Files.readAllBytes(file));
        Resource app = RealHost.resource(
                "archive: {destination: /opt/app, source: app.tar.gz, sha256: %s, owner: daemon, strip: 1}"
                        .formatted(archive.sha256()),
                Map.of("app.tar.gz", archive),
                Map.of());
        HOST.establish(app);
        assertThat(HOST.raw("stat -c '%U' /opt/app/bin/app; cat '/opt/app/a b'"))
                .isEqualTo("daemon\nx");
        HOST.raw("rm /opt/app/bin/app; echo y >'/opt/app/a b'");
        assertThat(HOST.plan(app).differences())
                .extracting(Difference::attribute)
                .containsExactlyInAnyOrder("bin/app", "a b", "directory");
        HOST.establish(app);
        HOST.raw("rm -r /opt/app");
        HOST.establish(app);
        assertThat(HOST.raw("ls -A /opt | grep provisioner; true")).isEmpty();
    }

    @Test
    void fetchesTheListsOfARepositoryBeforeItIsThere() throws Exception {
        HOST.raw("""
                mkdir -p /srv/repo && cd /srv/repo && : >Packages
                printf 'Package: made-up\\nVersion: 1\\nArchitecture: all\\nMaintainer: x\\n' >Packages
                printf 'Filename: x.deb\\nSize: 1\\nSHA256: %064d\\nDescription: x\\n\\n' 0 >>Packages
                """);
        // Unsigned, which apt refuses: nothing may be left behind.
        String repository = "apt_repository: {name: local, uris: 'file:/srv/repo', suites: ./}";
        var plan = HOST.plan(RealHost.resource(repository));
        var output = HOST.apply(plan);
        assertThat(output.exit()).isNotZero();
        assertThat(output.stderr()).contains("/srv/repo");
        assertThat(HOST.raw("ls /etc/apt/sources.list.d | grep local; true")).isEmpty();
    }

    /** Each answer is apt's: a plan says no more than it would do. */
    @Test
    void packagesAreAsAptHasThem() throws Exception {
        HOST.raw("""
                mkdir -p /srv/repo; cd /srv/repo
                entry() {
                  printf 'Package: %s\\nVersion: %s\\nArchitecture: all\\nMaintainer: x <x@example.org>\\n' "$1" "$2"
                  shift 2
                  for field; do printf '%s\\n' "$field"; done
                  printf 'Filename: ./x.deb\\nSize: 5\\nSHA256: %064d\\nDescription: x\\n\\n' 0
                }
                {
                  entry pv-epoch 1:2.4-1; entry pv-epoch 1:2.3-1; entry pv-first 1 'Provides: pv-virtual'
                  entry pv-second 1 'Provides: pv-virtual'; entry pv-needs 1 'Depends: pv-nowhere (>= 3)'
                  entry pv-rival 1 'Conflicts: sudo'; entry pv-held 1; entry pv-pinned 1
                } >Packages
                echo 'deb [trusted=yes] file:/srv/repo ./' >/etc/apt/sources.list.d/pv.list
                printf 'Package: pv-pinned\\nPin: version *\\nPin-Priority: -1\\n' >/etc/apt/preferences.d/pv
                apt-get -q update >&2
                apt-mark hold pv-held""");
        refused("{name: pv-epoch, version: 2.4-1}", "write the full version: 1:2.4-1");
        refused("{name: pv-epoch, version: 9}", "apt has no version 9 of 'pv-epoch', only 1:2.4-1, 1:2.3-1");
        refused("{name: pv-virtual}", "name one that provides it: pv-first, pv-second");
        refused("{name: pv-needs}", "pv-needs : Depends: pv-nowhere (>= 3) but it is not installable");
        refused("{name: pv-rival}", "installing 'pv-rival' would remove sudo");
        refused("{name: pv-held}", "'pv-held' is on hold");
        refused("{name: pv-pinned}", "see /etc/apt/preferences.d/pv:1");
        refused("{name: pv-fisrt}", "did you mean 'pv-first'?");
        refused("{name: \"pv-first:i386\"}", "does not take packages for i386, only for amd64");
        String would = "{name: [\"pv-first:amd64\", pv-second]}";
        assertThat(HOST.plan(RealHost.resource("package: " + would)).outcome()).isEqualTo(Outcome.WOULD_CHANGE);
        HOST.raw("touch -d '5 hours ago' /var/lib/apt/lists");
        StepPlan old = HOST.plan(RealHost.resource("package: {name: pv-epoch, version: 9}"));
        assertThat(old.outcome()).isEqualTo(Outcome.MAY_CHANGE);
        assertThat(old.because()).contains("only 1:2.4-1, 1:2.3-1; the lists are ", "the step fetches them first");
        HOST.raw("rm -r /etc/apt/sources.list.d/pv.list /etc/apt/preferences.d/pv /srv/repo; apt-get -q update >&2");
    }

    private static void refused(String parameters, String why) throws Exception {
        StepPlan plan = HOST.plan(RealHost.resource("package: " + parameters));
        assertThat(plan.outcome()).as(parameters).isEqualTo(Outcome.FAILED);
        assertThat(plan.because()).contains(why);
    }
}
