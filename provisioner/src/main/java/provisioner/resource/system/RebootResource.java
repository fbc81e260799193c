package provisioner.resource.system;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Change;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.source.Fields;
import provisioner.state.Effect.Extent;
import provisioner.state.Observation.BootState;
import provisioner.state.Query;
import provisioner.state.Query.BootQuery;
import provisioner.state.StateView;

/**
 * The host runs what was installed: it is rebooted where that is required.
 *
 * @param asked the run's name where every run is to reboot the host, once; empty where only what requires it counts
 */
record RebootResource(Optional<String> asked, Duration within) implements Resource {
    private static final Duration WITHIN = Duration.ofMinutes(10);

    /** When a host is to be rebooted. */
    enum When {
        REQUIRED,
        NOW
    }

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "reboot";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            When when = fields.oneOf("when", When.class, When.REQUIRED);
            Duration within = fields.duration("within").orElse(WITHIN);
            if (within.isZero()) {
                fields.refuse("within", "'within' must be longer than zero", "remove it to wait for ten minutes");
            }
            Optional<String> asked = when == When.NOW ? Optional.of(inputs.run()) : Optional.empty();
            return Optional.of(new RebootResource(asked, within));
        }
    }

    @Override
    public String title() {
        return "reboot";
    }

    private static BootQuery query() {
        return new BootQuery();
    }

    @Override
    public Set<Query<?>> queries() {
        return Set.of(query());
    }

    @Override
    public boolean writes() {
        return false;
    }

    @Override
    public boolean mayBeTriedAgain() {
        return false;
    }

    @Override
    public Assessment assess(StateView state) {
        BootState now = state.get(query());
        Change change = new Change();
        boolean ask = asked.filter(run -> !run.equals(now.rebootedBy())).isPresent();
        if (!now.installedKernel().equals(now.kernel())) {
            change.differs("kernel", now.kernel(), now.installedKernel());
            if (now.aimedKernel().equals(now.installedKernel())
                    && now.required().isEmpty()
                    && !ask) {
                change.blockedBy(Optional.of(new Impossible(
                        "the host was rebooted, but the boot loader starts " + now.kernel() + ", not "
                                + now.installedKernel(),
                        "see GRUB_DEFAULT, then reboot with 'when: now'")));
            }
        }
        if (!now.required().isEmpty()) {
            change.differs("reboot", "required by " + String.join(", ", now.required()), "done");
        }
        if (ask) {
            change.differs("reboot", "asked for", "done");
        }
        return change.reboot(asked.orElse(""), within)
                .becomes(query(), after(now))
                .unsettles(new Extent.Reboot())
                .certain(state.settled(query()))
                .assessment();
    }

    private BootState after(BootState now) {
        String kernel = now.installedKernel();
        return new BootState("", kernel, kernel, List.of(), "", asked.orElse(now.rebootedBy()), "running");
    }
}
