package provisioner.resource.account;

import java.util.regex.Pattern;
import provisioner.source.Fields;

/** Names of users and groups. */
final class AccountNames {
    // What useradd(8) of Debian takes; 32 is the limit of utmp.
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,30}\\$?");

    private AccountNames() {}

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** A name that has to be there; a harmless one after a problem. */
    static String required(Fields fields, String key) {
        String name = fields.string(key);
        if (!name.isEmpty() && !isName(name)) {
            fields.refuse(
                    key,
                    "invalid name for a user or group '" + name + "'",
                    "begin it with a letter, then use letters, digits, '-' and '_': www-data");
        }
        return isName(name) ? name : "-";
    }
}
