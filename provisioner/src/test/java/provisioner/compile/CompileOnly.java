package provisioner.compile;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.resource.ResourceTypes;
import provisioner.source.InvalidInputException;

/** Compiles the project of the directory that it is started in; for tests that watch a Java of its own do that. */
final class CompileOnly {
    private CompileOnly() {}

    public static void main(String[] arguments) throws InvalidInputException {
        ResourceTypes types = new ResourceTypes(List.of(new Project.NoteType()));
        new Compiler(types)
                .compile(new CompileRequest(
                        Path.of(Project.INVENTORY),
                        Path.of(Project.PLAYBOOK),
                        Path.of("templates"),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        Optional.empty(),
                        "run-1"));
    }
}
