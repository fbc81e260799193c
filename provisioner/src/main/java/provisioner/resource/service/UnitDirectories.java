package provisioner.resource.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import provisioner.resource.Change;
import provisioner.resource.file.Owner;
import provisioner.state.Bytes;
import provisioner.state.Made;
import provisioner.state.Observation.Missing;
import provisioner.state.Query;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/**
 * The directories that systemd makes for a service and leaves when it is gone: {@code StateDirectory=}, {@code CacheDirectory=},
 * {@code LogsDirectory=} and {@code ConfigurationDirectory=}. Source: systemd.exec(5).
 *
 * @param made by their paths, the outer ones first
 */
record UnitDirectories(SequencedMap<String, Made> made) {
    private static final Map<String, String> TOPS = Map.of(
            "StateDirectory", "/var/lib/",
            "CacheDirectory", "/var/cache/",
            "LogsDirectory", "/var/log/",
            "ConfigurationDirectory", "/etc/");
    private static final Pattern SETTING = Pattern.compile(
            "(?m)^[ \\t]*((?:State|Cache|Logs|Configuration)Directory|User|DynamicUser)[ \\t]*=[ \\t]*(.*?)[ \\t]*$");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_@.-]+(?:/[A-Za-z0-9_@.-]+)*");
    private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]*");
    private static final Set<String> YES = Set.of("yes", "true", "on", "1");

    /** Those of a unit's file. Names with specifiers are left out: only systemd knows what they stand for. */
    static UnitDirectories of(Bytes content) {
        String user = Owner.ROOT;
        boolean dynamic = false;
        SequencedMap<String, Set<String>> names = new LinkedHashMap<>();
        Matcher setting = SETTING.matcher(content.text().orElse(""));
        while (setting.find()) {
            String value = setting.group(2);
            switch (setting.group(1)) {
                case "User" -> user = value.isEmpty() ? Owner.ROOT : value;
                case "DynamicUser" -> dynamic = YES.contains(value);
                default -> add(names.computeIfAbsent(TOPS.get(setting.group(1)), top -> new LinkedHashSet<>()), value);
            }
        }
        SequencedMap<String, Made> made = new LinkedHashMap<>();
        if (dynamic || USER.matcher(user).matches()) {
            for (Map.Entry<String, Set<String>> top : names.entrySet()) {
                // Only root gets to what a user has whom systemd makes up.
                String parent = dynamic && !top.getKey().equals("/etc/") ? top.getKey() + "private/" : top.getKey();
                String owner = dynamic || top.getKey().equals("/etc/") ? Owner.ROOT : user;
                top.getValue()
                        .forEach(name -> outerFirst(name)
                                .forEach(one -> made.put(parent + one, new Made("directory", parent + one, owner))));
            }
        }
        return new UnitDirectories(made);
    }

    /** An empty value takes back what was said before. After a colon a link's name may follow. */
    private static void add(Set<String> names, String value) {
        if (value.isEmpty()) {
            names.clear();
        }
        for (String word : value.split("\\s+")) {
            String name = word.replaceFirst(":.*", "");
            if (NAME.matcher(name).matches() && !List.of(name.split("/")).contains("..")) {
                names.add(name);
            }
        }
    }

    private static List<String> outerFirst(String name) {
        List<String> all = new ArrayList<>();
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            all.add(name.substring(0, slash));
        }
        all.add(name);
        return all;
    }

    Set<Query<?>> queries() {
        return made.keySet().stream().map(PathQuery::new).collect(Collectors.toUnmodifiableSet());
    }

    /** Notes those that are not there yet: they come with the service. */
    void note(Change change, StateView state) {
        made.forEach((path, directory) -> {
            if (state.get(new PathQuery(path)) instanceof Missing) {
                change.makes(directory);
            }
        });
    }
}
