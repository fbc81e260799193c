/**
 * What tests on real hosts are made of: the tool as a process, a user's directory, copies of the shipped files, and programs
 * that watch or load a site. The hosts themselves come from {@code provisioner.lab.TestLab}.
 *
 * <p>The harness must not know the tests that use it, and it starts the tool only as a user does.
 */
package provisioner.harness;
