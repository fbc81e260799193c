package provisioner.complete;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shows whole trees in one line: thousands of files of an application that nobody declares are one finding. */
final class Trees {
    /** So many files are still listed one by one. */
    private static final int LISTED = 20;

    private static final Pattern TREE =
            Pattern.compile("(/opt/[^/]+|/srv/[^/]+|/usr/local/[^/]+/[^/]+)/.+", Pattern.DOTALL);

    private Trees() {}

    static List<Finding> collapsed(List<Finding> findings) {
        Map<String, List<Finding>> trees = new LinkedHashMap<>();
        for (Finding finding : findings) {
            Matcher tree = TREE.matcher(finding.name());
            if (finding.kind().equals("file") && tree.matches()) {
                trees.computeIfAbsent(tree.group(1), top -> new ArrayList<>()).add(finding);
            }
        }
        trees.values().removeIf(files -> files.size() <= LISTED);
        List<Finding> collapsed = new ArrayList<>(findings);
        trees.forEach((top, files) -> {
            collapsed.removeAll(new HashSet<>(files));
            Optional<Finding> newest = files.stream()
                    .filter(file -> file.since().isPresent())
                    .max(Comparator.comparing(file -> file.since().orElseThrow()));
            collapsed.add(new Finding(
                    "file",
                    top + "/",
                    files.size() + " files",
                    newest.flatMap(Finding::since),
                    StepText.open("archive", "source", "destination", top)));
        });
        return collapsed;
    }
}
