package provisioner.resource.service;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import provisioner.resource.Action;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Difference;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.file.FileAbsent;
import provisioner.resource.file.FileResource;
import provisioner.resource.file.Owner;
import provisioner.resource.file.Paths;
import provisioner.resource.file.WithDirectory;
import provisioner.sh.Sh;
import provisioner.source.Fields;
import provisioner.state.Bytes;
import provisioner.state.Effect;
import provisioner.state.Effect.Becomes;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.UnitState;
import provisioner.state.Query;
import provisioner.state.Query.PathQuery;
import provisioner.state.Query.UnitQuery;
import provisioner.state.StateView;

/**
 * A unit's file, or a drop-in of a unit, that systemd has read.
 *
 * @param dropIn the drop-in's name without {@code .conf}; empty for the unit's own file
 * @param content empty where the file shall not exist
 */
record SystemdUnitResource(String unit, Optional<String> dropIn, Optional<Bytes> content) implements Resource {
    private static final String TOP = "/etc/systemd/system/";
    private static final Owner OWNER = new Owner(Owner.ROOT, Owner.ROOT, FileResource.MODE);
    private static final Pattern DROP_IN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]*");
    private static final Pattern INSTALL = Pattern.compile("(?m)^\\s*\\[Install]\\s*$");

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "systemd_unit";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String unit = UnitNames.required(fields, "name");
            Optional<String> dropIn = fields.optionalString("drop_in");
            dropIn.filter(d -> !DROP_IN.matcher(d).matches())
                    .ifPresent(d -> fields.refuse("drop_in", "'" + d + "' is not a file's name", "such as 10-limits"));
            boolean absent = fields.bool("absent", false);
            Optional<Bytes> content = fields.optionalString("content").map(Bytes::utf8);
            Optional<String> template = fields.optionalString("template");
            fields.atMostOne("absent", "content", "template");
            if (absent) {
                return Optional.of(new SystemdUnitResource(unit, dropIn, Optional.empty()));
            }
            if (content.isEmpty() && template.isEmpty()) {
                fields.problems().add(fields.location(), "a systemd_unit needs 'content' or 'template'");
                return Optional.empty();
            }
            return content.or(() -> template.flatMap(t -> inputs.template(t, fields.at("template"))))
                    .map(bytes -> new SystemdUnitResource(unit, dropIn, Optional.of(bytes)));
        }
    }

    @Override
    public String title() {
        return "systemd_unit " + unit + dropIn.map(d -> " " + d).orElse("");
    }

    private String path() {
        return dropIn.map(d -> TOP + unit + ".d/" + d + ".conf").orElse(TOP + unit);
    }

    private PathQuery directory() {
        return Paths.parentQuery(path());
    }

    private UnitQuery unitQuery() {
        return new UnitQuery(unit);
    }

    /** The file as a resource of its own. */
    private Resource file() {
        return content.<Resource>map(c -> new FileResource("file", path(), c, OWNER))
                .orElseGet(() -> new FileAbsent("file", path()));
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new LinkedHashSet<>(file().queries());
        if (!UnitNames.isTemplate(unit)) {
            queries.add(unitQuery());
        }
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        StateView seen = dropIn.isPresent() ? new WithDirectory(state, directory()) : state;
        return switch (file().assess(seen)) {
            case Differs differs -> changed(differs, state);
            case InSync inSync -> reread(state).map(Assessment.class::cast).orElse(inSync);
            case Assessment other -> other;
        };
    }

    /** Where the file is right but systemd has read an older one: a run was cut off between the two. */
    private Optional<Differs> reread(StateView state) {
        if (UnitNames.isTemplate(unit) || !state.get(unitQuery()).needsDaemonReload()) {
            return Optional.empty();
        }
        return Optional.of(new Differs(
                List.of(Difference.of("definition", "older than its files", "read anew")),
                Action.Script.of("systemctl daemon-reload\n"),
                List.of(new Becomes<>(unitQuery(), after(state.get(unitQuery())))),
                state.settled(unitQuery())));
    }

    private Differs changed(Differs file, StateView state) {
        Action.Script write = (Action.Script) file.action();
        StringBuilder script = new StringBuilder();
        List<Effect> effects = new ArrayList<>();
        if (content.isPresent() && write.blobs().containsKey(content.get().sha256())) {
            script.append(verify(content.get()));
        }
        if (content.isEmpty() && dropIn.isEmpty()) {
            String now = UnitNames.isTemplate(unit) ? "" : " --now";
            script.append("systemctl disable")
                    .append(now)
                    .append(" -- ")
                    .append(Sh.quote(unit))
                    .append('\n');
        }
        if (content.isPresent() && dropIn.isPresent()) {
            script.append("mkdir -p ").append(Sh.quote(directory().path())).append('\n');
            if (state.get(directory()) instanceof Missing) {
                effects.add(new Becomes<>(directory(), new Directory(new Ownership(Owner.ROOT, Owner.ROOT, 0755))));
            }
        }
        script.append(write.text()).append("systemctl daemon-reload\n");
        effects.addAll(file.effects());
        // A drop-in does not make a unit: whether a package brings it stays as open as it was.
        boolean open = dropIn.isPresent() && !UnitNames.isTemplate(unit) && !state.settled(unitQuery());
        if (!UnitNames.isTemplate(unit) && !open) {
            effects.add(new Becomes<>(unitQuery(), after(state.get(unitQuery()))));
        }
        return new Differs(
                file.differences(), new Action.Script(script.toString(), write.blobs()), effects, file.certain());
    }

    /** systemd's own opinion of the file, before it gets to its place; a drop-in is read along with its unit. */
    private String verify(Bytes bytes) {
        String digest = bytes.sha256();
        return dropIn.map(d -> "unit_verify_drop_in " + digest + " " + Sh.quote(unit) + " " + Sh.quote(d) + "\n")
                .orElse("unit_verify " + digest + " " + Sh.quote(unit) + "\n");
    }

    private UnitState after(UnitState now) {
        if (dropIn.isEmpty() && content.isEmpty()) {
            return UnitState.notFound();
        }
        if (now.exists()) {
            String load = now.masked() ? "loaded" : now.load();
            return new UnitState(
                    load.equals("loaded") || dropIn.isPresent() ? load : "loaded",
                    now.active(),
                    now.sub(),
                    now.masked() ? fileState() : now.fileState(),
                    false,
                    now.invocationId(),
                    now.stateChange(),
                    now.started());
        }
        return dropIn.isPresent() ? now : new UnitState("loaded", "inactive", "dead", fileState(), false, "", 0);
    }

    private String fileState() {
        boolean installable = content.flatMap(Bytes::text)
                .filter(text -> INSTALL.matcher(text).find())
                .isPresent();
        return installable ? "disabled" : "static";
    }
}
