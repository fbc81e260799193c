/**
 * Situations on real hosts that end in one particular way: a disk that is full, a lost connection, a firewall that shuts
 * itself, a release under load, a secret in the wrong place. Each test names one situation and what an operator then sees.
 *
 * <p>A scenario must not know the laws. What several of them need lies in {@code harness}.
 */
package provisioner.scenarios;
