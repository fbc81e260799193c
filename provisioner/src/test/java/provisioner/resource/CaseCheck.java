package provisioner.resource;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import provisioner.resource.check.HttpCheck;
import provisioner.resource.check.HttpHeader;
import provisioner.resource.check.HttpRoute;
import provisioner.resource.check.PortCheck;
import provisioner.state.MysqlLogin;

/** A check as the parameters that it was given, and those that it was not given with what they then are. */
final class CaseCheck {
    /** Parameters that are not named as what was made of them. */
    private static final Map<String, String> NAMES = Map.of("statuses", "status", "expected", "expect");

    private CaseCheck() {}

    static SequencedMap<String, Object> write(Check check) {
        CaseForm form = new CaseForm();
        components(form, (Record) check);
        return form.entries();
    }

    private static void components(CaseForm form, Record record) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            String name = component.getName().replaceAll("[A-Z]", "_$0").toLowerCase(Locale.ROOT);
            put(form, NAMES.getOrDefault(name, name), value(component.getAccessor(), record));
        }
    }

    private static Object value(Method accessor, Record record) {
        try {
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void put(CaseForm form, String name, Object value) {
        switch (value) {
            case HttpRoute route -> components(form, route);
            case MysqlLogin(var user, var password, int port) ->
                form.put("admin_user", user)
                        .put("admin_password", password.value())
                        .put("port", port);
            case PortCheck.Expected expected -> {
                form.put("open", expected == PortCheck.Expected.OPEN);
                form.put("filtered", expected == PortCheck.Expected.FILTERED, false);
            }
            case HttpCheck.Method method -> form.put(name, method.name());
            case Enum<?> word -> form.put(name, word.name().toLowerCase(Locale.ROOT));
            case Optional<?> optional -> optional.ifPresent(present -> put(form, name, present));
            case OptionalInt optional -> optional.ifPresent(present -> form.put(name, present));
            case Duration duration -> form.put(name, duration.toSeconds() + "s");
            case Collection<?> items ->
                form.some(name, items.stream().map(CaseCheck::item).toList());
            default -> form.put(name, item(value), "");
        }
    }

    private static Object item(Object value) {
        return switch (value) {
            case HttpHeader header -> header.name() + ": " + header.value();
            case Record record -> record.toString();
            default -> value;
        };
    }
}
