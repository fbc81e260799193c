package provisioner.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/** What is tried at the same time, so that a test needs fewer runs. */
public final class Rounds {
    private Rounds() {}

    /**
     * Each is in the first round that has room for it, in the order of the list.
     *
     * @param hasRoom whether one may join those that are in a round already
     */
    public static <T> List<List<T>> of(List<T> all, BiPredicate<T, List<T>> hasRoom) {
        List<List<T>> rounds = new ArrayList<>();
        for (T one : all) {
            rounds.stream()
                    .filter(round -> hasRoom.test(one, round))
                    .findFirst()
                    .orElseGet(() -> {
                        List<T> fresh = new ArrayList<>();
                        rounds.add(fresh);
                        return fresh;
                    })
                    .add(one);
        }
        return rounds;
    }
}
