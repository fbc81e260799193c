package provisioner.remote.ssh.hostkey;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import org.jspecify.annotations.Nullable;
import provisioner.remote.ssh.crypto.SshAlgorithms;
import provisioner.remote.ssh.hostkey.KnownHosts.Names;
import provisioner.remote.ssh.hostkey.KnownHosts.Verdict;
import provisioner.remote.target.HostKeyPolicy;
import provisioner.remote.target.HostKeys;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;

/** Checks the key of one host. Keeps the reason of a refusal, because sshj's own message says too little. */
public final class HostKeyCheck implements HostKeyVerifier {
    private final Target target;
    private final HostKeys keys;
    private final Names names;
    private final KnownHosts knownHosts;
    private final KnownHostsWriter writer;
    private volatile @Nullable RemoteException refusal;
    private volatile byte @Nullable [] accepted;

    public HostKeyCheck(Target target, KnownHostsWriter writer) throws IOException {
        this.target = target;
        this.keys = target.hostKeys();
        this.names = keys.alias().map(Names::ofAlias).orElseGet(() -> Names.of(target.address(), target.port()));
        this.knownHosts = KnownHosts.load(
                Stream.concat(keys.userFiles().stream(), keys.globalFiles().stream())
                        .toList(),
                names);
        this.writer = writer;
    }

    /** Whether to ask the host for a certificate, because an authority is known for it. */
    public boolean certificates() {
        return knownHosts.authority(names).isPresent();
    }

    public Optional<RemoteException> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** The names of the signature algorithms that sshj asks the host for first. */
    @Override
    public List<String> findExistingAlgorithms(String hostname, int port) {
        Stream<String> certified = certificates() ? SshAlgorithms.certificateAlgorithms().stream() : Stream.empty();
        Stream<String> known = knownHosts.types(names).stream()
                .flatMap(type -> type.equals("ssh-rsa") ? Stream.of("rsa-sha2-512", "rsa-sha2-256") : Stream.of(type));
        return Stream.concat(certified, known).toList();
    }

    @Override
    public boolean verify(String hostname, int port, PublicKey key) {
        byte[] offered = wire(key);
        byte[] before = accepted;
        if (before != null) {
            // A later key exchange on the same connection must show the same key.
            return MessageDigest.isEqual(before, offered);
        }
        Optional<RemoteException> reason =
                HostCertificate.of(key).map(this::judge).orElseGet(() -> judge(offered, ""));
        refusal = reason.orElse(null);
        accepted = reason.isPresent() ? null : offered;
        return reason.isEmpty();
    }

    public static byte[] wire(PublicKey key) {
        return new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
    }

    /** The fingerprint as {@code ssh-keygen -l} prints it. */
    public static String fingerprint(byte[] key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** As in OpenSSH, if the certificate is not valid for the host, its key is checked alone. */
    private Optional<RemoteException> judge(HostCertificate certificate) {
        String name = keys.alias().orElse(target.address());
        return switch (knownHosts.judgeAuthority(names, certificate.authority())) {
            case Verdict.Revoked revoked ->
                refuse(
                        "the authority that signed the certificate of " + target.place() + " is revoked by "
                                + revoked.entry().place() + ": " + fingerprint(certificate.authority()),
                        "do not connect to this host until it has a new certificate");
            case Verdict.Known known ->
                certificate
                        .objection(name, Instant.now())
                        .map(objection -> judge(certificate.key(), "its certificate " + objection))
                        .orElseGet(() -> unlessRevoked(certificate.key()));
            default ->
                judge(
                        certificate.key(),
                        "its certificate is signed by an unknown authority: " + fingerprint(certificate.authority()));
        };
    }

    private Optional<RemoteException> unlessRevoked(byte[] key) {
        return knownHosts.judge(names, key) instanceof Verdict.Revoked ? judge(key, "") : Optional.empty();
    }

    /** @param certificate why the certificate of the key is not valid; empty if there was none */
    private Optional<RemoteException> judge(byte[] key, String certificate) {
        String type = KnownHost.typeOf(key).orElse("?");
        String offered = type + " " + fingerprint(key) + (certificate.isEmpty() ? "" : "; " + certificate);
        return switch (knownHosts.judge(names, key)) {
            case Verdict.Known known -> Optional.empty();
            case Verdict.Unknown unknown ->
                keys.policy() == HostKeyPolicy.ACCEPT_NEW
                        ? accept(type, key)
                        : refuse(
                                "the host key of " + target.place() + " is not known: " + offered,
                                "compare it with the output of 'ssh-keygen -l -f' on the host, then accept it with"
                                        + " --accept-new-host-keys");
            case Verdict.Changed changed ->
                refuse(
                        "the host key of " + target.place() + " has changed: it offers " + offered + ", but "
                                + changed.entry().place() + " says "
                                + changed.entry().type() + " "
                                + fingerprint(changed.entry().key()),
                        "somebody may be intercepting the connection; if the host was reinstalled, remove the old key: ssh-keygen -R '"
                                + names.exact() + "' -f " + changed.entry().file());
            case Verdict.Revoked revoked ->
                refuse(
                        "the host key of " + target.place() + " is revoked by "
                                + revoked.entry().place() + ": " + offered,
                        "do not connect to this host until it has a new key");
            case Verdict.Authority authority ->
                refuse(
                        target.place() + " must show a certificate of the authority in "
                                + authority.entry().place() + ", but shows no valid one: " + offered,
                        "sign the host's key (ssh-keygen -s CA -h), or add the key to "
                                + authority.entry().file());
        };
    }

    private Optional<RemoteException> accept(String type, byte[] key) {
        if (keys.userFiles().isEmpty()) {
            return Optional.empty();
        }
        Path file = keys.userFiles().getFirst();
        try {
            writer.add(file, keys.hashNew() ? writer.hashed(names.exact()) : names.exact(), type, key);
            return Optional.empty();
        } catch (IOException e) {
            return refuse("cannot write the new host key of " + target.place() + " to " + file + ": " + e, "");
        }
    }

    private Optional<RemoteException> refuse(String message, String hint) {
        return Optional.of(new RemoteException(Kind.HOST_KEY, message, hint));
    }
}
