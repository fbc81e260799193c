package provisioner.complete;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.resource.Things;
import provisioner.sh.Scripts;
import provisioner.state.MysqlServer;
import provisioner.state.MysqlSurvey.Origin;
import provisioner.state.MysqlSurvey.Setting;

/**
 * Settings of a database server that are neither what they are by default, nor in a file, nor declared by a step. Files are looked
 * at as files, and {@code mysql_server} judges what it declares.
 *
 * <p>MySQL notes a session's own setting as if it were for all, and does not say what a setting is by default. So only those
 * settings that sessions cannot change, and those of mysql-defaults.txt, are known to have been changed.
 */
final class DatabaseSettings {
    private static final String KIND = "mysql_setting";

    /** Where files are looked at, or belong to packages. */
    private static final Pattern LOOKED_AT = Pattern.compile("/(etc|usr|opt|srv)/.*");

    /** As which the server sets something for itself. */
    private static final Pattern INTERNAL = Pattern.compile("mysql\\.(session|sys|infoschema)@.*");

    private static final Pattern SIZE = Pattern.compile("([0-9]+)([KMGT])", Pattern.CASE_INSENSITIVE);
    private static final Map<String, Set<String>> DEFAULTS = defaults();

    private final DatabaseServer on;

    DatabaseSettings(DatabaseServer on) {
        this.on = on;
    }

    private static Map<String, Set<String>> defaults() {
        return Scripts.load(DatabaseSettings.class, "mysql-defaults.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(" = ", 2))
                .collect(Collectors.toUnmodifiableMap(
                        fields -> fields[0].strip(), fields -> Set.of(fields[1].split(" \\| "))));
    }

    Stream<Candidate> found() {
        SortedSet<String> names = new TreeSet<>(on.survey().settings().keySet());
        names.addAll(on.server().persisted().keySet());
        return names.stream()
                .filter(name -> !on.declared().has(Things.databaseSetting(name, on.port())))
                .flatMap(name -> finding(name).stream());
    }

    private Optional<Candidate> finding(String name) {
        Optional<Setting> setting = Optional.ofNullable(on.survey().settings().get(name));
        String persisted = on.server().persisted().get(name);
        if (persisted != null) {
            return Optional.of(finding(
                    name,
                    "kept for every start by SET PERSIST: " + persisted + by(setting),
                    persisted,
                    // In the file it may have been for longer than it is in force.
                    setting.filter(its -> its.origin() != Origin.START)));
        }
        return setting.flatMap(its -> switch (its.origin()) {
            case START ->
                its.path().isEmpty() || LOOKED_AT.matcher(its.path()).matches()
                        ? Optional.empty()
                        : Optional.of(finding(name, "set by " + its.path(), value(name), setting));
            case PERSISTED -> Optional.empty();
            case RUNNING ->
                isAsItWas(name, its)
                        ? Optional.empty()
                        : Optional.of(finding(
                                name,
                                "changed while the server runs: " + value(name) + by(setting),
                                value(name),
                                setting));
        });
    }

    private static String by(Optional<Setting> setting) {
        return setting.map(Setting::by)
                .filter(who -> !who.isEmpty())
                .map(who -> ", by " + who)
                .orElse("");
    }

    private String value(String name) {
        return on.value(name).orElse("");
    }

    private Candidate finding(String name, String what, String value, Optional<Setting> setting) {
        return on.candidate(
                KIND,
                name,
                "a setting of the database server, " + what,
                setting.map(Setting::since).orElse(0L),
                "mysql_server: {settings: {" + name + ": " + StepText.value(value) + "}}");
    }

    private boolean isAsItWas(String name, Setting setting) {
        boolean byServer = setting.by().isEmpty() && !on.server().mariadb()
                || INTERNAL.matcher(setting.by()).matches();
        if (byServer || on.value(name).isEmpty()) {
            return true;
        }
        Set<String> inFiles = on.declared().configured(name);
        if (!inFiles.isEmpty()) {
            return isAnyOf(inFiles, value(name));
        }
        if (on.server().mariadb()) {
            return same(setting.byDefault(), value(name));
        }
        Set<String> known = DEFAULTS.getOrDefault(name, Set.of());
        return known.isEmpty() ? setting.ofSession() : isAnyOf(known, value(name));
    }

    private static boolean isAnyOf(Set<String> values, String value) {
        return values.stream().anyMatch(one -> same(one, value));
    }

    /** Whether two values mean the same; files have sizes with units. */
    static boolean same(String one, String other) {
        return MysqlServer.sameValue(number(one), number(other));
    }

    private static String number(String text) {
        Matcher size = SIZE.matcher(text);
        if (size.matches() && size.group(1).length() < 10) {
            int power = "KMGT".indexOf(Character.toUpperCase(size.group(2).charAt(0))) + 1;
            return String.valueOf(Long.parseLong(size.group(1)) << 10 * power);
        }
        // 2.000000, where a file says 2
        return text.matches("[0-9]+\\.0+") ? text.substring(0, text.indexOf('.')) : text;
    }

    /** What a server's configuration file sets, by the names that the server has for it. */
    static Map<String, String> inFile(String text) {
        Map<String, String> settings = new LinkedHashMap<>();
        text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && "#;[!".indexOf(line.charAt(0)) < 0)
                .forEach(line -> {
                    String[] words = line.split("\\s*=\\s*", 2);
                    String name = words[0].replace('-', '_').replaceFirst("^loose_", "");
                    settings.put(name, words.length > 1 ? unquoted(words[1]) : "ON");
                });
        return settings;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1
                && "'\"".indexOf(value.charAt(0)) >= 0
                && value.charAt(0) == value.charAt(value.length() - 1);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
