package provisioner.state;

/**
 * What ufw does where no rule matches, and how much it logs.
 *
 * @param incoming {@code allow}, {@code deny} or {@code reject}; likewise {@code outgoing} and {@code routed}
 * @param logging {@code off}, {@code low}, {@code medium}, {@code high} or {@code full}
 */
public record FirewallDefaults(String incoming, String outgoing, String routed, String logging) {
    /** Those of Debian's package. */
    public static final FirewallDefaults DEBIAN = new FirewallDefaults("deny", "allow", "deny", "low");

    /** Whether the host may open connections only as rules say. */
    public boolean outgoingClosed() {
        return !outgoing.equals("allow");
    }
}
