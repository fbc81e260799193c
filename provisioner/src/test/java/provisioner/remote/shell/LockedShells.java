package provisioner.remote.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import provisioner.remote.connection.Connection;
import provisioner.remote.ssh.Ssh;
import provisioner.remote.ssh.TestSshd;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.RemoteException;

/** A connection for each test, and a look that nothing but the free lock is left after it. */
abstract class LockedShells {
    static final Duration TIME = Duration.ofSeconds(20);
    static final ShellOptions OPTIONS = ShellOptions.locking("a", "alice@laptop");

    @RegisterExtension
    static final TestSshd SSHD = TestSshd.of();

    Connection connection;

    @BeforeEach
    void connect() throws Exception {
        connection = new Ssh(PassphrasePrompt.none()).connect(SSHD.root());
    }

    @AfterEach
    void disconnect() throws Exception {
        connection.close();
        awaitFree();
        String left = SSHD.inside("cd /run/provisioner 2>/dev/null && echo * || echo lock")
                .strip();
        SSHD.inside("rm -rf /run/provisioner");
        assertThat(left).isEqualTo("lock");
    }

    /** Seen from outside, by flock itself. */
    static boolean held() throws Exception {
        return SSHD.inside("test -e /run/provisioner/lock || { echo free; exit; }; "
                        + "flock -n /run/provisioner/lock echo free || echo held")
                .contains("held");
    }

    static void awaitFree() throws Exception {
        for (int i = 0; held(); i++) {
            assertThat(i).as("the lock is never released").isLessThan(200);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    static boolean exists(String path) throws Exception {
        return SSHD.inside("test -e " + path + " && echo yes || echo no").contains("yes");
    }

    static RemoteException failure(ThrowingCallable call) {
        return catchThrowableOfType(RemoteException.class, call);
    }

    static CompletableFuture<RemoteException> failing(ThrowingCallable call) {
        return CompletableFuture.supplyAsync(() -> failure(call));
    }
}
