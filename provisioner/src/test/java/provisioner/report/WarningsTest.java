package provisioner.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import provisioner.engine.Event;
import provisioner.secret.Masker;
import provisioner.secret.Secret;
import provisioner.source.Location;
import provisioner.source.Problem;

/** A warning about the input is shown with its place, and changes nothing else. */
class WarningsTest {
    private static final Masker MASKER = Masker.of(List.of(new Secret("hunter2")));
    private static final Event WARNING = new Event.InputWarning(
            new Problem(new Location("playbooks/site.yml", 4, 9), "a secret is open: \u001bhunter2", "close it"));

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String shown(Consumer<Event> report) {
        report.accept(WARNING);
        out.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void asText() {
        assertThat(shown(new TextReport(out, MASKER, new TextReport.Options(false, false, false, false, 0))))
                .isEqualTo("warning: playbooks/site.yml:4:9: a secret is open: \uFFFD********; close it\n");
    }

    @Test
    void asJson() throws Exception {
        JsonNode line = new ObjectMapper().readTree(shown(new JsonReport(out, MASKER)));
        assertThat(line.path("type").asText()).isEqualTo("note");
        assertThat(line.path("host").isNull()).isTrue();
        assertThat(line.path("location").asText()).isEqualTo("playbooks/site.yml:4:9");
        assertThat(line.path("message").asText()).isEqualTo("a secret is open: \uFFFD********");
        assertThat(line.path("hint").asText()).isEqualTo("close it");
    }
}
