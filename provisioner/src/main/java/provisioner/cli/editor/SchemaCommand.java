package provisioner.cli.editor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.playbook.OwnTypeReader;
import provisioner.playbook.OwnTypeSource;
import provisioner.playbook.PlaybookReader;
import provisioner.playbook.Roles;
import provisioner.resource.standard.StandardTypes;
import provisioner.schema.Schemas;
import provisioner.source.InputFiles;
import provisioner.source.Problems;

/** {@code provisioner schema KIND}: prints a JSON Schema. */
public final class SchemaCommand implements Callable<Integer> {
    private enum Kind {
        INVENTORY,
        PLAYBOOK,
        ROLE,
        TYPE,
        STEPS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final PositionalParamSpec kind = PositionalParamSpec.builder()
            .required(true)
            .paramLabel("KIND")
            .type(Kind.class)
            .description(
                    "inventory, playbook, role (the file role.yml), type (types/NAME.yml) or steps (a list of steps).")
            .build();

    private final OptionSpec playbooks = OptionSpec.builder("--playbooks")
            .paramLabel("DIRECTORY")
            .type(Path.class)
            .description("Also know the roles and the types of your own beside the playbooks in this directory.")
            .build();

    private final InputFiles files = new InputFiles(Path.of("."));
    private final PrintStream out;

    /** @param out where to print */
    public SchemaCommand(PrintStream out) {
        this.out = out;
    }

    /** The command for picocli. */
    public CommandSpec spec() {
        return CommandSpec.wrapWithoutInspection(this).addPositional(kind).addOption(playbooks);
    }

    @Override
    public Integer call() throws JsonProcessingException {
        Schemas schemas = new Schemas(StandardTypes.all(), ownTypes());
        Kind wanted = kind.getValue();
        ObjectNode schema = switch (wanted) {
            case INVENTORY -> schemas.inventory();
            case PLAYBOOK -> roles().map(schemas::playbook).orElseGet(schemas::playbook);
            case ROLE -> schemas.role();
            case TYPE -> schemas.type();
            case STEPS -> schemas.steps();
        };
        out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(schema));
        return 0;
    }

    /** Those that can be read. */
    private List<OwnTypeSource> ownTypes() {
        return directory()
                .map(at -> new OwnTypeReader(files, at))
                .map(reader -> reader.names(StandardTypes.all().names(), new Problems()).stream()
                        .flatMap(name -> reader.read(name, new Problems()).stream())
                        .toList())
                .orElse(List.of());
    }

    private Optional<Roles> roles() {
        return directory()
                .map(at -> PlaybookReader.none(
                                files,
                                at.resolve("site.yml"),
                                StandardTypes.all().names(),
                                new Problems())
                        .roles());
    }

    private Optional<Path> directory() {
        return Optional.ofNullable(playbooks.getValue());
    }
}
