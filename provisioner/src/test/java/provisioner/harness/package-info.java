/**
 * What tests are made of that run the tool, most of them on real hosts: the tool as a process, a user's directory, copies of
 * the shipped files, and programs that watch or load a site. The hosts themselves come from {@code provisioner.lab.TestLab}.
 *
 * <p>The harness must not know the tests that use it.
 */
package provisioner.harness;
