package provisioner.remote.ssh.crypto;

import com.hierynomus.sshj.transport.cipher.GcmCiphers;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import javax.crypto.KeyAgreement;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.transport.cipher.Cipher;

/** Uses the algorithms of a usual connection once, because their first use loads and links hundreds of classes. */
public final class WarmUp {
    private static final int BLOCK = 16;

    private WarmUp() {}

    public static void everything() {
        new SSHClient(new SshAlgorithms(false));
        Cipher cipher = GcmCiphers.AES128GCM().create();
        cipher.init(Cipher.Mode.Encrypt, new byte[BLOCK], new byte[cipher.getIVSize()]);
        byte[] room = new byte[4 * BLOCK];
        cipher.updateWithAAD(room, 0, Integer.BYTES, BLOCK);
        try {
            KeyPair exchange = KeyPairGenerator.getInstance("X25519").generateKeyPair();
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(exchange.getPrivate());
            agreement.doPhase(exchange.getPublic(), true);
            agreement.generateSecret();
            KeyPair identity = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(identity.getPrivate());
            byte[] signed = signature.sign();
            signature.initVerify(identity.getPublic());
            signature.verify(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform since 15 has X25519 and Ed25519", e);
        }
    }
}
