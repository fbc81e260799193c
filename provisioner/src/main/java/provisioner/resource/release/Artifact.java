package provisioner.resource.release;

import java.util.List;
import provisioner.sh.Sh;
import provisioner.state.Bytes;

/** What a release consists of. */
public sealed interface Artifact {
    Bytes content();

    /** Tells it apart from everything that would make another release of it. */
    String identity();

    /** A call of one of the functions in release.sh. */
    String script();

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
        public String script() {
            return (format == Format.TAR ? "release_tar " : "release_zip ") + strip + " " + content.sha256() + "\n";
        }
    }

    /** A single file, such as a jar, that is put there as it is. */
    record Single(Bytes content, String name, int mode) implements Artifact {
        @Override
        public String identity() {
            return content.sha256() + " " + mode + " " + name;
        }

        @Override
        public String script() {
            return "release_file " + Sh.quote(name) + " " + String.format("%04o", mode) + " " + content.sha256() + "\n";
        }
    }
}
