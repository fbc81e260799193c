package provisioner.resource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import provisioner.resource.CaseYaml.Word;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.AptAnswer;
import provisioner.state.Observation.ArchiveState;
import provisioner.state.Observation.BootState;
import provisioner.state.Observation.BootSysctlState;
import provisioner.state.Observation.GuardState;
import provisioner.state.Observation.HostFacts;
import provisioner.state.Observation.ListingState;
import provisioner.state.Observation.LocaleState;
import provisioner.state.Observation.PackageState;
import provisioner.state.Observation.SysctlState;

/** What a case says of packages, kernel parameters, unpacked archives, listings, guards and the host's facts. */
final class CaseSystem {
    private static final PackageState NO_PACKAGE = new PackageState(Optional.empty(), false, Optional.empty(), true);
    private static final ArchiveState NO_ARCHIVE = new ArchiveState(Optional.empty(), List.of());

    private CaseSystem() {}

    static PackageState readPackage(Node node, Problems problems) {
        if (CaseState.isMissing(node)) {
            return NO_PACKAGE;
        }
        Fields fields = Fields.of(node, "a package", problems);
        PackageState state = new PackageState(
                fields.optionalString("installed").map(text -> text.equals(Word.UNKNOWN.text()) ? "" : text),
                fields.bool("automatic", false),
                fields.bool("held", false),
                fields.optionalString("candidate"),
                fields.bool("lists", true),
                new AptAnswer(
                        fields.optionalString("age").map(Duration::parse).orElse(Duration.ZERO),
                        fields.stringList("versions"),
                        fields.stringList("providers"),
                        fields.stringList("near"),
                        fields.stringList("pins"),
                        fields.stringList("architectures"),
                        fields.stringList("takes"),
                        fields.optionalString("blocked")));
        fields.done();
        return state;
    }

    static Object write(PackageState state) {
        if (state.equals(NO_PACKAGE)) {
            return Word.MISSING;
        }
        return new CaseForm()
                .put("installed", state.installed().map(text -> text.isEmpty() ? Word.UNKNOWN : text))
                .put("automatic", state.automatic(), false)
                .put("held", state.held(), false)
                .put("candidate", state.candidate())
                .put("lists", state.listsPresent(), true)
                .put("age", state.apt().listsAge().toString(), Duration.ZERO.toString())
                .some("versions", state.apt().versions())
                .some("providers", state.apt().providers())
                .some("near", state.apt().near())
                .some("pins", state.apt().pins())
                .some("architectures", state.apt().architectures())
                .some("takes", state.apt().takes())
                .put("blocked", state.apt().blocked())
                .entries();
    }

    static SysctlState readSysctl(Node node) {
        return new SysctlState(CaseState.text(node));
    }

    static Object write(SysctlState state) {
        return state.value().<Object>map(value -> value).orElse(Word.MISSING);
    }

    static LocaleState readLocale(Node node, Problems problems) {
        if (CaseState.isMissing(node)) {
            return new LocaleState(Optional.empty(), false);
        }
        Fields fields = Fields.of(node, "a locale", problems);
        LocaleState state = new LocaleState(fields.optionalString("charset"), fields.bool("available", false));
        fields.done();
        return state;
    }

    static Object write(LocaleState state) {
        return new CaseForm()
                .put("charset", state.charset())
                .put("available", state.available(), false)
                .entries();
    }

    /** Each is written as {@code FILE:LINE KEY VALUE}. */
    static BootSysctlState readBoot(Node node, Problems problems) {
        Fields fields = Fields.of(node, "what a boot sets", problems);
        List<BootSysctlState.Assignment> later = fields.stringList("later").stream()
                .map(text -> text.split(" ", 3))
                .map(words -> new BootSysctlState.Assignment(words[0], words[1], words[2]))
                .toList();
        BootSysctlState state =
                new BootSysctlState(later, fields.optionalString("mask").orElse(""));
        fields.done();
        return state;
    }

    static Object write(BootSysctlState state) {
        return new CaseForm()
                .some(
                        "later",
                        state.later().stream()
                                .map(a -> a.place() + " " + a.key() + " " + a.value())
                                .toList())
                .put("mask", state.mask(), "")
                .entries();
    }

    static ArchiveState readArchive(Node node, Problems problems) {
        if (CaseState.isMissing(node)) {
            return NO_ARCHIVE;
        }
        Fields fields = Fields.of(node, "an archive", problems);
        ArchiveState state = new ArchiveState(fields.optionalString("sha256"), fields.stringList("damaged"));
        fields.done();
        return state;
    }

    static Object write(ArchiveState state) {
        return state.equals(NO_ARCHIVE)
                ? Word.MISSING
                : new CaseForm()
                        .put("sha256", state.sha256())
                        .some("damaged", state.damaged())
                        .entries();
    }

    static ListingState readListing(Node node) {
        if (CaseState.isMissing(node)) {
            return new ListingState(List.of());
        }
        Node.Sequence names = (Node.Sequence) node;
        return new ListingState(
                names.items().stream().map(name -> ((Node.Scalar) name).text()).toList());
    }

    static Object write(ListingState state) {
        return state.names().isEmpty() ? Word.MISSING : state.names();
    }

    static GuardState readGuard(Node node, Problems problems) {
        if (node instanceof Node.Scalar scalar) {
            return new GuardState(Integer.parseInt(scalar.text()), "");
        }
        Fields fields = Fields.of(node, "a guard", problems);
        GuardState state = new GuardState(
                fields.integer("exit", 0, 255), fields.optionalString("error").orElse(""));
        fields.done();
        return state;
    }

    static Object write(GuardState state) {
        return state.error().isEmpty()
                ? state.exit()
                : new CaseForm()
                        .put("exit", state.exit())
                        .put("error", state.error())
                        .entries();
    }

    static BootState readBootState(Node node, Problems problems) {
        Fields fields = Fields.of(node, "boot", problems);
        BootState state = new BootState(
                fields.optionalString("id").orElse(""),
                fields.string("kernel"),
                fields.optionalString("installed").orElse(fields.string("kernel")),
                fields.stringList("required"),
                fields.optionalString("aimed").orElse(""),
                fields.optionalString("rebooted_by").orElse(""),
                fields.optionalString("system").orElse("running"));
        fields.done();
        return state;
    }

    static Object write(BootState state) {
        return new CaseForm()
                .put("id", state.boot(), "")
                .put("kernel", state.kernel())
                .put("installed", state.installedKernel(), state.kernel())
                .some("required", state.required())
                .put("aimed", state.aimedKernel(), "")
                .put("rebooted_by", state.rebootedBy(), "")
                .put("system", state.system(), "running")
                .entries();
    }

    static HostFacts readFacts(Node node, Problems problems) {
        Fields fields = Fields.of(node, "facts", problems);
        HostFacts state = new HostFacts(
                fields.stringMap("facts"),
                fields.stringList("reboot_required"),
                fields.bool("dpkg_interrupted", false),
                fields.optionalString("clock").map(Instant::parse).orElse(Instant.EPOCH));
        fields.done();
        return state;
    }

    static Object write(HostFacts state) {
        return new CaseForm()
                .some("facts", state.facts())
                .some("reboot_required", state.rebootRequired())
                .put("dpkg_interrupted", state.dpkgInterrupted(), false)
                .put("clock", state.clock().toString(), Instant.EPOCH.toString())
                .entries();
    }
}
