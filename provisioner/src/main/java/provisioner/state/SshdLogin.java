package provisioner.state;

import java.util.List;
import java.util.Optional;
import provisioner.state.Observation.Account;

/**
 * What sshd makes of its configuration for the logins of one user: {@code sshd -T -C user=…}.
 *
 * @param pubkey whether public keys are taken
 * @param root who may log in as root: {@code yes}, {@code no}, {@code prohibit-password}, …
 * @param strict whether owners and modes are looked at
 * @param files where the keys are, as written, with tokens
 */
public record SshdLogin(
        boolean pubkey,
        String root,
        boolean strict,
        List<String> files,
        List<String> allowUsers,
        List<String> denyUsers,
        List<String> allowGroups,
        List<String> denyGroups) {
    /** sshd's defaults, which also stand for a host without sshd. */
    public static final SshdLogin USUAL = new SshdLogin(
            true,
            "prohibit-password",
            true,
            List.of(".ssh/authorized_keys", ".ssh/authorized_keys2"),
            List.of(),
            List.of(),
            List.of(),
            List.of());

    public SshdLogin {
        files = List.copyOf(files);
        allowUsers = List.copyOf(allowUsers);
        denyUsers = List.copyOf(denyUsers);
        allowGroups = List.copyOf(allowGroups);
        denyGroups = List.copyOf(denyGroups);
    }

    /** The file in which a key is to be: the usual one if sshd reads it, else the first that it reads. */
    public Optional<String> file(String user, Account account) {
        List<String> paths = files.stream()
                .filter(file -> !file.equals("none"))
                .map(file -> expand(file, user, account))
                .toList();
        return paths.stream()
                .filter((account.home() + "/.ssh/authorized_keys")::equals)
                .findFirst()
                .or(() -> paths.stream().findFirst());
    }

    /** As sshd(8) does for AuthorizedKeysFile. */
    private static String expand(String file, String user, Account account) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < file.length(); i++) {
            char c = file.charAt(i);
            char token = c == '%' && i + 1 < file.length() ? file.charAt(++i) : '\0';
            path.append(
                    switch (token) {
                        case '\0', '%' -> String.valueOf(c);
                        case 'h' -> account.home();
                        case 'u' -> user;
                        case 'U' -> String.valueOf(account.uid());
                        default -> "%" + token;
                    });
        }
        return path.indexOf("/") == 0 ? path.toString() : account.home() + "/" + path;
    }
}
