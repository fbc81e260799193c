package provisioner.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What can be found on hosts, by the position that a host's {@link Bits} refer to. */
final class SubjectList {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Map<Subject, Integer> positions = new HashMap<>();

    SubjectList(List<Subject> subjects) {
        for (int i = 0; i < subjects.size(); i++) {
            positions.put(subjects.get(i), i);
        }
    }

    static String write(List<Subject> subjects) {
        try {
            return MAPPER.writeValueAsString(subjects);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("subjects are plain values", e);
        }
    }

    static SubjectList read(String written) {
        try {
            return new SubjectList(List.of(MAPPER.readValue(written, Subject[].class)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the record has a list of subjects that nobody has written", e);
        }
    }

    /** Whether a host's look found this in order. */
    boolean isClean(Subject subject, String clean, RunRecord.Completed complete) {
        if (subject.kind() == Kind.UNACCOUNTED) {
            return complete != RunRecord.Completed.NO;
        }
        Integer position = positions.get(subject);
        return position != null && Bits.read(clean).get(position);
    }
}
