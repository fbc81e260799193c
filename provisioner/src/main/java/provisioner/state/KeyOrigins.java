package provisioner.state;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of the keys of a user beside what their lines say. A key is its type and the key in base64.
 *
 * @param login the user and the key with which the run itself is logged in; empty where that is not known
 * @param made the playbooks that have let keys in, by the key, as a note on the host has it
 */
public record KeyOrigins(@Volatile String login, SortedMap<String, String> made) {
    public static final KeyOrigins UNKNOWN = new KeyOrigins("", new TreeMap<>());

    public KeyOrigins {
        made = Collections.unmodifiableSortedMap(new TreeMap<>(made));
    }
}
