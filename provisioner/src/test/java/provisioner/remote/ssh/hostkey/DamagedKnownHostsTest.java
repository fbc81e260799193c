package provisioner.remote.ssh.hostkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import provisioner.remote.ssh.hostkey.KnownHosts.Names;
import provisioner.remote.ssh.hostkey.KnownHosts.Verdict;

/** Whatever is damaged in a known_hosts file, reading it ends, and no key is known that does not stand there. */
class DamagedKnownHostsTest {
    private static final int FILES = 10_000;
    private static final byte[] STRANGER =
            Base64.getDecoder().decode("AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAkJ");
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEB";
    private static final String SAMPLE = """
            # a comment
            web.example,192.0.2.1 %1$s anna@laptop
            [web.example]:2222,!other,*.example %1$s
            |1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= %1$s
            @cert-authority *.example %1$s
            @revoked * %1$s
            """.formatted(KEY);

    @TempDir
    Path directory;

    @Test
    @Timeout(60)
    void letsNobodyElseIn() throws Exception {
        long seed = Long.getLong("seed", 20261121L);
        Random random = new Random(seed);
        Path file = directory.resolve("known_hosts");
        int known = 0;
        for (int i = 0; i < FILES; i++) {
            String text = damaged(random);
            Files.writeString(file, text, StandardCharsets.ISO_8859_1);
            KnownHosts hosts = KnownHosts.load(List.of(file));
            for (Names names : List.of(Names.of("web.example", 22), Names.of("web.example", 2222))) {
                assertThat(hosts.judge(names, STRANGER))
                        .as("seed %d, file %d:%n%s", seed, i, text)
                        .isNotInstanceOf(Verdict.Known.class);
                known += hosts.types(names).isEmpty() ? 0 : 1;
            }
        }
        assertThat(known).as("files that still say something").isBetween(FILES / 4, 2 * FILES - 1);
    }

    private static String damaged(Random random) {
        StringBuilder text = new StringBuilder(SAMPLE);
        for (int n = random.nextInt(1, 6); n > 0 && !text.isEmpty(); n--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, (char) random.nextInt(256));
                case 2 -> text.setLength(at);
                default -> text.insert(at, SAMPLE, 0, random.nextInt(SAMPLE.length()));
            }
        }
        return text.toString();
    }
}
