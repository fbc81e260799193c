package provisioner.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final RecordUrl URL = RecordUrl.parse("jdbc:mysql://u@h/d");

    @TempDir
    private Path state = Path.of("");

    private Spool spool() {
        return Spool.of(URL, Map.of("XDG_STATE_HOME", state.toString()));
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void aRecordComesBackAsItWasAndOnlyItsOwnerCanReadIt() throws Exception {
        RunRecord record = Records.run(3)
                .found("web-1", "n", "nginx")
                .checked("", "c", true)
                .made();
        Path file = spool().write(record);
        assertThat(file).startsWith(state.resolve("provisioner/record"));
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(mode(spool().directory())).isEqualTo("rwx------");
        assertThat(spool().read(file)).isEqualTo(record);
    }

    @Test
    void theOldestRunComesFirstAndOtherDatabasesAreApart() throws Exception {
        spool().write(Records.run(7).made());
        spool().write(Records.run(5).made());
        Spool other = Spool.of(RecordUrl.parse("jdbc:mysql://u@h/other"), Map.of("XDG_STATE_HOME", state.toString()));
        assertThat(other.files()).isEmpty();
        assertThat(spool().files().stream()
                        .map(file -> file.getFileName().toString().substring(0, 17)))
                .containsExactly("2026-11-28T100500", "2026-11-28T100700");
    }

    @Test
    void aDamagedFileIsPutAside() throws Exception {
        Path file = spool().write(Records.run(1).made());
        Files.writeString(file, "{\"id\":");
        assertThatThrownBy(() -> spool().read(file)).isInstanceOf(JsonProcessingException.class);
        spool().putAside(file);
        assertThat(spool().files()).isEmpty();
    }
}
