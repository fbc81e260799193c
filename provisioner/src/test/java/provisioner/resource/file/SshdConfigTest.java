package provisioner.resource.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import provisioner.resource.file.SshdConfig.Directive;
import provisioner.state.Observation.SshdState;

class SshdConfigTest {
    private static final String PATTERN = "/etc/ssh/sshd_config.d/*.conf";

    private static SshdConfig config(Map<String, String> files, List<String> included) {
        return new SshdConfig(new SshdState(new TreeMap<>(files), new TreeMap<>(Map.of(PATTERN, included))));
    }

    @Test
    void linesAreReadAsSshdReadsThem() {
        SshdConfig config = config(Map.of(SshdConfig.MAIN, """
                        # Port 1
                          PORT=2222 # here
                        Banner  "/etc/a b" # c
                        ChallengeResponseAuthentication\tno
                        """), List.of());
        assertThat(config.directives())
                .extracting(Directive::keyword)
                .containsExactly("port", "banner", "kbdinteractiveauthentication");
        assertThat(config.directives().get(0).arguments()).containsExactly("2222");
        assertThat(config.directives().get(1).arguments()).containsExactly("/etc/a b");
        assertThat(config.directives().get(1).shown()).startsWith("/etc/ssh/sshd_config:3 'Banner");
    }

    @Test
    void includedFilesComeInOrderWhereTheyAreIncluded() {
        SshdConfig config = config(
                Map.of(
                        SshdConfig.MAIN,
                        "LogLevel INFO\nInclude " + PATTERN + "\nUsePAM no\n",
                        "/etc/ssh/sshd_config.d/b.conf",
                        "UsePAM yes\nMatch all\nX11Forwarding no\n",
                        "/etc/ssh/sshd_config.d/a.conf",
                        "LogLevel DEBUG\n",
                        "/etc/ssh/sshd_config.d/.hidden.conf",
                        "UseDNS yes\n"),
                List.of("/etc/ssh/sshd_config.d/b.conf"));
        assertThat(config.directives())
                .extracting(Directive::words)
                .containsExactly("LogLevel INFO", "LogLevel DEBUG", "UsePAM yes", "X11Forwarding no", "UsePAM no");
        assertThat(config.directives().get(3).block())
                .map(SshdConfig.Block::words)
                .contains("Match all");
        assertThat(config.directives().get(4).block()).isEqualTo(Optional.empty());
        assertThat(config.reads("/etc/ssh/sshd_config.d/.hidden.conf")).isFalse();
        assertThat(config.whole()).isTrue();
    }

    /** A block of the including file goes on behind the Include, and what it includes is in the block. */
    @Test
    void aBlockHoldsWhatItIncludes() {
        SshdConfig config = config(
                Map.of(
                        SshdConfig.MAIN,
                        "Match User a\nInclude " + PATTERN + "\nUsePAM no\n",
                        "/etc/ssh/sshd_config.d/a.conf",
                        "LogLevel DEBUG\nInclude other/*\n"),
                List.of("/etc/ssh/sshd_config.d/a.conf"));
        assertThat(config.directives()).allMatch(d -> d.block().isPresent()).hasSize(2);
        assertThat(config.whole()).isFalse();
    }

    /** Files that include each other end. */
    @Test
    void circlesEnd() {
        SshdConfig config = config(
                Map.of(
                        SshdConfig.MAIN,
                        "Include " + PATTERN + "\n",
                        "/etc/ssh/sshd_config.d/a.conf",
                        "Include " + PATTERN + "\nUsePAM no\n"),
                List.of("/etc/ssh/sshd_config.d/a.conf"));
        assertThat(config.directives()).hasSizeLessThan(20);
    }
}
