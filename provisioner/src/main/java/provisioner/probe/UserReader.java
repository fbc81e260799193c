package provisioner.probe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.Observation.Account;
import provisioner.state.Observation.GroupState;
import provisioner.state.Observation.Shadow;
import provisioner.state.Observation.ShadowState;
import provisioner.state.Observation.UserState;
import provisioner.state.Observed;
import provisioner.state.Query.GroupQuery;
import provisioner.state.Query.ShadowQuery;
import provisioner.state.Query.UserQuery;

/** Reads users, and their groups in one pass over the group database. */
final class UserReader implements Reader<UserQuery> {

    /** Status 2 is that of a name that nobody knows. */
    static final String ANSWERED = "\ncase $? in 0 | 2) ;; *) say %s.failed \"$?\" ;; esac\n";

    /** Where the database itself cannot be asked, nobody knows whether a name is in it. */
    static void answered(Answers answers, String name) throws ProbeException {
        for (Bytes status : answers.all(name + ".failed")) {
            throw new ProbeException("unknown, getent " + name + " ended with status " + Answers.shown(status));
        }
    }

    @Override
    public String script(List<UserQuery> queries) {
        List<String> names = queries.stream().map(UserQuery::name).toList();
        return "part user\ngetent passwd -- " + Sh.quoteAll(names) + ANSWERED.formatted("user")
                + "part user.groups\ngetent group || say user.failed \"$?\"\n";
    }

    @Override
    public void read(List<UserQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        answered(answers, "user");
        Map<String, String[]> entries = new HashMap<>();
        for (String line : Answers.shown(answers.one("user")).lines().toList()) {
            String[] fields = fields(line, 7);
            entries.put(fields[0], fields);
        }
        List<String> groups = Answers.shown(answers.one("user.groups")).lines().toList();
        for (UserQuery query : queries) {
            String[] entry = entries.get(query.name());
            into.put(query, new UserState(entry == null ? Optional.empty() : Optional.of(account(entry, groups))));
        }
    }

    private static Account account(String[] entry, List<String> lines) throws ProbeException {
        String primary = entry[3];
        SortedSet<String> groups = new TreeSet<>();
        for (String line : lines) {
            String[] group = fields(line, 4);
            if (group[2].equals(entry[3])) {
                primary = group[0];
            }
            if (List.of(group[3].split(",", -1)).contains(entry[0])) {
                groups.add(group[0]);
            }
        }
        return new Account(number(entry[2]), primary, entry[4], entry[5], entry[6], groups);
    }

    static String[] fields(String line, int count) throws ProbeException {
        String[] fields = line.split(":", -1);
        if (fields.length != count) {
            throw new ProbeException("getent printed an invalid line: '" + line + "'");
        }
        return fields;
    }

    static int number(String text) throws ProbeException {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new ProbeException("getent printed an invalid number: '" + text + "'");
        }
    }

    /** Reads what is kept of passwords with one {@code getent}. */
    static final class Passwords implements Reader<ShadowQuery> {

        @Override
        public String script(List<ShadowQuery> queries) {
            List<String> names = queries.stream().map(ShadowQuery::name).toList();
            return "part shadow\ngetent shadow -- " + Sh.quoteAll(names) + ANSWERED.formatted("shadow");
        }

        @Override
        public void read(List<ShadowQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
            answered(answers, "shadow");
            Map<String, Shadow> entries = new HashMap<>();
            for (String line : Answers.shown(answers.one("shadow")).lines().toList()) {
                String[] entry = line.split(":", -1);
                if (entry.length != 9) {
                    // Not the line: it would be shown, with what is kept of a password.
                    throw new ProbeException("getent printed an invalid line of the shadow database");
                }
                entries.put(entry[0], Shadow.of(entry[1], day(entry[7])));
            }
            queries.forEach(query -> into.put(query, new ShadowState(Optional.ofNullable(entries.get(query.name())))));
        }

        /** A negative number means never, as an empty field does. */
        private static OptionalInt day(String text) throws ProbeException {
            try {
                int day = text.isEmpty() ? -1 : Integer.parseInt(text);
                return day < 0 ? OptionalInt.empty() : OptionalInt.of(day);
            } catch (NumberFormatException e) {
                throw new ProbeException("getent printed an invalid day: '" + text + "'");
            }
        }
    }

    /** Reads groups with one {@code getent}. */
    static final class Groups implements Reader<GroupQuery> {

        @Override
        public String script(List<GroupQuery> queries) {
            List<String> names = queries.stream().map(GroupQuery::name).toList();
            return "part group\ngetent group -- " + Sh.quoteAll(names) + ANSWERED.formatted("group");
        }

        @Override
        public void read(List<GroupQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
            answered(answers, "group");
            Map<String, Integer> numbers = new HashMap<>();
            for (String line : Answers.shown(answers.one("group")).lines().toList()) {
                String[] fields = fields(line, 4);
                numbers.put(fields[0], number(fields[2]));
            }
            for (GroupQuery query : queries) {
                Integer gid = numbers.get(query.name());
                into.put(query, new GroupState(gid == null ? OptionalInt.empty() : OptionalInt.of(gid)));
            }
        }
    }
}
