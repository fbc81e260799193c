package provisioner.cli.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import provisioner.cli.terminal.FailedException;
import provisioner.record.RecordKeeper;
import provisioner.record.RecordUrl;
import provisioner.record.Recorder;
import provisioner.secret.Masker;
import provisioner.secret.Secret;
import provisioner.source.OwnerOnly;

/** The options that say where the record is. */
public final class RecordOptions {
    private static final String PASSWORD = "PROVISIONER_RECORD_PASSWORD";
    private static final int LONGEST_SITE = 255;

    private final OptionSpec url;

    private final OptionSpec passwordFile = OptionSpec.builder("--record-password-file")
            .paramLabel("FILE")
            .type(Path.class)
            .description("File with the password for the record (default: $" + PASSWORD + ").")
            .build();

    private final Optional<OptionSpec> site;

    private @Nullable CommandSpec command;

    /** Found out once: a password may come from a pipe. */
    private Optional<Target> known = Optional.empty();

    /** A database and its password. */
    public record Target(RecordUrl url, Secret password) {}

    private RecordOptions(String url, boolean required, Optional<String> site) {
        this.url = OptionSpec.builder("--record")
                .paramLabel("URL")
                .type(String.class)
                .required(required)
                .description(url + " A MySQL or MariaDB database: jdbc:mysql://USER@HOST/DATABASE.")
                .build();
        this.site = site.map(description -> OptionSpec.builder("--site")
                .paramLabel("NAME")
                .type(String.class)
                .description(description)
                .build());
    }

    /** Of a run, which is recorded if that is wanted. */
    public static RecordOptions ofRun() {
        return new RecordOptions(
                "Also keep what this run finds in this record.",
                false,
                Optional.of("Name of the site in the record (default: the inventory's path within the project)."));
    }

    /** Of a command that shows what is recorded. */
    static RecordOptions ofView() {
        return new RecordOptions("The record.", true, Optional.of("Show only this site."));
    }

    /** Of a command for workers, which find their work beside the record. */
    public static RecordOptions ofWork() {
        return new RecordOptions("The record, which also has the work.", true, Optional.empty());
    }

    public void addTo(CommandSpec spec) {
        command = spec;
        spec.addOption(url).addOption(passwordFile);
        site.ifPresent(spec::addOption);
    }

    /** Before a run, so that it is not in vain. */
    public void check() throws FailedException {
        target();
    }

    private ParameterException usage(String message) {
        return new ParameterException(
                Objects.requireNonNull(command, "it has the options").commandLine(), message);
    }

    /** Whether there is a record. */
    public boolean isWanted() {
        return url.getValue() != null;
    }

    /** The name that was given to the site. */
    public Optional<String> site() {
        return site.flatMap(option -> Optional.ofNullable(option.<String>getValue()));
    }

    /** Where the record is, of a command that needs it. */
    public Target required() throws FailedException {
        return target().orElseThrow();
    }

    /** The file that has the password, if it is in one. */
    public Optional<Path> passwordFile() {
        return Optional.ofNullable(passwordFile.getValue());
    }

    /** What a run on behalf of this command is given, so that it has the same record. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("--record=" + url.getValue()));
        passwordFile().ifPresent(file -> arguments.add("--record-password-file=" + file));
        return arguments;
    }

    /** Where the record is; empty if none is wanted. */
    private Optional<Target> target() throws FailedException {
        if (known.isEmpty()) {
            known = given();
        }
        return known;
    }

    private Optional<Target> given() throws FailedException {
        Optional<String> given = Optional.ofNullable(url.getValue());
        if (given.isEmpty()) {
            if (passwordFile.getValue() != null || site().isPresent()) {
                throw usage("--record-password-file and --site need a record: add --record URL");
            }
            return Optional.empty();
        }
        if (site().filter(name -> name.isBlank() || name.length() > LONGEST_SITE)
                .isPresent()) {
            throw usage("--site must be a name of at most " + LONGEST_SITE + " characters");
        }
        try {
            return Optional.of(new Target(RecordUrl.parse(given.get()), password()));
        } catch (IllegalArgumentException e) {
            throw usage("--record " + e.getMessage());
        }
    }

    private Secret password() throws FailedException {
        Path file = passwordFile.getValue();
        if (file == null) {
            String password = System.getenv(PASSWORD);
            if (password == null) {
                throw usage("--record needs a password: set the environment variable " + PASSWORD
                        + ", or add --record-password-file FILE");
            }
            return new Secret(password);
        }
        Optional<String> open = OwnerOnly.readable(file);
        if (open.isPresent()) {
            throw new FailedException(
                    "the password for the record must be for your eyes only, and " + file + " " + open.get(),
                    "close it: chmod 600 " + file);
        }
        try {
            return new Secret(Files.readString(file).strip());
        } catch (IOException e) {
            throw new FailedException(
                    "cannot read " + file + ", which must hold the password for the record: " + e, "");
        }
    }

    /** The recording of a run. */
    public Recording recording(Masker masker, Recorder.Run run) throws FailedException {
        Target target = required();
        masker.learn(List.of(target.password()));
        return Recording.of(
                new Recorder(run, masker, InstantSource.system()),
                new RecordKeeper(
                        target.url(),
                        target.password(),
                        System.getenv(),
                        note -> System.err.println("note: " + masker.mask(note))));
    }
}
