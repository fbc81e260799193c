package provisioner.lab;

/** Receives what the lab is doing. Called by several threads at once. */
@FunctionalInterface
public interface Progress {
    /**
     * @param host the name of the host; empty for the whole lab
     * @param text what the lab is doing, such as {@code booting}
     */
    void doing(String host, String text);
}
