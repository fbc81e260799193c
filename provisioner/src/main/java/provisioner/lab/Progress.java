package provisioner.lab;

/** Hears what the lab is doing; called by several threads at once. */
@FunctionalInterface
public interface Progress {
    /**
     * @param host the host it is about, or the empty string where it is about the whole lab
     * @param text what is being done, such as {@code booting}
     */
    void doing(String host, String text);
}
