package provisioner.complete;

import provisioner.state.Query.SurveyQuery;

/**
 * How {@code verify --complete} looks at hosts.
 *
 * @param deep whether every file of every package is compared with its package
 * @param lab whether the hosts are the lab's
 */
public record Depth(boolean deep, boolean lab) {
    public SurveyQuery query() {
        return new SurveyQuery(deep);
    }
}
