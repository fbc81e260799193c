package provisioner.resource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Assessment.InSync;
import provisioner.state.Effect;
import provisioner.state.Query;
import provisioner.state.StateView;

/** No source of this name, and no key ring of its own. */
record AptRepositoryAbsent(String name) implements Resource {

    static String sources(String name) {
        return "/etc/apt/sources.list.d/" + name + ".sources";
    }

    @Override
    public String title() {
        return "apt_repository " + name;
    }

    private List<FileAbsent> files() {
        return List.of(
                new FileAbsent("file", sources(name)),
                new FileAbsent("file", "/etc/apt/keyrings/" + name + ".asc"),
                new FileAbsent("file", "/etc/apt/keyrings/" + name + ".gpg"));
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>();
        files().forEach(file -> queries.addAll(file.queries()));
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        List<Difference> differences = new ArrayList<>();
        List<Effect> effects = new ArrayList<>();
        StringBuilder script = new StringBuilder();
        for (FileAbsent file : files()) {
            switch (file.assess(state)) {
                case Impossible impossible -> {
                    return impossible;
                }
                case Differs differs -> {
                    differences.addAll(differs.differences());
                    effects.addAll(differs.effects());
                    script.append(
                            differs.action() instanceof Action.Script(String text, var blobs, var confirm) ? text : "");
                }
                default -> {}
            }
        }
        return differences.isEmpty()
                ? new InSync()
                : new Differs(differences, Action.Script.of(script.toString()), effects);
    }
}
