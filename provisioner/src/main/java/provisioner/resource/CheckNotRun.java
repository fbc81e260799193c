package provisioner.resource;

import java.util.Optional;

/**
 * A check that was not run.
 *
 * @param host empty for a global check
 * @param check its name
 * @param because why, for people
 */
public record CheckNotRun(Optional<String> host, String check, String because) {

    public static CheckNotRun of(CheckStep step, String because) {
        return new CheckNotRun(step.global() ? Optional.empty() : Optional.of(step.host()), step.name(), because);
    }
}
