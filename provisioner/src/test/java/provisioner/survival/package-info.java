/** The loss of any one host, under load: what {@code docs/survival.md} promises. */
package provisioner.survival;
