package provisioner.remote.ssh.login;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import provisioner.remote.target.Credentials;
import provisioner.remote.target.PassphrasePrompt;

/** The operator's keys, those in the agent included. Each file is read once per run. */
public final class Identities {
    /** The keys to try, and why others cannot be used. */
    public record Candidates(List<LoginKey> keys, List<String> unusable) {}

    private final PassphrasePrompt prompt;
    private final Map<Path, Identity> loaded = new HashMap<>();

    public Identities(PassphrasePrompt prompt) {
        this.prompt = prompt;
    }

    /**
     * The keys in ssh's order: certificates, named keys in the agent, the agent's other keys, then files that are not
     * in the agent. A key in the agent needs no passphrase.
     */
    public Candidates candidates(Credentials credentials) {
        List<String> unusable = new ArrayList<>();
        List<Agent.Key> agent = agentKeys(credentials, unusable);
        List<Identity> files = files(credentials, unusable);
        List<LoginKey> named = new ArrayList<>();
        List<LoginKey> alone = new ArrayList<>();
        for (Identity file : files) {
            Optional<LoginKey> inAgent = file.clearBlob().flatMap(blob -> find(agent, blob));
            inAgent.ifPresentOrElse(named::add, () -> alone.add(file));
        }
        SequencedSet<LoginKey> keys = new LinkedHashSet<>(certified(credentials, files, agent, unusable));
        keys.addAll(named);
        keys.addAll(credentials.identitiesOnly() ? List.of() : agent);
        keys.addAll(alone);
        return new Candidates(List.copyOf(keys), unusable);
    }

    private static List<Agent.Key> agentKeys(Credentials credentials, List<String> unusable) {
        if (credentials.agent().isEmpty()) {
            return List.of();
        }
        Path socket = credentials.agent().get();
        try {
            List<Agent.Key> usable = new ArrayList<>();
            for (Agent.Key key : new Agent(socket).keys()) {
                if (PublicKeyFile.isSecurityKey(key.blob())) {
                    unusable.add(key.name() + " is a security key, which is not supported");
                } else {
                    usable.add(key);
                }
            }
            return usable;
        } catch (IOException e) {
            unusable.add("the agent at " + socket + ": " + e.getMessage());
            return List.of();
        }
    }

    private List<Identity> files(Credentials credentials, List<String> unusable) {
        List<Identity> files = new ArrayList<>();
        for (Path file : credentials.identities()) {
            try {
                files.add(identity(file));
            } catch (IOException e) {
                unusable.add(file + " " + reason(file, e));
            }
        }
        return files;
    }

    private static List<LoginKey> certified(
            Credentials credentials, List<Identity> files, List<Agent.Key> agent, List<String> unusable) {
        SequencedSet<Path> certificates = new LinkedHashSet<>(credentials.certificates());
        credentials.identities().stream()
                .map(file -> Path.of(file + "-cert.pub"))
                .filter(Files::exists)
                .forEach(certificates::add);
        List<LoginKey> certified = new ArrayList<>();
        for (Path file : certificates) {
            try {
                UserCertificate certificate = UserCertificate.load(file);
                find(agent, certificate.key())
                        .or(() -> files.stream()
                                .filter(identity -> identity.clearBlob()
                                        .filter(blob -> Arrays.equals(blob, certificate.key()))
                                        .isPresent())
                                .findFirst())
                        .ifPresentOrElse(
                                signer -> certified.add(certificate.with(signer)),
                                () -> unusable.add(
                                        file + " certifies a key that is neither in a file nor in an agent"));
            } catch (IOException e) {
                unusable.add(file + " " + reason(file, e));
            }
        }
        return certified;
    }

    private static Optional<LoginKey> find(List<Agent.Key> agent, byte[] blob) {
        return agent.stream()
                .filter(key -> Arrays.equals(key.blob(), blob))
                .map(LoginKey.class::cast)
                .findFirst();
    }

    private Identity identity(Path key) throws IOException {
        synchronized (loaded) {
            Identity identity = loaded.get(key);
            if (identity == null) {
                identity = Identity.load(key, prompt);
                loaded.put(key, identity);
            }
            return identity;
        }
    }

    private static String reason(Path key, IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.equals(key.toString()) ? "cannot be read" : message;
    }
}
