package provisioner.resource;

/** What a step of a playbook declares: something that a host should have, or something that should answer. */
public sealed interface Declaration permits Resource, Check {

    /** The type and what identifies the instance on a host: {@code file /etc/motd}. */
    String title();
}
