package provisioner.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The manual page of a command and all its subcommands, in the man(7) macros. */
final class ManPage {
    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    static String of(CommandLine tool) {
        ManPage page = new ManPage();
        CommandSpec spec = tool.getCommandSpec();
        page.macro(".TH", spec.name().toUpperCase(Locale.ROOT) + " 1");
        page.macro(".SH", "NAME");
        page.text(spec.name() + " \\- " + escaped(description(spec)));
        page.macro(".SH", "SYNOPSIS");
        page.synopsis(tool);
        page.macro(".SH", "OPTIONS");
        page.arguments(spec);
        page.macro(".SH", "COMMANDS");
        tool.getSubcommands().values().stream()
                .filter(one -> !one.getCommandSpec().usageMessage().hidden())
                .forEach(page::command);
        page.macro(".SH", "EXIT STATUS");
        spec.usageMessage()
                .exitCodeList()
                .forEach((code, meaning) -> page.entry(escaped(code.strip()), escaped(meaning)));
        return page.page.toString();
    }

    private void command(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        macro(".SS", escaped(spec.qualifiedName()));
        text(escaped(description(spec)));
        macro(".PP", "");
        synopsis(command);
        arguments(spec);
        command.getSubcommands().values().forEach(this::command);
    }

    private void synopsis(CommandLine command) {
        text(escaped(new Help(command.getCommandSpec(), Help.defaultColorScheme(Help.Ansi.OFF))
                .synopsis(0)
                .replaceAll("\\s+", " ")
                .strip()));
    }

    private void arguments(CommandSpec spec) {
        spec.positionalParameters().forEach(one -> entry("\\fI" + escaped(one.paramLabel()) + "\\fR", described(one)));
        spec.options().forEach(one -> entry(names(one), described(one)));
    }

    private static String names(OptionSpec option) {
        String value = option.arity().max() == 0 ? "" : "=\\fI" + escaped(option.paramLabel()) + "\\fR";
        List<String> names = List.of(option.names());
        return String.join(
                        ", ",
                        names.stream()
                                .map(name -> "\\fB" + escaped(name) + "\\fR")
                                .toList())
                + value;
    }

    private static String described(ArgSpec argument) {
        String value = argument.defaultValue() == null ? "none" : argument.defaultValue();
        String text = String.join(" ", argument.description());
        for (Map.Entry<String, String> one :
                Map.of("${DEFAULT-VALUE}", value, "%%", "%").entrySet()) {
            text = text.replace(one.getKey(), one.getValue());
        }
        return escaped(text);
    }

    private static String description(CommandSpec spec) {
        return String.join(" ", spec.usageMessage().description());
    }

    private void entry(String term, String text) {
        macro(".TP", "");
        text(term);
        text(text);
    }

    private void macro(String macro, String argument) {
        page.append(argument.isEmpty() ? macro : macro + " " + argument).append('\n');
    }

    private void text(String line) {
        page.append(line).append('\n');
    }

    /** Escapes as in man(7) and groff_char(7): hyphens stay searchable, and no line looks like a macro. */
    private static String escaped(String text) {
        String safe = text.replace("\\", "\\e").replace("-", "\\-");
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }
}
