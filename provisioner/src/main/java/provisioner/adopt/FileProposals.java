package provisioner.adopt;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.complete.Finding;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Ownership;
import provisioner.state.Survey.Entry;

/** Steps for files, links and the directories that lead to them. */
final class FileProposals {
    private static final String ROOT = "root";
    private static final int FILE_MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;

    private static final Pattern UNIT_FILE = Pattern.compile("/etc/systemd/system/([^/]+\\.[a-z]+)");
    private static final Pattern DROP_IN = Pattern.compile("/etc/systemd/system/([^/]+)\\.d/([^/]+)\\.conf");

    /** Directories that every host has, or that accounts bring. */
    private static final Pattern USUAL = Pattern.compile("/(?:etc|usr|opt|srv|home|root|var|run)"
            + "|/home/[^/]+"
            + "|/etc/(?:cron\\.(?:d|hourly|daily|weekly|monthly)|sudoers\\.d|sysctl\\.d|profile\\.d|pam\\.d|security|default|init\\.d"
            + "|rc[0-6S]\\.d|ld\\.so\\.conf\\.d|logrotate\\.d|modprobe\\.d|modules-load\\.d|tmpfiles\\.d|udev|udev/rules\\.d|alternatives"
            + "|ssl|ssl/certs|ssl/private|ssh|ssh/sshd?_config\\.d|network|network/[^/]+|apt|apt/[^/]+|systemd|systemd/(?:system|user))"
            + "|/usr/(?:lib|local)|/usr/local/(?:bin|sbin|lib|etc|share|src|include|games)|/usr/lib/(?:systemd|udev)(?:/.*)?"
            + "|/usr/local/share/ca-certificates"
            + "|/var/spool|/var/spool/cron(?:/crontabs)?"
            + "|/run/systemd(?:/system)?");

    private final Known known;
    private final Contents contents;
    private final SequencedSet<String> directories = new LinkedHashSet<>();

    FileProposals(Known known, Contents contents) {
        this.known = known;
        this.contents = contents;
    }

    Proposal file(Finding finding) {
        String path = finding.name();
        if (!Needs.isUsual(path)) {
            return Proposal.none(finding, "a step cannot name it: its name must be UTF-8 without control characters");
        }
        Optional<Entry> entry = known.entry(path);
        return entry.isEmpty()
                ? Proposal.none(finding, "it was not found again")
                : switch (entry.get().kind()) {
                    case 'f' -> regular(finding);
                    case 'l' -> Proposal.of(finding, link(entry.get()));
                    default -> Proposal.none(finding, "no step makes a " + finding.what());
                };
    }

    private Proposal regular(Finding finding) {
        String path = finding.name();
        if (path.startsWith("/run/systemd/transient/")) {
            return Proposal.none(finding, "a program made it, and it is gone after a boot; declare a unit of your own");
        }
        if (path.startsWith("/var/spool/cron/at")) {
            return Proposal.none(finding, "at removes it once it has run; declare a timer with 'systemd_unit'");
        }
        Contents.Held held = contents.of(path);
        if (held.value().isEmpty()) {
            return Proposal.none(finding, held.reason());
        }
        Wish file = file(held, path);
        Optional<Wish> unit = unit(path, held);
        if (unit.isPresent()) {
            return Proposal.of(finding, unit.get(), file);
        }
        directories(path);
        return Proposal.of(finding, file);
    }

    private Wish file(Contents.Held held, String path) {
        Wish file = owned(
                        Wish.of("file", path + " has the content that was adopted")
                                .with("path", path),
                        path)
                .with(held.parameter(), held.value().orElseThrow());
        return path.startsWith("/run/")
                ? file.remarked("It is gone after a boot, and the next run makes it again.")
                : file;
    }

    /** A unit's own file or a drop-in, if everybody may read it. */
    private static Optional<Wish> unit(String path, Contents.Held held) {
        Matcher file = UNIT_FILE.matcher(path);
        Matcher dropIn = DROP_IN.matcher(path);
        if (!held.parameter().equals("content") || held.isHidden()) {
            return Optional.empty();
        }
        Value content = held.value().orElseThrow();
        if (file.matches()) {
            String name = file.group(1);
            return Optional.of(Wish.of("systemd_unit", name + " is defined")
                    .with("name", name)
                    .with("content", content));
        }
        return dropIn.matches()
                ? Optional.of(Wish.of("systemd_unit", dropIn.group(1) + " has the drop-in " + dropIn.group(2))
                        .with("name", dropIn.group(1))
                        .with("drop_in", dropIn.group(2))
                        .with("content", content))
                : Optional.empty();
    }

    Wish link(Entry link) {
        directories(link.path());
        Wish wish = Wish.of("symlink", link.path() + " leads to " + link.target())
                .with("path", link.path())
                .with("target", link.target());
        String maker = maker(link);
        return maker.equals(ROOT) ? wish : wish.with("owner", maker);
    }

    /** Who can make a link where others than root can write to a directory above it: whose link it is makes no difference. */
    private String maker(Entry link) {
        String maker = link.owner();
        if (maker.equals(ROOT)) {
            for (String directory : Needs.above(link.path()).toList()) {
                if (known.at(directory) instanceof Directory(Ownership owned)
                        && !owned.owner().equals(ROOT)) {
                    maker = owned.owner();
                }
            }
        }
        return maker;
    }

    /** A configuration file of a package. */
    Proposal altered(Finding finding) {
        String path = finding.name();
        boolean gone =
                known.survey().altered().stream().anyMatch(one -> one.path().equals(path) && one.gone());
        boolean conffile =
                known.survey().altered().stream().anyMatch(one -> one.path().equals(path) && one.conffile());
        if (!conffile) {
            return Proposal.none(
                    finding, "an upgrade would replace it; reinstall its package, and put yours below /usr/local");
        }
        if (gone) {
            return Proposal.of(
                    finding,
                    Wish.of("file", path + " does not exist").with("path", path).with("absent", new Value.Flag(true)));
        }
        Contents.Held held = contents.of(path);
        return held.value().isEmpty() ? Proposal.none(finding, held.reason()) : Proposal.of(finding, file(held, path));
    }

    private Wish owned(Wish wish, String path) {
        return known.ownership(path).map(owned -> owned(wish, owned, FILE_MODE)).orElse(wish);
    }

    private static Wish owned(Wish wish, Ownership owned, int usual) {
        Wish with = owned.owner().equals(ROOT) ? wish : wish.with("owner", owned.owner());
        with = owned.group().equals(ROOT) ? with : with.with("group", owned.group());
        return owned.mode() == usual ? with : with.with("mode", Ownership.octal(owned.mode()));
    }

    private void directories(String path) {
        Needs.above(path)
                .filter(directory -> !USUAL.matcher(directory).matches())
                .forEach(directories::add);
    }

    /** What the files need on a host that does not have it yet. */
    List<Proposal> ways() {
        List<Proposal> ways = new ArrayList<>();
        for (String path : directories) {
            if (known.at(path) instanceof Directory(Ownership owned)) {
                ways.add(Proposal.beside(owned(
                        Wish.of("directory", "the directory " + path + " exists")
                                .with("path", path),
                        owned,
                        DIRECTORY_MODE)));
            }
        }
        return ways;
    }
}
