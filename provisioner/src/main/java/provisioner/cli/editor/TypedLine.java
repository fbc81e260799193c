package provisioner.cli.editor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What was typed before the word to complete.
 *
 * @param command the innermost command that was named
 * @param options those that were given
 * @param awaiting the option whose value is next
 * @param positions how many positional parameters the command was given
 * @param inventories the values of {@code --inventory}
 * @param playbook the positional parameter that is one
 */
record TypedLine(
        CommandSpec command,
        Set<OptionSpec> options,
        Optional<OptionSpec> awaiting,
        int positions,
        List<Path> inventories,
        Optional<Path> playbook) {
    TypedLine {
        options = Set.copyOf(options);
        inventories = List.copyOf(inventories);
    }

    /** @param words without the name of the tool and without the word to complete */
    static TypedLine read(CommandSpec tool, List<String> words) {
        TypedLine line = new TypedLine(tool, Set.of(), Optional.empty(), 0, List.of(), Optional.empty());
        for (String word : words) {
            line = line.and(word);
        }
        return line;
    }

    private TypedLine and(String word) {
        if (awaiting.isPresent()) {
            return withValue(awaiting.get(), word);
        }
        if (word.startsWith("-")) {
            int end = word.indexOf('=');
            OptionSpec option = command.findOption(end < 0 ? word : word.substring(0, end));
            if (option == null) {
                return this;
            }
            return end < 0 ? with(option) : with(option).withValue(option, word.substring(end + 1));
        }
        if (positions == 0 && command.subcommands().containsKey(word)) {
            CommandSpec named = command.subcommands().get(word).getCommandSpec();
            return new TypedLine(named, options, awaiting, 0, inventories, playbook);
        }
        boolean isPlaybook =
                position().filter(one -> one.paramLabel().contains("PLAYBOOK")).isPresent();
        Optional<Path> names = isPlaybook ? Optional.of(Path.of(word)) : playbook;
        return new TypedLine(command, options, awaiting, positions + 1, inventories, names);
    }

    private TypedLine with(OptionSpec option) {
        Set<OptionSpec> given = new HashSet<>(options);
        given.add(option);
        Optional<OptionSpec> next = option.arity().max() == 0 ? Optional.empty() : Optional.of(option);
        return new TypedLine(command, given, next, positions, inventories, playbook);
    }

    private TypedLine withValue(OptionSpec option, String value) {
        List<Path> names = new ArrayList<>(inventories);
        if (option.longestName().equals("--inventory")) {
            names.add(Path.of(value));
        }
        return new TypedLine(command, options, Optional.empty(), positions, names, playbook);
    }

    /** The positional parameter that the next word is. */
    Optional<PositionalParamSpec> position() {
        List<PositionalParamSpec> all = new ArrayList<>(command.positionalParameters());
        return all.stream().filter(one -> one.index().contains(positions)).findFirst();
    }
}
