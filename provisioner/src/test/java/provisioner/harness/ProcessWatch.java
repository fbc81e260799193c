package provisioner.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import provisioner.lab.TestLab;

/** Samples the command lines of all processes here and on hosts, until it is closed: no canary may be in any. */
public final class ProcessWatch implements AutoCloseable {
    private static final String THERE = "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' || true";
    private static final long PAUSE_MILLIS = 200;

    private final Canaries canaries;
    private final Set<String> found = new ConcurrentSkipListSet<>();
    private final AtomicInteger samples = new AtomicInteger();
    private final List<Thread> threads;
    private volatile boolean closing;
    private volatile @Nullable Exception failure;

    public ProcessWatch(Canaries canaries, TestLab lab, Collection<String> hosts) {
        this.canaries = canaries;
        this.threads = List.of(
                Thread.ofPlatform().start(() -> watch("here", Canaries::processesHere, PAUSE_MILLIS)),
                Thread.ofPlatform()
                        .start(() -> watch(
                                "on a host",
                                () -> {
                                    StringBuilder all = new StringBuilder();
                                    for (String host : hosts) {
                                        all.append(lab.raw(host, THERE));
                                    }
                                    return all.toString();
                                },
                                5 * PAUSE_MILLIS)));
    }

    private interface Sample {
        String take() throws Exception;
    }

    private void watch(String where, Sample sample, long pause) {
        try {
            while (!closing) {
                if (canaries.isIn(sample.take())) {
                    found.add(where);
                }
                samples.incrementAndGet();
                Thread.sleep(pause);
            }
        } catch (Exception e) {
            failure = e;
        }
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failure).as("taking samples").isNull();
        assertThat(samples).as("samples").hasValueGreaterThan(3);
        assertThat(found).as("a secret in a process's arguments").isEmpty();
    }
}
