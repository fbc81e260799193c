package provisioner.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Helpers beside picocli's own builders. Commands do not use picocli's annotations, which are read by reflection
 * through proxies that are generated at run time.
 */
final class Options {
    private Options() {}

    /** An option without a value, which is true if it is given. */
    static OptionSpec flag(String description, String... names) {
        return OptionSpec.builder(names)
                .type(boolean.class)
                .initialValue(false)
                .description(description)
                .build();
    }

    /** A command of another package, with the options that every command has. */
    static CommandSpec withStandard(CommandSpec command) {
        addStandard(command);
        return command;
    }

    /** Adds the options that every command has. */
    static void addStandard(CommandSpec command) {
        command.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .type(boolean.class)
                .description("Show this help and exit.")
                .build());
        command.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .type(boolean.class)
                .description("Print the version and exit.")
                .build());
    }
}
