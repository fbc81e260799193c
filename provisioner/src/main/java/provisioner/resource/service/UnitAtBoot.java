package provisioner.resource.service;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Foundation;
import provisioner.resource.Foundation.Kind;
import provisioner.state.Observation.UnitOrigin;
import provisioner.state.Observation.UnitOrigin.Also;
import provisioner.state.Observation.UnitState;

/** Whether a unit starts at a boot, as the words of {@code systemctl is-enabled} mean it, and whether that can be altered. */
final class UnitAtBoot {
    /** Enabling helps; where there is only a link to the file, if that has an [Install] section. */
    private static final Set<String> DISABLED = Set.of("disabled", "enabled-runtime", "masked", "masked-runtime");

    private static final Set<String> LINKED = Set.of("linked", "linked-runtime");

    private UnitAtBoot() {}

    /** Whether it has to be enabled; what cannot be is left as it is, where the user has not said so. */
    static boolean mustEnable(ServiceResource desired, UnitState now) {
        return desired.enabled() && (now.masked() || canBeEnabled(desired, now));
    }

    private static boolean canBeEnabled(ServiceResource desired, UnitState now) {
        UnitOrigin origin = now.origin();
        String state = now.fileState();
        return DISABLED.contains(state)
                || LINKED.contains(state) && origin.installable()
                || state.equals("indirect")
                        && (origin.also().isEmpty()
                                ? desired.enabledStated() && origin.installable()
                                : !toEnable(now).isEmpty());
    }

    /** What starts in the place of a unit that only {@code Also} enables. */
    static List<Also> toEnable(UnitState now) {
        return now.fileState().equals("indirect")
                ? now.origin().also().stream().filter(UnitAtBoot::isDisabled).toList()
                : List.of();
    }

    private static boolean isDisabled(Also also) {
        return DISABLED.contains(also.fileState()) || LINKED.contains(also.fileState());
    }

    static boolean mustDisable(ServiceResource desired, UnitState now) {
        return !desired.enabled()
                && (now.enabled()
                        || isMaskedUntilBoot(now)
                        || !toDisable(desired, now).isEmpty());
    }

    static boolean isMaskedUntilBoot(UnitState now) {
        return now.fileState().equals("masked-runtime");
    }

    /** What starts it all the same, such as its socket. */
    static List<Also> toDisable(ServiceResource desired, UnitState now) {
        return belonging(desired, now).stream().filter(Also::enabled).toList();
    }

    /** What would start it again, such as its socket. */
    static List<Also> toStop(ServiceResource desired, UnitState now) {
        return belonging(desired, now).stream()
                .filter(also -> also.active().equals("active"))
                .toList();
    }

    private static List<Also> belonging(ServiceResource desired, UnitState now) {
        boolean meant = desired.enabledStated() || now.fileState().equals("indirect");
        return !desired.enabled() && meant ? now.origin().also() : List.of();
    }

    static Optional<Impossible> impossible(ServiceResource desired, UnitState now) {
        String unit = desired.unit();
        UnitOrigin origin = now.origin();
        if (!origin.id().isEmpty()
                && Foundation.contains(Kind.UNIT, origin.id())
                && !(desired.running() && desired.enabled())) {
            return because(
                    unit + " is another name of " + origin.id() + ", which must run, and start at boot",
                    "remove this step");
        }
        if (now.masked() && (desired.running() || desired.enabled())) {
            String mask = origin.file();
            return mask.isEmpty() || mask.startsWith("/etc/systemd/system/") || mask.startsWith("/run/systemd/system/")
                    ? Optional.empty()
                    : because(
                            unit + " is masked by " + mask + ", which 'systemctl unmask' does not remove",
                            "write a unit of your own with 'systemd_unit', or use the one that replaces it");
        }
        return desired.enabledStated() ? whatIsStated(desired, now) : Optional.empty();
    }

    private static Optional<Impossible> whatIsStated(ServiceResource desired, UnitState now) {
        if (now.fileState().equals("generated")) {
            String maker = now.origin().source();
            return because(
                    (maker.isEmpty() ? "a generator" : maker) + " decides whether " + desired.unit()
                            + " starts at a boot, and systemd makes the unit from that",
                    "say it there, and remove 'enabled'");
        }
        Optional<String> why = switch (desired.enabled() ? now.fileState() : "disabled") {
            case "static" -> Optional.of("it has no [Install] section");
            case "linked", "linked-runtime" -> withoutInstall(now.origin());
            case "indirect" -> indirect(now.origin());
            case "transient" -> Optional.of("a program made it, and it is gone after a boot");
            case "" -> Optional.of("it has no file");
            case "bad" -> Optional.of("systemd cannot read its file");
            default -> Optional.empty();
        };
        return why.flatMap(w -> because(desired.unit() + " cannot be enabled: " + w, "remove 'enabled'"));
    }

    private static Optional<String> withoutInstall(UnitOrigin origin) {
        return origin.installable() ? Optional.empty() : Optional.of("it has no [Install] section");
    }

    private static Optional<String> indirect(UnitOrigin origin) {
        if (origin.also().isEmpty()) {
            return withoutInstall(origin);
        }
        return origin.also().stream().anyMatch(also -> also.enabled() || isDisabled(also))
                ? Optional.empty()
                : Optional.of("it starts only through "
                        + origin.also().stream().map(Also::unit).collect(Collectors.joining(", "))
                        + ", which cannot be enabled");
    }

    private static Optional<Impossible> because(String message, String hint) {
        return Optional.of(new Impossible(message, hint));
    }
}
