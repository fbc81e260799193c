package provisioner.resource.service;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Foundation;
import provisioner.resource.Foundation.Kind;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.file.FileAbsent;
import provisioner.resource.file.FileResource;
import provisioner.resource.file.Owner;
import provisioner.resource.file.WithDirectory;
import provisioner.source.Fields;
import provisioner.state.Bytes;
import provisioner.state.Observation.UnitState;
import provisioner.state.Query;
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
                    .ifPresent(d -> fields.refuse("drop_in", "invalid file name '" + d + "'", "such as 10-limits"));
            boolean absent = fields.bool("absent", false);
            if (dropIn.isEmpty()) {
                Foundation.keep(fields, "name", Kind.UNIT, unit, "must keep its own file");
            }
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
    public Optional<String> exposes(String parameter) {
        return Set.of("content", "template").contains(parameter)
                ? Optional.of("systemd shows a unit and its environment to everybody")
                : Resource.super.exposes(parameter);
    }

    @Override
    public String title() {
        return "systemd_unit " + unit + dropIn.map(d -> " " + d).orElse("");
    }

    private String path() {
        return dropIn.map(d -> TOP + unit + ".d/" + d + ".conf").orElse(TOP + unit);
    }

    private UnitQuery unitQuery() {
        return new UnitQuery(unit);
    }

    /** The file as a resource of its own. */
    private Resource file() {
        return content.<Resource>map(c -> dropIn.isPresent() ? new WithDirectory(written(c)) : written(c))
                .orElseGet(() -> new FileAbsent("file", path()));
    }

    private FileResource written(Bytes bytes) {
        return new FileResource("file", path(), bytes, OWNER);
    }

    @Override
    public List<Claim> claims() {
        return file().claims();
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
        Assessment file = file().assess(state);
        return file instanceof InSync ? reread(state) : changed(file, state);
    }

    /** Where the file is right but systemd has read an older one, as after a run that was cut off, or another. */
    private Assessment reread(StateView state) {
        if (UnitNames.isTemplate(unit)) {
            return new InSync();
        }
        UnitState now = state.get(unitQuery());
        if (now.needsDaemonReload()) {
            return new Change()
                    .differs("definition", "older than its files", "reloaded")
                    .run("systemctl daemon-reload")
                    .becomes(unitQuery(), after(now))
                    .certain(state.settled(unitQuery()))
                    .assessment();
        }
        return content.isEmpty() || !now.load().equals("loaded") || !state.settled(unitQuery())
                ? new InSync()
                : UnitFiles.readInPlaceOf(path(), dropIn.isPresent(), now.origin())
                        .<Assessment>map(a -> a)
                        .orElseGet(InSync::new);
    }

    private Assessment changed(Assessment file, StateView state) {
        boolean template = UnitNames.isTemplate(unit);
        Change change = new Change();
        if (content.isEmpty() && dropIn.isEmpty()) {
            change.run(template ? "systemctl disable --" : "systemctl disable --now --", unit);
        }
        change.include(file).run("systemctl daemon-reload");
        // A drop-in does not make a unit: whether a package brings it stays as open as it was.
        if (!template && (dropIn.isEmpty() || state.settled(unitQuery()))) {
            change.becomes(unitQuery(), after(state.get(unitQuery())));
        }
        return change.assessment();
    }

    private UnitState after(UnitState now) {
        if (dropIn.isPresent()) {
            return now.exists() ? now.of(now.load(), now.fileState(), false) : now;
        }
        return content.map(bytes -> UnitFiles.defined(bytes, now)).orElseGet(UnitState::notFound);
    }
}
