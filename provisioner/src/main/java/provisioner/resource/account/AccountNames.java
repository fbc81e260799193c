package provisioner.resource.account;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.source.Fields;

/** Names of users and groups. */
final class AccountNames {
    // What useradd(8) of Debian takes; 32 is the limit of utmp.
    private static final int LONGEST = 32;
    private static final Pattern ODD = Pattern.compile("[^A-Za-z0-9_.-]");
    private static final Pattern FIRST = Pattern.compile("[A-Za-z_]");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,30}\\$?");

    private AccountNames() {}

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    private static String rule(String name) {
        String found = ", found '" + name + "'";
        if (name.length() > LONGEST) {
            return "have at most " + LONGEST + " characters" + found;
        }
        if (!FIRST.matcher(name).lookingAt()) {
            return "begin with a letter" + found;
        }
        Matcher odd = ODD.matcher(name);
        String character = odd.find() ? ", found '" + odd.group() + "' in '" + name + "'" : found;
        return "contain only letters, digits, '-', '_' and '.'" + character;
    }

    /** A name that has to be there; a harmless one after a problem. */
    static String required(Fields fields, String key) {
        String name = fields.string(key);
        if (!name.isEmpty() && !isName(name)) {
            String other = name.replaceAll("[^A-Za-z0-9_.-]+", "-");
            fields.refuse(key, "'" + key + "' must " + rule(name), isName(other) ? "write " + other : "");
        }
        return isName(name) ? name : "-";
    }
}
