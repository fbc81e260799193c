package provisioner.template;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@code $links}: the rules by which a host's firewall lets its links pass, as a {@code firewall} step takes them. */
public final class LinkRules {
    private final Supplier<List<Map<String, Object>>> incoming;
    private final Supplier<List<Map<String, Object>>> outgoing;

    public LinkRules(Supplier<List<Map<String, Object>>> incoming, Supplier<List<Map<String, Object>>> outgoing) {
        this.incoming = incoming;
        this.outgoing = outgoing;
    }

    public List<Map<String, Object>> getIncoming() {
        return incoming.get();
    }

    public List<Map<String, Object>> getOutgoing() {
        return outgoing.get();
    }
}
