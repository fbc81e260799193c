package provisioner.state;

import java.util.List;

/** What a program of the host, or the kernel, makes of what was set: the effective state of a thing, in names and values. */
public enum Reading {
    /** Of a regular file. Words: its path. */
    SHA512,
    /** What is mounted at a path. Words: the path, the source that is wanted there, and {@code bind} or nothing. */
    MOUNT,
    /**
     * A working tree of git. Words: its directory, its owner, the URL and the ref of a branch to ask the remote for, or nothing
     * and the ref of a tag.
     */
    GIT,
    /** Which priorities apt gives to versions of packages and to its sources. Words: names of packages. */
    APT_POLICY,
    /** What apt's configuration comes to. Words: names of options. */
    APT_CONFIG;

    private static final String APT = "/etc/apt";

    /** Those that the answer depends on, each with what is in it. */
    List<String> paths(List<String> words) {
        return switch (this) {
            case SHA512, GIT -> List.of(words.getFirst());
            case MOUNT -> List.of();
            case APT_POLICY, APT_CONFIG -> List.of(APT);
        };
    }

    /** Whether an installed package may bring what decides it. */
    public boolean isOfPackages() {
        return this == APT_CONFIG || this == GIT;
    }
}
