package provisioner.engine;

/**
 * Has Java collect what hosts have left behind. Its serial collector, which starts fastest, lets the heap grow to a quarter of the machine's
 * memory before it looks at what is older than a moment, and every connection is. For use by several threads.
 */
final class Garbage {
    /** Less is not worth the time. */
    private static final long ENOUGH = 80L << 20;

    private final Runtime java = Runtime.getRuntime();
    private long most = ENOUGH;

    /** Collects it where it may be as much as what is still needed. */
    synchronized void collect() {
        if (used() > most) {
            System.gc();
            most = Math.max(ENOUGH, 2 * used());
        }
    }

    private long used() {
        return java.totalMemory() - java.freeMemory();
    }
}
