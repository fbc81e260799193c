package provisioner.cli;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.cli.terminal.FailedException;
import provisioner.secret.store.SecretException;
import provisioner.secret.store.SecretStore;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.source.YamlReader;

/** {@code provisioner secret generate}: generates passwords. */
final class SecretGenerateCommand extends SecretCommand.Sub {
    private static final int SHORTEST = 12;
    private static final int LONGEST = 4096;

    private final PositionalParamSpec given = PositionalParamSpec.builder()
            .arity("0..*")
            .paramLabel("NAME")
            .type(List.class)
            .initialValue(List.of())
            .description("Names of the secrets.")
            .build();

    private final OptionSpec length = OptionSpec.builder("--length")
            .paramLabel("N")
            .type(int.class)
            .defaultValue("32")
            .description("Length of each password in characters (default: ${DEFAULT-VALUE}).")
            .build();

    private final OptionSpec replace =
            Options.flag("Overwrite existing secrets. The old values are lost.", "--replace");

    @Override
    void define(CommandSpec command) {
        super.define(command);
        command.usageMessage()
                .description(
                        "Generate passwords of letters and digits, and store them encrypted.",
                        "Without NAME, generate all secrets that the inventory refers to with !secret and that are still missing.");
        command.addPositional(given).addOption(length).addOption(replace);
    }

    private int length() {
        return length.getValue();
    }

    @Override
    void run(SecretStore store) throws SecretException, FailedException, InvalidInputException {
        List<String> names = given.getValue();
        boolean again = replace.getValue();
        if (length() < SHORTEST || length() > LONGEST) {
            throw new FailedException("--length must be from " + SHORTEST + " to " + LONGEST, "");
        }
        if (names.isEmpty()) {
            Map<Boolean, List<String>> missing = referredTo().stream()
                    .filter(name -> !store.names().contains(name))
                    .collect(Collectors.partitioningBy(SecretStore::isAuthority));
            List<String> authorities = missing.getOrDefault(true, List.of());
            List<String> passwords = missing.getOrDefault(false, List.of());
            if (authorities.isEmpty() || !passwords.isEmpty()) {
                make(store, passwords);
            }
            authorities.forEach(name -> System.out.println("not generated, because it is not a password; create it: "
                    + SecretAuthorityCommand.commandFor(inventory(), name)));
            return;
        }
        List<String> there = names.stream().filter(store.names()::contains).toList();
        if (!again && !there.isEmpty()) {
            throw new FailedException(
                    "these secrets exist already: " + String.join(", ", there) + "; nothing was changed",
                    "use --replace to overwrite them");
        }
        make(store, names);
    }

    private void make(SecretStore store, List<String> missing) throws SecretException {
        if (missing.isEmpty()) {
            System.out.println(store.shown() + ": every secret that " + inventory() + " refers to exists");
            return;
        }
        SecretStore with = store;
        for (String name : missing) {
            with = with.with(name, SecretStore.generate(length()));
        }
        with.write();
        System.out.println(with.shown() + ": generated " + String.join(", ", missing));
    }

    private Set<String> referredTo() throws InvalidInputException {
        Problems problems = new Problems();
        Set<String> found = new LinkedHashSet<>();
        YamlReader.read(new InputFiles(Path.of("")), inventory(), problems).ifPresent(node -> gather(node, found));
        problems.throwIfAny();
        return found;
    }

    private static void gather(Node node, Set<String> into) {
        switch (node) {
            case Node.Scalar scalar -> {
                if (scalar.tag().equals("!secret")) {
                    into.add(scalar.text());
                }
            }
            case Node.Sequence list -> list.items().forEach(item -> gather(item, into));
            case Node.Mapping map -> map.entries().values().forEach(entry -> gather(entry.value(), into));
        }
    }
}
