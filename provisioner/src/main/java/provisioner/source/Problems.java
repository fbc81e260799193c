package provisioner.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Collects all errors in the input, so that the user sees them all at once.
 *
 * <p>Readers continue after a problem with the best value they have. The command then stops before it uses the result:
 * {@link #throwIfAny()}. Not thread-safe.
 */
public final class Problems {
    /** How a list of all known words begins. */
    static final String KNOWN = "known: ";

    private static final int FARTHEST_TYPO = 3;
    private static final int MOST_TO_LIST = 20;

    private final Set<Problem> found = new LinkedHashSet<>();
    private final Witness witness;

    public Problems() {
        this((mapping, key, shape) -> {});
    }

    /** @param witness learns what readers ask for */
    public Problems(Witness witness) {
        this.witness = witness;
    }

    void asked(Node.Mapping mapping, String key, Shape shape) {
        witness.asked(mapping, key, shape);
    }

    public void add(Location location, String message) {
        add(location, message, "");
    }

    public void add(Location location, String message, String hint) {
        found.add(new Problem(location, message, hint));
    }

    /** Adds the problems of another collection. */
    public void addAll(Problems others) {
        found.addAll(others.found);
    }

    /** Reports an unknown word. The hint is the nearest known word. */
    public void unknown(Location location, String kind, String word, Collection<String> known) {
        add(location, "unknown " + kind + " '" + word + "'", didYouMean(word, known));
    }

    /** {@code did you mean 'x'?}; or the known words if they are few; or nothing. */
    public static String didYouMean(String word, Collection<String> known) {
        Optional<String> near = near(word, known);
        if (near.isPresent()) {
            return near.get();
        }
        return known.isEmpty() || known.size() > MOST_TO_LIST
                ? ""
                : KNOWN + String.join(", ", known.stream().sorted().toList());
    }

    /**
     * {@code did you mean 'x'?} and all known words, where there is no other way to learn them.
     *
     * @param kind of what, in the plural
     */
    public static String nearestOf(String kind, String word, Collection<String> known) {
        String all = known.isEmpty()
                ? ""
                : "the " + kind + " are: "
                        + String.join(", ", known.stream().sorted().toList());
        return near(word, known).map(guess -> guess + " " + all).orElse(all);
    }

    /** {@code did you mean 'x'?} if a known word is near. */
    public static Optional<String> near(String word, Collection<String> known) {
        return nearest(word, known).map(k -> "did you mean '" + k + "'?");
    }

    private static Optional<String> nearest(String word, Collection<String> known) {
        LevenshteinDistance distance = new LevenshteinDistance(FARTHEST_TYPO);
        JaroWinklerSimilarity similarity = new JaroWinklerSimilarity();
        record Candidate(String word, int distance) {}
        return known.stream()
                .map(k -> new Candidate(k, distance.apply(word, k)))
                .filter(c -> c.distance >= 0
                        && (c.distance < Math.max(2, word.length() / 2 + 1) || sameLetters(word, c.word)))
                .min(Comparator.comparingInt(Candidate::distance)
                        // Swapped letters count for little: 'nmae' is nearer to 'name' than to 'map'.
                        .thenComparing(c -> -similarity.apply(word, c.word()))
                        .thenComparing(Candidate::word))
                .map(Candidate::word);
    }

    /** Whether only letters are swapped, which in a short word looks like a great distance. */
    private static boolean sameLetters(String a, String b) {
        return Arrays.equals(a.chars().sorted().toArray(), b.chars().sorted().toArray());
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** The problems in the order of files and lines. */
    public List<Problem> list() {
        List<Problem> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparing(Problem::location));
        return List.copyOf(sorted);
    }

    /**
     * @param shown what to do to each text before it is printed: secrets are masked
     * @throws InvalidInputException with all problems collected so far, if there are any
     */
    public void throwIfAny(UnaryOperator<String> shown) throws InvalidInputException {
        if (!found.isEmpty()) {
            throw new InvalidInputException(list().stream()
                    .map(p -> new Problem(p.location(), shown.apply(p.message()), shown.apply(p.hint())))
                    .toList());
        }
    }

    /** @throws InvalidInputException with all problems collected so far, if there are any */
    public void throwIfAny() throws InvalidInputException {
        if (!found.isEmpty()) {
            throw new InvalidInputException(list());
        }
    }
}
