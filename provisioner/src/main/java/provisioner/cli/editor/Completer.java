package provisioner.cli.editor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completes a command line from what picocli knows of the commands and from the names in the user's files. */
final class Completer {
    /** Stands for the names of files, which the shell knows best. */
    static final String FILES = ":files";

    private static final Set<String> PATTERN_SEPARATORS = Set.of(":", ",", "&", "!");
    private static final Path PLAYBOOKS = Path.of("playbooks");
    private static final Path INVENTORIES = Path.of("inventory");

    private final TypedLine line;
    private final String word;
    private final KnownNames names;
    private final List<String> found = new ArrayList<>();

    private Completer(TypedLine line, String word, KnownNames names) {
        this.line = line;
        this.word = word;
        this.names = names;
    }

    /**
     * The words that may stand in the place of the last one, each with a tab and its meaning if it has one; last {@link #FILES} if a
     * file may stand there.
     *
     * @param words without the name of the tool
     * @param inventory the default
     */
    static List<String> complete(CommandSpec tool, List<String> words, Path inventory) {
        TypedLine line = TypedLine.read(tool, words.subList(0, words.size() - 1));
        Path playbook = line.playbook().orElse(PLAYBOOKS.resolve("site.yml"));
        KnownNames names =
                new KnownNames(line.inventories().isEmpty() ? List.of(inventory) : line.inventories(), playbook);
        Completer completer = new Completer(line, words.getLast(), names);
        completer.run();
        return completer.found;
    }

    private void run() {
        int end = word.indexOf('=');
        if (line.awaiting().isPresent()) {
            values(line.awaiting().get(), "", word);
        } else if (word.startsWith("--") && end > 0) {
            Optional.ofNullable(line.command().findOption(word.substring(0, end)))
                    .ifPresent(option -> values(option, word.substring(0, end + 1), word.substring(end + 1)));
        } else if (word.startsWith("-")) {
            line.command().options().forEach(this::option);
        } else {
            line.command().subcommands().forEach((name, command) -> subcommand(name, command.getCommandSpec()));
            line.position().ifPresent(position -> values(position, "", word));
        }
    }

    private void subcommand(String name, CommandSpec command) {
        if (!command.usageMessage().hidden() && line.positions() == 0) {
            add(name, command.usageMessage().description());
        }
    }

    private void option(OptionSpec option) {
        if (!option.hidden() && (option.isMultiValue() || !line.options().contains(option))) {
            Stream.of(option.names()).forEach(name -> add(name, option.description()));
        }
    }

    private void add(String candidate, String[] description) {
        if (candidate.startsWith(word)) {
            String text = String.join(" ", description).replaceAll("\\s+", " ").split("\\. ")[0];
            found.add(candidate + (text.isEmpty() ? "" : "\t" + text));
        }
    }

    /** @param before what of the word is not the value */
    private void values(ArgSpec argument, String before, String typed) {
        Consumer<Collection<String>> offer = all ->
                all.stream().filter(value -> value.startsWith(typed)).forEach(value -> found.add(before + value));
        switch (argument.paramLabel()) {
            case "HOST" -> offer.accept(names.hosts());
            case "PATTERN" -> parts(before, typed, hostsAndGroups());
            case "TAG" -> parts(before, typed, names.tags());
            case "PLAYBOOK", "PLAYBOOK|PLAN.json" -> offer.accept(KnownNames.yaml(PLAYBOOKS));
            case "INVENTORY" -> offer.accept(KnownNames.yaml(INVENTORIES));
            default -> offer.accept(constants(argument));
        }
        if (List.of(argument.auxiliaryTypes()).contains(Path.class)) {
            found.add(FILES);
        }
    }

    private List<String> hostsAndGroups() {
        return Stream.concat(names.groups().stream(), names.hosts().stream()).toList();
    }

    private static List<String> constants(ArgSpec argument) {
        Object[] constants = argument.type().getEnumConstants();
        return constants == null
                ? List.of()
                : Arrays.stream(constants).map(String::valueOf).toList();
    }

    /** The last part of a value that consists of several. */
    private void parts(String before, String typed, Collection<String> all) {
        int start =
                PATTERN_SEPARATORS.stream().mapToInt(typed::lastIndexOf).max().orElse(-1) + 1;
        String others = typed.substring(0, start);
        all.stream()
                .filter(one -> one.startsWith(typed.substring(start)))
                .forEach(one -> found.add(before + others + one));
    }
}
