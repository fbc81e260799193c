package provisioner.compile;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import provisioner.playbook.RoleUse;
import provisioner.playbook.Versions;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.template.Directory;
import provisioner.template.Evaluator;
import provisioner.template.LazyScope;
import provisioner.template.RenderException;
import provisioner.template.Values;

/** Gives a role the values of its host's release, as {@code $versions}, and refuses a release that the role does not know. */
final class ReleaseValues {
    /** The variable that declares a host's release. */
    static final String SUITE = "suite";

    private static final String VARIABLE = "versions";

    private ReleaseValues() {}

    /**
     * @param outer the host's scope
     * @param scope the role's, which receives the values; each is rendered when it is asked for
     */
    static void declare(
            RoleUse use, LazyScope outer, LazyScope scope, Evaluator evaluator, Consumer<Problem> problems) {
        use.role()
                .versions()
                .ifPresent(table -> row(table, use, outer, problems)
                        .ifPresent(row -> scope.put(VARIABLE, values(row, scope, evaluator))));
    }

    /** As {@link #declare}, but the problem comes from whoever asks for a value, and it is the same one. */
    static void declareLazily(RoleUse use, LazyScope outer, LazyScope scope, Evaluator evaluator) {
        declare(use, outer, scope, evaluator, problem -> scope.put(VARIABLE, refusing(use, problem)));
    }

    private static Directory refusing(RoleUse use, Problem problem) {
        Set<String> names = new HashSet<>();
        use.role()
                .versions()
                .ifPresent(table -> table.rows()
                        .values()
                        .forEach(row -> names.addAll(row.entries().keySet())));
        return new Directory("value of 'versions'", names, name -> {
            throw new RenderException(problem);
        });
    }

    private static Directory values(Node.Mapping row, LazyScope scope, Evaluator evaluator) {
        return new Directory(
                "value of 'versions'",
                row.entries().keySet(),
                name -> evaluator.value(row.get(name).orElseThrow().value(), scope));
    }

    /** Whether the role has a table and this host's release is not in it, so that parameters would only repeat the problem. */
    static boolean missing(RoleUse use, LazyScope scope) {
        return use.role().versions().isPresent() && !scope.has(VARIABLE);
    }

    private static Optional<Node.Mapping> row(
            Versions table, RoleUse use, LazyScope outer, Consumer<Problem> problems) {
        if (!outer.has(SUITE)) {
            String message = "role '" + use.role().name() + "' needs the variable 'suite' of every host, its release";
            problems.accept(new Problem(
                    use.location(),
                    message,
                    Problems.nearestOf("releases", "", table.rows().keySet())));
            return Optional.empty();
        }
        try {
            return row(table, outer.get(SUITE), at(outer, use), problems);
        } catch (RenderException e) {
            problems.accept(e.problem());
            return Optional.empty();
        }
    }

    /** The problem does not name the role, so that it is one problem for all roles that know the same releases. */
    private static Optional<Node.Mapping> row(
            Versions table, @Nullable Object suite, Location at, Consumer<Problem> problems) {
        String release = Values.text(suite).orElse("");
        Optional<Node.Mapping> row = Optional.ofNullable(table.rows().get(release));
        if (row.isEmpty()) {
            String found = release.isEmpty() ? Values.describe(suite) : "'" + release + "'";
            problems.accept(new Problem(
                    at,
                    "'suite' must be a release that the host's roles are made for, found " + found,
                    Problems.nearestOf("releases", release, table.rows().keySet())));
        }
        return row;
    }

    private static Location at(LazyScope outer, RoleUse use) {
        return Optional.ofNullable(outer.declaredAt(SUITE)).orElse(use.location());
    }
}
