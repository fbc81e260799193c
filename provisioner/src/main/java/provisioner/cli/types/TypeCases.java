package provisioner.cli.types;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import provisioner.playbook.OwnTypeReader;
import provisioner.playbook.OwnTypeSource;
import provisioner.resource.own.OwnCases;
import provisioner.resource.standard.StandardTypes;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.source.YamlReader;

/** The cases below {@code types/NAME/cases/} of a directory of playbooks. */
public final class TypeCases {
    private final InputFiles files;
    private final Path types;
    private final OwnTypeReader reader;

    /** @param playbooks the directory of the playbooks */
    public TypeCases(InputFiles files, Path playbooks) {
        this.files = files;
        this.types = playbooks.resolve(OwnTypeReader.DIRECTORY);
        this.reader = new OwnTypeReader(files, playbooks);
    }

    /** @param lines what came of it, for people */
    public record Verdict(boolean passed, List<String> lines) {
        public Verdict {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Tries these types, or all where none is named. A type without a case has failed.
     *
     * @throws InvalidInputException where a type or a case is not of its form
     */
    public Verdict run(Collection<String> names) throws InvalidInputException {
        Problems problems = new Problems();
        SortedSet<String> known = reader.names(StandardTypes.all().names(), problems);
        String directory = files.display(types);
        for (String name : names) {
            if (!known.contains(name)) {
                problems.add(
                        Location.ofFile(directory),
                        "there is no type '" + name + "'",
                        Problems.didYouMean(name, known));
            }
        }
        SortedSet<String> wanted = new TreeSet<>(names.isEmpty() ? known : names);
        if (wanted.isEmpty() && problems.isEmpty()) {
            problems.add(Location.ofFile(directory), "there is no type of your own", "write one as NAME.yml");
        }
        problems.throwIfAny();
        boolean passed = true;
        List<String> lines = new ArrayList<>();
        for (String name : wanted) {
            Optional<OwnTypeSource> type = reader.read(name, problems);
            if (type.isPresent() && problems.isEmpty()) {
                passed &= run(type.get(), lines, problems);
            }
        }
        problems.throwIfAny();
        return new Verdict(passed, lines);
    }

    private boolean run(OwnTypeSource type, List<String> lines, Problems problems) {
        Path cases = types.resolve(type.name()).resolve("cases");
        int count = 0;
        List<String> failures = new ArrayList<>();
        for (String file : files.files(cases)) {
            Optional<Node> written =
                    file.endsWith(".yml") ? YamlReader.read(files, cases.resolve(file), problems) : Optional.empty();
            if (written.isPresent()) {
                count++;
                OwnCases.failures(type, written.get(), problems)
                        .forEach(failure -> failures.add(files.display(cases.resolve(file)) + ": " + failure));
            }
        }
        if (count == 0) {
            failures.add(type.name() + ": there must be a case in " + files.display(cases));
        }
        lines.addAll(failures);
        if (failures.isEmpty()) {
            lines.add(type.name() + ": " + count + (count == 1 ? " case passes" : " cases pass"));
        }
        return failures.isEmpty();
    }
}
