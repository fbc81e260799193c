package provisioner.lab;

/**
 * A lab host as Docker reports it.
 *
 * @param state Docker's word: {@code running}, {@code exited}, {@code paused}, …
 */
public record HostStatus(String name, String suite, String address, String state) {
    public boolean running() {
        return state.equals("running");
    }
}
