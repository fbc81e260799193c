package provisioner.cli.evidence;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.cli.terminal.FailedException;

/** {@code provisioner evidence verify}: whether a page is as somebody has signed it. */
public final class EvidenceCommand implements Callable<Integer> {
    private final CommandSpec spec;
    private final PrintStream out;

    private final PositionalParamSpec file = PositionalParamSpec.builder()
            .required(true)
            .paramLabel("FILE")
            .type(Path.class)
            .description("Page that 'plan' or 'verify' wrote with --html and --sign.")
            .build();

    private final OptionSpec allowed = OptionSpec.builder("--allowed-signers")
            .required(true)
            .paramLabel("SIGNERS")
            .type(Path.class)
            .description("File that says whose keys count; see ALLOWED SIGNERS in ssh-keygen(1).")
            .build();

    private final OptionSpec signature = OptionSpec.builder("--signature")
            .paramLabel("SIGNATURE")
            .type(Path.class)
            .description("The signature (default: FILE.sig).")
            .build();

    private EvidenceCommand(PrintStream out, Consumer<CommandSpec> standard) {
        this.out = out;
        spec = CommandSpec.wrapWithoutInspection(this);
        spec.usageMessage().description("Verify who has signed a page, and that it was not changed since.");
        spec.addPositional(file).addOption(allowed).addOption(signature);
        standard.accept(spec);
    }

    /**
     * The command {@code evidence} with its subcommand.
     *
     * @param standard adds the options that every command has
     */
    public static CommandSpec spec(PrintStream out, Consumer<CommandSpec> standard) {
        CommandSpec evidence = CommandSpec.create().addSubcommand("verify", new EvidenceCommand(out, standard).spec);
        evidence.usageMessage().synopsisSubcommandLabel("COMMAND");
        standard.accept(evidence);
        return evidence;
    }

    @Override
    public Integer call() throws FailedException, InterruptedException {
        Path page = file.getValue();
        Path by = Optional.<Path>ofNullable(signature.getValue()).orElseGet(() -> Evidence.signature(page));
        out.println(page + ": " + Evidence.verify(page, by, allowed.getValue()));
        return 0;
    }
}
