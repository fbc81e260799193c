/**
 * A small web service to rehearse releases and failovers with: notes that are written on the database's source and read
 * from its replicas. Every answer says which host gave it. It is configured by its environment alone.
 */
package provisioner.sample;
