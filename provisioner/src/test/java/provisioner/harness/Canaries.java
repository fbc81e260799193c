package provisioner.harness;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import provisioner.lab.TestLab;
import provisioner.sh.Sh;

/** Secrets that are known again wherever they are: as they are, in base64 at each of its three alignments, URL-encoded, cut. */
public final class Canaries {
    private static final int CUT = 8;
    private static final long LARGEST = 20 << 20;

    private final List<String> forms;

    public Canaries(Collection<String> secrets) {
        this.forms = secrets.stream().flatMap(Canaries::forms).distinct().toList();
    }

    private static Stream<String> forms(String secret) {
        Stream<String> encoded = IntStream.range(0, 3).mapToObj(before -> base64(before, secret));
        return Stream.concat(
                Stream.of(
                        secret,
                        URLEncoder.encode(secret, StandardCharsets.UTF_8),
                        // What is left of it where it was cut, or quoted for something.
                        secret.substring(0, Math.min(CUT, secret.length()))),
                encoded);
    }

    /** Without what depends on its neighbours: the first characters, and the last. */
    private static String base64(int before, String secret) {
        byte[] text = ("x".repeat(before) + secret).getBytes(StandardCharsets.UTF_8);
        String encoded = Base64.getEncoder().withoutPadding().encodeToString(text);
        return encoded.substring(before == 0 ? 0 : before + 1, text.length * 8 / 6);
    }

    public void assertHidden(String what, String text) {
        assertThat(text.lines().filter(line -> forms.stream().anyMatch(line::contains)))
                .as(what)
                .isEmpty();
    }

    /** The files on a host that hold one of them in any form; {@code journal} for what systemd's journal says. */
    public List<String> filesOn(TestLab lab, String host) throws Exception {
        return filesOn(lab, host, List.of("/", "/run", "/tmp", "/dev/shm"));
    }

    /** As {@link #filesOn(TestLab, String)}, below these places alone. */
    public List<String> filesOn(TestLab lab, String host, List<String> places) throws Exception {
        StringBuilder patterns = new StringBuilder();
        forms.forEach(form -> patterns.append(" -e ").append(Sh.quote(form)));
        String found = lab.raw(
                host, """
                find %2$s -xdev -type f -print0 2>/dev/null | xargs -0 grep -lF --devices=skip%1$s 2>/dev/null
                ! journalctl -q --no-pager | grep -qF%1$s || echo journal
                """.formatted(patterns, places.stream().map(Sh::quote).collect(joining(" "))));
        return found.lines().sorted().distinct().toList();
    }

    public boolean isIn(String text) {
        return forms.stream().anyMatch(text::contains);
    }

    /** The files of this machine below a directory that were written since then and hold one of them in any form. */
    public Set<Path> filesHere(Path root, FileTime since) throws IOException {
        Set<Path> found = new TreeSet<>();
        if (!Files.isDirectory(root)) {
            return found;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                boolean written = attributes.lastModifiedTime().compareTo(since) >= 0;
                if (written && attributes.isRegularFile() && attributes.size() < LARGEST && isIn(read(file))) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            /** Somebody else's, or gone meanwhile. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** The command lines of this machine's processes. */
    public static String processesHere() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(p -> p.getFileName().toString().matches("\\d+"))
                    .toList()) {
                try {
                    all.append(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1))
                            .append('\n');
                } catch (IOException e) {
                    // It has ended meanwhile.
                    continue;
                }
            }
        }
        return all.toString();
    }
}
