package provisioner.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What options are made of, beside picocli's own builders. No command has picocli's annotations: they are read by reflection, through
 * proxies that are generated at run time.
 */
final class Options {
    private Options() {}

    /** An option that is there or not; its value is a boolean. */
    static OptionSpec flag(String description, String... names) {
        return OptionSpec.builder(names)
                .type(boolean.class)
                .initialValue(false)
                .description(description)
                .build();
    }

    /** Adds what every command has. */
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
