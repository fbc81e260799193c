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
 * The image of a bare host, built where it is not there yet.
 *
 * <p>Its tag carries a digest of its definition, so that a changed definition is another image. After a week it is
 * built again, since its package lists then name versions that mirrors no longer have.
 */
final class Images {
    private static final List<String> DEFINITION =
            List.of("Dockerfile", "base-image", "sshd.conf", "ssh-host-keys.service", "writable-net-sysctls.service");
    private static final Duration BUILD = Duration.ofMinutes(15);
    private static final Duration FRESH = Duration.ofDays(7);

    private final Docker docker;

    Images(Docker docker) {
        this.docker = docker;
    }

    /** The name of the host image of a release. */
    String host(String suite, Progress progress) throws LabException, InterruptedException {
        String image = "provisioner-lab-host:" + suite + "-" + digest();
        boolean there = docker.hasImage(image);
        if (there && isFresh(docker.run("image", "inspect", "--format", "{{.Created}}", image), Instant.now())) {
            return image;
        }
        try {
            build(suite, image, progress);
        } catch (LabException e) {
            if (!there) {
                throw e;
            }
            progress.doing(
                    "",
                    "the image of " + suite + " is over a week old and cannot be built anew, so it is used as it is: "
                            + e.getMessage());
        }
        return image;
    }

    static boolean isFresh(String created, Instant now) {
        return Instant.parse(created).plus(FRESH).isAfter(now);
    }

    private void build(String suite, String image, Progress progress) throws LabException, InterruptedException {
        String base = "provisioner-lab-base:" + suite;
        try {
            Path context = Files.createTempDirectory("provisioner-lab-image");
            try {
                for (String file : DEFINITION) {
                    Files.write(context.resolve(file), read(file));
                }
                if (!docker.hasImage(base)) {
                    progress.doing("", "making the base image of " + suite + " (once; about half a minute)");
                    makeBase(suite, base, context);
                }
                progress.doing("", "building the host image of " + suite + " (about half a minute)");
                buildHost(suite, base, image, context);
            } finally {
                for (String file : DEFINITION) {
                    Files.deleteIfExists(context.resolve(file));
                }
                Files.delete(context);
            }
        } catch (IOException e) {
            throw new LabException("the host image cannot be built: " + e, e);
        }
    }

    private static void makeBase(String suite, String base, Path context) throws LabException, InterruptedException {
        String script = context.resolve("base-image").toString();
        Command.Result result = Command.run(BUILD, "", List.of("sh", script, suite, base));
        if (!result.ok()) {
            throw new LabException("there is no base image for hosts of the release " + suite + ":\n" + result.text());
        }
    }

    private void buildHost(String suite, String base, String image, Path context)
            throws LabException, InterruptedException {
        // Without the cache: an unchanged definition is built again only to get today's package lists.
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

    /** Of the image's definition, not of what apt made of it. */
    static String digest() throws LabException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String file : DEFINITION) {
                sha256.update((file + "\0").getBytes(StandardCharsets.UTF_8));
                sha256.update(read(file));
            }
            return HexFormat.of().formatHex(sha256.digest()).substring(0, 12);
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new LabException("the definition of the host image cannot be read: " + e, e);
        }
    }

    private static byte[] read(String file) throws IOException {
        try (InputStream in = Images.class.getResourceAsStream("image/" + file)) {
            if (in == null) {
                throw new IOException(file + " is missing from this program; build it anew: mvn package");
            }
            return in.readAllBytes();
        }
    }
}
