/**
 * The contract of resource types: what a user can declare, and how it is compared with a host.
 *
 * <p>A {@link provisioner.resource.ResourceType} parses parameters into a {@link provisioner.resource.Resource}, which
 * names the queries it needs and compares the answers with what is desired. All of it is pure: no host, no clock, no
 * files but through {@link provisioner.resource.Inputs}. The types themselves are in the packages below, which this one must not know.
 * How to add one: docs/adding-a-resource-type.md.
 */
@NullMarked
package provisioner.resource;

import org.jspecify.annotations.NullMarked;
