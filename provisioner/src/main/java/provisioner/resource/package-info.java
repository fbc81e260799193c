/**
 * What a user can declare: one file a resource type, from its parameters to the script that brings it about.
 *
 * <p>A {@link provisioner.resource.ResourceType} parses parameters into a {@link provisioner.resource.Resource}, which
 * names the queries it needs and compares the answers with what is desired. All of it is pure: no host, no clock, no
 * files but through {@link provisioner.resource.Inputs}. How to add one: docs/adding-a-resource-type.md.
 */
@NullMarked
package provisioner.resource;

import org.jspecify.annotations.NullMarked;
