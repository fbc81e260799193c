package provisioner.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import provisioner.state.Query.SurveyQuery;
import provisioner.state.Survey;

/** A directory that is a host's root, with a package, for what looks at a whole host. */
public final class FakeHost {
    private static final SurveyQuery QUERY = new SurveyQuery(false, Set.of());

    private final Path root;

    public FakeHost(Path root) throws IOException {
        this.root = root;
        for (String directory : List.of("etc", "usr/bin", "usr/lib/systemd/system", "var/lib/dpkg/info")) {
            Files.createDirectories(root.resolve(directory));
        }
        write("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/usr/sbin:/usr/sbin/nologin\n");
        write("/etc/group", "root:x:0:\nsudo:x:27:\n");
        write("/etc/shadow", "root:*:1::::::\ndaemon:*:1::::::\n");
        write("/etc/hosts", "127.0.0.1 localhost\n");
        write("/etc/tool.conf", "as packaged\n");
        write("/usr/bin/tool", "#!/bin/sh\n");
        write("/usr/lib/systemd/system/tool.service", "[Service]\n");
        write(
                "/var/lib/dpkg/info/tool.list",
                "/.\n/etc\n/etc/tool.conf\n/usr/bin/tool\n/lib/systemd/system/tool.service\n");
        write("/var/lib/dpkg/info/tool.md5sums", "");
        write("/var/lib/dpkg/diversions", "");
        write("/var/lib/dpkg/status", """
                Package: tool
                Status: install ok installed
                Priority: optional
                Architecture: all
                Depends: libtool (>= 1)
                Conffiles:
                 /etc/tool.conf c9440c9b9fe69064cb0776ee98a69a85

                Package: libtool
                Status: install ok installed
                Priority: optional
                Architecture: all

                Package: base
                Status: install ok installed
                Priority: required
                Architecture: all
                """);
        write("/var/log/provisioner/journal.jsonl", "{}\n");
    }

    /** Makes or replaces a file, and the directories that lead to it. */
    public Path write(String path, String content) throws IOException {
        Path file = Path.of(root + path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    public void mode(String path, String permissions) throws IOException {
        Files.setPosixFilePermissions(Path.of(root + path), PosixFilePermissions.fromString(permissions));
    }

    public void link(String path, String target) throws IOException {
        Path file = Path.of(root + path);
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, Path.of(target));
    }

    public Survey survey() throws Exception {
        return survey("dash");
    }

    Survey survey(String shell) throws Exception {
        return survey(shell, Map.of());
    }

    /** @param environment to add to that of the script */
    Survey survey(Map<String, String> environment) throws Exception {
        return survey("dash", environment);
    }

    /** @param left directories that are not looked through */
    Survey survey(Set<String> left) throws Exception {
        return survey("dash", Map.of(), new SurveyQuery(false, left));
    }

    private Survey survey(String shell, Map<String, String> environment) throws Exception {
        return survey(shell, environment, QUERY);
    }

    private Survey survey(String shell, Map<String, String> environment, SurveyQuery query) throws Exception {
        Map<String, String> all = new HashMap<>(environment);
        all.put("PROVISIONER_ROOT", root.toString());
        return new LocalHost(shell, all).observe(List.of(query)).get(query).survey();
    }
}
