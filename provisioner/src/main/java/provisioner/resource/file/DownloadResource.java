package provisioner.resource.file;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.resource.AsMade;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.FoundationPaths;
import provisioner.resource.Inputs;
import provisioner.resource.Leaving;
import provisioner.resource.Leaving.Goes;
import provisioner.resource.Leaving.Stage;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.Things;
import provisioner.source.Fields;
import provisioner.state.Bytes;
import provisioner.state.Made;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.ReadingState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.Symlink;
import provisioner.state.Query;
import provisioner.state.Query.PathQuery;
import provisioner.state.Query.ReadingQuery;
import provisioner.state.Reading;
import provisioner.state.StateView;

/**
 * A file with this digest, which the host fetches where it has another one. While planning nobody asks the server.
 *
 * @param url may hold a password
 * @param digest lower-case hex: as long as SHA-256 or SHA-512 makes it
 * @param headers lines {@code Name: value}
 * @param proxy a URL, which may hold a password; empty for the host's own settings
 */
record DownloadResource(String url, String path, String digest, Owner owner, List<String> headers, String proxy)
        implements Resource {
    private static final int SHA256_DIGITS = 64;
    private static final int SHA512_DIGITS = 128;
    private static final String NAME = "download";

    DownloadResource {
        headers = List.copyOf(headers);
    }

    static final class Type implements ResourceType {
        private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,100}");

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Optional<Leaving> leaving(Made made) {
            return Optional.of(new Goes(
                    "file",
                    Map.of(
                            "path",
                            made.name(),
                            "absent",
                            "true",
                            "owner",
                            made.digest().replaceFirst(".* ", "")),
                    Stage.FILES,
                    absent -> new AsMade(absent, made.name(), made.digest().replaceFirst(" .*", ""))));
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String url = url(fields, "url", fields.string("url"));
            String path = Paths.required(fields, "path");
            Owner owner = Owner.parse(fields, FileResource.MODE);
            FoundationPaths.own(fields, path, owner.owner(), owner.mode(), inputs.login());
            String sha256 = digest(fields, "sha256", SHA256_DIGITS);
            String sha512 = digest(fields, "sha512", SHA512_DIGITS);
            fields.atMostOne("sha256", "sha512");
            if (!fields.has("sha256") && !fields.has("sha512")) {
                fields.refuse(
                        "url",
                        "a download needs 'sha256' or 'sha512'",
                        "sha256sum prints it for a file that you trust");
            }
            String proxy = fields.optionalString("proxy")
                    .map(text -> url(fields, "proxy", text))
                    .orElse("");
            List<String> headers = fields.stringMap("headers").entrySet().stream()
                    .peek(header -> check(fields, header.getKey(), header.getValue()))
                    .map(header -> header.getKey() + ": " + header.getValue())
                    .toList();
            return Optional.of(
                    new DownloadResource(url, path, sha256.isEmpty() ? sha512 : sha256, owner, headers, proxy));
        }

        private static String digest(Fields fields, String key, int digits) {
            String digest = fields.optionalString(key).orElse("").strip().toLowerCase(Locale.ROOT);
            if (fields.has(key) && !digest.matches("[0-9a-f]{" + digits + "}")) {
                fields.refuse(key, "'" + key + "' must be " + digits + " hexadecimal digits", key + "sum prints them");
            }
            return digest;
        }

        /** As far as curl and wget agree; the file that tells them has a line for it. */
        private static String url(Fields fields, String key, String text) {
            if (text.isEmpty()) {
                return text;
            }
            try {
                URI uri = new URI(text);
                String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
                if (Set.of("http", "https").contains(scheme) && uri.getHost() != null && text.indexOf('"') < 0) {
                    return text;
                }
            } catch (URISyntaxException e) {
                // It is refused like any other that is none.
            }
            fields.refuse(
                    key,
                    "'" + key + "' must be a URL that begins with http:// or https://",
                    "such as https://example.com/tool.tar.gz; write a space as %20");
            return "";
        }

        private static void check(Fields fields, String name, String value) {
            if (!HEADER.matcher(name).matches() || value.chars().anyMatch(Character::isISOControl)) {
                fields.refuse(
                        "headers",
                        "a header must have a name of letters, digits and '-', and a value on a single line",
                        "such as Authorization");
            }
        }
    }

    @Override
    public String title() {
        return NAME + " " + path;
    }

    /** What asks for the file travels beside the script, and nobody else can read it. */
    @Override
    public Optional<String> exposes(String parameter) {
        return Set.of("url", "headers", "proxy").contains(parameter)
                ? Optional.empty()
                : Resource.super.exposes(parameter);
    }

    private boolean isSha256() {
        return digest.length() == SHA256_DIGITS;
    }

    private PathQuery pathQuery() {
        return new PathQuery(path);
    }

    private ReadingQuery digestQuery() {
        return new ReadingQuery(Reading.SHA512, List.of(path));
    }

    @Override
    public List<Claim> claims() {
        return PathClaims.file(path).content(digest).owned(owner).list();
    }

    @Override
    public Stream<String> accountsFor() {
        return Stream.concat(Resource.super.accountsFor(), Stream.of(Things.content(path)));
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>(owner.queries());
        queries.add(pathQuery());
        queries.add(Paths.parentQuery(path));
        if (!isSha256()) {
            queries.add(digestQuery());
        }
        return queries;
    }

    @Override
    public String actsFor(StateView state) {
        return owner.owner();
    }

    @Override
    public Assessment assess(StateView state) {
        PathState now = state.get(pathQuery());
        Change change = new Change();
        switch (now) {
            case RegularFile file -> {
                String found =
                        isSha256() ? file.sha256() : state.get(digestQuery()).value("sha512");
                if (!found.equals(digest)) {
                    made().ifPresent(change::changes);
                    change.differs(name(), found, digest);
                }
                change.differs(owner.differences(file.ownership()));
            }
            case Missing ignored -> {
                made().ifPresent(change::makes);
                appears(change);
            }
            case Symlink link -> appears(change.removes("symbolic link", link.target()));
            case PathState other ->
                change.impossible(path + " is " + Paths.kind(other), "remove it if it is not needed");
        }
        fetch(change);
        change.becomes(pathQuery(), new RegularFile(owner.ownership(), 0, isSha256() ? digest : ""));
        if (!isSha256()) {
            change.becomes(digestQuery(), ReadingState.NOTHING.with("sha512", digest));
        }
        return change.blockedBy(Paths.fixed(path, now))
                .blockedBy(owner.unknown(state))
                .blockedBy(Paths.blockedParent(path, state))
                .certain(now instanceof Missing || state.settled(pathQuery()))
                .assessment();
    }

    private String name() {
        return isSha256() ? "sha256" : "sha512";
    }

    private void appears(Change change) {
        change.differs(name(), "", digest);
    }

    /** The digest of a file is known as SHA-256 only. */
    private Optional<Made> made() {
        return isSha256() ? Optional.of(new Made(NAME, path, digest + " " + owner.owner())) : Optional.empty();
    }

    /** Everything that may be a secret is in files: of options for curl, and of settings for wget. */
    private void fetch(Change change) {
        StringBuilder curl = new StringBuilder("url = " + quoted(url) + "\n");
        StringBuilder wget = new StringBuilder();
        headers.forEach(header -> {
            curl.append("header = ").append(quoted(header)).append('\n');
            wget.append("header = ").append(header).append('\n');
        });
        if (!proxy.isEmpty()) {
            curl.append("proxy = ").append(quoted(proxy)).append('\n');
            wget.append("use_proxy = on\nhttp_proxy = ")
                    .append(proxy)
                    .append("\nhttps_proxy = ")
                    .append(proxy)
                    .append('\n');
        }
        Bytes forCurl = Bytes.utf8(curl.toString());
        Bytes forWget = Bytes.utf8(wget.toString());
        Bytes address = Bytes.utf8(url + "\n");
        change.send(forCurl)
                .send(forWget)
                .send(address)
                .run("backup", path)
                .run(
                        NAME,
                        path,
                        owner.pair(),
                        owner.octal(),
                        name(),
                        digest,
                        forCurl.sha256(),
                        forWget.sha256(),
                        address.sha256());
    }

    /** As curl(1) reads a value in its configuration. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @Override
    public String toString() {
        return "download of " + path;
    }
}
