package provisioner.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import provisioner.state.Bytes;
import provisioner.state.Query;
import provisioner.state.Query.ShellQuery;
import provisioner.state.Reading;

/** Replies with damage, as a hostile host may send them, are observations or are refused; nothing else comes of them. */
class HostileRepliesTest {
    private static final List<ShellQuery<?>> QUERIES = List.of(
            new Query.PathQuery("/etc/passwd"),
            new Query.PathQuery("/no/such/thing"),
            new Query.ContentQuery("/etc/hostname", "", 1 << 20),
            new Query.ContentQuery("/etc/passwd", "", 4),
            new Query.TreeQuery("/etc/security"),
            new Query.ListingQuery("/usr"),
            new Query.WayQuery("/etc/passwd"),
            new Query.EntriesQuery("/etc/security", true),
            new Query.PackageQuery("dpkg"),
            new Query.PackageQuery("no-such-package-at-all"),
            new Query.UnitQuery("dbus.service"),
            new Query.LoadedQuery("dbus.service", "reload", List.of("/etc/hostname")),
            new Query.UserQuery("root"),
            new Query.GroupQuery("root"),
            new Query.ShadowQuery("root"),
            new Query.LocaleQuery("C.UTF-8"),
            new Query.SysctlQuery("kernel.pid_max"),
            new Query.SshdQuery(),
            new Query.BootSysctlQuery("kernel.pid_max", "/etc/sysctl.d/ours.conf"),
            new Query.AuthorizedKeysQuery("root"),
            new Query.ArchiveQuery("/opt"),
            new Query.GuardQuery("true"),
            new Query.OwnQuery("own", "echo a=b", new TreeSet<>(Set.of("a")), new TreeSet<>()),
            new Query.FirewallQuery(),
            new Query.PacketFilterQuery(),
            new Query.UfwProfileQuery("OpenSSH"),
            new Query.NameQuery("localhost"),
            new Query.CertificateQuery("/etc/passwd", "/etc/hostname", ""),
            new Query.UpgradeQuery(true),
            new Query.UpgradeQuery(false),
            new Query.ReadingQuery(Reading.SHA512, List.of("/etc/passwd")),
            new Query.ReadingQuery(Reading.MOUNT, List.of("/proc", "proc", "")),
            new Query.ReadingQuery(Reading.APT_POLICY, List.of("dpkg")),
            new Query.ReadingQuery(Reading.APT_CONFIG, List.of("APT::Architecture")),
            new Query.BootQuery(),
            new Query.FactsQuery(),
            new Query.MachineQuery());

    private static final List<String> DAMAGE =
            List.of("", " ", "\n", "\0", "=", ":", "99999999999999999999", "-1", "'", "\"", "\u001b[2J", "/", "é");

    /** This machine need not run systemd. */
    private static final String SYSTEMCTL = """
            #!/bin/sh
            if [ "$1" = is-enabled ]; then exec echo enabled; fi
            echo Id=dbus.service
            echo FragmentPath=/etc/hostname
            echo SourcePath=
            echo DropInPaths=
            echo LoadState=loaded
            echo ActiveState=active
            echo SubState=running
            echo UnitFileState=enabled
            echo NeedDaemonReload=no
            echo InvocationID=0123456789abcdef0123456789abcdef
            echo 'StateChangeTimestamp=Sat 2026-11-21 10:00:00.000000 UTC'
            echo 'InactiveExitTimestamp=Sat 2026-11-21 10:00:00.000000 UTC'
            """;

    @TempDir
    private Path directory;

    @Test
    @Timeout(60)
    void areObservationsOrRefused() throws Exception {
        damage(2_000);
    }

    @Test
    @Tag("long")
    @Tag("host")
    void tenThousandOfThemAreToo() throws Exception {
        damage(10_000);
    }

    private void damage(int replies) throws Exception {
        Path systemctl = Files.writeString(directory.resolve("systemctl"), SYSTEMCTL);
        Files.setPosixFilePermissions(systemctl, PosixFilePermissions.fromString("rwx------"));
        List<Map.Entry<String, Bytes>> reply =
                new LocalHost("sh", Map.of("PATH", directory + ":" + System.getenv("PATH"))).reply(QUERIES);
        long seed = Long.getLong("seed", 20261121L);
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < replies; i++) {
            List<Map.Entry<String, Bytes>> sent = new ArrayList<>(reply);
            damage(sent, random);
            Answers answers = new Answers();
            sent.forEach(answer -> answers.add(answer.getKey(), answer.getValue()));
            try {
                Map<Query<?>, String> unreadable =
                        Probe.of(QUERIES).read(answers).unreadable();
                refused += unreadable.isEmpty() ? 0 : 1;
                assertThat(unreadable.values())
                        .allSatisfy(why -> assertThat(why).isNotBlank().doesNotContain("java."));
            } catch (ProbeException e) {
                refused++;
                assertThat(e).message().isNotBlank().doesNotContain("java.");
            } catch (RuntimeException e) {
                sent.removeAll(reply);
                throw new AssertionError("seed " + seed + ", reply " + i + ": " + shown(sent), e);
            }
        }
        assertThat(refused).isGreaterThan(replies / 20);
    }

    private static List<String> shown(List<Map.Entry<String, Bytes>> answers) {
        return answers.stream()
                .map(answer -> answer.getKey() + ": " + answer.getValue().text().orElse("(binary)"))
                .toList();
    }

    private static void damage(List<Map.Entry<String, Bytes>> answers, Random random) {
        int at = random.nextInt(answers.size());
        Map.Entry<String, Bytes> victim = answers.get(at);
        switch (random.nextInt(8)) {
            case 0 -> answers.remove(at);
            case 1 -> answers.add(at, victim);
            default ->
                answers.set(
                        at,
                        Map.entry(
                                victim.getKey(),
                                Bytes.of(damaged(victim.getValue().toArray(), random))));
        }
    }

    private static byte[] damaged(byte[] payload, Random random) {
        String text = new String(payload, StandardCharsets.ISO_8859_1);
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(12));
        String put = DAMAGE.get(random.nextInt(DAMAGE.size()));
        String result = switch (random.nextInt(4)) {
            case 0 -> text.substring(0, from);
            case 1 -> text.substring(from);
            case 2 -> text.substring(0, from) + put + text.substring(from);
            default -> text.substring(0, from) + put + text.substring(to);
        };
        return result.getBytes(StandardCharsets.ISO_8859_1);
    }
}
