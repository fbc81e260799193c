package provisioner.remote;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AuthPublickey;
import provisioner.remote.RemoteException.Kind;

/** The operator's keys, each read once a run, and logging in with them. */
final class Identities {
    /** As long as sshd itself waits for a login by default: someone may be typing a passphrase. */
    private static final int LOGIN_GRACE_MS = 120_000;

    private final PassphrasePrompt prompt;
    private final Map<Path, Identity> loaded = new HashMap<>();

    Identities(PassphrasePrompt prompt) {
        this.prompt = prompt;
    }

    void authenticate(SSHClient client, Target target, List<Path> keys) throws RemoteException, InterruptedException {
        String login = target.user() + "@" + target.address();
        if (keys.isEmpty()) {
            throw new RemoteException(
                    Kind.AUTHENTICATION,
                    target.host() + ": no private key to log in with as " + login,
                    "name one in the inventory, or make one with: ssh-keygen -t ed25519");
        }
        List<String> tried = new ArrayList<>();
        int patience = client.getTransport().getTimeoutMs();
        client.getTransport().setTimeoutMs(LOGIN_GRACE_MS);
        try {
            for (Path key : keys) {
                if (accepted(client, target, key, tried)) {
                    return;
                }
            }
        } finally {
            client.getTransport().setTimeoutMs(patience);
        }
        throw refused(client, target, login, tried);
    }

    private boolean accepted(SSHClient client, Target target, Path key, List<String> tried)
            throws RemoteException, InterruptedException {
        Identity identity;
        try {
            identity = identity(key);
        } catch (IOException e) {
            tried.add(key + " " + reason(key, e));
            return false;
        }
        try {
            client.auth(target.user(), new AuthPublickey(identity));
            return true;
        } catch (UserAuthException e) {
            SshLink.rethrowInterrupt(e);
            tried.add(key + " " + outcome(identity));
            return false;
        } catch (SSHException e) {
            SshLink.rethrowInterrupt(e);
            throw new RemoteException(
                    Kind.AUTHENTICATION,
                    target.host() + " broke off while " + target.user() + " was logging in: "
                            + Printable.line(String.valueOf(e.getMessage())),
                    tried.isEmpty() ? "" : "it may allow fewer attempts than there are keys",
                    e);
        }
    }

    private Identity identity(Path key) throws IOException {
        synchronized (loaded) {
            Identity identity = loaded.get(key);
            if (identity == null) {
                identity = Identity.load(key, prompt);
                loaded.put(key, identity);
            }
            return identity;
        }
    }

    private static String outcome(Identity identity) {
        try {
            return identity.unusable().orElse("(" + identity.fingerprint() + ") was not accepted");
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String reason(Path key, IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.equals(key.toString()) ? "cannot be read" : message;
    }

    private static RemoteException refused(SSHClient client, Target target, String login, List<String> tried) {
        String methods = Printable.line(String.join(", ", client.getUserAuth().getAllowedMethods()));
        String hint = client.getUserAuth().hadPartialSuccess()
                ? "the host accepted a key and asks for more (" + methods + "), which is not supported"
                : "the public half belongs into ~/.ssh/authorized_keys of " + target.user() + " on the host"
                        + (methods.isEmpty() ? "" : "; it offers: " + methods);
        return new RemoteException(
                Kind.AUTHENTICATION,
                target.host() + " does not let " + login + " in: " + String.join("; ", tried),
                hint);
    }
}
