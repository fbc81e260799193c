package provisioner.complete;

import java.util.List;
import java.util.stream.Collectors;
import provisioner.resource.Claimed;
import provisioner.resource.Step;
import provisioner.state.Query.SurveyQuery;

/**
 * How {@code verify --complete} looks at hosts.
 *
 * @param deep whether every file of every package is compared with its package
 * @param lab whether the hosts are the lab's
 */
public record Depth(boolean deep, boolean lab) {
    /** Directories of which a step declares everything hold any number of files, and none of them is a finding. */
    public SurveyQuery query(List<Step> steps) {
        return new SurveyQuery(
                deep,
                steps.stream()
                        .flatMap(step -> step.resource().accountsFor())
                        .filter(thing -> thing.startsWith(Claimed.ALL) && thing.endsWith("/"))
                        .map(thing -> thing.substring(Claimed.ALL.length(), thing.length() - 1))
                        .collect(Collectors.toUnmodifiableSet()));
    }
}
