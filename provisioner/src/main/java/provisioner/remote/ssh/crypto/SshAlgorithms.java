package provisioner.remote.ssh.crypto;

import com.hierynomus.sshj.key.KeyAlgorithm;
import com.hierynomus.sshj.key.KeyAlgorithms;
import com.hierynomus.sshj.transport.cipher.BlockCiphers;
import com.hierynomus.sshj.transport.cipher.GcmCiphers;
import com.hierynomus.sshj.transport.kex.ExtInfoClientFactory;
import com.hierynomus.sshj.transport.mac.Macs;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.ConfigImpl;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.common.LoggerFactory;
import net.schmizz.sshj.common.SecurityUtils;
import net.schmizz.sshj.signature.Signature;
import net.schmizz.sshj.signature.SignatureRSA;
import net.schmizz.sshj.transport.compression.NoneCompression;
import net.schmizz.sshj.transport.kex.Curve25519SHA256;
import net.schmizz.sshj.transport.kex.ECDHNistP;
import net.schmizz.sshj.transport.random.JCERandom;
import net.schmizz.sshj.transport.random.SingletonRandomFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/** Limits sshj to modern algorithms. Its defaults offer DSA, SHA-1 and RC4, and take 100 ms to probe. */
public final class SshAlgorithms extends ConfigImpl {

    private static final String CERTIFIED = "-cert-v01@openssh.com";

    /** @param certificates whether to ask the host for a certificate first */
    public SshAlgorithms(boolean certificates) {
        // Otherwise the first use of any algorithm registers Bouncy Castle in front; see BouncyCastle.
        SecurityUtils.setRegisterBouncyCastle(false);
        setLoggerFactory(new Silent());
        setVersion("provisioner");
        setRandomFactory(new SingletonRandomFactory(new JCERandom.Factory()));
        setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
        // HostKeyCheck verifies certificates as OpenSSH does: with the host's alias, and falling back to the plain key.
        setVerifyHostKeyCertificates(false);
        setKeyExchangeFactories(List.of(
                new Curve25519SHA256.Factory(),
                new Curve25519SHA256.FactoryLibSsh(),
                new ECDHNistP.Factory256(),
                new ECDHNistP.Factory384(),
                new ECDHNistP.Factory521(),
                new ExtInfoClientFactory()));
        setCipherFactories(List.of(
                GcmCiphers.AES128GCM(),
                GcmCiphers.AES256GCM(),
                BlockCiphers.AES128CTR(),
                BlockCiphers.AES192CTR(),
                BlockCiphers.AES256CTR()));
        setMACFactories(List.of(Macs.HMACSHA2256Etm(), Macs.HMACSHA2512Etm()));
        setCompressionFactories(List.of(new NoneCompression.Factory()));
        setKeyAlgorithms(
                certificates
                        ? Stream.concat(certified().stream(), keys().stream()).toList()
                        : keys());
        setFileKeyProviderFactories(List.of());
    }

    /** The names of the certificate algorithms, in the order of preference. */
    public static List<String> certificateAlgorithms() {
        return certified().stream().map(Factory.Named::getName).toList();
    }

    /** The signature for an algorithm's name; the name of a certificate algorithm means that of its key. */
    public static Optional<Signature> signature(String algorithm) {
        String plain = algorithm.replace(CERTIFIED, "");
        return Optional.ofNullable(Factory.Named.Util.create(keys(), plain)).map(KeyAlgorithm::newSignature);
    }

    private static List<Factory.Named<KeyAlgorithm>> keys() {
        return List.of(
                KeyAlgorithms.EdDSA25519(),
                KeyAlgorithms.ECDSASHANistp256(),
                KeyAlgorithms.ECDSASHANistp384(),
                KeyAlgorithms.ECDSASHANistp521(),
                KeyAlgorithms.RSASHA512(),
                KeyAlgorithms.RSASHA256());
    }

    /** Adds RSA certificates with SHA-2, because sshj has them only with SHA-1. */
    private static List<Factory.Named<KeyAlgorithm>> certified() {
        return List.of(
                KeyAlgorithms.EdDSA25519CertV01(),
                KeyAlgorithms.ECDSASHANistp256CertV01(),
                KeyAlgorithms.ECDSASHANistp384CertV01(),
                KeyAlgorithms.ECDSASHANistp521CertV01(),
                new KeyAlgorithms.Factory(
                        "rsa-sha2-512" + CERTIFIED, new SignatureRSA.FactoryRSASHA512(), KeyType.RSA_CERT),
                new KeyAlgorithms.Factory(
                        "rsa-sha2-256" + CERTIFIED, new SignatureRSA.FactoryRSASHA256(), KeyType.RSA_CERT));
    }

    /** Logs nothing. sshj logs with stack traces what it also throws, and what it throws is reported once. */
    private static final class Silent implements LoggerFactory {
        @Override
        public Logger getLogger(String name) {
            return NOPLogger.NOP_LOGGER;
        }

        @Override
        public Logger getLogger(Class<?> type) {
            return NOPLogger.NOP_LOGGER;
        }
    }
}
