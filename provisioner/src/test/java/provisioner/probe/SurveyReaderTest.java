package provisioner.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.state.Bytes;
import provisioner.state.Observation.Content;
import provisioner.state.Observed;
import provisioner.state.Query.ContentQuery;
import provisioner.state.Query.SurveyQuery;
import provisioner.state.Survey;
import provisioner.state.Survey.Altered;
import provisioner.state.Survey.Entry;
import provisioner.state.Survey.Installed;
import provisioner.state.Survey.Program;

/** What a host has beside its packages, in a directory of this test. */
class SurveyReaderTest {
    /** The sum of what the package has at /etc/tool.conf. */
    private static final String PACKAGED = "c9440c9b9fe69064cb0776ee98a69a85";

    private final Path root;
    private final FakeHost host;

    SurveyReaderTest(@TempDir Path root) throws IOException {
        this.root = root;
        this.host = new FakeHost(root);
    }

    private List<String> files() throws Exception {
        return host.survey().files().stream().map(Entry::path).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void filesThatNoPackageOwnsWhateverTheyAreCalled(String shell) throws Exception {
        host.write("/etc/cron.d/mine", "x");
        host.write("/etc/two\nlines", "");
        host.write("/etc/x\n/etc/tool.conf", "");
        host.write("/etc/ ", "");
        host.write("/etc/*", "");
        host.write("/etc/-rf", "");
        host.write("/opt/a\\b", "");
        host.link("/srv/link", "to\nsomewhere");
        Survey survey = host.survey(shell);
        assertThat(survey.files().stream().map(Entry::path))
                .contains(
                        "/etc/cron.d/mine",
                        "/etc/two\nlines",
                        "/etc/x\n/etc/tool.conf",
                        "/etc/ ",
                        "/etc/*",
                        "/etc/-rf",
                        "/opt/a\\b")
                .doesNotContain("/etc/tool.conf", "/usr/lib/systemd/system/tool.service");
        assertThat(survey.files())
                .filteredOn(Entry::isLink)
                .singleElement()
                .satisfies(link -> assertThat(link.target()).isEqualTo("to\nsomewhere"));
        assertThat(survey.files())
                .filteredOn(entry -> entry.path().equals("/etc/cron.d/mine"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.size()).isEqualTo(1);
                    assertThat(entry.since()).isPositive();
                });
        assertThat(survey.unknown()).isEmpty();
    }

    @Test
    void filesThatWereDivertedAreTheirPackages() throws Exception {
        host.write("/etc/tool.conf.orig", "");
        host.write("/var/lib/dpkg/diversions", "/etc/tool.conf\n/etc/tool.conf.orig\n:\n");
        assertThat(files()).doesNotContain("/etc/tool.conf.orig");
        assertThat(host.survey().diversions())
                .containsExactly(new Survey.Diversion("/etc/tool.conf", "/etc/tool.conf.orig", ":", false));
    }

    @Test
    void configurationThatWasAlteredOrRemoved() throws Exception {
        assertThat(host.survey().altered()).isEmpty();
        host.write("/etc/tool.conf", "mine\n");
        assertThat(host.survey().altered()).containsExactly(new Altered("/etc/tool.conf", true, false, PACKAGED));
        Files.delete(root.resolve("etc/tool.conf"));
        assertThat(host.survey().altered()).containsExactly(new Altered("/etc/tool.conf", true, true, PACKAGED));
    }

    @Test
    void programsThatWereAlteredSinceTheLastChange() throws Exception {
        host.write("/var/lib/dpkg/info/tool.md5sums", "c9440c9b9fe69064cb0776ee98a69a85  usr/bin/tool\n");
        Files.setLastModifiedTime(
                host.write("/var/log/provisioner/journal.jsonl", "{}\n"),
                FileTime.fromMillis(System.currentTimeMillis() + 60_000));
        assertThat(host.survey().altered()).isEmpty();
        Files.setLastModifiedTime(root.resolve("var/log/provisioner/journal.jsonl"), FileTime.fromMillis(0));
        assertThat(host.survey().altered()).containsExactly(new Altered("/usr/bin/tool", false, false, ""));
    }

    /** More names than fit into a variable of the environment, as after an upgrade. */
    @Test
    void programsThatWereAlteredAreFoundAmongAnyNumber() throws Exception {
        host.write("/var/lib/dpkg/info/tool.md5sums", "c9440c9b9fe69064cb0776ee98a69a85  usr/bin/tool\n");
        Files.setLastModifiedTime(root.resolve("var/log/provisioner/journal.jsonl"), FileTime.fromMillis(0));
        String name = "n".repeat(200);
        for (int i = 0; i < 1000; i++) {
            host.write("/usr/share/doc/" + name + i, "");
        }
        assertThat(host.survey().altered()).containsExactly(new Altered("/usr/bin/tool", false, false, ""));
    }

    /** Whoever reads a named pipe waits for ever. */
    @Test
    void whatIsNoFileInAFilesPlaceIsAltered() throws Exception {
        Files.delete(root.resolve("etc/tool.conf"));
        new ProcessBuilder("mkfifo", root + "/etc/tool.conf", root + "/etc/environment")
                .start()
                .waitFor();
        Survey survey = host.survey();
        assertThat(survey.altered()).containsExactly(new Altered("/etc/tool.conf", true, false, PACKAGED));
        assertThat(survey.files())
                .filteredOn(entry -> entry.path().equals("/etc/environment"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.kind()).isEqualTo('p'));
        assertThat(survey.generated().asPackaged()).doesNotContain("/etc/environment");
    }

    @Test
    void aCommandThatFailsHasFoundNothingOut() throws Exception {
        Path programs = Files.createDirectories(root.resolve("srv/programs"));
        Path program = Files.writeString(programs.resolve("md5sum"), "#!/bin/sh\nexit 124\n");
        Files.setPosixFilePermissions(program, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(host.survey(Map.of("PATH", programs + ":" + System.getenv("PATH")))
                        .unknown())
                .contains(new Survey.Unknown("configuration files of packages", "it took too long"));
    }

    /** sshd follows the link. */
    @Test
    void keysBehindALinkAreUnknown() throws Exception {
        host.write("/root/keys", "ssh-ed25519 AAAA me\n");
        host.link("/root/.ssh/authorized_keys", "../keys");
        assertThat(host.survey().unknown())
                .singleElement()
                .satisfies(unknown -> assertThat(unknown.what()).isEqualTo("keys of root"));
    }

    @Test
    void whatCannotBeLookedAtIsUnknown() throws Exception {
        Files.delete(root.resolve("var/log/provisioner/journal.jsonl"));
        assertThat(host.survey().unknown())
                .singleElement()
                .satisfies(unknown -> assertThat(unknown.what()).isEqualTo("altered files of packages"));
    }

    @Test
    void programsWithOtherRights() throws Exception {
        host.mode("/usr/bin/tool", "rwxr-xr-x");
        host.write("/usr/bin/shell", "");
        for (String name : List.of("tool", "shell")) {
            new ProcessBuilder("chmod", "4755", root + "/usr/bin/" + name)
                    .start()
                    .waitFor();
        }
        assertThat(host.survey().programs())
                .extracting(Program::path, Program::rights, Program::packaged)
                .containsExactlyInAnyOrder(
                        tuple("/usr/bin/tool", "mode 4755", true), tuple("/usr/bin/shell", "mode 4755", false));
    }

    /** A user can call a set-gid file anything. */
    @Test
    void programsWhateverTheyAreCalled() throws Exception {
        host.write("/usr/bin/a\nb", "");
        new ProcessBuilder("chmod", "2755", root + "/usr/bin/a\nb").start().waitFor();
        assertThat(host.survey().programs())
                .extracting(Program::path, Program::rights, Program::packaged)
                .containsExactly(tuple("/usr/bin/a\nb", "mode 2755", false));
    }

    @Test
    void whatAUserCanMakeTheHostSendIsLimited() throws Exception {
        Path directory = Files.createDirectories(root.resolve("root/.ssh"));
        new ProcessBuilder("sh", "-c", "seq 5001 | xargs touch && seq -f big%g 200000 >authorized_keys")
                .directory(directory.toFile())
                .start()
                .waitFor();
        Survey survey = host.survey();
        assertThat(survey.unknown()).extracting(Survey.Unknown::what).containsExactly("files of a user", "keys");
        assertThat(survey.files()).hasSizeLessThan(5_100);
    }

    @Test
    void applicationsDoNotHideWhatIsElsewhere() throws Exception {
        new ProcessBuilder("sh", "-c", "mkdir -p opt/app && cd opt/app && seq 50001 | xargs touch")
                .directory(root.toFile())
                .start()
                .waitFor();
        host.write("/srv/x", "");
        host.write("/etc/cron.d/x", "");
        Survey survey = host.survey();
        assertThat(survey.files()).extracting(Entry::path).contains("/srv/x", "/etc/cron.d/x");
        assertThat(survey.unknown()).hasSize(1);
    }

    @Test
    void whatStepsDeclareAsAWholeIsNotLookedThrough() throws Exception {
        host.write("/opt/a*b/x", "");
        host.write("/opt/acb/x", "");
        host.write("/srv/two words/x", "");
        assertThat(host.survey(Set.of("/opt/a*b", "/srv/two words")).files())
                .extracting(Entry::path)
                .contains("/opt/acb/x")
                .doesNotContain("/opt/a*b/x", "/srv/two words/x");
    }

    @Test
    void aLinkInADirectorysPlaceIsToldAndFollowedAtTheTop() throws Exception {
        host.write("/var/lib/dpkg/info/other.list", "/opt\n/etc/other\n/etc/other/file\n/etc/empty.d\n");
        host.write("/real/x", "");
        host.link("/opt", "real");
        host.link("/etc/other", "/tmp");
        host.link("/etc/empty.d", "/tmp");
        assertThat(files()).contains("/opt", "/opt/x", "/etc/other", "/etc/empty.d");
    }

    @Test
    void configurationThatItsPackageNoLongerHas() throws Exception {
        Path status = root.resolve("var/lib/dpkg/status");
        Files.writeString(status, Files.readString(status).replace("98a69a85", "98a69a85 obsolete"));
        host.write("/etc/tool.conf", "mine\n");
        assertThat(host.survey().altered()).containsExactly(new Altered("/etc/tool.conf", true, false, PACKAGED));
        Files.delete(root.resolve("etc/tool.conf"));
        assertThat(host.survey().altered()).isEmpty();
    }

    @Test
    void packagesThatWereInstalledForTheirOwnSake() throws Exception {
        assertThat(host.survey().packages())
                .containsExactlyInAnyOrder(
                        new Installed("tool", false, true, false),
                        // tool needs it.
                        new Installed("libtool", false, false, false),
                        new Installed("base", false, true, true));
        host.write("/var/lib/apt/extended_states", "Package: tool\nArchitecture: amd64\nAuto-Installed: 1\n");
        assertThat(host.survey().packages()).contains(new Installed("tool", false, false, false));
    }

    @Test
    void accountsWithoutTheirHashes() throws Exception {
        host.write("/etc/shadow", "root:$6$secret:1::::::\ndaemon:!:1::::::\n");
        Survey survey = host.survey();
        assertThat(survey.accounts()).hasSize(2).first().satisfies(root -> {
            assertThat(root.passwordState()).isEqualTo("set");
            assertThat(root.canLogIn()).isTrue();
        });
        assertThat(survey.accounts().getLast().canLogIn()).isFalse();
        assertThat(survey.toString()).doesNotContain("secret");
    }

    @Test
    void keysAndStartFilesOfWhoCanLogIn() throws Exception {
        host.write("/etc/skel/.profile", "as new\n");
        host.write("/root/.profile", "as new\n");
        host.write("/root/.bashrc", "mine\n");
        host.write("/root/.ssh/authorized_keys", "# comment\n\nssh-ed25519 AAAA me\n");
        host.write("/root/.ssh/rc", "");
        Survey survey = host.survey();
        assertThat(survey.keys())
                .containsExactly(new Survey.KeyLine("root", "/root/.ssh/authorized_keys", "ssh-ed25519 AAAA me"));
        assertThat(survey.generated().asNew()).containsExactly("/root/.profile");
        assertThat(files()).contains("/root/.bashrc", "/root/.ssh/rc");
    }

    @Test
    void whatProvisionerNoted() throws Exception {
        host.write("/var/lib/provisioner/made/etc/systemd/system/a.service.d/x.conf", "deploy.yml\n");
        assertThat(host.survey().made()).isEqualTo(Map.of("/etc/systemd/system/a.service.d/x.conf", "deploy.yml"));
    }

    @Test
    void notesWhateverIsInThem() throws Exception {
        host.write("/var/lib/provisioner/made/etc/a", "deploy.yml\n\nodd\n");
        host.write("/var/lib/provisioner/made/etc/two\nlines", "deploy.yml\n");
        host.write("/var/lib/provisioner/made/etc/empty", "");
        host.write("/var/lib/provisioner/made/etc/large", "x".repeat(2_000));
        assertThat(host.survey().made())
                .isEqualTo(Map.of(
                        "/etc/a",
                        "deploy.yml\n\nodd",
                        "/etc/two\nlines",
                        "deploy.yml",
                        "/etc/empty",
                        "",
                        "/etc/large",
                        ""));
    }

    /** It runs beside the rest, which may say more than a pipe holds. */
    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void comesAfterTheOtherAnswers(String shell) throws Exception {
        for (int i = 0; i < 2_000; i++) {
            host.write("/srv/a-name-that-is-rather-long-for-a-file-" + i, "");
        }
        ContentQuery content =
                new ContentQuery(host.write("/tmp/content", "x".repeat(200_000)).toString(), "", 1_000_000);
        SurveyQuery all = new SurveyQuery(false, Set.of());
        LocalHost local = new LocalHost(shell, Map.of("PROVISIONER_ROOT", root.toString()));
        assertThat(local.reply(List.of(all, content)))
                .extracting(Map.Entry::getKey)
                .endsWith("survey.end")
                .satisfies(tags -> assertThat(tags.getFirst()).doesNotStartWith("survey"));
        Observed observed = local.observe(List.of(all, content));
        assertThat(observed.get(content)).isInstanceOf(Content.class);
        assertThat(observed.get(all).survey().files()).hasSizeGreaterThan(2_000);
    }

    @Test
    void pamThatOnlySaysWhatProfilesSay() throws Exception {
        host.write("/usr/share/pam-configs/unix", "Auth:\n\t[success=end default=ignore]\tpam_unix.so nullok\n");
        host.write("/usr/share/pam/common-auth", "auth\trequisite\tpam_deny.so");
        host.write(
                "/etc/pam.d/common-auth",
                "auth [success=1 default=ignore] pam_unix.so nullok\nauth requisite pam_deny.so\n");
        assertThat(host.survey().generated().strangePam()).isEmpty();
        host.write("/etc/pam.d/common-auth", "auth sufficient pam_permit.so\n");
        assertThat(host.survey().generated().strangePam()).containsExactly("/etc/pam.d/common-auth");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth [success=1 default=ignore] pam_unix.so\nauth required pam_permit.so\n",
                "auth [success=2 default=ignore] pam_unix.so\nauth requisite pam_deny.so\nauth required pam_permit.so\n",
                "auth [success=1 default=2] pam_unix.so\nauth requisite pam_deny.so\nauth required pam_permit.so\n",
                "auth [default=1] pam_permit.so\nauth [success=1 default=ignore] pam_unix.so\nauth requisite pam_deny.so\n"
                        + "auth required pam_permit.so\n",
                "auth [success=1 default=ignore] pam_unix.so\nauth required pam_permit.so\nauth requisite pam_deny.so\n",
                ""
            })
    void pamThatSkipsOrLacksWhatRefuses(String content) throws Exception {
        host.write(
                "/usr/share/pam-configs/unix",
                "Auth:\n\t[success=end default=ignore]\tpam_unix.so\n\toptional pam_cap.so\nSession:\n\toptional\tpam_permit.so\n");
        host.write(
                "/usr/share/pam/common-auth",
                "# template\n$auth_primary\nauth\trequisite\tpam_deny.so\nauth required pam_permit.so\n$auth_additional\n");
        host.write(
                "/etc/pam.d/common-auth",
                "auth [success=2 default=ignore] pam_unix.so\nauth [success=1 default=ignore] pam_unix.so\n"
                        + "auth requisite pam_deny.so\nauth required pam_permit.so\nauth optional pam_cap.so\n");
        assertThat(host.survey().generated().strangePam()).isEmpty();
        host.write("/etc/pam.d/common-auth", content);
        assertThat(host.survey().generated().strangePam()).containsExactly("/etc/pam.d/common-auth");
    }

    @Test
    void sourcesThatTrustNobodyElse() throws Exception {
        host.write("/etc/apt/sources.list", "deb http://deb.example.org sid main\n");
        host.write(
                "/etc/apt/sources.list.d/own.sources", "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n");
        host.write("/etc/apt/sources.list.d/other.sources", "Signed-By: /etc/apt/keyrings/other.asc\n");
        host.write("/etc/apt/sources.list.d/any.list", "deb [trusted=yes] http://any.example.org x main\n");
        assertThat(host.survey().generated().debianSources())
                .containsExactlyInAnyOrder("/etc/apt/sources.list", "/etc/apt/sources.list.d/own.sources");
    }

    @Test
    void theLastProcessOfASocketCounts() throws Exception {
        Answers answers = new Answers();
        answers.add(
                "survey.sockets",
                Bytes.utf8("tcp LISTEN 0 5 0.0.0.0:4444 0.0.0.0:* users:((\"x\",pid=1,fd=3))\",pid=77,fd=4))\n"
                        + "udp UNCONN 0 0 127.0.0.1:53 0.0.0.0:*\n"));
        answers.add("survey.cgroups", Bytes.utf8("1 /init.scope\n77 /user.slice/user-0.slice/session-3.scope\n"));
        assertThat(SurveyLines.listeners(answers))
                .containsExactly(
                        new Survey.Listener("tcp", "0.0.0.0:4444", "x", "/user.slice/user-0.slice/session-3.scope"),
                        new Survey.Listener("udp", "127.0.0.1:53", "", ""));
    }

    @Test
    void anotherProcessSpeaksForOneThatHasEnded() throws Exception {
        Answers answers = new Answers();
        answers.add(
                "survey.sockets",
                Bytes.utf8("tcp LISTEN 0 5 0.0.0.0:80 0.0.0.0:* users:((\"nginx\",pid=5,fd=3),(\"nginx\",pid=6,fd=3))\n"
                        + "tcp LISTEN 0 5 0.0.0.0:81 0.0.0.0:* users:((\"gone\",pid=9,fd=3))\n"));
        answers.add("survey.cgroups", Bytes.utf8("5 /system.slice/nginx.service\n"));
        assertThat(SurveyLines.listeners(answers))
                .extracting(Survey.Listener::cgroup, Survey.Listener::isSettled)
                .containsExactly(tuple("/system.slice/nginx.service", true), tuple("", false));
    }

    @Test
    void mountsWithOddNamesAndThoseOfFstab() throws Exception {
        Answers answers = new Answers();
        answers.add(
                "survey.fstab", Bytes.utf8("# comment\nUUID=1 / ext4 defaults 0 1\n/dev/sdb /data xfs defaults 0 0\n"));
        answers.add(
                "survey.mounts",
                Bytes.utf8("1 0 8:1 / / rw - ext4 /dev/sda rw\n2 1 0:5 / /mnt/a\\040b\\012c rw - nfs host:/x rw\n"));
        assertThat(SurveyLines.mounts(answers))
                .containsExactly(
                        new Survey.Mount("/", "ext4", "UUID=1", "UUID=1 / ext4 defaults 0 1"),
                        new Survey.Mount("/data", "xfs", "/dev/sdb", "/dev/sdb /data xfs defaults 0 0"),
                        new Survey.Mount("/mnt/a b\nc", "nfs", "host:/x", ""));
    }

    @Test
    void anAnswerThatWasCutOffIsNoCleanHost() throws Exception {
        SurveyQuery query = new SurveyQuery(false, Set.of());
        Answers answers = new Answers();
        answers.add("survey.files", Bytes.utf8("f 644 root root 1 1.0\0./etc/x"));
        assertThat(Probe.of(List.of(query)).read(answers).unreadable()).containsKey(query);
        answers.add("survey.end", Bytes.utf8(""));
        assertThat(Probe.of(List.of(query)).read(answers).unreadable()).containsKey(query);
    }
}
