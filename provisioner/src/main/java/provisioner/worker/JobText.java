package provisioner.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Jobs in the database. JSON, because Java's own form of objects would let whoever writes to the database run code here.
 * What this build does not know is refused: a job must not do more than it says.
 */
final class JobText implements Serializer {
    private final JsonMapper mapper = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    @Override
    public byte[] serialize(@Nullable Object data) {
        try {
            return mapper.writeValueAsBytes(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values", e);
        }
    }

    /** @throws IllegalArgumentException if it is none */
    @Override
    public <T> T deserialize(Class<T> type, byte @Nullable [] data) {
        try {
            T read = data == null ? null : mapper.readValue(data, type);
            if (read == null) {
                throw new IllegalArgumentException("it says nothing");
            }
            return read;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "it is damaged, or made by another build: " + WorkException.firstLine(e), e);
        }
    }
}
