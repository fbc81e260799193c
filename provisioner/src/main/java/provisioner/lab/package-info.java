/**
 * Throwaway hosts in Docker, for the command line and the tests.
 *
 * <p>The Docker daemon holds the state, and labels identify the containers. Only the lab's SSH key and the containers'
 * host keys are in files. This package must know nothing of inventories, plays or of what is done to the hosts.
 */
@NullMarked
package provisioner.lab;

import org.jspecify.annotations.NullMarked;
