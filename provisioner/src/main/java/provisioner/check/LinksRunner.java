package provisioner.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import provisioner.check.LinkSurvey.Answer;
import provisioner.remote.target.RemoteException;
import provisioner.resource.LinkAsk;
import provisioner.resource.check.LinksCheck;

/** {@code links}: a port is closed to others only if those who may get in do. An empty port is no firewall. */
final class LinksRunner implements CheckRunner {
    private final LinksCheck check;
    private final HostConnections hosts;
    private final LinkSurvey survey;
    private int attempt;

    LinksRunner(LinksCheck check, HostConnections hosts, LinkSurvey survey) {
        this.check = check;
        this.hosts = hosts;
        this.survey = survey;
    }

    @Override
    public Verdict attempt() throws RemoteException, InterruptedException {
        attempt++;
        Map<LinkAsk, Answer> answers = answers();
        List<String> wrong = new ArrayList<>();
        List<String> right = new ArrayList<>();
        check.asked().stream()
                .collect(Collectors.groupingBy(LinkAsk::port, LinkedHashMap::new, Collectors.toList()))
                .values()
                .forEach(asks -> judge(asks, answers, wrong, right));
        if (!wrong.isEmpty()) {
            return Verdict.failed(String.join("\n", wrong));
        }
        return Verdict.passed(right.isEmpty() ? "nobody had to be asked" : String.join("\n", right));
    }

    private Map<LinkAsk, Answer> answers() throws RemoteException, InterruptedException {
        Map<LinkAsk, Answer> answers = new HashMap<>();
        for (String asker :
                check.asked().stream().map(LinkAsk::asker).distinct().toList()) {
            if (asker.equals(LinkAsk.CONTROL) || hosts.covers(asker)) {
                try {
                    answers.putAll(survey.answers(asker, attempt));
                } catch (RemoteException e) {
                    if (e.kind() != RemoteException.Kind.UNREACHABLE) {
                        throw e;
                    }
                }
            }
        }
        return answers;
    }

    private static void judge(
            List<LinkAsk> asks, Map<LinkAsk, Answer> answers, List<String> wrong, List<String> right) {
        LinkAsk one = asks.getFirst();
        String port = one.address() + ":" + one.port() + " (" + one.link() + ")";
        List<String> open = new ArrayList<>();
        List<String> closed = new ArrayList<>();
        for (LinkAsk ask : asks) {
            Answer answer = answers.get(ask);
            if (answer == null) {
                continue;
            }
            String asker = ask.asker().equals(LinkAsk.CONTROL) ? "the control machine" : ask.asker();
            if (answer.accepted() == ask.allowed()) {
                (ask.allowed() ? open : closed).add(asker);
            } else {
                wrong.add(port + " " + answer.words() + " from " + asker
                        + (ask.allowed() ? ", which must get in" : ", which must not get in"));
            }
        }
        boolean unasked = closed.isEmpty() && asks.stream().anyMatch(ask -> !ask.allowed());
        if (!open.isEmpty()) {
            right.add(port + " is open to " + String.join(", ", open)
                    + (unasked ? "; nobody who must not get in was asked" : "")
                    + (closed.isEmpty() ? "" : ", and closed to " + String.join(", ", closed)));
        } else {
            right.add(port + ": nobody who may get in was asked");
        }
    }
}
