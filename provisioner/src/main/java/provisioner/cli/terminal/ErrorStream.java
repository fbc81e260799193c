package provisioner.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import provisioner.report.OutputSanitizer;

/** Standard error, which never contains colours or control characters from file names, contents or hosts. */
public final class ErrorStream extends PrintStream {
    /** A stream to this process's standard error. */
    public ErrorStream() {
        super(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    }

    /** What was said, without control characters. */
    public static String clean(@Nullable Object said) {
        return OutputSanitizer.WITHOUT_SECRETS.text(String.valueOf(said));
    }

    @Override
    public void print(@Nullable String said) {
        super.print(clean(said));
    }

    @Override
    public void println(@Nullable String said) {
        super.println(clean(said));
    }

    @Override
    public void println(@Nullable Object said) {
        super.println(clean(said));
    }
}
