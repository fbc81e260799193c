package provisioner.template;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A host as templates see it: {@code $host.name}, {@code $host.service_address}, {@code $host.vars.listen}. */
public final class HostView {
    private final String name;
    private final Peers.Peer peer;
    private final Peers peers;

    HostView(String name, Peers.Peer peer, Peers peers) {
        this.name = name;
        this.peer = peer;
        this.peers = peers;
    }

    Peers peers() {
        return peers;
    }

    public String getName() {
        return name;
    }

    public String getAddress() {
        return peer.address().get();
    }

    @SuppressWarnings("MemberName") // a word of the templates' language, which writes names so
    public String getService_address() {
        return peer.serviceAddress().get();
    }

    /** The address for services as it stands in a URL and before a port: IPv6 in brackets (RFC 3986, section 3.2.2). */
    @SuppressWarnings("MemberName") // a word of the templates' language, which writes names so
    public String getUrl_host() {
        String address = getService_address();
        return address.contains(":") ? "[" + address + "]" : address;
    }

    /** All addresses at which it is known: the one for services, and the one for SSH where that is another. */
    public List<String> getAddresses() {
        return Stream.of(getService_address(), getAddress()).distinct().toList();
    }

    public Variables getVars() {
        return new Variables(peer.variables());
    }

    /** What the host's steps of earlier plays have read: {@code read.version}. An unknown name is an error. */
    public Reads getRead() {
        return new Reads(name, peers);
    }

    /** The parameters of a role as this host has them, whether or not it has the role: {@code role("web").web_port}. */
    public Directory role(String role) {
        Scope parameters = peer.roles().apply(role);
        return new Directory(
                "parameter of role '" + role + "'",
                Set.copyOf(parameters.names()),
                parameter -> Objects.requireNonNull(parameters.get(parameter)));
    }

    /** Whether the group contains this host. */
    public boolean in(String group) {
        return peers.group(group).getNames().contains(name);
    }

    /** The host's position in the group, from 0. */
    @SuppressWarnings("MemberName") // a word of the templates' language, which writes names so
    public int index_in(String group) {
        int index = peers.group(group).getNames().indexOf(name);
        if (index < 0) {
            String hint = "check in(\"" + group + "\") first";
            throw new Refusal("host '" + name + "' is not in group '" + group + "'", hint);
        }
        return index;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HostView host && host.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** The values that a host's steps have read, by the names of their variables. */
    public static final class Reads {
        private final String host;
        private final Peers peers;

        private Reads(String host, Peers peers) {
            this.host = host;
            this.peers = peers;
        }

        public Object get(String variable) {
            return peers.reading(host, variable);
        }
    }

    /** A host's variables by name. An unknown name gives nothing, so that {@code #if} can test it. */
    public static final class Variables {
        private final Scope scope;

        private Variables(Scope scope) {
            this.scope = scope;
        }

        public @Nullable Object get(String name) {
            return scope.get(name);
        }

        public boolean containsKey(String name) {
            return scope.has(name);
        }
    }
}
