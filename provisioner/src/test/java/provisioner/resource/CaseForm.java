package provisioner.resource;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import provisioner.resource.CaseYaml.Word;
import provisioner.source.Fields;

/** A mapping of a case that is being written. What a case need not say, since reading it takes the same value, is left out. */
final class CaseForm {
    private final SequencedMap<String, Object> entries = new LinkedHashMap<>();

    CaseForm put(String key, Object value) {
        entries.put(key, value);
        return this;
    }

    /** @param otherwise what reading takes without the key */
    CaseForm put(String key, Object value, Object otherwise) {
        return value.equals(otherwise) ? this : put(key, value);
    }

    CaseForm put(String key, Optional<?> value) {
        value.ifPresent(present -> put(key, present));
        return this;
    }

    /** Lists and mappings, without which reading takes empty ones. */
    CaseForm some(String key, Collection<?> values) {
        return values.isEmpty() ? this : put(key, values);
    }

    CaseForm some(String key, Map<?, ?> values) {
        return values.isEmpty() ? this : put(key, values);
    }

    /** A number of which one value means the word; see the method that reads it. */
    CaseForm number(String key, long value, Word word, long meaning, long otherwise) {
        return value == otherwise ? this : put(key, value == meaning ? word : value);
    }

    static long number(Fields fields, String key, Word word, long meaning, long otherwise) {
        return fields.optionalString(key)
                .map(text -> text.equals(word.text()) ? meaning : Long.parseLong(text))
                .orElse(otherwise);
    }

    SequencedMap<String, Object> entries() {
        return entries;
    }
}
