package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.plan.Outcome;
import provisioner.plan.Planner;
import provisioner.plan.StepPlan;
import provisioner.resource.Difference;
import provisioner.resource.Step;
import provisioner.secret.Masker;
import provisioner.source.Problem;
import provisioner.state.Observation.OwnState;
import provisioner.state.Observed;
import provisioner.state.Query.OwnQuery;

/** Resource types of a project's own, from the file to the plan. */
class OwnTypesTest {
    private static final String MOTD = """
            description: Keeps a line somewhere.
            parameters:
              path: {type: string}
              text: {type: string, secret: true}
              times: {type: integer, default: 2}
              words: {type: list, default: []}
              quiet: {type: boolean, default: false}
            probe: |
              echo "text=$(cat "$path")"
            desired: {text: $text, times: $times, loud: '#if($quiet)no#{else}yes#end'}
            apply: |
              printf '%s\\n' "$text" >"$path"
            effects: [unit cron, '#if($quiet)path /etc/quiet#end']
            claims: path $path
            reads: path $path
            """;

    private static final String STEP = "- play: P\n  hosts: web-1\n  steps:\n    - name: n\n      motd: ";

    private Project project;

    @BeforeEach
    void project(@TempDir Path directory) {
        project = Project.in(directory).standardTypes().file("playbooks/types/motd.yml", MOTD);
    }

    private Project step(String parameters) {
        return project.file(Project.PLAYBOOK, STEP + parameters + "\n");
    }

    private List<Step> steps(String parameters) throws Exception {
        return step(parameters).compile().hosts().getFirst().steps();
    }

    private static OwnQuery query(Step step) {
        return step.queries().stream()
                .filter(OwnQuery.class::isInstance)
                .map(OwnQuery.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void parametersReachTheScriptsAsQuotedVariables() throws Exception {
        Step step =
                steps("{path: /etc/x, text: \"it's $!\", words: [a b, $(id)]}").getFirst();
        assertThat(query(step).script()).startsWith("""
                unset path
                path=/etc/x
                unset text
                text='it'\\''s $!'
                unset times
                times=2
                unset words
                words='a b
                $(id)'
                unset quiet
                quiet=false
                echo""");
        assertThat(query(step).keys()).containsExactly("loud", "text", "times");
        assertThat(step.resource().title()).isEqualTo("motd /etc/x");
        assertThat(step.resource().accountsFor()).containsExactly("path /etc/x");
        assertThat(query(step) + step.resource().toString()).doesNotContain("it's");
    }

    private StepPlan plan(Step step, OwnState state) {
        return Planner.plan(
                        List.of(step),
                        Observed.builder().put(query(step), state).build())
                .getFirst();
    }

    private static OwnState printed(String... pairs) {
        TreeMap<String, String> values = new TreeMap<>();
        for (String pair : pairs) {
            values.put(pair.split("=")[0], pair.split("=")[1]);
        }
        return new OwnState(values, "");
    }

    @Test
    void differencesAreNamedAndSecretsAreNot() throws Exception {
        Step step = steps("{path: /etc/x, text: new}").getFirst();
        StepPlan plan = plan(step, printed("text=old", "times=1", "loud=yes"));
        assertThat(plan.outcome()).isEqualTo(Outcome.WOULD_CHANGE);
        assertThat(Difference.summaries(plan.differences(), Masker.none()))
                .containsExactly("text: ******** → ********", "times: 1 → 2");
        assertThat(plan(step, printed("text=new", "times=2", "loud=yes")).outcome())
                .isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void aMissingKeyIsUnknown() throws Exception {
        StepPlan plan = plan(steps("{path: /etc/x, text: new}").getFirst(), printed("text=new", "times=2"));
        assertThat(plan.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(plan.because()).isEqualTo("the probe of 'motd' must print 'loud'");
    }

    @Test
    void aProbeDependsOnWhatItReads() throws Exception {
        OwnQuery query = query(steps("{path: /etc/x, text: new}").getFirst());
        assertThat(query.dependsOnPath("/etc/y")).isFalse();
        assertThat(query.dependsOnPath("/etc")).isTrue();
        assertThat(query.dependsOn(OwnQuery.PACKAGES)).isFalse();
        OwnQuery anything = new OwnQuery("own", "", new TreeSet<>(), new TreeSet<>());
        assertThat(anything.dependsOnPath("/etc/y")).isTrue();
        assertThat(anything.dependsOn(OwnQuery.PACKAGES)).isTrue();
    }

    /** What it reads comes of an earlier step, so nobody can say what it will print. */
    @Test
    void anEarlierStepLeavesTheAnswerOpen() throws Exception {
        List<Step> steps = steps("{path: /etc/x/y, text: new}\n    - {name: m, motd: {path: /etc/x, text: old-text}}");
        Step later = steps.getFirst();
        Step earlier = steps.getLast();
        Observed observed = Observed.builder()
                .put(query(earlier), printed("text=none", "times=2", "loud=yes"))
                .put(query(later), new OwnState(new TreeMap<>(), "it ended with status 1"))
                .build();
        List<StepPlan> plans = Planner.plan(List.of(earlier, later), observed);
        assertThat(plans.getFirst().outcome()).isEqualTo(Outcome.WOULD_CHANGE);
        assertThat(plans.getLast().outcome()).isEqualTo(Outcome.MAY_CHANGE);
        assertThat(plans.getLast().because()).isEqualTo("m");
    }

    @Test
    void wrongParametersAreLocated() {
        assertThat(step("{path: /etc/x, times: many, word: [a]}").problems())
                .anyMatch(p -> p.startsWith("playbooks/site.yml:5:") && p.contains("'motd' needs 'text'"))
                .anyMatch(p -> p.startsWith("playbooks/site.yml:5:") && p.contains("'times' must be"))
                .anyMatch(p -> p.contains("unknown key 'word'") && p.contains("did you mean 'words'?"));
        assertThat(step("{path: etc/x, text: a-secret}").problems())
                .anyMatch(p -> p.startsWith("playbooks/types/motd.yml:14:") && p.contains("must be an absolute path"));
    }

    @Test
    void aWrongTypeIsLocated() {
        project.file("playbooks/types/motd.yml", """
                parameters: {PATH: {type: string}, b: {type: strin}}
                probe: echo
                desired: {}
                aply: x
                """);
        assertThat(step("{b: x}").problems())
                .anyMatch(p -> p.contains("motd.yml:1:") && p.contains("'PATH' of a type must be in lower case"))
                .anyMatch(p -> p.contains("motd.yml:1:") && p.contains("'type' must be"))
                .anyMatch(p -> p.contains("motd.yml:3:") && p.contains("needs 'desired'"))
                .anyMatch(p -> p.contains("needs 'apply'"))
                .anyMatch(p -> p.contains("unknown key 'aply'"));
    }

    @Test
    void anUnknownNameInATemplateIsLocated() {
        project.file("playbooks/types/motd.yml", MOTD.replace("text: $text", "text: $txt"));
        assertThat(step("{path: /etc/x, text: a-secret}").problems())
                .anyMatch(p -> p.contains("playbooks/types/motd.yml:10:") && p.contains("txt"));
    }

    @Test
    void aTypeMustNotHideABuiltInOne() {
        project.file("playbooks/types/file.yml", MOTD);
        assertThat(project.problems())
                .anyMatch(p -> p.startsWith("playbooks/types/file.yml")
                        && p.contains("must not have the name of a built-in one"));
    }

    @Test
    void onlyTypesThatAreUsedAreRead() throws Exception {
        project.file("playbooks/types/broken.yml", "probe: [");
        assertThat(steps("{path: /etc/x, text: a-secret}")).hasSize(1);
        assertThat(project.file(Project.PLAYBOOK, STEP.replace("motd", "motdd") + "{}\n")
                        .problems())
                .anyMatch(p -> p.contains("unknown resource type 'motdd'") && p.contains("did you mean 'motd'?"));
    }

    @Test
    void twoStepsMustNotWantDifferentThingsOfTheSame() {
        assertThat(step("{path: /etc/x, text: a-secret}\n    - {name: m, motd: {path: /etc/x, text: b-secret}}")
                        .problems())
                .anyMatch(p -> p.contains("'motd /etc/x' must not want another state"));
    }

    @Test
    void aSecretIsExposedWhereTheTypeDoesNotKnowOfIt() throws Exception {
        Program program =
                step("{path: /etc/x, text: !env TOKEN, words: [!env TOKEN]}").compile();
        assertThat(program.warnings().stream().map(Problem::message))
                .singleElement()
                .asString()
                .contains("'words'", "does not say 'secret: true'");
    }

    @Test
    void whatATypeSaysItAltersIsOpenAfterwards() throws Exception {
        Step step = steps("{path: /etc/x, text: new}").getFirst();
        assertThat(step.resource().altersAnything()).isFalse();
        project.file("playbooks/types/motd.yml", MOTD.replaceAll("effects: .*\n", ""));
        assertThat(steps("{path: /etc/x, text: new}").getFirst().resource().altersAnything())
                .isTrue();
    }

    @Test
    void theKeysOfGroupsAreNoNamesOfTypesEither() {
        assertThat(step("{path: /x, text: hush-hush}")
                        .file("playbooks/types/include.yml", MOTD)
                        .file("playbooks/types/steps.yml", MOTD)
                        .problems())
                .containsExactly(
                        "playbooks/types/include.yml: 'include' is a key of steps and cannot name a type; rename the file",
                        "playbooks/types/steps.yml: 'steps' is a key of steps and cannot name a type; rename the file");
    }

    @Test
    void aFileThatIsNotReadForItsNameSaysSo() {
        assertThat(step("{path: /x, text: hush-hush}")
                        .file("playbooks/types/other.yaml", MOTD)
                        .problems())
                .containsExactly(
                        "playbooks/types/other.yaml: the name of a type's file must end in .yml; rename the file");
    }
}
