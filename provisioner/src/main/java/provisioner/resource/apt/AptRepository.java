package provisioner.resource.apt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Foundation;
import provisioner.resource.Foundation.Kind;
import provisioner.resource.Inputs;
import provisioner.resource.Leaving;
import provisioner.resource.Leaving.Stays;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.file.FileResource;
import provisioner.resource.file.Owner;
import provisioner.source.Fields;
import provisioner.state.Bytes;
import provisioner.state.Made;
import provisioner.state.Observation.Missing;
import provisioner.state.Query;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/**
 * A source of packages for apt with the key it is signed with: two files, and package lists that were fetched.
 *
 * @param key the key ring's file; empty where the host trusts the signer already
 * @param sources the file under /etc/apt/sources.list.d
 */
record AptRepository(String name, Optional<FileResource> key, FileResource sources) implements Resource {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");
    private static final String ARMOUR = "-----BEGIN PGP PUBLIC KEY BLOCK-----";

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "apt_repository";
        }

        /** Packages that came from it stay, and need their updates. */
        @Override
        public Optional<Leaving> leaving(Made made) {
            return Optional.of(new Stays(
                    name(),
                    Map.of("name", made.name(), "absent", "true"),
                    "a step 'apt_repository' with 'absent: true', once its packages are gone"));
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String name = fields.string("name");
            if (!name.isEmpty() && !NAME.matcher(name).matches()) {
                fields.refuse("name", "'name' must be a file name of letters, digits, '-', '_' and '.'", "");
            }
            boolean absent = fields.bool("absent", false);
            Map<String, List<String>> lists = new LinkedHashMap<>();
            lists.put("URIs", words(fields, "uris", !absent));
            lists.put("Suites", words(fields, "suites", !absent));
            lists.put("Components", words(fields, "components", false));
            lists.put("Architectures", words(fields, "architectures", false));
            Optional<String> keyFile = fields.optionalString("key");
            if (absent) {
                Foundation.keep(fields, "name", Kind.APT_REPOSITORY, name, "must stay");
                return Optional.of(new AptRepositoryAbsent(name));
            }
            Optional<Bytes> content = keyFile.flatMap(path -> inputs.file(path, fields.at("key")));
            Optional<FileResource> key = content.flatMap(bytes -> keyRing(fields, name, bytes));
            return Optional.of(new AptRepository(name, key, sources(name, lists, key.map(FileResource::path))));
        }

        private static List<String> words(Fields fields, String key, boolean needed) {
            List<String> words = fields.stringList(key);
            if (words.stream().anyMatch(w -> w.chars().anyMatch(c -> c <= ' '))) {
                fields.refuse(key, "'" + key + "' must not contain spaces", "write a list");
            }
            if (needed && words.isEmpty() && !fields.has(key)) {
                fields.refuse("name", "an apt_repository needs '" + key + "'", "");
            }
            return words;
        }

        /** An armoured file, or packets as in RFC 9580, 4.2: the first bit is set. */
        private static Optional<FileResource> keyRing(Fields fields, String name, Bytes bytes) {
            byte[] raw = bytes.toArray();
            boolean armoured =
                    new String(raw, StandardCharsets.ISO_8859_1).stripLeading().startsWith(ARMOUR);
            if (raw.length > 2 && new String(raw, 0, 3, StandardCharsets.UTF_8).equals("\uFEFF")) {
                fields.refuse(
                        "key",
                        "'key' must not begin with a byte order mark",
                        "apt cannot read such a key: save it without");
                return Optional.empty();
            }
            if (!armoured && (raw.length == 0 || raw[0] >= 0)) {
                fields.refuse("key", "'key' must be an OpenPGP public key", "");
                return Optional.empty();
            }
            return Optional.of(file(keyRingPath(name, armoured), bytes));
        }

        private static FileResource sources(String name, Map<String, List<String>> lists, Optional<String> key) {
            StringBuilder text = new StringBuilder("Types: deb\n");
            lists.forEach((field, words) -> {
                if (!words.isEmpty()) {
                    text.append(field)
                            .append(": ")
                            .append(String.join(" ", words))
                            .append('\n');
                }
            });
            key.ifPresent(path -> text.append("Signed-By: ").append(path).append('\n'));
            return file(sourcesPath(name), Bytes.utf8(text.toString()));
        }

        private static FileResource file(String path, Bytes content) {
            return new FileResource("file", path, content, new Owner(Owner.ROOT, Owner.ROOT, FileResource.MODE));
        }
    }

    static String title(String name) {
        return "apt_repository " + name;
    }

    static String sourcesPath(String name) {
        return "/etc/apt/sources.list.d/" + name + ".sources";
    }

    /** @param armoured whether it is text; apt tells by the suffix */
    static String keyRingPath(String name, boolean armoured) {
        return "/etc/apt/keyrings/" + name + (armoured ? ".asc" : ".gpg");
    }

    @Override
    public String title() {
        return title(name);
    }

    @Override
    public List<Claim> claims() {
        return Stream.concat(key.stream(), Stream.of(sources))
                .flatMap(file -> file.claims().stream())
                .toList();
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>(sources.queries());
        key.ifPresent(file -> queries.addAll(file.queries()));
        return queries;
    }

    /**
     * The lists are fetched by copies of the files, which take their places only then: they are never there without them, and
     * a key that does not fit is never where apt would read it.
     */
    @Override
    public Assessment assess(StateView state) {
        Change change = new Change();
        List<String> copies = new ArrayList<>(List.of(sources.content().sha256()));
        key.ifPresent(file -> copies.addAll(List.of(file.path(), file.content().sha256())));
        key.ifPresent(file -> change.differsAs(file.assess(state)).send(file.content()));
        change.differsAs(sources.assess(state)).send(sources.content()).run("apt_fetch", copies);
        key.ifPresent(file -> file.write(change));
        sources.write(change);
        change.unnoted();
        if (state.get(new PathQuery(sources.path())) instanceof Missing) {
            change.makes(new Made("apt_repository", name, ""));
        }
        return change.assessment();
    }
}
