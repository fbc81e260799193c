package provisioner.cli.types;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;

/** {@code provisioner test types [NAME…]}: runs the cases of a project's own resource types. */
public final class TypesTestCommand implements Callable<Integer> {
    private final CommandSpec spec;

    private final OptionSpec playbooks = OptionSpec.builder("--playbooks")
            .paramLabel("DIRECTORY")
            .type(Path.class)
            .defaultValue("playbooks")
            .description("Directory of the playbooks, which contains types/ (default: ${DEFAULT-VALUE}).")
            .build();

    private final PositionalParamSpec names = PositionalParamSpec.builder()
            .paramLabel("NAME")
            .arity("0..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description("Types to try; without any, all of them.")
            .build();

    private TypesTestCommand(Consumer<CommandSpec> standard) {
        spec = CommandSpec.wrapWithoutInspection(this);
        spec.usageMessage()
                .description("Try resource types of your own against the cases beside them. Contacts no host.");
        spec.addOption(playbooks).addPositional(names);
        standard.accept(spec);
    }

    /**
     * The command {@code test} with its subcommand.
     *
     * @param standard adds the options that every command has
     */
    public static CommandSpec spec(Consumer<CommandSpec> standard) {
        CommandSpec test = CommandSpec.create().addSubcommand("types", new TypesTestCommand(standard).spec);
        test.usageMessage().synopsisSubcommandLabel("COMMAND");
        standard.accept(test);
        return test;
    }

    @Override
    public Integer call() throws InvalidInputException {
        List<?> given = names.getValue();
        List<String> wanted = new ArrayList<>();
        if (given != null) {
            given.forEach(name -> wanted.add(name.toString()));
        }
        TypeCases.Verdict verdict = new TypeCases(new InputFiles(Path.of("")), playbooks.getValue()).run(wanted);
        verdict.lines().forEach(System.out::println);
        return verdict.passed() ? 0 : 1;
    }
}
