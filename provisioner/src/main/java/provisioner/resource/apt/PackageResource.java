package provisioner.resource.apt;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Difference;
import provisioner.resource.Foundation;
import provisioner.resource.Foundation.Kind;
import provisioner.resource.Inputs;
import provisioner.resource.Leaving;
import provisioner.resource.Leaving.Stays;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.state.Effect.Extent;
import provisioner.state.Made;
import provisioner.state.Observation.PackageState;
import provisioner.state.Query;
import provisioner.state.Query.PackageQuery;
import provisioner.state.StateView;

/**
 * Packages that are installed, for their own sake and not only because another one needs them.
 *
 * @param version of the only package; empty for any
 */
record PackageResource(PackageNames packages, Optional<String> version) implements Resource {
    // Debian Policy 5.6.1 and 5.6.12.
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]+(:[a-z0-9-]+)?");
    private static final Pattern OWN = Pattern.compile(":(any|native)$");
    private static final Pattern VERSION = Pattern.compile("[0-9][A-Za-z0-9.+:~-]*");

    /** What an upgrade of all packages is about. */
    enum Upgrade {
        SECURITY,
        FULL
    }

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "package";
        }

        /** Others may need it by now, and its data would go with it. */
        @Override
        public Optional<Leaving> leaving(Made made) {
            return Optional.of(
                    new Stays(name(), Map.of("name", made.name(), "absent", "true"), "apt-get purge " + made.name()));
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            Optional<Upgrade> upgrade = fields.optionalOneOf("upgrade", Upgrade.class);
            List<String> names = names(fields, fields.has("upgrade"));
            fields.atMostOne("upgrade", "name");
            fields.atMostOne("upgrade", "version");
            fields.atMostOne("upgrade", "absent");
            Optional<String> version = fields.optionalString("version");
            boolean absent = fields.bool("absent", false);
            fields.atMostOne("absent", "version");
            version.filter(v -> !VERSION.matcher(v).matches())
                    .ifPresent(v -> fields.refuse("version", "invalid Debian version '" + v + "'", "such as 1.22.1-9"));
            if (version.isPresent() && names.size() > 1) {
                fields.refuse("version", "'version' is for a single package", "write a step for each");
            }
            if (absent) {
                fields.scalars("name").forEach(n -> keep(fields, n));
            }
            if (upgrade.isPresent()) {
                return Optional.of(new UpgradeResource(upgrade.get() == Upgrade.FULL, inputs.run()));
            }
            if (names.isEmpty()) {
                return Optional.empty();
            }
            PackageNames packages =
                    new PackageNames(names, absent ? PackageQuery.NONE : version.orElse(PackageQuery.ANY));
            return Optional.of(absent ? new PackageAbsent(packages) : new PackageResource(packages, version));
        }

        /** Also with the architecture behind it. */
        private static void keep(Fields fields, Node.Scalar name) {
            String bare = name.text().replaceFirst(":.*", "");
            Foundation.keep(fields, name.location(), Kind.PACKAGE, bare, "must stay");
        }

        private static List<String> names(Fields fields, boolean upgrade) {
            Set<String> names = new LinkedHashSet<>();
            for (Node.Scalar name : fields.scalars("name")) {
                if (!NAME.matcher(name.text()).matches()) {
                    fields.problems().add(name.location(), "invalid package name '" + name.text() + "'");
                } else if (OWN.matcher(name.text()).find()) {
                    fields.problems()
                            .add(
                                    name.location(),
                                    "'" + name.text() + "' must name an architecture such as amd64",
                                    "a name without one means the host's own");
                } else if (!names.add(name.text())) {
                    fields.problems().add(name.location(), "package '" + name.text() + "' is listed twice");
                }
            }
            if (names.isEmpty() && fields.scalars("name").isEmpty() && !upgrade) {
                fields.problems().add(fields.at("name"), "a package needs 'name': one name or a list");
            }
            return List.copyOf(names);
        }
    }

    @Override
    public String title() {
        return packages.title();
    }

    @Override
    public List<Claim> claims() {
        List<Claim> claims = new ArrayList<>(packages.claims("installed"));
        packages.names().forEach(name -> claims.addAll(Claim.stated("package " + name, "version", version)));
        return claims;
    }

    @Override
    public Set<Query<?>> queries() {
        return packages.queries();
    }

    @Override
    public Assessment assess(StateView state) {
        Change change = new Change();
        List<String> install = new ArrayList<>();
        if (packages.names().stream().anyMatch(name -> brings(state.get(packages.query(name))))) {
            change.unsettles(new Extent.Packages());
        }
        for (String name : packages.names()) {
            PackageState now = state.get(packages.query(name));
            if (!brings(now) && !now.automatic()) {
                continue;
            }
            if (brings(now)) {
                new PackageObstacle(name, version, now).judge(change);
            }
            if (now.installed().isEmpty()) {
                change.makes(new Made("package", name, ""));
            }
            install.add(version.map(v -> name + "=" + v).orElse(name));
            change.differs(difference(name, now)).becomes(packages.query(name), after(now));
        }
        return change.packages(install, List.of()).assessment();
    }

    private boolean brings(PackageState now) {
        return now.installed().isEmpty() || !hasVersion(now);
    }

    private boolean hasVersion(PackageState now) {
        return version.isEmpty() || version.equals(now.installed());
    }

    private Difference difference(String name, PackageState now) {
        if (now.installed().isPresent() && hasVersion(now)) {
            return Difference.of(name, "installed as a dependency", "installed");
        }
        String wanted = version.or(now::candidate).orElse("installed");
        return Difference.of(name, now.installed().orElse(""), wanted);
    }

    private PackageState after(PackageState now) {
        String installed = version.or(now::installed).or(now::candidate).orElse("");
        return now.with(Optional.of(installed));
    }
}
