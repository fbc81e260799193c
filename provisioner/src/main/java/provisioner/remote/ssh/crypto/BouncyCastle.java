package provisioner.remote.ssh.crypto;

import java.security.Provider;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * sshj reads ECDSA keys and encrypted PEM files with Bouncy Castle only. Registering it costs some 80 ms, so it is
 * left until one is met; last in the list, so that everything else stays with the JDK's faster implementations.
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
