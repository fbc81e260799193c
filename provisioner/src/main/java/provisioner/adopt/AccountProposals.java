package provisioner.adopt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import provisioner.complete.Accounts;
import provisioner.complete.Finding;
import provisioner.state.Survey;
import provisioner.state.Survey.Account;
import provisioner.state.Survey.GroupMembers;

/** Steps for accounts, their groups and the keys that log in as them. */
final class AccountProposals {
    /** Groups with a lower number belong to Debian or to packages. */
    private static final int FIRST_OF_PEOPLE = 1000;

    private final Survey survey;
    private final SequencedMap<String, List<Finding>> users = new LinkedHashMap<>();

    AccountProposals(Survey survey) {
        this.survey = survey;
    }

    /** Takes an account, or its being a member of a group. */
    void user(Finding finding) {
        String name =
                finding.kind().equals("user") ? finding.name() : finding.name().replaceFirst("^\\S+ ", "");
        users.computeIfAbsent(name, any -> new ArrayList<>()).add(finding);
    }

    Proposal key(Finding finding) {
        return survey.keys().stream()
                .filter(line -> Accounts.nameOf(line).equals(finding.name()))
                .findFirst()
                .map(line -> Proposal.of(
                        finding,
                        Wish.of(
                                        "authorized_key",
                                        "the key " + finding.name().replaceFirst(".* ", "") + " logs in as "
                                                + line.user())
                                .with("user", line.user())
                                .with("key", line.line().strip())))
                .orElseGet(() -> Proposal.none(finding, "it was not found again"));
    }

    List<Proposal> found() {
        List<Proposal> proposals = new ArrayList<>();
        users.forEach((name, findings) -> {
            Optional<Account> account = survey.accounts().stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst();
            if (account.isEmpty()) {
                findings.forEach(one -> proposals.add(Proposal.none(one, "there is no account of this name")));
            } else if (findings.stream().noneMatch(one -> one.kind().equals("user"))) {
                List<String> groups = findings.stream()
                        .map(one -> one.name().replaceFirst(" .*", ""))
                        .toList();
                proposals.add(member(account.get(), groups, findings));
            } else {
                groups(account.get()).forEach(proposals::add);
                Wish user = user(account.get());
                proposals.add(Proposal.of(findings, user, user.without("home")));
            }
        });
        return proposals;
    }

    /** Of an account that is not looked at otherwise, only the membership is said. */
    private Proposal member(Account account, List<String> groups, List<Finding> findings) {
        Wish wish = Wish.of("user", account.name() + " is in " + String.join(", ", groups))
                .with("name", account.name());
        Optional<String> primary = primary(account).map(GroupMembers::name).filter(groups::contains);
        List<String> others = groups.stream()
                .filter(group -> primary.filter(group::equals).isEmpty())
                .toList();
        wish = primary.isPresent() ? wish.with("group", primary.get()) : wish;
        return Proposal.of(findings, others.isEmpty() ? wish : wish.with("groups", new Value.Words(others)));
    }

    private Wish user(Account account) {
        Wish wish = Wish.of("user", "the user " + account.name() + " exists")
                .with("name", account.name())
                .with("uid", new Value.Number(account.uid()));
        Optional<String> primary = primary(account).map(GroupMembers::name);
        if (primary.filter(group -> !group.equals(account.name())).isPresent()) {
            wish = wish.with("group", primary.get());
        }
        List<String> groups =
                memberships(account).map(GroupMembers::name).sorted().toList();
        wish = groups.isEmpty() ? wish : wish.with("groups", new Value.Words(groups));
        wish = wish.with("home", account.home()).with("shell", account.shell());
        return account.passwordState().equals("set")
                ? wish.remarked("This user has a password, which no step sets.")
                : wish;
    }

    private Optional<GroupMembers> primary(Account account) {
        return survey.groups().stream()
                .filter(group -> group.gid() == account.group())
                .findFirst();
    }

    private Stream<GroupMembers> memberships(Account account) {
        return survey.groups().stream().filter(group -> group.members().contains(account.name()));
    }

    /** The groups that have to be there first. */
    private Stream<Proposal> groups(Account account) {
        return Stream.concat(primary(account).stream(), memberships(account))
                .filter(group -> group.gid() >= FIRST_OF_PEOPLE && !group.name().equals(account.name()))
                .map(group -> Proposal.beside(Wish.of("group", "the group " + group.name() + " exists")
                        .with("name", group.name())
                        .with("gid", new Value.Number(group.gid()))));
    }
}
