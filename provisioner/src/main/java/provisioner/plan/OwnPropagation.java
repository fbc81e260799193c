package provisioner.plan;

import provisioner.state.Query;
import provisioner.state.Query.AuthorizedKeysQuery;
import provisioner.state.Query.GroupQuery;
import provisioner.state.Query.GuardQuery;
import provisioner.state.Query.LoadedQuery;
import provisioner.state.Query.OwnQuery;
import provisioner.state.Query.PackageQuery;
import provisioner.state.Query.SysctlQuery;
import provisioner.state.Query.UnitAdditionsQuery;
import provisioner.state.Query.UnitQuery;
import provisioner.state.Query.UserQuery;

/** The rules for which answers a type of the operator's own may change with a thing that it names. */
final class OwnPropagation {
    private static final AnswerChange UNTOUCHED = new AnswerChange.Untouched();
    private static final AnswerChange UNSETTLED = new AnswerChange.Unsettled();

    private OwnPropagation() {}

    /** @param thing as of {@link provisioner.state.Effect.Extent.Thing} */
    static AnswerChange ofThing(String thing, Query<?> query) {
        boolean hit = switch (query) {
            case UnitQuery q -> thing.equals("unit " + q.name());
            case UnitAdditionsQuery q -> thing.equals("unit " + q.unit());
            case LoadedQuery q -> thing.equals("unit " + q.unit());
            case UserQuery q -> thing.equals("user " + q.name());
            case AuthorizedKeysQuery q -> thing.equals("user " + q.user());
            case GroupQuery q -> thing.equals("group " + q.name());
            case PackageQuery q -> thing.equals("package " + q.name());
            case SysctlQuery q -> thing.equals("kernel parameters") || thing.equals("kernel parameter " + q.key());
            case GuardQuery ignored -> true;
            case OwnQuery q -> q.dependsOn(thing);
            default -> false;
        };
        return hit ? UNSETTLED : UNTOUCHED;
    }
}
