package provisioner.resource.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PathsTest {

    /** No kernel takes a longer one, and every part of it would be looked up. */
    @Test
    void aPathIsNotLongerThanTheKernelTakes() {
        assertThat(Paths.wrong("/a".repeat(2047) + "b")).isEmpty();
        assertThat(Paths.wrong("/a".repeat(2048))).contains("must have at most 4095 characters");
    }
}
