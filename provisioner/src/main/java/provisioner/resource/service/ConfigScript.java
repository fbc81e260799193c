package provisioner.resource.service;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import provisioner.resource.Action;
import provisioner.resource.file.Owner;
import provisioner.sh.Sh;
import provisioner.state.Bytes;

/** The scripts of a {@link ConfigSet}; their functions are in config.sh. */
record ConfigScript(ConfigSet set, String version) {

    Action swap() {
        ConfigTree tree = set.tree();
        Owner owner = tree.owner();
        StringBuilder text = new StringBuilder();
        text.append("config_new ")
                .append(Sh.quote(set.path()))
                .append(' ')
                .append(version)
                .append('\n');
        Map<String, Bytes> blobs = new HashMap<>();
        tree.files().forEach((name, content) -> {
            text.append("config_file ").append(Sh.quote(name)).append(' ').append(owner.pair());
            text.append(' ')
                    .append(owner.octal())
                    .append(' ')
                    .append(content.sha256())
                    .append('\n');
            blobs.put(content.sha256(), content);
        });
        set.validate()
                .ifPresent(
                        v -> text.append("config_validate ").append(Sh.quote(v)).append('\n'));
        text.append("config_swap\n");
        set.service()
                .ifPresent(unit -> text.append(load(unit))
                        .append("config_apply ")
                        .append(Sh.quote(unit))
                        .append(set.newWorkers() ? " true\n" : " false\n"));
        text.append("config_prune\n");
        return new Action.Script(text.toString(), blobs);
    }

    /** For a tree that is live already, and was validated before it was. */
    Action reload() {
        return Action.Script.of(set.service().map(this::load).orElse("") + "config_load\n");
    }

    private String load(String unit) {
        String reload = UnitScript.reload(unit, List.of(set.loadedQuery(unit)), set.newWorkers());
        String probe = set.probe().map(p -> " && config_probe " + Sh.quote(p)).orElse("");
        return "config_load() {\n  " + reload + probe + "\n}\n";
    }
}
