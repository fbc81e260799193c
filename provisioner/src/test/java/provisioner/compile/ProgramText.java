package provisioner.compile;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.resource.check.LinksCheck;
import provisioner.secret.Secret;
import provisioner.state.Bytes;

/** All that the hosts get from a playbook, as text: files with their contents, rules, commands and checks. */
final class ProgramText {
    /** Its letters are random, and may be those of a port. */
    private static final Pattern PEM = Pattern.compile("(?s)-----BEGIN .*?-----END [^\n]*");

    private ProgramText() {}

    /** By host. */
    static Map<String, String> of(Program program) {
        Map<String, String> texts = new TreeMap<>();
        for (Program.HostProgram one : program.hosts()) {
            StringBuilder all = new StringBuilder();
            one.steps().forEach(step -> show(step.resource(), all));
            one.checks().forEach(check -> show(check.check(), all));
            texts.put(one.host(), all.toString());
        }
        return texts;
    }

    /** Without the services that the node exporter looks at where they are there, whatever else a host has. */
    static String withoutWatchedUnits(String text) {
        return text.replaceAll("systemd\\.unit-include=.*", "");
    }

    private static void show(Object value, StringBuilder text) {
        switch (value) {
            case Bytes bytes ->
                text.append(PEM.matcher(new String(bytes.toArray(), StandardCharsets.UTF_8))
                                .replaceAll("PEM"))
                        .append('\n');
            case Secret ignored -> text.append("secret\n");
            case LinksCheck links -> links.asked().forEach(ask -> show(ask, text));
            case Optional<?> optional -> optional.ifPresent(v -> show(v, text));
            case Iterable<?> items when !(value instanceof Path) -> items.forEach(item -> show(item, text));
            case Map<?, ?> map ->
                map.forEach((key, v) -> {
                    show(key, text);
                    show(v, text);
                });
            case Record record -> {
                for (int i = 0; i < ends(record, "from") * ends(record, "to"); i++) {
                    text.append(record.getClass().getSimpleName()).append(": ");
                    for (RecordComponent component : record.getClass().getRecordComponents()) {
                        show(read(record, component), text);
                    }
                }
            }
            default -> text.append(value).append('\n');
        }
    }

    /** A rule stands for one of each end: with another port for one host, there are two rules in place of one. */
    private static int ends(Record record, String name) {
        return Stream.of(record.getClass().getRecordComponents())
                .filter(component -> component.getName().equals(name))
                .map(component -> read(record, component) instanceof List<?> ends ? ends.size() : 1)
                .findFirst()
                .orElse(1);
    }

    private static Object read(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
