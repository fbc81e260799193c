package provisioner.playbook;

/** How many hosts of a play run at a time. */
public sealed interface Serial {

    /** The size of a batch, at least 1, for a play with this number of hosts. */
    int batch(int hosts);

    record Count(int count) implements Serial {
        @Override
        public int batch(int hosts) {
            return count;
        }
    }

    /** @param percent 1 to 100; rounded down, but at least one host */
    record Percent(int percent) implements Serial {
        @Override
        public int batch(int hosts) {
            return Math.max(1, hosts * percent / 100);
        }
    }
}
