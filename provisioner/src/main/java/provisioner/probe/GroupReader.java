package provisioner.probe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import provisioner.sh.Sh;
import provisioner.state.Observation.GroupState;
import provisioner.state.Observed;
import provisioner.state.Query.GroupQuery;

/** Reads groups with one {@code getent}. */
final class GroupReader implements Reader<GroupQuery> {

    @Override
    public String script(List<GroupQuery> queries) {
        List<String> names = queries.stream().map(GroupQuery::name).toList();
        return "part group\ngetent group -- " + Sh.quoteAll(names) + UserReader.ANSWERED.formatted("group");
    }

    @Override
    public void read(List<GroupQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        UserReader.answered(answers, "group");
        Map<String, Integer> numbers = new HashMap<>();
        for (String line : Answers.shown(answers.one("group")).lines().toList()) {
            String[] fields = UserReader.fields(line, 4);
            numbers.put(fields[0], UserReader.number(fields[2]));
        }
        for (GroupQuery query : queries) {
            Integer gid = numbers.get(query.name());
            into.put(query, new GroupState(gid == null ? OptionalInt.empty() : OptionalInt.of(gid)));
        }
    }
}
