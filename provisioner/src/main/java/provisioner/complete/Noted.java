package provisioner.complete;

import java.util.stream.Stream;
import provisioner.resource.Things;
import provisioner.state.Made;

/** What a note of something that was made accounts for, as {@link Things} calls it. */
final class Noted {
    private Noted() {}

    static Stream<String> things(Made made) {
        String name = made.name();
        return switch (made.type()) {
            case "file", "symlink" -> Stream.of(Things.path(name));
            case "systemd_unit" -> Stream.of(Things.path(name), Things.unit(name.substring(name.lastIndexOf('/') + 1)));
            case "config_set" -> Stream.of(Things.path(name), Things.allIn(name), Things.allIn(versions(name)));
            case "service" -> Stream.of(Things.unit(name));
            case "apt_repository" ->
                Stream.of(
                        Things.path("/etc/apt/sources.list.d/" + name + ".sources"),
                        Things.path("/etc/apt/keyrings/" + name + ".asc"),
                        Things.path("/etc/apt/keyrings/" + name + ".gpg"));
            case "package" -> Stream.of(Things.installed(name));
            case "user" -> Stream.of(Things.user(name));
            case "authorized_key" -> Stream.of("key " + name);
            // What is in a directory is not accounted for by the directory, and groups and others are not looked at.
            default -> Stream.empty();
        };
    }

    /** The directory of the versions of a tree of configuration: {@code /etc/nginx/.web}. */
    private static String versions(String path) {
        int slash = path.lastIndexOf('/') + 1;
        return path.substring(0, slash) + "." + path.substring(slash);
    }
}
