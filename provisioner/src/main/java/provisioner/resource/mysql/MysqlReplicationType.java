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
        return Optional.of(
                new MysqlReplicationResource(login, source, writable, mutual, reseed(fields, source, mutual)));
    }

    private static boolean reseed(Fields fields, Optional<MysqlSource> source, boolean mutual) {
        boolean reseed = fields.optionalBool("reseed").orElse(false);
        if (reseed && source.isEmpty()) {
            fields.refuse(
                    "reseed",
                    "'reseed' must have a 'source' to copy the data from; the source itself and the members of a group have none",
                    "name another host; playbooks/promote-replica.yml moves the source, and playbooks/database-group.yml"
                            + " brings members back");
        }
        if (reseed && mutual) {
            fields.refuse(
                    "reseed",
                    "'reseed' must not be set with 'mutual_with', because the other server replicates from this one",
                    "each of the two may have transactions of its own, so neither has to be seeded again; to replace the data"
                            + " of one, remove 'mysql_mutual' from the inventory first");
        }
        return reseed;
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
