package provisioner.secret.store;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;
import org.bouncycastle.crypto.util.OpenSSHPublicKeyUtil;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** SSH keys as recipients and identities of age, in OpenSSH's format: {@code ssh-ed25519} and {@code ssh-rsa}. */
final class SshKeys {
    private SshKeys() {}

    /** Whether a recipient looks like an SSH public key. */
    static boolean isPublic(String recipient) {
        return recipient.startsWith("ssh-");
    }

    /** Whether an identity looks like an SSH private key. */
    static boolean isPrivate(String identity) {
        return identity.startsWith("-----BEGIN ");
    }

    /**
     * Encrypts for a public key.
     *
     * @param recipient a line of a {@code .pub} file
     * @throws GeneralSecurityException if it is not such a key
     */
    static RecipientStanzaWriter writer(String recipient) throws GeneralSecurityException {
        String[] words = recipient.strip().split("\\s+", 3);
        try {
            byte[] blob = Base64.getDecoder().decode(words.length > 1 ? words[1] : "");
            SshStanza.Wrapping wrapping = switch (OpenSSHPublicKeyUtil.parsePublicKey(blob)) {
                case Ed25519PublicKeyParameters key -> SshStanza.wrapping(blob, key);
                case RSAKeyParameters key -> SshStanza.wrapping(blob, key);
                default -> throw new InvalidKeyException("a key of another type");
            };
            RecipientStanza trial = wrapping.wrap(new byte[SshStanza.FILE_KEY]);
            if (!trial.getType().equals(words[0])) {
                throw new InvalidKeyException("not a key of the type that it says");
            }
            return fileKey -> List.of(wrapping.wrap(fileKey.getEncoded()));
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
            throw new InvalidKeyException("not a key", e);
        }
    }

    /**
     * Decrypts with a private key.
     *
     * @param identity the text of its file
     * @throws GeneralSecurityException if it is not such a key or has a passphrase
     */
    static RecipientStanzaReader reader(String identity) throws GeneralSecurityException {
        AsymmetricKeyParameter key = parse(identity);
        byte[] blob = publicBlob(key);
        SshStanza.Unwrapping unwrapping = switch (key) {
            case Ed25519PrivateKeyParameters ed25519 -> SshStanza.unwrapping(blob, ed25519);
            case RSAPrivateCrtKeyParameters rsa -> SshStanza.unwrapping(rsa);
            default -> throw new InvalidKeyException("a key of another type");
        };
        return stanzas -> {
            for (RecipientStanza stanza : stanzas) {
                if (SshStanza.isFor(stanza, blob)) {
                    return new FileKey(unwrapping.unwrap(stanza));
                }
            }
            throw new UnsupportedRecipientStanzaException("not for this key");
        };
    }

    /** The public key, without a comment. */
    static String recipientOf(String identity) throws GeneralSecurityException {
        AsymmetricKeyParameter key = parse(identity);
        String type = key instanceof RSAKeyParameters ? SshStanza.RSA : SshStanza.ED25519;
        return type + " " + Base64.getEncoder().encodeToString(publicBlob(key));
    }

    private static AsymmetricKeyParameter parse(String identity) throws GeneralSecurityException {
        try (PemReader reader = new PemReader(new StringReader(identity))) {
            PemObject pem = reader.readPemObject();
            if (pem == null) {
                throw new InvalidKeyException("no private key");
            }
            return OpenSSHPrivateKeyUtil.parsePrivateKeyBlob(pem.getContent());
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            // Also if the key is encrypted.
            throw new InvalidKeyException("not a private key that can be read", e);
        }
    }

    private static byte[] publicBlob(AsymmetricKeyParameter key) throws GeneralSecurityException {
        try {
            return OpenSSHPublicKeyUtil.encodePublicKey(
                    switch (key) {
                        case Ed25519PrivateKeyParameters ed25519 -> ed25519.generatePublicKey();
                        case RSAPrivateCrtKeyParameters rsa ->
                            new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
                        default -> throw new InvalidKeyException("a key of another type");
                    });
        } catch (IOException e) {
            throw new InvalidKeyException("not a key", e);
        }
    }
}
