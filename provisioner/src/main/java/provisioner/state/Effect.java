package provisioner.state;

/** How a step will change what can be observed. Predictions consist of effects. */
public sealed interface Effect {

    /** The query will have this answer. */
    record Becomes<O extends Observation>(Query<O> query, O observation) implements Effect {}

    /** The answers within this extent cannot be predicted. */
    record Unsettles(Extent extent) implements Effect {}

    /** What an unpredictable step may change. */
    sealed interface Extent {

        /**
         * What the files and scripts of packages may change: paths, units, users and groups that do not exist yet.
         * Existing files are kept (apt runs with {@code --force-confold}).
         */
        record Packages() implements Extent {}

        /**
         * What removing packages may change: what they installed, what depends on them, and their units. Their
         * configuration files below {@code /etc} stay (apt removes and does not purge).
         */
        record RemovedPackages() implements Extent {}

        /** What a reboot may change: what is only in memory, and what runs. */
        record Reboot() implements Extent {}

        /** A path and everything below it. */
        record Below(String path) implements Extent {}

        /**
         * One thing that is no path, as claims call it: {@code unit ssh.service}, {@code user ann}, {@code group adm}, {@code
         * package nginx}, {@code kernel parameter kernel.panic}, or all {@code kernel parameters}.
         */
        record Thing(String name) implements Extent {}

        /** Anything, as a user's own command may. */
        record Anything() implements Extent {}

        /** Which steps follow and what they are, because a value that decides it is open; and so anything. */
        record LaterSteps() implements Extent {}
    }
}
