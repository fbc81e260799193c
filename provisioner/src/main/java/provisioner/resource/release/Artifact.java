package provisioner.resource.release;

import java.util.List;
import provisioner.resource.Change;
import provisioner.state.Bytes;
import provisioner.state.Observation.Ownership;

/** What a release consists of. */
public sealed interface Artifact {
    Bytes content();

    /** Tells it apart from everything that would make another release of it. */
    String identity();

    /** Puts it into the release that is being made; the functions are in release.sh. */
    Change unpack(Change change);

    /**
     * @param strip how many leading directories of the archive's names are left out
     */
    record Archive(Bytes content, Format format, int strip) implements Artifact {
        enum Format {
            TAR(".tar", ".tgz", ".tar.gz", ".tar.xz", ".tar.zst"),
            ZIP(".zip");

            private final List<String> suffixes;

            Format(String... suffixes) {
                this.suffixes = List.of(suffixes);
            }

            boolean fits(String name) {
                return suffixes.stream().anyMatch(name::endsWith);
            }
        }

        @Override
        public String identity() {
            return content.sha256() + " " + strip;
        }

        @Override
        public Change unpack(Change change) {
            String command = format == Format.TAR ? "release_tar" : "release_zip";
            return change.send(content).run(command, String.valueOf(strip), content.sha256());
        }
    }

    /** A single file, such as a jar, that is put there as it is. */
    record Single(Bytes content, String name, int mode) implements Artifact {
        @Override
        public String identity() {
            return content.sha256() + " " + mode + " " + name;
        }

        @Override
        public Change unpack(Change change) {
            return change.send(content).run("release_file", name, Ownership.octal(mode), content.sha256());
        }
    }
}
