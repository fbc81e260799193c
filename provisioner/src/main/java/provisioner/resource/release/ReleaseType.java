package provisioner.resource.release;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import provisioner.resource.FoundationPaths;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.file.FileResource;
import provisioner.resource.file.Owner;
import provisioner.resource.file.Paths;
import provisioner.resource.release.Artifact.Archive.Format;
import provisioner.source.Fields;
import provisioner.state.Bytes;

/** Reads {@code release}. */
final class ReleaseType implements ResourceType {
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+~-]{0,100}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+~-]{0,200}");
    private static final int MOST_STRIPPED = 20;
    private static final int MOST_KEPT = 100;
    private static final int KEPT = 3;

    @Override
    public String name() {
        return "release";
    }

    @Override
    public Optional<Resource> parse(Fields fields, Inputs inputs) {
        String path = Paths.required(fields, "path");
        FoundationPaths.keep(fields, "path", path, false, inputs.login());
        String version = fields.string("version");
        if (!version.isEmpty() && !VERSION.matcher(version).matches()) {
            fields.refuse("version", "invalid version '" + version + "'", "such as 1.4.2");
        }
        Owner owner = new Owner(
                Owner.name(fields, "owner", Owner.ROOT), Owner.name(fields, "group", Owner.ROOT), FileResource.MODE);
        int keep = fields.optionalInteger("keep", 1, MOST_KEPT).orElse(KEPT);
        String source = fields.string("source");
        Optional<Bytes> content = source.isEmpty() ? Optional.empty() : inputs.file(source, fields.at("source"));
        Optional<String> sha256 = fields.optionalString("sha256").map(text -> text.toLowerCase(Locale.ROOT));
        content.filter(bytes -> sha256.isPresent() && !bytes.sha256().equals(sha256.get()))
                .ifPresent(bytes -> fields.refuse("sha256", "the digest of '" + source + "' is " + bytes.sha256(), ""));
        Optional<Format> format =
                Arrays.stream(Format.values()).filter(f -> f.fits(source)).findFirst();
        List<String> others = format.isPresent() ? List.of("name", "mode") : List.of("strip");
        others.stream()
                .filter(fields::has)
                .forEach(key -> fields.refuse(
                        key,
                        "'" + key + "' is only for " + (format.isPresent() ? "single files" : "archives"),
                        "'" + source + "' is " + (format.isPresent() ? "unpacked" : "not unpacked")));
        int strip = fields.optionalInteger("strip", 0, MOST_STRIPPED).orElse(0);
        boolean current = fields.bool("current", true);
        String name = name(fields, source.substring(source.lastIndexOf('/') + 1));
        int mode = fields.mode("mode").orElse(FileResource.MODE);
        return content.map(bytes -> format.<Artifact>map(f -> new Artifact.Archive(bytes, f, strip))
                        .orElseGet(() -> new Artifact.Single(bytes, name, mode)))
                .map(artifact -> new ReleaseResource(path, version, artifact, owner, keep, current));
    }

    private static String name(Fields fields, String source) {
        String name = fields.optionalString("name").orElse(source);
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            fields.refuse("name", "invalid file name '" + name + "'", "such as app.jar");
        }
        return name;
    }
}
