package provisioner.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/** The tool: {@code provisioner COMMAND}. */
@Command(
        name = "provisioner",
        description = "Turns plain Linux hosts into a secured, monitored web infrastructure, over SSH.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            PlanCommand.class,
            ProvisionCommand.class,
            VerifyCommand.class,
            PingCommand.class,
            JournalCommand.class,
            SecretCommand.class,
            LabCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done; nothing failed",
            " 1:input, a host or a step failed",
            " 2:verify: drift; plan --exit-code: changes are pending",
            "64:wrong usage",
            "130:interrupted"
        })
public final class Main {
    /** As in sysexits.h. */
    static final int USAGE = 64;

    private Main() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.setOut(out);
        System.setErr(err);
        int exit = commandLine().execute(arguments);
        out.flush();
        System.exit(exit);
    }

    /** The whole command line, ready to execute. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                // '-e @FILE' names a file of variables, not one of arguments.
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(Main::wrongUsage)
                .setExecutionExceptionHandler(Main::failed);
    }

    private static int wrongUsage(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        command.getErr().println("provisioner: " + e.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr())) {
            command.getErr().println("try '" + command.getCommandSpec().qualifiedName() + " --help'");
        }
        return USAGE;
    }

    /** A user never sees a stack trace, unless asked for: a bug's is what its report needs. */
    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        switch (e) {
            case FailedException failed -> {
                command.getErr().println("provisioner: " + failed.getMessage());
                if (!failed.hint().isEmpty()) {
                    command.getErr().println("  " + failed.hint());
                }
            }
            case InterruptedException ignored -> {
                return 130;
            }
            default -> {
                command.getErr().println("provisioner: a bug: " + e);
                command.getErr().println("  please report it, with what PROVISIONER_DEBUG=1 in the environment shows");
                if (System.getenv("PROVISIONER_DEBUG") != null) {
                    e.printStackTrace(command.getErr());
                }
            }
        }
        return ExitCode.SOFTWARE;
    }
}
