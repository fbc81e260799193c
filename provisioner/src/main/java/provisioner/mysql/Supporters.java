package provisioner.mysql;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * Which servers might let another one take writes. By the rule of the role {@code mysql}'s {@code mysql-opener}, a server that
 * restarts takes writes if a majority of the declared servers, itself included, follows it.
 */
final class Supporters {
    /** What to do about a server that cannot answer any more: after the rest of a hint. */
    static final String GONE =
            "; if one is gone for good, make sure that it never starts again, and remove it from the inventory";

    private Supporters() {}

    /** Whether so many of the declared servers are a majority of them. */
    static boolean isMajority(int servers, int declared) {
        return servers * 2 > declared;
    }

    /**
     * Who might follow another source, or be one, and why.
     *
     * @param own the address of the server that is to take writes, as the others write it
     * @param partner the address of the one with which it replicates both ways; empty for none
     * @param others what all other declared servers say, by address; empty for one that does not answer
     */
    static SequencedMap<String, String> of(
            String own, String partner, SequencedMap<String, Optional<Standing>> others) {
        SequencedMap<String, String> reasons = new LinkedHashMap<>();
        others.forEach((address, its) ->
                reason(own, address.equals(partner), its).ifPresent(why -> reasons.put(address, why)));
        return reasons;
    }

    /** Why a server must not take writes, if it must not; with the parameters of {@link #of}. */
    static Optional<String> refusal(String own, String partner, SequencedMap<String, Optional<Standing>> others) {
        for (Map.Entry<String, Optional<Standing>> other : others.entrySet()) {
            if (other.getValue().filter(Standing::open).isPresent()) {
                return Optional.of(other.getKey()
                        + " takes writes; it must stop first, so run this playbook for it, too, without --limit");
            }
        }
        SequencedMap<String, String> reasons = of(own, partner, others);
        boolean hidden = others.values().stream()
                .flatMap(Optional::stream)
                .anyMatch(one -> !one.hidden().isEmpty());
        return isMajority(reasons.size(), others.size() + 1)
                ? Optional.of(describe(reasons, others.size() + 1, hidden))
                : Optional.empty();
    }

    /** Why a server might follow another source, or be one. */
    private static Optional<String> reason(String own, boolean mutual, Optional<Standing> its) {
        if (its.isEmpty()) {
            return Optional.of("does not answer");
        }
        Standing one = its.get();
        if (!one.hidden().isEmpty()) {
            return Optional.of("does not say whom it follows: " + one.hidden());
        }
        if (one.channels().isEmpty()) {
            return Optional.of("follows nobody");
        }
        Optional<String> other =
                one.sources().stream().filter(source -> !source.equals(own)).findFirst();
        if (other.isPresent()) {
            return Optional.of("follows " + other.get());
        }
        // It may open itself although it follows its partner, until it is set aside.
        return mutual
                        && one.channels().stream()
                                .noneMatch(channel -> channel.user().isEmpty())
                ? Optional.of("replicates with this server both ways")
                : Optional.empty();
    }

    private static String describe(Map<String, String> reasons, int declared, boolean hidden) {
        return "this server must not take writes: a majority of the " + declared
                + " declared servers might still follow another source, which would take writes again when it restarts: "
                + reasons.entrySet().stream()
                        .map(one -> one.getKey() + " (" + one.getValue() + ")")
                        .collect(Collectors.joining(", "))
                + (hidden ? "; run site.yml first, which lets the replication account see whom a server follows" : "")
                + "; start these servers or make them reachable, and run this playbook for all servers" + GONE;
    }
}
