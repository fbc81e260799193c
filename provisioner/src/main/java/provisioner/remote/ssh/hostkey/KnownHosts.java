package provisioner.remote.ssh.hostkey;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import provisioner.remote.ssh.hostkey.KnownHost.Marker;

/** What known_hosts files say of hosts, decided as OpenSSH's {@code check_host_key} does. */
final class KnownHosts {
    private static final int DEFAULT_PORT = 22;

    /** What is known of a key that a host offers. */
    sealed interface Verdict {
        record Known() implements Verdict {}

        /** Nothing is known of the host. */
        record Unknown() implements Verdict {}

        /** The host is known by other keys. */
        record Changed(KnownHost entry) implements Verdict {}

        record Revoked(KnownHost entry) implements Verdict {}

        /** The host is known by an authority that signs its certificates, and by nothing else. */
        record Authority(KnownHost entry) implements Verdict {}
    }

    private final List<KnownHost> entries;

    private KnownHosts(List<KnownHost> entries) {
        this.entries = entries;
    }

    /** @throws IOException for a file that is there and cannot be read */
    static KnownHosts load(List<Path> files) throws IOException {
        List<KnownHost> entries = new ArrayList<>();
        for (Path file : files) {
            if (Files.exists(file)) {
                // Byte for byte: a comment in another encoding must not hide the entries.
                List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
                for (int i = 0; i < lines.size(); i++) {
                    KnownHost.parse(file, i + 1, lines.get(i)).ifPresent(entries::add);
                }
            }
        }
        return new KnownHosts(entries);
    }

    /**
     * The names under which a host is looked up, in lower case.
     *
     * @param exact with the port, where that is not 22; new entries are written under it
     * @param plain without
     */
    record Names(String exact, String plain) {

        static Names of(String address, int port) {
            String lower = address.toLowerCase(Locale.ROOT);
            return new Names(port == DEFAULT_PORT ? lower : "[" + lower + "]:" + port, lower);
        }

        /** HostKeyAlias: one name whatever the port. */
        static Names ofAlias(String alias) {
            String lower = alias.toLowerCase(Locale.ROOT);
            return new Names(lower, lower);
        }
    }

    /** @param key in wire format */
    Verdict judge(Names names, byte[] key) {
        List<KnownHost> exact = matching(names.exact());
        List<KnownHost> all = about(names);
        Optional<KnownHost> revoked = first(all, Marker.REVOKED, key);
        if (revoked.isPresent()) {
            return new Verdict.Revoked(revoked.get());
        }
        boolean named = exact.stream().anyMatch(entry -> entry.marker() == Marker.NONE);
        // As in OpenSSH a host on another port is also known by an entry without a port, if it has none with.
        if (first(named ? exact : all, Marker.NONE, key).isPresent()) {
            return new Verdict.Known();
        }
        Optional<KnownHost> other =
                exact.stream().filter(entry -> entry.marker() == Marker.NONE).findFirst();
        if (other.isPresent()) {
            return new Verdict.Changed(other.get());
        }
        return authority(names).<Verdict>map(Verdict.Authority::new).orElseGet(Verdict.Unknown::new);
    }

    /** What is known of an authority that has signed a host's certificate: known, revoked, or neither. */
    Verdict judgeAuthority(Names names, byte[] signer) {
        List<KnownHost> all = about(names);
        Optional<KnownHost> revoked = first(all, Marker.REVOKED, signer);
        if (revoked.isPresent()) {
            return new Verdict.Revoked(revoked.get());
        }
        return first(all, Marker.AUTHORITY, signer).isPresent() ? new Verdict.Known() : new Verdict.Unknown();
    }

    /** Some authority that signs certificates for the host. */
    Optional<KnownHost> authority(Names names) {
        return about(names).stream()
                .filter(entry -> entry.marker() == Marker.AUTHORITY)
                .findFirst();
    }

    /** The types of the keys that a host is known by: what to ask it for first. */
    Set<String> types(Names names) {
        Set<String> types = new LinkedHashSet<>();
        about(names).stream().filter(entry -> entry.marker() == Marker.NONE).forEach(entry -> types.add(entry.type()));
        return types;
    }

    private List<KnownHost> about(Names names) {
        return entries.stream()
                .filter(entry -> entry.matches(names.exact()) || entry.matches(names.plain()))
                .toList();
    }

    private List<KnownHost> matching(String name) {
        return entries.stream().filter(entry -> entry.matches(name)).toList();
    }

    private static Optional<KnownHost> first(List<KnownHost> entries, Marker marker, byte[] key) {
        return entries.stream()
                .filter(entry -> entry.marker() == marker && entry.hasKey(key))
                .findFirst();
    }
}
