package provisioner.template;

import java.util.AbstractList;
import java.util.List;

/** The hosts of a group in templates: a list with further properties, such as {@code $groups.web.addresses}. */
public final class GroupView extends AbstractList<HostView> {
    private final Peers peers;
    private final String what;
    private final List<String> names;

    /** @param what the group, for messages: "group 'web'" */
    GroupView(Peers peers, String what, List<String> names) {
        this.peers = peers;
        this.what = what;
        this.names = names;
    }

    @Override
    public HostView get(int index) {
        return peers.host(names.get(index));
    }

    @Override
    public int size() {
        return names.size();
    }

    public List<String> getNames() {
        return names;
    }

    /** The addresses that hosts use among themselves. Only this method decides which those are. */
    public List<String> getAddresses() {
        return stream().map(HostView::getService_address).toList();
    }

    /** The group without the host that the template is rendered for. */
    public GroupView getOthers() {
        String self = peers.self();
        List<String> others = names.stream().filter(name -> !name.equals(self)).toList();
        return new GroupView(peers, what + " without '" + self + "'", others);
    }

    @Override
    public HostView getFirst() {
        if (names.isEmpty()) {
            throw new Refusal(what + " has no first host: it is empty", "check isEmpty() first");
        }
        return get(0);
    }
}
