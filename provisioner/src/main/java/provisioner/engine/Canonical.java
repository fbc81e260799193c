package provisioner.engine;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import provisioner.source.Location;
import provisioner.state.Bytes;
import provisioner.state.Volatile;

/**
 * Writes values as canonical JSON: equal values give the same text in every run, whatever the order of their sets and
 * maps. A record writes its type and its components, except {@link Volatile} ones and its location. Any other kind of
 * value that is not named here is an error, so that nothing is left out silently.
 */
final class Canonical {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamWriteFeature.STRICT_DUPLICATE_DETECTION)
            .visibility(PropertyAccessor.ALL, Visibility.NONE)
            .addModule(new SimpleModule()
                    .setSerializerModifier(new NoBeans())
                    .addSerializer(form(Record.class, Canonical::components))
                    .addSerializer(form(Set.class, set -> sorted(set)))
                    .addSerializer(form(Map.class, Canonical::entries))
                    .addSerializer(
                            form(Optional.class, optional -> optional.stream().toList()))
                    .addSerializer(form(
                            OptionalInt.class, number -> number.stream().boxed().toList()))
                    .addSerializer(form(Bytes.class, Bytes::sha256))
                    .addSerializer(form(Duration.class, Duration::toString))
                    .addSerializer(form(Instant.class, Instant::toString))
                    .addSerializer(form(Path.class, Path::toString))
                    .addSerializer(form(InetAddress.class, InetAddress::getHostAddress)))
            .build();

    private Canonical() {}

    /** @throws IllegalArgumentException if it contains a value without a form */
    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no form for " + value.getClass(), e);
        }
    }

    /** Refuses values that Jackson would serialize by itself. */
    private static final class NoBeans extends BeanSerializerModifier {
        private static final long serialVersionUID = 1;

        @Override
        public JsonSerializer<?> modifySerializer(
                SerializationConfig config, BeanDescription description, JsonSerializer<?> serializer) {
            if (serializer instanceof BeanSerializerBase) {
                throw new IllegalArgumentException("no form for " + description.getBeanClass());
            }
            return serializer;
        }
    }

    private interface Form<T> {
        Object of(T value);
    }

    private static <T> StdSerializer<T> form(Class<T> type, Form<? super T> form) {
        return new FormSerializer<>(type, form);
    }

    private static final class FormSerializer<T> extends StdSerializer<T> {
        private static final long serialVersionUID = 1;

        private final transient Form<? super T> form;

        FormSerializer(Class<T> type, Form<? super T> form) {
            super(type);
            this.form = form;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(form.of(value), out);
        }
    }

    private static List<Object> components(Record value) {
        RecordComponent[] all = value.getClass().getRecordComponents();
        Object[] parts = Arrays.stream(all)
                .filter(part -> !part.isAnnotationPresent(Volatile.class) && part.getType() != Location.class)
                .map(part -> List.of(part.getName(), component(part, value)))
                .toArray();
        return List.of(value.getClass().getName(), Arrays.asList(parts));
    }

    private static Object component(RecordComponent part, Record value) {
        try {
            Method accessor = part.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record that hides '" + part.getName() + "'", e);
        }
    }

    private static List<String> sorted(Set<?> set) {
        return set.stream().map(Canonical::text).sorted().toList();
    }

    private static List<List<String>> entries(Map<?, ?> map) {
        return map.entrySet().stream()
                .map(entry -> List.of(text(entry.getKey()), text(entry.getValue())))
                .sorted((one, other) -> one.getFirst().compareTo(other.getFirst()))
                .toList();
    }
}
