package provisioner.remote.ssh.hostkey;

import java.io.BufferedReader;
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
import java.util.function.Predicate;
import provisioner.remote.ssh.hostkey.KnownHost.Marker;

/** Looks up hosts in known_hosts files, and decides as OpenSSH's {@code check_host_key} does. */
final class KnownHosts {
    private static final int DEFAULT_PORT = 22;

    /** What is known about a key that a host offers. */
    sealed interface Verdict {
        record Known() implements Verdict {}

        /** The host is unknown. */
        record Unknown() implements Verdict {}

        /** The host is known with other keys. */
        record Changed(KnownHost entry) implements Verdict {}

        record Revoked(KnownHost entry) implements Verdict {}

        /** Only an authority that signs the host's certificates is known. */
        record Authority(KnownHost entry) implements Verdict {}
    }

    private final List<KnownHost> entries;

    private KnownHosts(List<KnownHost> entries) {
        this.entries = entries;
    }

    /**
     * What is said about one host. Each host of a run looks for itself, in files that name all of them.
     *
     * @throws IOException if a file exists but cannot be read
     */
    static KnownHosts load(List<Path> files, Names names) throws IOException {
        return load(files, names::areNamedBy);
    }

    /** Everything. */
    static KnownHosts load(List<Path> files) throws IOException {
        return load(files, hosts -> true);
    }

    private static KnownHosts load(List<Path> files, Predicate<String> wanted) throws IOException {
        List<KnownHost> entries = new ArrayList<>();
        for (Path file : files) {
            if (Files.exists(file)) {
                // Byte by byte, because a comment in another encoding must not hide the entries.
                try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
                    int number = 0;
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        number++;
                        KnownHost.parse(file, number, line, wanted).ifPresent(entries::add);
                    }
                }
            }
        }
        return new KnownHosts(entries);
    }

    /**
     * The names to look up for a host, in lower case.
     *
     * @param exact with the port if it is not 22; new entries use this name
     * @param plain without the port
     */
    record Names(String exact, String plain) {

        static Names of(String address, int port) {
            String lower = address.toLowerCase(Locale.ROOT);
            return new Names(port == DEFAULT_PORT ? lower : "[" + lower + "]:" + port, lower);
        }

        /** The names for a HostKeyAlias, which ignores the port. */
        static Names ofAlias(String alias) {
            String lower = alias.toLowerCase(Locale.ROOT);
            return new Names(lower, lower);
        }

        /** @param hosts the patterns of an entry, or one hashed name */
        private boolean areNamedBy(String hosts) {
            return KnownHost.matches(hosts, exact) || !plain.equals(exact) && KnownHost.matches(hosts, plain);
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
        // As in OpenSSH, an entry without a port also counts for a host on another port, if no entry has the port.
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

    /** Whether the authority that signed a host's certificate is known, revoked or neither. */
    Verdict judgeAuthority(Names names, byte[] signer) {
        List<KnownHost> all = about(names);
        Optional<KnownHost> revoked = first(all, Marker.REVOKED, signer);
        if (revoked.isPresent()) {
            return new Verdict.Revoked(revoked.get());
        }
        return first(all, Marker.AUTHORITY, signer).isPresent() ? new Verdict.Known() : new Verdict.Unknown();
    }

    /** An authority that signs certificates for the host. */
    Optional<KnownHost> authority(Names names) {
        return about(names).stream()
                .filter(entry -> entry.marker() == Marker.AUTHORITY)
                .findFirst();
    }

    /** The types of the host's known keys, to ask the host for first. */
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
