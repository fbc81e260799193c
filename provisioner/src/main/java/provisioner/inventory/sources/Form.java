package provisioner.inventory.sources;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import provisioner.secret.store.AnsibleVault;
import provisioner.source.InputFiles;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.source.YamlReader;

/** Whose form an inventory has. provisioner's own is recognised first, by {@code hosts} and {@code groups} at the top. */
enum Form {
    OWN,
    ANSIBLE;

    private static final List<String> TOP = List.of("hosts", "groups");
    private static final List<String> PARTS_OF_A_GROUP = List.of("hosts", "children", "vars");
    private static final Pattern TOP_LINE = Pattern.compile("(?m)^(?:hosts|groups):(?:\\s.*)?$");

    static Form of(InputFiles files, Path path, Problems problems) {
        if (!Files.isRegularFile(files.absolute(path))) {
            // A name that does not exist is reported as before, unless it is a list of hosts.
            boolean ansible =
                    Files.isDirectory(files.absolute(path)) || path.toString().indexOf(',') >= 0;
            return ansible ? ANSIBLE : OWN;
        }
        String text = files.text(path, new Problems()).orElse("");
        if (text.startsWith("#!") || AnsibleVault.isVault(text)) {
            return ANSIBLE;
        }
        Optional<Node> document = YamlReader.parseLenient(text, files.display(path), new Problems());
        if (document.orElse(null) instanceof Node.Mapping mapping) {
            return of(mapping, problems);
        }
        String name = String.valueOf(path.getFileName());
        boolean yaml = name.endsWith(".yml") || name.endsWith(".yaml");
        return yaml || text.isBlank() || TOP_LINE.matcher(text).find() ? OWN : ANSIBLE;
    }

    private static Form of(Node.Mapping document, Problems problems) {
        Optional<Node.Entry> own =
                TOP.stream().flatMap(key -> document.get(key).stream()).findFirst();
        Optional<Node.Entry> all = document.get("all");
        if (own.isPresent() && all.isPresent()) {
            problems.add(
                    all.get().location(),
                    "an inventory must have one form: 'all' is Ansible's, and '"
                            + own.get().key() + "' (" + own.get().location() + ") is provisioner's own",
                    "write '" + own.get().key() + "' below 'all', or give the groups below 'groups'");
        }
        if (own.isPresent()) {
            return OWN;
        }
        boolean groups = document.entries().values().stream()
                .anyMatch(entry -> entry.value() instanceof Node.Mapping body
                        && PARTS_OF_A_GROUP.stream()
                                .anyMatch(part -> body.get(part).isPresent()));
        return all.isPresent() || groups || document.get("plugin").isPresent() ? ANSIBLE : OWN;
    }
}
