package provisioner.state;

/** How a step will alter what can be observed: what prediction is made of. */
public sealed interface Effect {

    /** The answer to a query will be this. */
    record Becomes<O extends Observation>(Query<O> query, O observation) implements Effect {}

    /** Nobody can say beforehand what answers within this extent will be. */
    record Unsettles(Extent extent) implements Effect {}

    /** What a step whose details are the host's own business may alter. */
    sealed interface Extent {

        /**
         * What the maintainers' files and scripts of packages touch: paths, units, users and groups that are not there
         * yet. Files that exist are kept (apt runs with {@code --force-confold}).
         */
        record Packages() implements Extent {}

        /**
         * What goes with packages that are removed: what they had installed, what depends on them, the units that ran.
         * Their configuration files below {@code /etc} stay (apt removes, it does not purge).
         */
        record RemovedPackages() implements Extent {}

        /** A path and all that is below it. */
        record Below(String path) implements Extent {}

        /** Anything: a user's own command. */
        record Anything() implements Extent {}
    }
}
