package provisioner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;
import provisioner.engine.Event;
import provisioner.secret.Masker;

/** What a host or a file name says is text wherever it is shown. */
class OutputSanitizerTest {
    private final OutputSanitizer safe = OutputSanitizer.WITHOUT_SECRETS;

    @Test
    void replacesWhatATerminalActsOnAndWhatIsNotSeen() {
        for (int point : new int[] {
            0, 7, 0x1b, '\r', 0x7f, 0x9b, 0xad, 0x200b, 0x202e, 0x2028, 0x2029, 0xd800, 0xfffe, 0xffff, 0x1ffff
        }) {
            assertThat(safe.line("a" + Character.toString(point) + "b"))
                    .as("U+%X", point)
                    .isEqualTo("a\uFFFDb");
        }
        assertThat(safe.text("ä\t€\n\uD83D\uDE00")).isEqualTo("ä\t€\n\uD83D\uDE00");
    }

    @Test
    void xmlIsWellFormedWhateverWasSaid(@TempDir Path directory) throws Exception {
        JUnitReport report = new JUnitReport(Masker.none());
        StringBuilder anything = new StringBuilder();
        for (int point = 0; point <= 0xffff; point++) {
            anything.append((char) point);
        }
        report.accept(new Event.CheckEnded(
                Optional.of("web1"), anything.toString(), false, anything.toString(), Duration.ofMillis(1)));
        report.accept(new Event.HostFailed("web1", anything.toString(), "", false));
        Path file = directory.resolve("junit.xml");
        report.write(file);
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.newDocumentBuilder().parse(new InputSource(new StringReader(Files.readString(file))));
    }
}
