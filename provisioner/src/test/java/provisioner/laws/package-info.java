/**
 * The laws of the design, each as a test on real hosts: what must hold for every playbook, from bare hosts on. The tool runs
 * as a user runs it, as a process. Its exit code, its JSON output and snapshots of the hosts decide; the tool has no part in
 * the snapshots.
 *
 * <p>A law must not know the scenarios. What holds in one situation alone belongs there.
 */
package provisioner.laws;
