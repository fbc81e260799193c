/**
 * Throwaway hosts in Docker to rehearse on: the lab of the command line and of the tests.
 *
 * <p>The Docker daemon is the state: containers are found again by their labels. Only the lab's own SSH key and
 * what the containers' host keys are lie in files. It must know nothing of inventories, plays or of what will be
 * done to the hosts.
 */
@NullMarked
package provisioner.lab;

import org.jspecify.annotations.NullMarked;
