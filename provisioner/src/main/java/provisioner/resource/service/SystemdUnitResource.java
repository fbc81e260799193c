package provisioner.resource.service;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.resource.AsMade;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Claimed;
import provisioner.resource.Foundation;
import provisioner.resource.Foundation.Kind;
import provisioner.resource.Inputs;
import provisioner.resource.Leaving;
import provisioner.resource.Leaving.Goes;
import provisioner.resource.Leaving.Stage;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.Things;
import provisioner.resource.file.FileAbsent;
import provisioner.resource.file.FileResource;
import provisioner.resource.file.Owner;
import provisioner.resource.file.WithDirectory;
import provisioner.source.Fields;
import provisioner.state.Bytes;
import provisioner.state.Made;
import provisioner.state.Observation.UnitState;
import provisioner.state.Query;
import provisioner.state.Query.UnitAdditionsQuery;
import provisioner.state.Query.UnitQuery;
import provisioner.state.StateView;

/**
 * A unit's file, or a drop-in of a unit, that systemd has read.
 *
 * @param dropIn the drop-in's name without {@code .conf}; empty for the unit's own file
 * @param content empty where the file shall not exist
 * @param additions what is asked about what was added to the unit; empty where another step does
 */
record SystemdUnitResource(
        String unit, Optional<String> dropIn, Optional<Bytes> content, Optional<UnitAdditionsQuery> additions)
        implements Resource {
    private static final String TOP = "/etc/systemd/system/";
    private static final Owner OWNER = new Owner(Owner.ROOT, Owner.ROOT, FileResource.MODE);
    private static final Pattern DROP_IN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]*");

    static final class Type implements ResourceType {
        private static final String NAME = "systemd_unit";
        private static final Pattern PATH = Pattern.compile(Pattern.quote(TOP) + "([^/]+?)(?:\\.d/([^/]+)\\.conf)?");

        @Override
        public String name() {
            return NAME;
        }

        /** A unit's file is noted by its path. */
        @Override
        public Optional<Leaving> leaving(Made made) {
            Matcher path = PATH.matcher(made.name());
            if (!path.matches()) {
                return Optional.empty();
            }
            Map<String, String> parameters = path.group(2) == null
                    ? Map.of("name", path.group(1), "absent", "true")
                    : Map.of("name", path.group(1), "drop_in", path.group(2), "absent", "true");
            return Optional.of(
                    new Goes(NAME, parameters, Stage.FILES, absent -> new AsMade(absent, made.name(), made.digest())));
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
                return Optional.of(new SystemdUnitResource(unit, dropIn, Optional.empty(), Optional.empty()));
            }
            if (content.isEmpty() && template.isEmpty()) {
                fields.problems().add(fields.location(), "a systemd_unit needs 'content' or 'template'");
                return Optional.empty();
            }
            return content.or(() -> template.flatMap(t -> inputs.template(t, fields.at("template"))))
                    .map(bytes -> new SystemdUnitResource(unit, dropIn, Optional.of(bytes), Optional.empty()));
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

    /** Whether the unit is to have no file of its own. */
    boolean isGone() {
        return content.isEmpty() && dropIn.isEmpty();
    }

    @Override
    public Resource among(Claimed all) {
        return new SystemdUnitResource(unit, dropIn, content, UnitAdditions.query(this, unit, all));
    }

    /** As a part of another step, which looks for additions. */
    SystemdUnitResource lookingIn(Resource whole, Claimed all) {
        return new SystemdUnitResource(unit, dropIn, content, UnitAdditions.query(whole, unit, all));
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

    private Optional<UnitDirectories> directories() {
        return content.map(UnitDirectories::of);
    }

    private FileResource written(Bytes bytes) {
        return new FileResource(Type.NAME, path(), bytes, OWNER);
    }

    @Override
    public List<Claim> claims() {
        return file().claims();
    }

    @Override
    public Stream<String> accountsFor() {
        return Stream.concat(file().accountsFor(), dropIn.isEmpty() ? Stream.of(Things.unit(unit)) : Stream.empty());
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new LinkedHashSet<>(file().queries());
        if (!UnitNames.isTemplate(unit)) {
            queries.add(unitQuery());
        }
        additions.ifPresent(queries::add);
        directories().ifPresent(made -> queries.addAll(made.queries()));
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        Assessment file = file().assess(state);
        Change change = new Change();
        boolean template = UnitNames.isTemplate(unit);
        boolean unread =
                file instanceof InSync && !template && state.get(unitQuery()).needsDaemonReload();
        if (!(file instanceof InSync) && isGone()) {
            change.run(template ? "systemctl disable --" : "systemctl disable --now --", unit);
        }
        change.include(file);
        directories().ifPresent(made -> made.note(change, state));
        Optional<UnitAdditions> added = additions.map(query -> new UnitAdditions(query, state.get(query)));
        added.ifPresent(a -> a.remove(change, template ? UnitState.notFound() : state.get(unitQuery())));
        // As after a run that was cut off, or another.
        if (unread) {
            change.differs("definition", "older than its files", "reloaded")
                    .certain(state.settled(unitQuery())
                            || !added.map(UnitAdditions::isEmpty).orElse(true));
        }
        change.run("systemctl daemon-reload");
        // A drop-in does not make a unit: whether a package brings it stays as open as it was.
        if (!template && (dropIn.isEmpty() || unread || state.settled(unitQuery()))) {
            UnitState now = state.get(unitQuery());
            change.becomes(unitQuery(), after(added.map(a -> a.after(now)).orElse(now)));
        }
        return change.isEmpty() && file instanceof InSync ? inPlaceOf(state) : change.assessment();
    }

    /** Whether systemd reads the file, which is right and was read. */
    private Assessment inPlaceOf(StateView state) {
        if (UnitNames.isTemplate(unit) || content.isEmpty() || !state.settled(unitQuery())) {
            return new InSync();
        }
        UnitState now = state.get(unitQuery());
        return !now.load().equals("loaded")
                ? new InSync()
                : UnitFiles.readInPlaceOf(path(), dropIn.isPresent(), now.origin())
                        .<Assessment>map(a -> a)
                        .orElseGet(InSync::new);
    }

    private UnitState after(UnitState now) {
        if (dropIn.isPresent()) {
            return now.exists() ? now.of(now.load(), now.fileState(), false) : now;
        }
        return content.map(bytes -> UnitFiles.defined(bytes, now)).orElseGet(UnitState::notFound);
    }
}
