package provisioner.probe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import provisioner.state.Bytes;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.Special;
import provisioner.state.Observation.Symlink;

/** The format in which {@code find} prints paths, and its parser. NUL ends each field: names may be anything. */
final class PathFormat {
    private static final int FIELDS = 7;

    private PathFormat() {}

    /** The directives of find(1) for all fields. The last one is the name. Whoever prints it otherwise leaves it empty. */
    static String directives(String name) {
        return "%y\\0%u\\0%g\\0%m\\0%s\\0%l\\0" + (name.isEmpty() ? "" : name + "\\0");
    }

    /**
     * @param states by name, in the order in which they arrived
     * @param unread the names of files that are there, but whose content could not be read
     */
    record Found(Map<String, PathState> states, List<String> unread) {
        /** What is at a path, or nothing. */
        PathState at(String path) throws ProbeException {
            if (unread.contains(path)) {
                throw unreadable(path);
            }
            return states.getOrDefault(path, new Missing());
        }
    }

    static ProbeException unreadable(String path) {
        return new ProbeException("unknown, " + path + " is there, but root cannot read it");
    }

    /** @param digests by name */
    static Found read(Bytes output, Map<String, String> digests) throws ProbeException {
        List<String> fields = fields(output);
        if (fields.size() % FIELDS != 0) {
            throw new ProbeException("find printed an invalid number of fields: " + fields.size());
        }
        Map<String, PathState> states = new LinkedHashMap<>();
        List<String> unread = new ArrayList<>();
        for (int i = 0; i < fields.size(); i += FIELDS) {
            List<String> record = fields.subList(i, i + FIELDS);
            String name = record.get(FIELDS - 1);
            String digest = digests.get(name);
            if (digest != null || !record.getFirst().endsWith("f")) {
                states.put(name, state(record, digest == null ? "" : digest));
            } else {
                unread.add(name);
            }
        }
        return new Found(states, unread);
    }

    /** What precedes {@link #directives} where the one who asks cannot write to the path. */
    static final String FIXED = "!";

    private static PathState state(List<String> record, String digest) throws ProbeException {
        try {
            Ownership ownership = new Ownership(record.get(1), record.get(2), Integer.parseInt(record.get(3), 8));
            String kind = record.getFirst();
            boolean fixed = kind.startsWith(FIXED);
            return switch (fixed ? kind.substring(FIXED.length()) : kind) {
                case "f" -> new RegularFile(ownership, Long.parseLong(record.get(4)), digest, fixed);
                case "d" -> new Directory(ownership);
                case "l" -> new Symlink(record.get(5));
                case "s" -> new Special("a socket");
                case "p" -> new Special("a named pipe");
                case "b", "c" -> new Special("a device");
                default -> new Special("a file of an unknown kind");
            };
        } catch (NumberFormatException e) {
            throw new ProbeException("find printed an invalid entry: " + record);
        }
    }

    /** The output of {@code sha256sum -z}, by name. */
    static Map<String, String> digests(Bytes output) throws ProbeException {
        Map<String, String> digests = new LinkedHashMap<>();
        for (String line : fields(output)) {
            if (line.length() < 67 || line.charAt(64) != ' ') {
                throw new ProbeException("sha256sum printed an invalid line: " + line);
            }
            digests.put(line.substring(66), line.substring(0, 64));
        }
        return digests;
    }

    /** Names that are not UTF-8 get replacement characters. They can be printed but never equal a desired name. */
    static List<String> fields(Bytes output) throws ProbeException {
        byte[] bytes = output.toArray();
        List<String> fields = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                fields.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
                start = i + 1;
            }
        }
        if (start != bytes.length) {
            throw new ProbeException("the host's list of paths was cut off");
        }
        return fields;
    }
}
