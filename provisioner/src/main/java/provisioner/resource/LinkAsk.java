package provisioner.resource;

/**
 * A question about a link: does a connection to it succeed?
 *
 * @param asker the host that asks, or {@link #CONTROL}
 * @param opener the host that opens the port
 * @param address where the other hosts reach it
 * @param link its name
 * @param allowed whether the connection must succeed; else it must not
 */
public record LinkAsk(String asker, String opener, String address, int port, String link, boolean allowed) {
    /** The machine that the tool runs on, which must not get in. */
    public static final String CONTROL = "";
}
