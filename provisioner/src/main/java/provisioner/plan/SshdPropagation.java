package provisioner.plan;

import java.util.Optional;
import java.util.stream.Stream;
import provisioner.state.Bytes;
import provisioner.state.Observation.AuthorizedKeysState;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.ContentState;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.SshdState;
import provisioner.state.Observation.Symlink;
import provisioner.state.PathNames;
import provisioner.state.Query.AuthorizedKeysQuery;

/** What a changed file does to what is known of sshd: of its configuration, and of the keys that it reads. */
final class SshdPropagation {
    private static final AnswerChange UNTOUCHED = new AnswerChange.Untouched();
    private static final AnswerChange UNSETTLED = new AnswerChange.Unsettled();
    private static final String CONFIGURATION = "/etc/ssh/sshd_config";

    private SshdPropagation() {}

    /** What a new file says, its content tells. */
    static AnswerChange ofPath(String path, PathState state, SshdState old) {
        return switch (state) {
            case Missing ignored when concerns(path, old) -> new AnswerChange.Altered(old.with(path, Optional.empty()));
            case Symlink ignored when concerns(path, old) -> UNSETTLED;
            default -> UNTOUCHED;
        };
    }

    static AnswerChange ofContent(String path, ContentState content, SshdState old) {
        return content instanceof Content(Bytes bytes) && concerns(path, old)
                ? new AnswerChange.Altered(old.with(path, bytes.text()))
                : UNTOUCHED;
    }

    private static boolean concerns(String path, SshdState old) {
        return PathNames.isBelow(path, "/etc/ssh") || old.files().containsKey(path);
    }

    static AnswerChange ofPathOnKeys(String path, AuthorizedKeysQuery query, AuthorizedKeysState old) {
        boolean concerned = path.startsWith(CONFIGURATION)
                || old.account().stream()
                        .flatMap(account -> Stream.of(
                                Optional.of(account.home() + "/.ssh"),
                                old.sshd().file(query.user(), account)))
                        .flatMap(Optional::stream)
                        .anyMatch(file -> Propagation.overlaps(path, file));
        return concerned ? UNSETTLED : UNTOUCHED;
    }
}
