package provisioner.resource.mysql;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.secret.Secret;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.state.MysqlGroupMode;
import provisioner.state.MysqlLogin;

/** {@code mysql_group}. */
final class MysqlGroupType implements ResourceType {
    /** MySQL lets no more in. */
    private static final int MOST_MEMBERS = 9;

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    @Override
    public String name() {
        return "mysql_group";
    }

    @Override
    public Optional<Resource> parse(Fields fields, Inputs inputs) {
        MysqlLogin login = MysqlFields.login(fields);
        String name = fields.bool("only_judging", false)
                ? fields.optionalString("name").orElse("")
                : fields.string("name");
        if (!name.isEmpty() && !UUID.matcher(name).matches()) {
            fields.refuse("name", "'name' must be a UUID in lower case, found '" + name + "'", "as uuidgen prints one");
        }
        OptionalInt members = fields.optionalInteger("members", 1, MOST_MEMBERS);
        if (fields.bool("only_judging", false)) {
            return Optional.of(new MysqlGroupGuard(login, name, members.orElse(0)));
        }
        if (members.isPresent()) {
            fields.refuse(
                    "members", "'members' must only be given with 'only_judging: true'", "remove it, or add that line");
        }
        String address = fields.string("address");
        List<String> others = fields.words("others").stream()
                .map(Node.Scalar::text)
                .filter(other -> !other.equals(address))
                .toList();
        if (others.size() >= MOST_MEMBERS) {
            fields.refuse(
                    "others",
                    "a group must have at most " + MOST_MEMBERS + " members, found " + (others.size() + 1),
                    "take servers out of the group 'database'");
        }
        others.forEach(other -> MysqlFields.checkAddress(fields, "others", other));
        String first = fields.string("first");
        String host = fields.string("host");
        String mode = fields.optionalString("mode").orElse(MysqlGroupMode.SINGLE.word());
        Optional<MysqlGroupMode> known = MysqlGroupMode.of(mode);
        if (known.isEmpty()) {
            fields.refuse(
                    "mode",
                    "'mode' must be single-primary or multi-primary, found '" + mode + "'",
                    "see mysql_group_mode");
        }
        boolean returning = fields.bool("only_returning", false);
        Secret password = MysqlFields.password(fields, "password");
        String user = fields.optionalString("user").orElse("replication");
        String seed = fields.optionalString("seed_user").orElse("seed");
        MysqlGroupResource member = new MysqlGroupResource(
                login,
                name,
                known.orElse(MysqlGroupMode.SINGLE),
                address,
                others,
                first,
                first.equals(host),
                returning,
                new MysqlLogin(user, password, login.port()),
                new MysqlLogin(seed, password, login.port()));
        return Optional.of(fields.bool("recover", false) ? new MysqlGroupRecovery(member) : member);
    }
}
