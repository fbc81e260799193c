package provisioner.resource;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a resource wants of one property of one thing on its host. Two steps contradict each other where nothing suits both:
 * every run would change it there and back.
 *
 * @param thing such as {@code path /etc/motd}; all types name the same thing alike
 * @param another what the other step must not want, such as {@code another mode}
 */
public record Claim(String thing, String another, Wish wish) {

    /** What suits. */
    public interface Wish {

        /** Whether something suits both. */
        boolean agrees(Wish other);

        /** For people; empty for what is long or may be a secret. */
        String words();
    }

    /** Any of these values. */
    public record OneOf(Set<?> values, String words) implements Wish {
        public OneOf {
            values = Set.copyOf(values);
        }

        @Override
        public boolean agrees(Wish other) {
            return other instanceof OneOf that ? !Collections.disjoint(values, that.values) : other.agrees(this);
        }

        @Override
        public String toString() {
            return values.size() + " values";
        }
    }

    /** A value that people may see. */
    public static Claim of(String thing, String property, Object value) {
        return new Claim(thing, "another " + property, new OneOf(Set.of(value), value.toString()));
    }

    /** A value that is long, or may be a secret. */
    public static Claim unseen(String thing, String property, Object value) {
        return new Claim(thing, "another " + property, new OneOf(Set.of(value), ""));
    }

    /** What is not stated is not claimed. */
    public static List<Claim> stated(String thing, String property, Optional<?> value) {
        return value.map(v -> of(thing, property, v)).stream().toList();
    }

    /** What is not stated is not claimed. */
    public static List<Claim> stated(String thing, String property, OptionalInt value) {
        return stated(thing, property, value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty());
    }
}
