package provisioner.adopt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.complete.Finding;
import provisioner.state.Survey.Mount;

/** Which steps could declare findings. */
final class Proposals {
    /** Why no step declares findings of a kind. */
    private static final Map<String, String> REASONS = Map.of(
            "hold", "no step keeps a package on hold",
            "diversion", "no step diverts files of packages",
            "override", "no step changes the owner or mode of a package's file",
            "mount", "no step mounts it; write a line of /etc/fstab or a 'systemd_unit' for it",
            "mysql_account", "its password cannot be read; write a 'mysql_user' with a new one",
            "mysql_database", "databases are not adopted; write a 'mysql_database' for it",
            "mysql_setting",
                    "settings of database servers are not adopted; write them into 'settings' of the 'mysql_server'");

    private final Known known;
    private final FileProposals files;
    private final UnitProposals units;
    private final AccountProposals accounts;
    private final List<Finding> findings;

    private Proposals(List<Finding> findings, Known known, Contents contents) {
        this.findings = findings;
        this.known = known;
        this.files = new FileProposals(known, contents);
        this.units = new UnitProposals(known, files);
        this.accounts = new AccountProposals(known.survey());
    }

    static List<Proposal> of(List<Finding> findings, Known known, Contents contents) {
        Proposals proposals = new Proposals(findings, known, contents);
        List<Proposal> all = new ArrayList<>();
        findings.forEach(finding -> proposals.proposal(finding).ifPresent(all::add));
        all.addAll(proposals.units.found());
        all.addAll(proposals.accounts.found());
        all.addAll(proposals.files.ways());
        return List.copyOf(all);
    }

    /** Empty where it is declared together with others. */
    private Optional<Proposal> proposal(Finding finding) {
        return switch (finding.kind()) {
            case "file" ->
                units.takes(finding)
                        ? Optional.empty()
                        : Optional.of(files.file(finding).alsoFor(program(finding)));
            case "altered" -> Optional.of(files.altered(finding));
            case "package" ->
                Optional.of(Proposal.of(
                        finding,
                        Wish.of("package", finding.name()).with("name", new Value.Words(List.of(finding.name())))));
            case "user", "member" -> {
                accounts.user(finding);
                yield Optional.empty();
            }
            case "key" -> Optional.of(accounts.key(finding));
            case "socket" -> units.socket(finding);
            case "name" -> Optional.of(line(finding, Needs.HOSTS, finding.name()));
            case "line" ->
                Optional.of(known.fileOf(finding.name())
                        .map(path -> line(finding, path, finding.name().substring(path.length() + 1)))
                        .orElseGet(() -> Proposal.none(finding, "it was not found again")));
            case "program" ->
                isAdopted(finding) ? Optional.empty() : Optional.of(Proposal.none(finding, rights(finding)));
            case "mount" ->
                Optional.of(known.survey().mounts().stream()
                        .filter(mount -> mount.declared() && mount.point().equals(finding.name()))
                        .map(Mount::line)
                        .findFirst()
                        .map(line -> line(finding, Needs.FSTAB, line))
                        .orElseGet(() -> none(finding)));
            default -> Optional.of(none(finding));
        };
    }

    private static Proposal none(Finding finding) {
        return Proposal.none(finding, REASONS.getOrDefault(finding.kind(), "no step declares it"));
    }

    private Proposal line(Finding finding, String path, String said) {
        if (!known.isPublic(path)) {
            return Proposal.none(
                    finding, "not everybody on the host may read " + path + ", and a playbook shows its lines");
        }
        return known.line(path, said)
                .map(line -> Proposal.of(
                        finding,
                        Wish.of("line", path + " has the line " + said.replaceAll("\\s+", " "))
                                .with("path", path)
                                .with("line", line)))
                .orElseGet(() -> Proposal.none(finding, "it was not found again"));
    }

    /** Whether a step for the file itself says its mode, too. */
    private boolean isAdopted(Finding program) {
        return !hasCapabilities(program)
                && findings.stream()
                        .anyMatch(one -> one.kind().equals("file") && one.name().equals(program.name()));
    }

    private List<Finding> program(Finding file) {
        return findings.stream()
                .filter(one -> one.kind().equals("program") && one.name().equals(file.name()) && !hasCapabilities(one))
                .toList();
    }

    private static boolean hasCapabilities(Finding program) {
        return program.what().endsWith("capabilities");
    }

    private static String rights(Finding program) {
        return hasCapabilities(program)
                ? "no step gives a program capabilities; let a 'systemd_unit' give them to its process"
                : "no step changes the mode of a package's file";
    }
}
