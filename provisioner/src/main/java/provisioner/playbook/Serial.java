package provisioner.playbook;

/** How many hosts a play takes at a time. */
public sealed interface Serial {

    /** The size of a batch, at least 1, out of a play's number of hosts. */
    int batch(int hosts);

    record Count(int count) implements Serial {
        @Override
        public int batch(int hosts) {
            return count;
        }
    }

    /** @param percent 1 to 100; rounded down to whole hosts, but at least one */
    record Percent(int percent) implements Serial {
        @Override
        public int batch(int hosts) {
            return Math.max(1, hosts * percent / 100);
        }
    }
}
