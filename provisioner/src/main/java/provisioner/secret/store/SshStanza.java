package provisioner.secret.store;

import com.exceptionfactory.jagged.RecipientStanza;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * The part of an age file for one SSH key, as in https://pkg.go.dev/filippo.io/age/agessh. Its first argument is the
 * beginning of the key's SHA-256.
 *
 * @param arguments the key's tag; for Ed25519 also the ephemeral share
 * @param body the encrypted file key
 */
record SshStanza(String type, List<String> arguments, byte[] body) implements RecipientStanza {
    static final String ED25519 = "ssh-ed25519";
    static final String RSA = "ssh-rsa";

    /** The length of age's file key in bytes. */
    static final int FILE_KEY = 16;

    private static final String LABEL = "age-encryption.org/v1/";
    private static final int TAG = 4;
    private static final int POINT = 32;
    private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

    /** Encrypts a file key for a recipient. */
    interface Wrapping {
        SshStanza wrap(byte[] fileKey) throws GeneralSecurityException;
    }

    /** Decrypts the file key of a stanza with an identity. */
    interface Unwrapping {
        byte[] unwrap(RecipientStanza stanza) throws GeneralSecurityException;
    }

    @Override
    public String getType() {
        return type;
    }

    @Override
    public List<String> getArguments() {
        return arguments;
    }

    @Override
    public byte[] getBody() {
        return body;
    }

    /** @param blob the public key in OpenSSH's encoding */
    static boolean isFor(RecipientStanza stanza, byte[] blob) throws GeneralSecurityException {
        return List.of(ED25519, RSA).contains(stanza.getType())
                && !stanza.getArguments().isEmpty()
                && stanza.getArguments().getFirst().equals(tag(blob));
    }

    static Wrapping wrapping(byte[] blob, RSAKeyParameters key) {
        return fileKey -> {
            var spec = new RSAPublicKeySpec(key.getModulus(), key.getExponent());
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.ENCRYPT_MODE, KeyFactory.getInstance("RSA").generatePublic(spec), oaep());
            return new SshStanza(RSA, List.of(tag(blob)), cipher.doFinal(fileKey));
        };
    }

    static Unwrapping unwrapping(RSAKeyParameters key) {
        return stanza -> {
            var spec = new RSAPrivateKeySpec(key.getModulus(), key.getExponent());
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.DECRYPT_MODE, KeyFactory.getInstance("RSA").generatePrivate(spec), oaep());
            return cipher.doFinal(stanza.getBody());
        };
    }

    static Wrapping wrapping(byte[] blob, Ed25519PublicKeyParameters key) {
        byte[] theirs = montgomery(key.getEncoded());
        return fileKey -> {
            byte[] ephemeral = new byte[POINT];
            X25519.generatePrivateKey(new SecureRandom(), ephemeral);
            byte[] share = new byte[POINT];
            X25519.scalarMultBase(ephemeral, 0, share, 0);
            byte[] shared = agreement(tweak(blob), agreement(ephemeral, theirs));
            byte[] body = cipher(Cipher.ENCRYPT_MODE, shared, share, theirs).doFinal(fileKey);
            return new SshStanza(ED25519, List.of(tag(blob), base64(share)), body);
        };
    }

    static Unwrapping unwrapping(byte[] blob, Ed25519PrivateKeyParameters key) throws GeneralSecurityException {
        // RFC 8032, 5.1.5: the scalar is the first half of the seed's SHA-512.
        byte[] scalar = Arrays.copyOf(MessageDigest.getInstance("SHA-512").digest(key.getEncoded()), POINT);
        byte[] ours = montgomery(key.generatePublicKey().getEncoded());
        return stanza -> {
            if (stanza.getArguments().size() != 2) {
                throw new InvalidKeyException("a stanza without a share");
            }
            byte[] share = Base64.getDecoder().decode(stanza.getArguments().getLast());
            if (share.length != POINT || stanza.getBody().length != 2 * FILE_KEY) {
                throw new InvalidKeyException("a stanza of another length");
            }
            byte[] shared = agreement(tweak(blob), agreement(scalar, share));
            return cipher(Cipher.DECRYPT_MODE, shared, share, ours).doFinal(stanza.getBody());
        };
    }

    private static String tag(byte[] blob) throws GeneralSecurityException {
        return base64(Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(blob), TAG));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    private static OAEPParameterSpec oaep() {
        var label = new PSource.PSpecified((LABEL + RSA).getBytes(StandardCharsets.US_ASCII));
        return new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, label);
    }

    private static byte[] tweak(byte[] blob) throws GeneralSecurityException {
        return hkdf(new byte[0], blob);
    }

    private static byte[] agreement(byte[] scalar, byte[] point) throws GeneralSecurityException {
        byte[] shared = new byte[POINT];
        if (!X25519.calculateAgreement(scalar, 0, point, 0, shared, 0)) {
            throw new InvalidKeyException("a point of low order");
        }
        return shared;
    }

    /** The nonce may be zero, because the key is used only once. */
    private static Cipher cipher(int mode, byte[] shared, byte[] share, byte[] recipient)
            throws GeneralSecurityException {
        byte[] salt = Arrays.copyOf(share, 2 * POINT);
        System.arraycopy(recipient, 0, salt, POINT, POINT);
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(mode, new SecretKeySpec(hkdf(shared, salt), "ChaCha20"), new IvParameterSpec(new byte[12]));
        return cipher;
    }

    /** RFC 5869. */
    private static byte[] hkdf(byte[] secret, byte[] salt) throws GeneralSecurityException {
        byte[] info = (LABEL + ED25519).getBytes(StandardCharsets.US_ASCII);
        return KDF.getInstance("HKDF-SHA256")
                .deriveData(HKDFParameterSpec.ofExtract()
                        .addIKM(secret)
                        .addSalt(salt)
                        .thenExpand(info, POINT));
    }

    /** RFC 7748, 4.1: the u coordinate on curve25519 of a point on edwards25519, (1 + y) / (1 - y). */
    private static byte[] montgomery(byte[] edwards) {
        byte[] encoded = reversed(edwards);
        encoded[0] &= 0x7f;
        BigInteger y = new BigInteger(1, encoded);
        BigInteger u = BigInteger.ONE
                .add(y)
                .multiply(BigInteger.ONE.subtract(y).modInverse(PRIME))
                .mod(PRIME);
        byte[] big = u.toByteArray();
        byte[] fixed = new byte[POINT];
        for (int i = 0; i < Math.min(POINT, big.length); i++) {
            fixed[i] = big[big.length - 1 - i];
        }
        return fixed;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
