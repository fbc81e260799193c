package provisioner.resource.value;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import provisioner.resource.HostValue;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.file.Paths;
import provisioner.sh.Scripts;
import provisioner.sh.Sh;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.VariableNames;
import provisioner.state.Query.OwnQuery;

/** {@code read}: the output of a command, or the content of a file, as the value of a variable. */
final class ReadType implements HostValue.Type {
    private static final String SCRIPT = Scripts.load(ReadType.class, "read.sh");

    @Override
    public String name() {
        return ReadResource.TYPE;
    }

    @Override
    public Optional<Resource> parse(Fields fields, Inputs inputs) {
        String variable = fields.string("as");
        boolean named = !variable.isEmpty() && VariableNames.check(variable, fields.at("as"), fields.problems());
        Optional<String> otherwise = fields.optionalString("default");
        boolean secret = fields.bool("secret", false);
        Optional<String> file =
                fields.has("file") ? Optional.of(Paths.required(fields, "file")) : fields.optionalString("file");
        Optional<String> command = command(fields);
        if (file.isPresent() == command.isPresent()) {
            String found = file.isPresent() ? ", found both" : "";
            fields.problems()
                    .add(
                            fields.location(),
                            "'read' must have exactly one of 'command' and 'file'" + found,
                            "write a step for each value");
            return Optional.empty();
        }
        if (!named) {
            return Optional.empty();
        }
        String subject = file.map(path -> "file " + path).orElse(ReadResource.COMMAND);
        OwnQuery query =
                file.map(path -> ofFile(variable, path)).orElseGet(() -> ofCommand(variable, command.orElseThrow()));
        return Optional.of(new ReadResource(variable, subject, otherwise, secret, query));
    }

    /** A string is a command as it is; a list is a program and its arguments. Both are asked for where there is none. */
    private static Optional<String> command(Fields fields) {
        Optional<Node> given = fields.node("command");
        boolean listed = given.filter(Node.Sequence.class::isInstance).isPresent();
        List<String> words = listed || given.isEmpty() ? fields.stringList("command") : List.of();
        Optional<String> text = listed || given.isEmpty() ? Optional.empty() : Optional.of(fields.string("command"));
        if (given.isEmpty()) {
            fields.optionalString("command");
            return Optional.empty();
        }
        if (listed && words.isEmpty()) {
            fields.refuse("command", "'command' must not be empty", "such as [nginx, -v]");
        }
        String command = text.orElseGet(() -> Sh.quoteAll(words));
        if (command.indexOf('\0') >= 0) {
            fields.refuse("command", "a command must not contain a NUL character", "");
            return Optional.of("");
        }
        return Optional.of(command);
    }

    private static OwnQuery ofCommand(String variable, String command) {
        return query(variable, "read_value " + Sh.quote(command), List.of());
    }

    private static OwnQuery ofFile(String variable, String path) {
        return query(variable, "read_value " + Sh.quote("read_file " + Sh.quote(path)), List.of("path " + path));
    }

    /** @param reads all that the answer depends on; empty for anything */
    private static OwnQuery query(String variable, String call, List<String> reads) {
        // The variable is a part of it, so that two values are never one answer.
        return new OwnQuery(
                ReadResource.TYPE,
                SCRIPT + "# " + variable + "\n" + call + "\n",
                new TreeSet<>(List.of(ReadResource.VALUE, ReadResource.ENDED)),
                new TreeSet<>(reads));
    }
}
