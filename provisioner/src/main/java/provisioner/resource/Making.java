package provisioner.resource;

import provisioner.state.Made;

/**
 * Something that a step is about to bring into being, or to change.
 *
 * @param anew whether it is not there yet. What was found there is not noted: it is not ours to take away
 */
public record Making(Made made, boolean anew) {}
