package provisioner.remote.ssh;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import org.jspecify.annotations.Nullable;
import provisioner.remote.ssh.hostkey.HostKeyCheck;
import provisioner.remote.ssh.login.Identities;
import provisioner.remote.ssh.login.LoginKey;
import provisioner.remote.ssh.login.PublicKeyLogin;
import provisioner.remote.target.HungUpException;
import provisioner.remote.target.Printable;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;

/** Logs in to a host with one key after the other, and explains the failure if none works. */
final class Login {
    /** As long as sshd waits for a login by default, because somebody may be typing a passphrase. */
    private static final int LOGIN_GRACE_MS = 120_000;

    private final SshLink link;
    private final SSHClient client;
    private final Target target;
    private final List<String> tried;

    private Login(SshLink link, List<String> unusable) {
        this.link = link;
        this.client = link.client();
        this.target = link.target();
        this.tried = new ArrayList<>(unusable);
    }

    static void in(SshLink link, Identities identities) throws RemoteException, InterruptedException {
        Identities.Candidates candidates = identities.candidates(link.target().credentials());
        new Login(link, candidates.unusable()).with(candidates.keys());
    }

    private void with(List<LoginKey> keys) throws RemoteException, InterruptedException {
        String login = target.user() + "@" + target.address();
        if (keys.isEmpty() && tried.isEmpty()) {
            throw new RemoteException(
                    Kind.AUTHENTICATION,
                    "there is no private key to log in to " + target.host() + " as " + login,
                    "name one in the inventory, start an agent, or make a key with: ssh-keygen -t ed25519");
        }
        int patience = client.getTransport().getTimeoutMs();
        client.getTransport().setTimeoutMs(LOGIN_GRACE_MS);
        try {
            for (LoginKey key : keys) {
                boolean in = key.signsUnasked() ? link.deadline().within(link, () -> accepted(key)) : accepted(key);
                if (in) {
                    return;
                }
            }
        } finally {
            client.getTransport().setTimeoutMs(patience);
        }
        throw refused(login);
    }

    private boolean accepted(LoginKey key) throws RemoteException, InterruptedException {
        long started = System.nanoTime();
        try {
            client.auth(target.user(), new PublicKeyLogin(key));
            return true;
        } catch (UserAuthException e) {
            SshLink.rethrowInterrupt(e);
            if (brokeOff(e)) {
                throw brokenOff(e, started);
            }
            tried.add(key.name() + " " + outcome(key, e));
            return false;
        } catch (SSHException | IllegalStateException e) {
            // The host may have closed the connection after the previous key, which sshj treats as a caller's mistake.
            SshLink.rethrowInterrupt(e);
            throw brokenOff(e, started);
        }
    }

    private static boolean brokeOff(@Nullable Throwable e) {
        return e != null && (e instanceof TransportException || brokeOff(e.getCause()));
    }

    private RemoteException brokenOff(Exception e, long started) {
        if (tried.isEmpty() && late(started)) {
            return new HungUpException(
                    target.host() + " closed the connection while " + target.user() + " was logging in",
                    "log in faster, or raise LoginGraceTime in its sshd_config",
                    e);
        }
        return new RemoteException(
                Kind.AUTHENTICATION,
                target.host() + " closed the connection while " + target.user() + " was logging in: "
                        + Printable.line(String.valueOf(e.getMessage())),
                tried.isEmpty()
                        ? ""
                        : "it may allow fewer attempts than there are keys: name the right one in the inventory,"
                                + " or set IdentitiesOnly",
                e);
    }

    /** Whether a key took so long that somebody must have been typing a passphrase. */
    private static boolean late(long started) {
        return System.nanoTime() - started > TimeUnit.SECONDS.toNanos(1);
    }

    private static String outcome(LoginKey key, UserAuthException refusal) {
        if (key.unusable().isPresent()) {
            return key.unusable().get();
        }
        try {
            boolean ours = refusal.getCause() instanceof IOException && !(refusal.getCause() instanceof SSHException);
            String shown = "(" + HostKeyCheck.fingerprint(key.blob()) + ") ";
            return shown + (ours ? "could not sign: " + refusal.getMessage() : "was not accepted");
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private RemoteException refused(String login) {
        String methods = Printable.line(String.join(", ", client.getUserAuth().getAllowedMethods()));
        String hint = client.getUserAuth().hadPartialSuccess()
                ? "the host accepted a key but requires more (" + methods + "), which is not supported"
                : "add your public key to ~/.ssh/authorized_keys of " + target.user() + " on the host"
                        + (methods.isEmpty() ? "" : "; it offers: " + methods);
        return new RemoteException(
                Kind.AUTHENTICATION,
                target.host() + " does not let " + login + " in: " + String.join("; ", tried),
                hint);
    }
}
