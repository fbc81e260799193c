package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.source.InvalidInputException;

class FleetTest {
    private static final int FEW = 500;
    private static final int TIMES = 4;

    @TempDir
    private Path directory = Path.of("");

    /** What is allocated stands for the time, which other work on the machine would make longer. */
    @Test
    void manyTimesTheHostsAreNoMoreWorkForEachOfThem() throws InvalidInputException {
        // What is done once in a process.
        allocated(FEW);
        double few = allocated(FEW);
        assertThat(allocated(TIMES * FEW) / few).isLessThan(1.25 * TIMES);
    }

    private double allocated(int hosts) throws InvalidInputException {
        Project project = Project.in(directory.resolve("hosts-" + hosts))
                .file(Project.INVENTORY, "hosts: {'host-[1:%d]': }\n".formatted(hosts))
                .file(Project.PLAYBOOK, """
                        - play: Many
                          hosts: all
                          steps:
                            - {name: same, note: {text: same}}
                            - {name: own, note: {text: $host.name}}
                        """);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(project.compile().hosts()).hasSize(hosts);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
