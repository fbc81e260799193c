package provisioner.secret.store;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.armor.ArmoredDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.armor.ArmoredEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519KeyFactory;
import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import provisioner.secret.Secret;

/**
 * Encrypts texts as the {@code age} program does (https://age-encryption.org/v1), for X25519 and SSH recipients, in
 * ASCII armour. The exceptions have no causes, because causes may quote secrets.
 */
final class Age {
    private Age() {}

    /** A key pair: the identity decrypts what was encrypted for the recipient. */
    record Key(Secret identity, String recipient) {}

    static Key newKey() {
        try {
            KeyPair pair = new X25519KeyPairGenerator().generateKeyPair();
            return new Key(
                    new Secret(pair.getPrivate().toString()), pair.getPublic().toString());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has X25519", e);
        }
    }

    /**
     * The recipient of an identity.
     *
     * @throws SecretException if it is not an identity, or an SSH key with a passphrase
     */
    static String recipientOf(String identity) throws SecretException {
        try {
            if (SshKeys.isPrivate(identity)) {
                return SshKeys.recipientOf(identity);
            }
            SecretKeySpec key = new SecretKeySpec(identity.getBytes(StandardCharsets.UTF_8), "X25519");
            return new X25519KeyFactory().translateKey(key).toString();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw SshKeys.isPrivate(identity)
                    ? new SecretException(
                            "not an SSH key that can be used", "use an Ed25519 or RSA key without a passphrase")
                    : new SecretException(
                            "not an age identity", "an identity is one line that begins with AGE-SECRET-KEY-1");
        }
    }

    /** Whether a string is a recipient. */
    static boolean isRecipient(String text) {
        try {
            writer(text);
            return true;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static RecipientStanzaWriter writer(String recipient) throws GeneralSecurityException {
        return SshKeys.isPublic(recipient)
                ? SshKeys.writer(recipient)
                : X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(recipient);
    }

    private static RecipientStanzaReader reader(String identity) throws GeneralSecurityException {
        return SshKeys.isPrivate(identity)
                ? SshKeys.reader(identity)
                : X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(identity);
    }

    /** @throws SecretException if a recipient is invalid */
    static String encrypt(String text, Collection<String> recipients) throws SecretException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            List<RecipientStanzaWriter> writers = new ArrayList<>();
            for (String recipient : recipients) {
                writers.add(writer(recipient));
            }
            try (WritableByteChannel channel =
                    new ArmoredEncryptingChannelFactory().newEncryptingChannel(Channels.newChannel(out), writers)) {
                ByteBuffer content = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (content.hasRemaining()) {
                    channel.write(content);
                }
            }
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new SecretException(
                    "cannot encrypt for these recipients", "a recipient begins with age1, ssh-ed25519 or ssh-rsa");
        }
        return out.toString(StandardCharsets.US_ASCII);
    }

    /**
     * The text; empty if it was encrypted for none of these identities.
     *
     * @param armored in ASCII armour; surrounding spaces do not matter
     * @throws SecretException if it is damaged
     */
    static Optional<String> decrypt(String armored, List<String> identities) throws SecretException {
        byte[] bytes = (armored.strip() + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            List<RecipientStanzaReader> readers = new ArrayList<>();
            for (String identity : identities) {
                readers.add(reader(identity));
            }
            try (ReadableByteChannel channel = new ArmoredDecryptingChannelFactory()
                    .newDecryptingChannel(Channels.newChannel(new ByteArrayInputStream(bytes)), readers)) {
                byte[] plain = Channels.newInputStream(channel).readAllBytes();
                return Optional.of(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(plain))
                        .toString());
            }
        } catch (UnsupportedRecipientStanzaException e) {
            return Optional.empty();
        } catch (CharacterCodingException e) {
            throw new SecretException("a secret must be UTF-8", "encode it, in base64 for example");
        } catch (GeneralSecurityException | IOException | IllegalArgumentException | BufferUnderflowException e) {
            String hint =
                    "copy it as age wrote it, from '-----BEGIN AGE' to '-----END AGE', or restore it from version control";
            throw new SecretException("the ciphertext is damaged", hint);
        }
    }
}
