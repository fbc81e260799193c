package provisioner.remote;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import org.jspecify.annotations.Nullable;
import provisioner.remote.KnownHosts.Verdict;
import provisioner.remote.RemoteException.Kind;

/** Judges the key of one host, and keeps the refusal for whoever is connecting: sshj's own says too little. */
final class HostKeyCheck implements HostKeyVerifier {
    private final Target target;
    private final List<Path> files;
    private final KnownHosts knownHosts;
    private final HostKeyPolicy policy;
    private final KnownHostsWriter writer;
    private volatile @Nullable RemoteException refusal;
    private volatile byte @Nullable [] accepted;

    HostKeyCheck(Target target, List<Path> files, HostKeyPolicy policy, KnownHostsWriter writer) throws IOException {
        this.target = target;
        this.files = files;
        this.knownHosts = KnownHosts.load(files);
        this.policy = policy;
        this.writer = writer;
    }

    Optional<RemoteException> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Names of signature algorithms, which sshj then asks the host for first. */
    @Override
    public List<String> findExistingAlgorithms(String hostname, int port) {
        return knownHosts.types(target.address(), target.port()).stream()
                .flatMap(type -> type.equals("ssh-rsa")
                        ? List.of("rsa-sha2-512", "rsa-sha2-256").stream()
                        : List.of(type).stream())
                .toList();
    }

    @Override
    public boolean verify(String hostname, int port, PublicKey key) {
        byte[] offered = wire(key);
        byte[] before = accepted;
        if (before != null) {
            // A later key exchange over the same connection must show the same key.
            return MessageDigest.isEqual(before, offered);
        }
        Optional<RemoteException> reason = judge(offered);
        refusal = reason.orElse(null);
        accepted = reason.isPresent() ? null : offered;
        return reason.isEmpty();
    }

    static byte[] wire(PublicKey key) {
        return new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
    }

    /** As {@code ssh-keygen -l} shows it. */
    static String fingerprint(byte[] key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private Optional<RemoteException> judge(byte[] key) {
        String type = KnownHost.typeOf(key).orElse("?");
        String offered = type + " " + fingerprint(key);
        return switch (knownHosts.judge(target.address(), target.port(), key)) {
            case Verdict.Known known -> Optional.empty();
            case Verdict.Unknown unknown ->
                policy == HostKeyPolicy.ACCEPT_NEW
                        ? accept(type, key)
                        : refuse(
                                "the host key of " + place() + " is not known: " + offered,
                                "compare this with 'ssh-keygen -l -f' of the host's own key, then accept it with"
                                        + " --accept-new-host-keys");
            case Verdict.Changed changed ->
                refuse(
                        "the host key of " + place() + " has changed: it offers " + offered + ", but "
                                + changed.entry().place() + " says "
                                + changed.entry().type() + " "
                                + fingerprint(changed.entry().key()),
                        "someone may be listening in; if the host was set up anew, remove the old key with: ssh-keygen -R '"
                                + KnownHosts.name(target.address(), target.port()) + "' -f "
                                + changed.entry().file());
            case Verdict.Revoked revoked ->
                refuse(
                        "the host key of " + place() + " is revoked by "
                                + revoked.entry().place() + ": " + offered,
                        "do not connect to this host before it has a new key");
            case Verdict.Authority authority ->
                refuse(
                        place() + " is known by a certificate authority ("
                                + authority.entry().place()
                                + "), and host certificates are not supported yet; it offers " + offered,
                        "add the host's own key to " + authority.entry().file());
        };
    }

    private Optional<RemoteException> accept(String type, byte[] key) {
        try {
            writer.add(files.getFirst(), KnownHosts.name(target.address(), target.port()), type, key);
            return Optional.empty();
        } catch (IOException e) {
            return refuse(
                    "the new host key of " + place() + " cannot be written to " + files.getFirst() + ": " + e, "");
        }
    }

    private Optional<RemoteException> refuse(String message, String hint) {
        return Optional.of(new RemoteException(Kind.HOST_KEY, message, hint));
    }

    private String place() {
        return target.host() + " (" + target.address() + " port " + target.port() + ")";
    }
}
