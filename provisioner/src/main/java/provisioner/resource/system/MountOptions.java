package provisioner.resource.system;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.resource.Difference;

/**
 * The options of a mount, as in fstab(5), and what the kernel shows of them. It shows no option that is only for programs, such as
 * {@code nofail}, and a file system may show a value in another form or not at all: then only /etc/fstab counts.
 */
record MountOptions(List<String> wanted) {
    /** What the kernel always shows, with what it is without. The first of a pair is what it shows. */
    private static final Map<String, String> FLAGS = flags(
            "ro rw",
            "nosuid suid",
            "nodev dev",
            "noexec exec",
            "noatime relatime",
            "nodiratime diratime",
            "sync async");

    private static final Map<String, Set<String>> IMPLIED = Map.of(
            "user", Set.of("noexec", "nosuid", "nodev"),
            "users", Set.of("noexec", "nosuid", "nodev"),
            "owner", Set.of("nosuid", "nodev"),
            "group", Set.of("nosuid", "nodev"));

    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})([kKmMgG]?)");

    MountOptions {
        wanted = List.copyOf(wanted);
    }

    private static Map<String, String> flags(String... pairs) {
        Map<String, String> flags = new LinkedHashMap<>();
        Stream.of(pairs).map(pair -> pair.split(" ")).forEach(pair -> flags.put(pair[0], pair[1]));
        return flags;
    }

    boolean has(String option) {
        return wanted.contains(option);
    }

    /** The number of the last option with this name. */
    Optional<Integer> octal(String name) {
        return wanted.stream()
                .filter(option -> option.matches(Pattern.quote(name) + "=[0-7]{1,5}"))
                .map(option -> Integer.valueOf(option.substring(name.length() + 1), 8))
                .reduce((first, last) -> last);
    }

    boolean isBind() {
        return has("bind") || has("rbind");
    }

    /** As they stand in /etc/fstab. */
    String text() {
        return wanted.isEmpty() ? "defaults" : String.join(",", wanted);
    }

    /** What mounts the same anew with these options and no others. */
    String again() {
        List<String> all = new ArrayList<>(List.of(isBind() ? "remount,bind" : "remount"));
        FLAGS.forEach((flag, without) -> {
            if (!isSet(flag)) {
                all.add(without);
            }
        });
        wanted.stream().filter(option -> !option.endsWith("bind")).forEach(all::add);
        return String.join(",", all);
    }

    private boolean isSet(String flag) {
        boolean set = false;
        for (String option : wanted) {
            if (option.equals(flag) || IMPLIED.getOrDefault(option, Set.of()).contains(flag)) {
                set = true;
            } else if (option.equals(FLAGS.get(flag))) {
                set = false;
            }
        }
        return set;
    }

    /** How what the kernel shows is not what is wanted. */
    List<Difference> differences(String shown) {
        List<String> now = List.of(shown.split(","));
        List<Difference> differences = new ArrayList<>();
        FLAGS.forEach((flag, without) -> {
            // It is not for each mount, and a bind mount has that of its file system.
            boolean elsewhere = isBind() && flag.equals("sync");
            if (!elsewhere && isSet(flag) != now.contains(flag)) {
                String there = now.contains(flag) ? flag : without;
                differences.add(Difference.of("option", there, isSet(flag) ? flag : without));
            }
        });
        for (String option : wanted) {
            int equals = option.indexOf('=');
            value(now, option, equals)
                    .filter(there -> !plain(there).equals(plain(option)))
                    .ifPresent(there -> differences.add(Difference.of("option", there, option)));
        }
        return differences;
    }

    /** What the kernel shows of an option with a value, if anybody can compare it. */
    private static Optional<String> value(List<String> now, String option, int equals) {
        if (equals < 0 || !plain(option).substring(equals + 1).matches("\\d+")) {
            return Optional.empty();
        }
        return now.stream()
                .filter(o -> o.startsWith(option.substring(0, equals + 1)))
                .findFirst();
    }

    /** Sizes in bytes, and no zeros in front: the kernel shows {@code size=65536k} of {@code size=64m}. */
    private static String plain(String option) {
        int equals = option.indexOf('=');
        Matcher size = SIZE.matcher(option.substring(equals + 1));
        if (!size.matches()) {
            return option;
        }
        int power = "kmg".indexOf(size.group(2).toLowerCase(java.util.Locale.ROOT)) + 1;
        long number = Long.parseLong(size.group(1)) << (size.group(2).isEmpty() ? 0 : power * 10);
        return option.substring(0, equals + 1) + number;
    }

    /** What the kernel will show, as far as anybody compares it. */
    String shown() {
        List<String> all = new ArrayList<>();
        FLAGS.keySet().stream().filter(this::isSet).forEach(all::add);
        wanted.stream().filter(option -> option.indexOf('=') > 0).forEach(all::add);
        return all.isEmpty() ? "rw" : String.join(",", all);
    }
}
