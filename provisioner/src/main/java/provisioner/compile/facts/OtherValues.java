package provisioner.compile.facts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import provisioner.compile.facts.HostValues.Reading;
import provisioner.resource.HostValue.Told;
import provisioner.secret.Secret;
import provisioner.template.LazyScope;
import provisioner.template.Peers;
import provisioner.template.Refusal;

/** What the steps of other hosts have read in earlier plays, for the steps of one host during one compilation. */
public final class OtherValues {
    /** Where that comes from. */
    public interface Source {
        /**
         * What a host has read before a play.
         *
         * @throws Refusal if that is not known
         */
        Readings before(int play, String host);

        /** Why a host has not read the value of a variable before a play. */
        Refusal without(int play, String host, String variable);
    }

    /**
     * @param values by the names of the variables
     * @param secrets those that decided what is read
     * @param hosts on which it depends, other than the host itself
     */
    public record Readings(Map<String, Reading> values, Set<Secret> secrets, Set<String> hosts) {
        public Readings {
            values = Map.copyOf(values);
            secrets = Set.copyOf(secrets);
            hosts = Set.copyOf(hosts);
        }
    }

    /** A value that the steps of a play use, and another host has read. */
    public record Use(int play, String host, String variable) {
        /** As templates refer to it. */
        @Override
        public String toString() {
            return FactsPass.VALUE + reference(host, variable);
        }
    }

    private final String self;
    private final HostValues own;
    private final FactsPass facts;
    private final Source source;
    private final Set<Use> uses = new LinkedHashSet<>();
    private final Set<String> hosts = new LinkedHashSet<>();
    private final Set<Secret> secrets = new HashSet<>();

    /** @param own what this host's steps have read */
    public OtherValues(String self, HostValues own, FactsPass facts, Source source) {
        this.self = self;
        this.own = own;
        this.facts = facts;
        this.source = source;
    }

    /** Lets a scope see what the hosts have read before a play. */
    public void declare(LazyScope scope, int play) {
        Peers.of(scope).reading((host, variable) -> value(play, host, variable)).declare(scope);
    }

    /** Lets a scope refuse it. */
    public static void refuse(LazyScope scope) {
        Peers.of(scope).reading(Peers.Readings.NONE).declare(scope);
    }

    private Object value(int play, String host, String variable) {
        try {
            Reading reading = reading(play, host, variable);
            Told told = reading.told();
            String value = told.value()
                    .orElseThrow(() -> new Refusal(
                            "host '" + host + "' cannot read '" + variable + "': " + told.why(),
                            "make that work, or give the step that reads it a 'default'"));
            return own.given(reference(host, variable), reading.declared(), value);
        } catch (Refusal e) {
            facts.unknown(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private Reading reading(int play, String host, String variable) {
        Map<String, Reading> values = host.equals(self) ? own.readings() : others(play, host, variable);
        Reading reading = values.get(variable);
        if (reading == null) {
            throw source.without(play, host, variable);
        }
        return reading;
    }

    private Map<String, Reading> others(int play, String host, String variable) {
        uses.add(new Use(play, host, variable));
        hosts.add(host);
        Readings known = source.before(play, host);
        hosts.addAll(known.hosts());
        secrets.addAll(known.secrets());
        return known.values();
    }

    private static String reference(String host, String variable) {
        return "hosts.get(\"" + host + "\").read." + variable;
    }

    public List<Use> uses() {
        return new ArrayList<>(uses);
    }

    /** The hosts whose answers decide what this host's steps are. */
    public Set<String> hosts() {
        return Set.copyOf(hosts);
    }

    /** The values that must not be shown and of which others depend. */
    public Set<Secret> secrets() {
        return Set.copyOf(secrets);
    }
}
