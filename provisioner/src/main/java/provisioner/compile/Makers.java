package provisioner.compile;

import java.util.Optional;
import provisioner.playbook.Play;
import provisioner.playbook.RoleUse;
import provisioner.state.Maker;

/** By which name what a play makes is noted on hosts. */
final class Makers {
    private Makers() {}

    /** @param use one of the play's own; empty for its own steps */
    static Maker of(Play play, Optional<RoleUse> use) {
        return use.map(one -> new Maker(playbook(play), play.name(), one.role().name(), number(play, one)))
                .orElseGet(() -> new Maker(playbook(play), play.name(), "", 0));
    }

    /** The directory of the notes of a play. */
    static String directory(Play play) {
        return Maker.directory(playbook(play), play.name());
    }

    /** The file in which it is written, so that a playbook which imports it knows it by the same name. */
    private static String playbook(Play play) {
        String file = play.location().file();
        return file.substring(file.lastIndexOf('/') + 1);
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
