package provisioner.compile;

import java.util.Optional;
import provisioner.playbook.Play;
import provisioner.playbook.RoleUse;
import provisioner.state.Maker;

/**
 * By which names a run of a playbook notes on hosts what its plays make. Another playbook that imports the same plays knows others: it may
 * have told other hosts less.
 *
 * @param playbook the name of the file that is run
 */
record Makers(String playbook) {
    /** @param use one of the play's own; empty for its own steps */
    Maker of(Play play, Optional<RoleUse> use) {
        return use.map(one -> new Maker(playbook, play.name(), one.role().name(), number(play, one)))
                .orElseGet(() -> new Maker(playbook, play.name(), "", 0));
    }

    /** The directory of the notes of a play. */
    String directory(Play play) {
        return Maker.directory(playbook, play.name());
    }

    /** A play may use a role several times. */
    private static int number(Play play, RoleUse use) {
        int number = 0;
        for (RoleUse other : play.roles()) {
            if (other.role().name().equals(use.role().name())) {
                number++;
            }
            if (other == use) {
                break;
            }
        }
        return number;
    }
}
