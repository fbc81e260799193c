package provisioner.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import provisioner.resource.check.SucceedsCheck;

/** Commands that must succeed, in a shell of this machine. */
@Timeout(60)
class SucceedsRunnerTest {
    private static Verdict verdict(String run) throws Exception {
        try (LocalConnections hosts = new LocalConnections("web-1")) {
            Checks checks = new Checks(hosts, List.of());
            Verdict first = checks.run(new SucceedsCheck(run, Duration.ZERO), "web-1");
            // The shell is as before.
            assertThat(checks.run(new SucceedsCheck("true", Duration.ZERO), "web-1")
                            .passed())
                    .isTrue();
            return first;
        }
    }

    @Test
    void theExitStatusCounts() throws Exception {
        assertThat(verdict("echo quiet")).isEqualTo(Verdict.passed("exit status 0"));
        assertThat(verdict("echo said; echo \"it's wrong\" >&2; exit 7"))
                .isEqualTo(Verdict.failed("exit status 7: said\nit's wrong"));
        assertThat(verdict("no-such-command 2>/dev/null")).isEqualTo(Verdict.failed("exit status 127"));
        assertThat(verdict("'"))
                .satisfies(verdict -> assertThat(verdict.passed()).isFalse());
    }

    @Test
    void everyLineMustSucceed() throws Exception {
        assertThat(verdict("false\ntrue").passed()).isFalse();
        assertThat(verdict("if false; then :; fi\ntrue").passed()).isTrue();
    }

    @Test
    void thereIsNoInputAndTheEndOfWhatIsSaidIsKept() throws Exception {
        assertThat(verdict("read line && echo read $line").passed()).isFalse();
        assertThat(verdict("seq 1 20000; false").detail()).hasSizeLessThan(2100).endsWith("\n20000");
    }
}
