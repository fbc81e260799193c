package provisioner.resource.file;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.resource.Change;
import provisioner.source.Fields;
import provisioner.state.Bytes;

/**
 * What judges a path's new content before that is live: the parameter {@code validate}, or the program that reads the files of a known
 * path. It sees the whole tree as it will be, in a mount namespace of its own; valid.sh has the functions, and says what of a
 * program's words counts.
 *
 * @param command takes the place of the known program
 */
public record Validation(String path, Optional<String> command) {
    private record Known(Pattern path, String program) {}

    private static final String UNIT =
            "/etc/systemd/system/[^/]+\\.(service|socket|timer|target|path|mount|automount|slice|swap)";

    private static final List<Known> KNOWN = List.of(
            known("/etc/ssh/sshd_config(\\.d(/.*)?)?", "sshd"),
            known("/etc/sudoers(\\.d(/.*)?)?", "visudo"),
            known(UNIT + "(\\.d/[^/]+\\.conf)?", "systemd-analyze"),
            known("/etc/nginx(/.*)?", "nginx"),
            known("/etc/fstab", "findmnt"),
            known("/etc/logrotate\\.(conf|d(/.*)?)", "logrotate"),
            known("/etc/apt/(sources\\.list|apt\\.conf|preferences)(\\.d(/.*)?)?", "apt-get"),
            known("/etc/mysql/(.*/)?[^/]+\\.(cnf|d)", "mysqld"));

    private static Known known(String path, String program) {
        return new Known(Pattern.compile(path), program);
    }

    /** By the path alone. */
    public static Validation of(String path) {
        return new Validation(path, Optional.empty());
    }

    /** With the parameter {@code validate}. */
    public static Validation parse(Fields fields, String path) {
        Optional<String> command = fields.optionalString("validate");
        if (command.isPresent() && path.lastIndexOf('/') == 0) {
            fields.refuse("validate", "'validate' needs a path below a directory", "it cannot see '/' as it will be");
        }
        return new Validation(path, command);
    }

    /** Whether anything judges the path. */
    public boolean exists() {
        return command.or(this::known).isPresent();
    }

    /** For a file with this content. */
    void file(Change change, Owner owner, Bytes content) {
        check(change.send(content), List.of("file", owner.pair(), owner.octal(), content.sha256()));
    }

    /** For a symbolic link. */
    public void link(Change change, String target) {
        check(change, List.of("link", target));
    }

    /** For nothing at the path any more. */
    void absent(Change change) {
        check(change, List.of("absent"));
    }

    private void check(Change change, List<String> what) {
        boolean nothingToRead = !what.contains("file") && path.matches(UNIT);
        Optional<String> validator =
                command.map(text -> sent(change, text)).or(() -> nothingToRead ? Optional.empty() : known());
        validator.ifPresent(by -> change.run(
                "checked", Stream.concat(Stream.of(by, path), what.stream()).toList()));
    }

    /** The digest of a user's command, which travels as a file: process arguments are there for everyone to see. */
    private static String sent(Change change, String command) {
        Bytes text = Bytes.utf8(command + "\n");
        change.send(text);
        return text.sha256();
    }

    private Optional<String> known() {
        return KNOWN.stream()
                .filter(known -> known.path().matcher(path).matches())
                .map(Known::program)
                .findFirst();
    }

    @Override
    public String toString() {
        return "validation of " + path;
    }
}
