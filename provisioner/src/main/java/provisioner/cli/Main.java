package provisioner.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import provisioner.cli.terminal.ErrorStream;
import provisioner.cli.terminal.FailedException;
import provisioner.parallel.Mishap;

/** The entry point: {@code provisioner COMMAND}. */
public final class Main {
    /** As in sysexits.h. */
    static final int USAGE = 64;

    private Main() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new ErrorStream();
        System.setOut(out);
        System.setErr(err);
        Exit exit = exit(List.of(arguments));
        int status = execute(arguments, err);
        exit.with(written(out, err) || status == 130 ? status : ExitCode.SOFTWARE);
    }

    /** Runs a command line in this process, as a worker does for each of its runs. */
    static int execute(List<String> arguments) {
        return execute(arguments.toArray(String[]::new), System.err);
    }

    private static int execute(String[] arguments, PrintStream err) {
        try {
            return commandLine(arguments).execute(arguments);
        } catch (Error e) {
            err.println("provisioner: " + Mishap.of(e));
            return ExitCode.SOFTWARE;
        }
    }

    /** Fails if standard output could not be written, so that nobody takes a part of the result for all of it. */
    private static boolean written(PrintStream out, PrintStream err) {
        boolean whole = !out.checkError();
        if (!whole) {
            err.println("provisioner: not all of the output could be written to standard output");
        }
        return whole;
    }

    /** Chooses how to end. Debug runs end in an orderly way, because profilers report when Java shuts down. */
    static Exit exit(List<String> arguments) {
        boolean contactsHosts =
                named(arguments).filter(Subcommand::contactsHosts).isPresent() && !arguments.contains("--help");
        return contactsHosts && System.getenv("PROVISIONER_DEBUG") == null ? Exit.immediate() : Exit.orderly();
    }

    private static Optional<Subcommand> named(List<String> arguments) {
        return arguments.stream().findFirst().flatMap(Subcommand::named);
    }

    /** The whole command line. */
    static CommandLine commandLine() {
        return commandLine(List.of(Subcommand.values()), Subcommand::whole);
    }

    /** The part of the command line that these arguments need: the command that they name, or else the list of all. */
    static CommandLine commandLine(String[] arguments) {
        Optional<Subcommand> named = named(List.of(arguments));
        return named.isPresent()
                ? commandLine(List.of(named.get()), Subcommand::whole)
                : commandLine(List.of(Subcommand.values()), Subcommand::line);
    }

    private static CommandLine commandLine(List<Subcommand> subcommands, Function<Subcommand, CommandSpec> spec) {
        CommandSpec tool = tool();
        subcommands.forEach(one -> tool.addSubcommand(one.word(), spec.apply(one)));
        return new CommandLine(tool)
                .setCaseInsensitiveEnumValuesAllowed(true)
                // '-e @FILE' names a file of variables, not a file of arguments.
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(Main::wrongUsage)
                .setExecutionExceptionHandler(Main::failed);
    }

    private static CommandSpec tool() {
        CommandSpec tool = CommandSpec.create().name("provisioner").versionProvider(new Version());
        Options.addStandard(tool);
        tool.usageMessage()
                .description("Turns plain Debian servers into a secured, monitored web infrastructure, over SSH.")
                .synopsisSubcommandLabel("COMMAND")
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exitCodes());
        return tool;
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put(" 0", "success");
        codes.put(" 1", "the input is invalid, or a host or a step failed; provision: also if a check failed");
        codes.put(
                " 2",
                "verify: drift, or a check failed; plan --exit-code: changes are pending; adopt: something has no step");
        codes.put("64", "wrong usage");
        codes.put("130", "interrupted");
        return codes;
    }

    private static int wrongUsage(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        // picocli counts words, which users do not.
        String message = String.valueOf(e.getMessage())
                .replaceFirst("^Unmatched argument(s?) (at|from) index \\d+", "Unexpected argument$1");
        command.getErr().println("provisioner: " + ErrorStream.clean(message));
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr())) {
            pointToHelp(command);
        }
        return USAGE;
    }

    private static void pointToHelp(CommandLine command) {
        command.getErr().println("try '" + command.getCommandSpec().qualifiedName() + " --help'");
    }

    /** Prints an error without a stack trace. Debug runs print it too, because the report of a bug needs it. */
    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        switch (e) {
            case FailedException failed -> {
                command.getErr().println("provisioner: " + ErrorStream.clean(failed.getMessage()));
                if (!failed.hint().isEmpty()) {
                    command.getErr().println("  " + ErrorStream.clean(failed.hint()));
                }
            }
            case UsageException usage -> {
                command.getErr().println("provisioner: " + ErrorStream.clean(usage.getMessage()));
                pointToHelp(command);
                return USAGE;
            }
            case InterruptedException ignored -> {
                return 130;
            }
            default -> {
                command.getErr().println("provisioner: internal error: " + ErrorStream.clean(e));
                command.getErr().println("  please report this bug with the output under PROVISIONER_DEBUG=1");
                if (System.getenv("PROVISIONER_DEBUG") != null) {
                    e.printStackTrace(command.getErr());
                }
            }
        }
        return ExitCode.SOFTWARE;
    }
}
