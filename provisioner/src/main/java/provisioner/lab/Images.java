package provisioner.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * The images of bare hosts, built if they do not exist yet.
 *
 * <p>An image's tag contains a digest of its definition, so that a changed definition gives another image. After a week
 * an image is built again, because its package lists then name versions that mirrors no longer have.
 */
final class Images {
    private static final List<String> HOST = List.of(
            "Dockerfile",
            "base-image",
            "sshd.conf",
            "ssh-host-keys.service",
            "writable-net-sysctls.service",
            "ordinary-files.service");
    private static final List<String> ACME = List.of("acme/Dockerfile", "acme/pebble.json", "acme/start");
    private static final Duration BUILD = Duration.ofMinutes(15);
    private static final Duration FRESH = Duration.ofDays(7);

    private final Docker docker;

    Images(Docker docker) {
        this.docker = docker;
    }

    /** The name of the host image of a release. */
    String host(String suite, Progress progress) throws LabException, InterruptedException {
        String image = "provisioner-lab-host:" + suite + "-" + digest();
        String base = "provisioner-lab-base:" + suite;
        return current(
                image,
                suite,
                progress,
                () -> inContext(HOST, context -> {
                    if (!docker.hasImage(base)) {
                        progress.doing("", "building the base image of " + suite + " (once; about half a minute)");
                        makeBase(suite, base, context);
                    }
                    progress.doing("", "building the host image of " + suite + " (about half a minute)");
                    build(suite, base, image, context);
                }));
    }

    /** The name of the ACME server's image, which is based on the host image of a release. */
    String acme(String suite, Progress progress) throws LabException, InterruptedException {
        String base = host(suite, progress);
        String image = "provisioner-lab-acme:" + suite + "-" + digest(ACME) + "-" + digest();
        return current(
                image,
                "the ACME server",
                progress,
                () -> inContext(ACME, context -> {
                    progress.doing("", "building the image of the ACME server (about half a minute)");
                    build(suite, base, image, context);
                }));
    }

    private interface Building {
        void run() throws LabException, InterruptedException;
    }

    private interface InContext {
        void run(Path context) throws LabException, InterruptedException;
    }

    /** The image, built if it is missing or too old. */
    private String current(String image, String of, Progress progress, Building building)
            throws LabException, InterruptedException {
        boolean there = docker.hasImage(image);
        if (there && isFresh(docker.run("image", "inspect", "--format", "{{.Created}}", image), Instant.now())) {
            return image;
        }
        try {
            building.run();
        } catch (LabException e) {
            if (!there) {
                throw e;
            }
            progress.doing(
                    "",
                    "the image of " + of + " is over a week old and cannot be rebuilt; using it as it is: "
                            + e.getMessage());
        }
        return image;
    }

    static boolean isFresh(String created, Instant now) {
        return Instant.parse(created).plus(FRESH).isAfter(now);
    }

    /** Provides a temporary directory with these files. */
    private static void inContext(List<String> files, InContext use) throws LabException, InterruptedException {
        try {
            Path context = Files.createTempDirectory("provisioner-lab-image");
            try {
                for (String file : files) {
                    Files.write(context.resolve(name(file)), read(file));
                }
                use.run(context);
            } finally {
                for (String file : files) {
                    Files.deleteIfExists(context.resolve(name(file)));
                }
                Files.delete(context);
            }
        } catch (IOException e) {
            throw new LabException("cannot build an image: " + e, e);
        }
    }

    private static String name(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    private static void makeBase(String suite, String base, Path context) throws LabException, InterruptedException {
        String script = context.resolve("base-image").toString();
        Command.Result result = Command.run(BUILD, "", List.of("sh", script, suite, base));
        if (!result.ok()) {
            throw new LabException(
                    "cannot build the base image for hosts of the release " + suite + ":\n" + result.text());
        }
    }

    private void build(String suite, String base, String image, Path context)
            throws LabException, InterruptedException {
        // Without the cache, because an unchanged definition is built again only for new package lists.
        docker.run(
                BUILD,
                List.of(
                        "build",
                        "--no-cache",
                        "--build-arg",
                        "BASE=" + base,
                        "--build-arg",
                        "SUITE=" + suite,
                        "--tag",
                        image,
                        context.toString()));
    }

    /** A digest of the host image's definition, not of the image. */
    static String digest() throws LabException {
        return digest(HOST);
    }

    private static String digest(List<String> files) throws LabException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String file : files) {
                sha256.update((file + "\0").getBytes(StandardCharsets.UTF_8));
                sha256.update(read(file));
            }
            return HexFormat.of().formatHex(sha256.digest()).substring(0, 12);
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new LabException("cannot read the definition of an image: " + e, e);
        }
    }

    private static byte[] read(String file) throws IOException {
        try (InputStream in = Images.class.getResourceAsStream("image/" + file)) {
            if (in == null) {
                throw new IOException(file + " is missing from this program; rebuild it: mvn package");
            }
            return in.readAllBytes();
        }
    }
}
