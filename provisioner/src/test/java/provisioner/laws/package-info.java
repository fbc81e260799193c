/**
 * The laws of the design, on real hosts, with the tool run as a user runs it: as a process, judged by its exit code, its
 * JSON output, and by snapshots of the hosts that it has no part in.
 */
package provisioner.laws;
