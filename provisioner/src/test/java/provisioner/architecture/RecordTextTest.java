package provisioner.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import provisioner.secret.Secret;
import provisioner.source.Location;
import provisioner.state.Bytes;

/** No record's {@code toString} shows a secret or a content: it may get into a message, a log or a heap dump's viewer. */
class RecordTextTest {
    private static final String CANARY = "c4nary";

    /** What components are called that contain whatever a user, a template or a host's program wrote. */
    private static final Set<String> CONTENT = Set.of(
            "script",
            "command",
            "text",
            "shell",
            "run",
            "unless",
            "line",
            "content",
            "body",
            "value",
            "values",
            "validate",
            "probe",
            "stdout",
            "stderr",
            "confirm",
            "watch",
            "settings",
            "extraVariables",
            "pairs",
            "from",
            "to",
            "said",
            "bundle",
            "password",
            "passphrase");

    /** These are names or paths, are shown to everybody anyway, or never come from a project. */
    private static final Set<String> HARMLESS = Set.of(
            "Account.shell",
            "AroundSource.text",
            "Assignment.value",
            "AuthorizedKeyResource.line",
            "HostNote.text",
            "Item.value",
            "Pong.text",
            "Result.stderr",
            "Result.stdout",
            "Series.value",
            "SysctlResource.value",
            "SysctlState.value");

    @Test
    void showsNoContent() {
        List<String> shown = new ArrayList<>();
        int tried = 0;
        for (JavaClass found : new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests())
                .importPackages("provisioner")) {
            if (found.isRecord()) {
                Class<?> type = found.reflect();
                for (RecordComponent component : type.getRecordComponents()) {
                    String name = type.getSimpleName() + "." + component.getName();
                    if (holdsContent(component) && !HARMLESS.contains(name)) {
                        tried++;
                        String text = text(type, component);
                        if (text.contains(CANARY)) {
                            shown.add(name + " in " + text);
                        }
                    }
                }
            }
        }
        assertThat(shown).isEmpty();
        assertThat(tried).as("components tried").isGreaterThan(45);
    }

    /** A type that hides itself is tried too, so that it goes on hiding itself. */
    private static boolean holdsContent(RecordComponent component) {
        boolean hides = component.getType() == Secret.class || component.getType() == Bytes.class;
        String type = component.getGenericType().getTypeName();
        return hides || CONTENT.contains(component.getName()) && type.contains("java.lang.String");
    }

    private static String text(Class<?> type, RecordComponent suspect) {
        try {
            return String.valueOf(made(type, component -> component.equals(suspect) ? CANARY : "/x"));
        } catch (InvocationTargetException e) {
            return type.getSimpleName() + " cannot be made: " + CANARY + " " + e.getCause();
        }
    }

    private static Object made(Class<?> type, Function<RecordComponent, String> texts)
            throws InvocationTargetException {
        RecordComponent[] components = type.getRecordComponents();
        @Nullable
        Object[] values = Arrays.stream(components)
                .map(component -> value(component.getGenericType(), texts.apply(component)))
                .toArray();
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw e;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(type.getName(), e);
        }
    }

    /** A value of the type that consists of this text as far as that goes. */
    private static @Nullable Object value(Type type, String text) {
        if (type instanceof ParameterizedType of) {
            Type[] arguments = of.getActualTypeArguments();
            Object last = value(arguments[arguments.length - 1], text);
            return collection((Class<?>) of.getRawType(), last == null ? Stream.of() : Stream.of(last));
        }
        return type instanceof Class<?> plain ? plain(plain, text) : null;
    }

    private static @Nullable Object collection(Class<?> type, Stream<Object> items) {
        Map<String, Object> map = new LinkedHashMap<>();
        List<Object> list = items.toList();
        list.forEach(item -> map.put("key", item));
        return switch (type.getSimpleName()) {
            case "Optional" -> list.stream().findFirst();
            case "List", "Collection" -> list;
            case "Set" -> Set.copyOf(list);
            case "SortedSet" ->
                new TreeSet<>(list.stream().filter(String.class::isInstance).toList());
            case "Map" -> map;
            case "SequencedMap" -> new LinkedHashMap<>(map);
            case "SortedMap" ->
                map.values().stream().allMatch(String.class::isInstance) ? new TreeMap<>(map) : new TreeMap<>();
            default -> null;
        };
    }

    private static @Nullable Object plain(Class<?> type, String text) {
        if (type == String.class) {
            return text;
        } else if (type == Secret.class) {
            return new Secret(text);
        } else if (type == Bytes.class) {
            return Bytes.utf8(text);
        } else if (type == Path.class) {
            return Path.of("x");
        } else if (type == Duration.class) {
            return Duration.ofSeconds(1);
        } else if (type == Instant.class) {
            return Instant.EPOCH;
        } else if (type == Location.class) {
            return Location.ofFile("x");
        } else if (type == OptionalInt.class) {
            return OptionalInt.empty();
        } else if (type.isRecord()) {
            try {
                return made(type, component -> text);
            } catch (InvocationTargetException e) {
                return null;
            }
        } else if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        return type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null;
    }
}
