package provisioner.resource.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.resource.Assessment.Impossible;
import provisioner.state.Bytes;
import provisioner.state.Observation.UnitOrigin;
import provisioner.state.Observation.UnitOrigin.Also;
import provisioner.state.Observation.UnitState;

/** What systemd makes of a unit's files. */
final class UnitFiles {
    private static final Pattern INSTALL = Pattern.compile("(?ms)^\\s*\\[Install]\\s*?$(.*?)(?=^\\s*\\[|\\z)");
    private static final Pattern SETTING =
            Pattern.compile("(?m)^[ \\t]*(WantedBy|RequiredBy|UpheldBy|Alias|Also)[ \\t]*=[ \\t]*(\\S.*)$");
    private static final Set<String> NOT_ENABLED = Set.of("disabled", "static", "indirect");

    private UnitFiles() {}

    /** A unit whose own file has this content from now on. */
    static UnitState defined(Bytes content, UnitState now) {
        List<Also> also = new ArrayList<>();
        String state = "static";
        Matcher section = INSTALL.matcher(content.text().orElse(""));
        while (section.find()) {
            Matcher setting = SETTING.matcher(section.group(1));
            while (setting.find()) {
                if (setting.group(1).equals("Also")) {
                    also.addAll(also(setting.group(2), now.origin()));
                    state = state.equals("static") ? "indirect" : state;
                } else {
                    state = "disabled";
                }
            }
        }
        UnitOrigin origin = new UnitOrigin("", "", now.origin().dropIns(), "", !state.equals("static"), also);
        if (!now.exists()) {
            return new UnitState("loaded", "inactive", "dead", state, false, "", 0).from(origin);
        }
        boolean anew = now.masked() || NOT_ENABLED.contains(now.fileState());
        return now.of("loaded", anew ? state : now.fileState(), false).from(origin);
    }

    private static List<Also> also(String names, UnitOrigin before) {
        List<Also> also = new ArrayList<>();
        for (String name : names.strip().split("\\s+")) {
            also.add(before.also().stream()
                    .filter(known -> known.unit().equals(name))
                    .findFirst()
                    .orElse(new Also(name, "disabled", "inactive")));
        }
        return also;
    }

    /** Why systemd does not read the file at a path, although it has read everything. */
    static Optional<Impossible> readInPlaceOf(String path, boolean dropIn, UnitOrigin origin) {
        if (origin.file().isEmpty() || origin.file().equals(path) || path.indexOf('\\') >= 0) {
            return Optional.empty();
        }
        if (!dropIn) {
            return Optional.of(
                    new Impossible("systemd reads " + origin.file() + " in place of " + path, "remove that file"));
        }
        if (origin.dropIns().contains(path)) {
            return Optional.empty();
        }
        String name = path.substring(path.lastIndexOf('/'));
        return Optional.of(origin.dropIns().stream()
                .filter(other -> other.endsWith(name))
                .findFirst()
                .map(other -> new Impossible(
                        "systemd reads " + other + " in place of " + path,
                        "remove that file, or give this drop-in another name"))
                .orElseGet(() -> new Impossible(
                        "systemd does not read " + path, "'systemctl cat' of the unit shows what it reads")));
    }
}
