package provisioner.inventory;

import provisioner.source.Node;

/**
 * What may be on hosts although nothing declares it.
 *
 * @param pattern a glob over what {@code verify --complete} finds, such as {@code file /etc/cron.d/*}
 * @param reason for people
 * @param hosts a host pattern
 */
public record AcceptedSource(Node.Scalar pattern, String reason, Node.Scalar hosts) {}
