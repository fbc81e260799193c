package provisioner.remote.ssh.crypto;

import java.security.Provider;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Registers Bouncy Castle, without which sshj cannot read ECDSA keys and encrypted PEM files. That costs about 80 ms,
 * so it happens only when such a key is found. It goes last in the list, so that everything else uses the JDK's faster
 * implementations.
 */
public final class BouncyCastle {
    private BouncyCastle() {}

    public static void require() {
        synchronized (BouncyCastle.class) {
            if (Security.getProvider(BouncyCastleProvider.PROVIDER_NAME) == null) {
                Provider provider = new BouncyCastleProvider();
                Security.addProvider(provider);
            }
        }
    }
}
