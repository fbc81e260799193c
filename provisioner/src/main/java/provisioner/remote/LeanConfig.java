package provisioner.remote;

import com.hierynomus.sshj.key.KeyAlgorithm;
import com.hierynomus.sshj.key.KeyAlgorithms;
import com.hierynomus.sshj.transport.cipher.BlockCiphers;
import com.hierynomus.sshj.transport.cipher.GcmCiphers;
import com.hierynomus.sshj.transport.kex.ExtInfoClientFactory;
import com.hierynomus.sshj.transport.mac.Macs;
import java.util.List;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.ConfigImpl;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.LoggerFactory;
import net.schmizz.sshj.common.SecurityUtils;
import net.schmizz.sshj.transport.compression.NoneCompression;
import net.schmizz.sshj.transport.kex.Curve25519SHA256;
import net.schmizz.sshj.transport.kex.ECDHNistP;
import net.schmizz.sshj.transport.random.JCERandom;
import net.schmizz.sshj.transport.random.SingletonRandomFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/** sshj with the algorithms of today only: its defaults offer DSA, SHA-1 and RC4, and take 100 ms to probe. */
final class LeanConfig extends ConfigImpl {

    LeanConfig() {
        // Else the first use of any algorithm registers Bouncy Castle, in front; see BouncyCastle.
        SecurityUtils.setRegisterBouncyCastle(false);
        setLoggerFactory(new Silent());
        setVersion("provisioner");
        setRandomFactory(new SingletonRandomFactory(new JCERandom.Factory()));
        setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
        // No group exchange: with it sshj skips the verification of host certificates.
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
        setKeyAlgorithms(keys());
        setFileKeyProviderFactories(List.of());
    }

    /** For host keys and for users' keys alike; certificates are left out, so no host offers one. */
    private static List<Factory.Named<KeyAlgorithm>> keys() {
        return List.of(
                KeyAlgorithms.EdDSA25519(),
                KeyAlgorithms.ECDSASHANistp256(),
                KeyAlgorithms.ECDSASHANistp384(),
                KeyAlgorithms.ECDSASHANistp521(),
                KeyAlgorithms.RSASHA512(),
                KeyAlgorithms.RSASHA256());
    }

    /** sshj logs with stack traces what it also throws; what is thrown is reported, once. */
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
