package provisioner.compile;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import provisioner.playbook.Role;
import provisioner.resource.Inputs;
import provisioner.resource.LinkAsks;
import provisioner.source.Location;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.state.Bytes;
import provisioner.template.Evaluator;
import provisioner.template.RenderException;
import provisioner.template.Scope;

/** The files of one step. Templates are rendered in the step's scope. */
final class StepInputs implements Inputs {
    private static final String TEMPLATE = ".vm";

    /**
     * Where to look for a step's files.
     *
     * @param templates the directory of all templates
     * @param playbook the directory of the playbook
     * @param role the role that the step belongs to; empty for a play's own step
     * @param run the run's name
     * @param links what is to be asked about the links, found when it is needed
     */
    record Places(Path templates, Path playbook, Optional<Role> role, String run, Supplier<LinkAsks> links) {
        Places in(Optional<Role> other) {
            return new Places(templates, playbook, other, run, links);
        }

        Path ownTemplates() {
            return role.map(r -> templates.resolve(r.name())).orElse(templates);
        }
    }

    private final FileCache files;
    private final Places places;
    private final Optional<String> login;
    private final Evaluator evaluator;
    private final Scope scope;
    private final Problems problems;
    private final Consumer<Problem> rendering;
    private final ExposedSecrets exposed;

    /**
     * @param problems receives the problems with files
     * @param rendering receives the problems in templates
     * @param exposed receives what templates have become
     */
    StepInputs(
            FileCache files,
            Places places,
            Optional<String> login,
            Evaluator evaluator,
            Scope scope,
            Problems problems,
            Consumer<Problem> rendering,
            ExposedSecrets exposed) {
        this.files = files;
        this.places = places;
        this.login = login;
        this.evaluator = evaluator;
        this.scope = scope;
        this.problems = problems;
        this.rendering = rendering;
        this.exposed = exposed;
    }

    @Override
    public String run() {
        return places.run();
    }

    @Override
    public LinkAsks links() {
        return places.links().get();
    }

    @Override
    public Optional<String> login() {
        return login;
    }

    @Override
    public Optional<Bytes> file(String path, Location usedAt) {
        return path(path, usedAt).flatMap(relative -> {
            Path chosen = places.role()
                    .map(role -> role.directory().resolve("files").resolve(relative))
                    .filter(files.files()::exists)
                    .orElseGet(() -> places.playbook().resolve(relative));
            return files.bytes(chosen, usedAt, problems);
        });
    }

    @Override
    public Optional<Bytes> template(String path, Location usedAt) {
        return templatePath(path, usedAt).flatMap(file -> rendered(file, usedAt));
    }

    @Override
    public Optional<SortedMap<String, Bytes>> templateTree(String directory, Location usedAt) {
        return templatePath(directory, usedAt)
                .flatMap(root -> files.tree(root, usedAt, problems).map(found -> {
                    SortedMap<String, Bytes> tree = new TreeMap<>();
                    found.forEach(file -> member(root, file, usedAt, tree));
                    return tree;
                }));
    }

    private void member(Path root, Path file, Location usedAt, SortedMap<String, Bytes> tree) {
        String name = root.relativize(file).toString();
        boolean isTemplate = name.endsWith(TEMPLATE);
        String target = isTemplate ? name.substring(0, name.length() - TEMPLATE.length()) : name;
        Optional<Bytes> content = isTemplate ? rendered(file, usedAt) : files.bytes(file, usedAt, problems);
        content.ifPresent(bytes -> {
            if (tree.put(target, bytes) != null) {
                problems.add(
                        usedAt,
                        "'" + target + "' exists twice in " + files.files().display(root),
                        "keep it with or without .vm");
            }
        });
    }

    private Optional<Bytes> rendered(Path file, Location usedAt) {
        Optional<String> text = files.text(file, usedAt, problems);
        try {
            Optional<Bytes> content =
                    text.map(t -> Bytes.utf8(evaluator.file(t, files.files().display(file), scope)));
            content.ifPresent(bytes -> exposed.rendered(bytes, usedAt));
            return content;
        } catch (RenderException e) {
            rendering.accept(e.problem());
            return Optional.empty();
        }
    }

    /** Templates come only from their directory, so that a role does not depend on its own location. */
    private Optional<Path> templatePath(String path, Location usedAt) {
        return path(path, usedAt).flatMap(relative -> {
            Path file = places.ownTemplates().resolve(relative).normalize();
            if (!file.startsWith(places.templates())) {
                String hint = "put templates in " + files.files().display(places.ownTemplates());
                problems.add(usedAt, "'" + path + "' leads out of the templates directory", hint);
                return Optional.empty();
            }
            return Optional.of(file);
        });
    }

    private Optional<Path> path(String text, Location usedAt) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            problems.add(usedAt, "invalid path: " + e.getReason());
            return Optional.empty();
        }
    }
}
