package provisioner.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ParallelTest {
    private static final int BOUND = 5;

    /** A thread that waits for its turn costs memory: of ten thousand hosts, more than all that is known of them. */
    @Test
    void takesAnItemOnlyWhereThereIsRoomForIt() throws InterruptedException {
        AtomicInteger taken = new AtomicInteger();
        List<Integer> items = new AbstractList<>() {
            @Override
            public Integer get(int index) {
                taken.incrementAndGet();
                return index;
            }

            @Override
            public int size() {
                return 10 * BOUND;
            }
        };
        CountDownLatch first = new CountDownLatch(BOUND);
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        new Parallel(BOUND).forEach(items, item -> {
            first.countDown();
            first.await();
            most.accumulateAndGet(taken.get() - done.get(), Math::max);
            done.incrementAndGet();
        });
        assertThat(done).hasValue(items.size());
        // One more is in the hands of the one who waits for room, and each that works may be done and not have left.
        assertThat(most.get()).isLessThanOrEqualTo(2 * BOUND + 1);
    }
}
