package provisioner.resource.mysql;

import java.util.Optional;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.file.Paths;
import provisioner.secret.Secret;
import provisioner.source.Fields;
import provisioner.state.MysqlLogin;

/** {@code mysql_replication}. */
final class MysqlReplicationType implements ResourceType {
    private static final String SEED_USER = "seed";

    @Override
    public String name() {
        return "mysql_replication";
    }

    @Override
    public Optional<Resource> parse(Fields fields, Inputs inputs) {
        MysqlLogin login = MysqlFields.login(fields);
        Optional<String> address = fields.optionalString("source").filter(text -> !text.isEmpty());
        address.ifPresent(text -> MysqlFields.checkAddress(fields, "source", text));
        Optional<MysqlSource> source = source(fields, address);
        boolean writable = fields.optionalBool("writable").orElse(source.isEmpty());
        boolean mutual = fields.optionalString("mutual_with")
                .filter(text -> !text.isEmpty())
                .isPresent();
        if (source.isEmpty() && !writable) {
            fields.refuse("writable", "a server without 'source' must be writable", "set 'source'");
        }
        if (writable && source.isPresent() && !mutual) {
            fields.refuse(
                    "writable",
                    "a replica must not be writable",
                    "set 'mutual_with' if the two servers replicate each other");
        }
        return Optional.of(new MysqlReplicationResource(login, source, writable, mutual));
    }

    private static Optional<MysqlSource> source(Fields fields, Optional<String> address) {
        String name = fields.optionalString("source_name").orElse(address.orElse(""));
        int port = MysqlFields.port(fields, "source_port");
        String user = fields.optionalString("user").orElse("replication");
        Secret password = address.isPresent()
                ? MysqlFields.password(fields, "password")
                : new Secret(fields.optionalString("password").orElse(""));
        String seedUser = fields.optionalString("seed_user").orElse(SEED_USER);
        Secret seedPassword =
                fields.optionalString("seed_password").map(Secret::new).orElse(password);
        Optional<String> ca = fields.has("ca") ? Optional.of(Paths.required(fields, "ca")) : Optional.empty();
        return address.map(at -> new MysqlSource(
                name, at, ca, new MysqlLogin(user, password, port), new MysqlLogin(seedUser, seedPassword, port)));
    }
}
