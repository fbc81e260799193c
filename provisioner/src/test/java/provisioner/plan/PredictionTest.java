package provisioner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import provisioner.state.Bytes;
import provisioner.state.Effect.Becomes;
import provisioner.state.Effect.Extent;
import provisioner.state.Effect.Unsettles;
import provisioner.state.Observation;
import provisioner.state.Observation.Account;
import provisioner.state.Observation.BootSysctlState;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.EntriesState;
import provisioner.state.Observation.GuardState;
import provisioner.state.Observation.LoadedState;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.NoContent;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.SameContent;
import provisioner.state.Observation.Shadow;
import provisioner.state.Observation.ShadowState;
import provisioner.state.Observation.SshdState;
import provisioner.state.Observation.Symlink;
import provisioner.state.Observation.TreeState;
import provisioner.state.Observation.UnitOrigin;
import provisioner.state.Observation.UnitState;
import provisioner.state.Observation.UserState;
import provisioner.state.Observed;
import provisioner.state.Query.BootSysctlQuery;
import provisioner.state.Query.ContentQuery;
import provisioner.state.Query.EntriesQuery;
import provisioner.state.Query.GuardQuery;
import provisioner.state.Query.LoadedQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.Query.ShadowQuery;
import provisioner.state.Query.SshdQuery;
import provisioner.state.Query.TreeQuery;
import provisioner.state.Query.UnitQuery;
import provisioner.state.Query.UserQuery;

class PredictionTest {
    private static final Ownership ROOT = new Ownership("root", "root", 0644);
    private static final Bytes TEXT = Bytes.utf8("new\n");
    private static final RegularFile FILE = new RegularFile(ROOT, TEXT.size(), TEXT.sha256());

    private final PathQuery file = new PathQuery("/etc/app/app.conf");
    private final PathQuery directory = new PathQuery("/etc/app");

    @Test
    void aReplacedDirectoryTakesWhatIsBelowItAway() {
        Prediction state =
                with(Observed.builder().put(directory, new Directory(ROOT)).put(file, FILE));
        state.apply("the directory is gone", List.of(new Becomes<>(directory, new Missing())));
        assertThat(state.get(file)).isEqualTo(new Missing());
        assertThat(state.alteredBy(file)).contains("the directory is gone");
    }

    /** useradd writes it; a step that sets it says more. */
    @Test
    void aNewUserHasAnEntryWithoutAPassword() {
        ShadowQuery shadow = new ShadowQuery("ann");
        UserQuery user = new UserQuery("ann");
        Prediction state = with(Observed.builder()
                .put(user, new UserState(Optional.empty()))
                .put(shadow, new ShadowState(Optional.empty())));
        Account ann = new Account(1000, "ann", "", "/home/ann", "/bin/sh", new TreeSet<>());
        state.apply("made", List.of(new Becomes<>(user, new UserState(Optional.of(ann)))));
        assertThat(state.get(shadow).entry()).contains(Shadow.locked());
        state.apply("gone", List.of(new Becomes<>(user, new UserState(Optional.empty()))));
        assertThat(state.get(shadow).entry()).isEmpty();
    }

    /** Otherwise what is to go would not be what was looked at. */
    @Test
    void whatGoesBeforeItsDirectoryLeavesOpenWhatIsInThat() {
        EntriesQuery entries = new EntriesQuery("/etc/app", true);
        Prediction state = with(Observed.builder().put(file, FILE).put(entries, new EntriesState("abc")));
        state.apply("the file is gone", List.of(new Becomes<>(file, new Missing())));
        assertThat(state.unsettledBy(entries)).contains("the file is gone");
    }

    @Test
    void aMovedLinkLeavesOpenWhatIsBelowIt() {
        Prediction state =
                with(Observed.builder().put(directory, new Symlink("/srv/a")).put(file, FILE));
        state.apply("moved", List.of(new Becomes<>(directory, new Symlink("/srv/b"))));
        assertThat(state.unsettledBy(file)).contains("moved");
    }

    @Test
    void aSiblingWithTheSamePrefixIsNotBelow() {
        PathQuery sibling = new PathQuery("/etc/app.d/x");
        Prediction state =
                with(Observed.builder().put(directory, new Directory(ROOT)).put(sibling, FILE));
        state.apply("gone", List.of(new Becomes<>(directory, new Missing())));
        assertThat(state.get(sibling)).isEqualTo(FILE);
        assertThat(state.isFresh(sibling)).isTrue();
    }

    @Test
    void predictedContentIsKnownByItsBytes() {
        ContentQuery same = new ContentQuery(file.path(), TEXT.sha256(), 100);
        ContentQuery other = new ContentQuery(file.path(), "", 100);
        Prediction state = with(Observed.builder()
                .put(file, new Missing())
                .put(same, new NoContent())
                .put(other, new NoContent()));
        state.apply("written", List.of(new Becomes<>(file, FILE), new Becomes<>(other, new Content(TEXT))));
        assertThat(state.get(same)).isEqualTo(new SameContent());
        assertThat(state.get(other)).isEqualTo(new Content(TEXT));
        assertThat(state.settled(other)).isTrue();
    }

    @Test
    void aFileOfSshdIsPartOfItsConfiguration() {
        SshdQuery sshd = new SshdQuery();
        PathQuery path = new PathQuery("/etc/ssh/sshd_config.d/a.conf");
        ContentQuery content = new ContentQuery(path.path(), "", 100);
        Prediction state = with(Observed.builder()
                .put(path, new Missing())
                .put(content, new NoContent())
                .put(sshd, new SshdState(new TreeMap<>(Map.of("/etc/ssh/sshd_config", "")), new TreeMap<>())));
        state.apply("written", List.of(new Becomes<>(path, FILE), new Becomes<>(content, new Content(TEXT))));
        assertThat(state.get(sshd).files()).containsEntry(path.path(), "new\n").hasSize(2);
        assertThat(state.settled(sshd)).isTrue();
        state.apply("removed", List.of(new Becomes<>(path, new Missing())));
        assertThat(state.get(sshd).files()).hasSize(1);
        state.apply("anything", List.of(new Unsettles(new Extent.Below("/etc"))));
        state.apply("again", List.of(new Becomes<>(path, FILE), new Becomes<>(content, new Content(TEXT))));
        assertThat(state.unsettledBy(sshd)).contains("anything");
    }

    @Test
    void aChangedFileIsAPendingReload() {
        LoadedQuery loaded = new LoadedQuery("app.service", "reload", List.of("/etc/app"));
        Prediction state = with(Observed.builder()
                .put(file, new Missing())
                .put(loaded, new LoadedState(new TreeMap<>(Map.of("/etc/app/old", "1")), 5, Optional.empty())));
        state.apply("written", List.of(new Becomes<>(file, FILE)));
        LoadedState after = state.get(loaded);
        assertThat(after.current()).containsEntry(file.path(), FILE.sha256()).containsEntry("/etc/app/old", "1");
        assertThat(after.newestChange()).isGreaterThan(System.currentTimeMillis() * 1000);
    }

    @Test
    void predictedTimesKeepTheOrderOfTheSteps() {
        UnitQuery unit = new UnitQuery("app.service");
        LoadedQuery loaded = new LoadedQuery("app.service", "reload", List.of("/etc/app"));
        Prediction state = with(Observed.builder()
                .put(file, new Missing())
                .put(unit, UnitState.notFound())
                .put(loaded, new LoadedState(new TreeMap<>(), 5, Optional.empty())));
        UnitState running = new UnitState("loaded", "active", "running", "enabled", false, "", UnitState.NOW);
        state.apply("written", List.of(new Becomes<>(file, FILE)));
        state.apply("started", List.of(new Becomes<>(unit, running)));
        assertThat(state.get(unit).stateChange())
                .isGreaterThan(state.get(loaded).newestChange());
        state.apply("written again", List.of(new Becomes<>(file, FILE)));
        assertThat(state.get(loaded).newestChange())
                .isGreaterThan(state.get(unit).stateChange());
    }

    @Test
    void aUnitIsTheSameUnderEachOfItsNames() {
        UnitQuery real = new UnitQuery("mariadb.service");
        UnitQuery alias = new UnitQuery("mysql.service");
        UnitQuery other = new UnitQuery("nginx.service");
        UnitState running = new UnitState("loaded", "active", "running", "enabled", false, "", 1, 1);
        UnitOrigin origin = new UnitOrigin("mariadb.service", "", List.of(), "", true, List.of());
        Prediction state = with(Observed.builder()
                .put(real, running)
                .put(alias, running.from(origin))
                .put(other, running));
        UnitState stopped = new UnitState("loaded", "inactive", "dead", "disabled", false, "", 1, 1);
        state.apply("stopped", List.of(new Becomes<>(real, stopped)));
        assertThat(state.get(alias)).isEqualTo(stopped.from(origin));
        state.apply("started", List.of(new Becomes<>(alias, running.from(origin))));
        assertThat(state.get(real)).isEqualTo(running);
        assertThat(state.isFresh(other)).isTrue();
    }

    @Test
    void filesThatAUnitIsMadeOf() {
        UnitQuery alias = new UnitQuery("mysql.service");
        UnitState running = new UnitState("loaded", "active", "running", "enabled", false, "", 1, 1);
        UnitOrigin origin = new UnitOrigin("mariadb.service", "", List.of(), "", true, List.of());
        Prediction state = with(Observed.builder().put(alias, running.from(origin)));
        state.apply("a", List.of(new Becomes<>(new PathQuery("/etc/systemd/system/nginx.service"), FILE)));
        state.apply("b", List.of(new Becomes<>(new PathQuery("/srv/mysql.service"), FILE)));
        assertThat(state.isFresh(alias)).isTrue();
        state.apply("c", List.of(new Becomes<>(new PathQuery("/run/systemd/system/mariadb.service.d/a.conf"), FILE)));
        assertThat(state.get(alias).needsDaemonReload()).isTrue();
        String link = "/etc/systemd/system/multi-user.target.wants/mysql.service";
        state.apply("d", List.of(new Becomes<>(new PathQuery(link), new Missing())));
        assertThat(state.unsettledBy(alias)).contains("d");
    }

    @Test
    void filesThatSetKernelParametersAtABoot() {
        BootSysctlQuery boot =
                new BootSysctlQuery("vm.swappiness", "/etc/sysctl.d/99-zz-provisioner-vm.swappiness.conf");
        Prediction state = with(Observed.builder().put(boot, new BootSysctlState(List.of(), "")));
        for (String path : List.of("/etc/sysctl.d/99-zz-provisioner-vm.dirty_ratio.conf", "/etc/other.conf")) {
            state.apply("ours", List.of(new Becomes<>(new PathQuery(path), FILE)));
            assertThat(state.isFresh(boot)).as(path).isTrue();
        }
        for (String path : List.of("/etc/ufw/sysctl.conf", "/run/sysctl.d/a.conf", "/etc/sysctl.conf")) {
            state.observe(Observed.builder()
                    .put(boot, new BootSysctlState(List.of(), ""))
                    .build());
            state.apply(path, List.of(new Becomes<>(new PathQuery(path), FILE)));
            assertThat(state.unsettledBy(boot)).contains(path);
        }
    }

    @Test
    void packagesBringWhatWasNotThereAndKeepWhatWas() {
        PathQuery present = new PathQuery("/etc/present");
        PathQuery local = new PathQuery("/srv/site");
        UnitQuery unit = new UnitQuery("app.service");
        GuardQuery guard = new GuardQuery("true");
        Prediction state = with(Observed.builder()
                .put(file, new Missing())
                .put(present, FILE)
                .put(local, new Missing())
                .put(unit, UnitState.notFound())
                .put(guard, new GuardState(0, "")));
        state.apply("installed", List.of(new Unsettles(new Extent.Packages())));
        assertThat(state.unsettledBy(file)).contains("installed");
        assertThat(state.unsettledBy(unit)).contains("installed");
        assertThat(state.unsettledBy(guard)).contains("installed");
        assertThat(state.settled(present)).isTrue();
        assertThat(state.settled(local)).isTrue();
    }

    @Test
    void anythingThatChangesLeavesAUsersOwnProbeOpen() {
        GuardQuery guard = new GuardQuery("test -e /x");
        Prediction state = with(Observed.builder().put(file, new Missing()).put(guard, new GuardState(1, "")));
        state.apply("written", List.of(new Becomes<>(file, FILE)));
        assertThat(state.unsettledBy(guard)).contains("written");
    }

    @Test
    void aTreeFollowsTheFilesInIt() {
        TreeQuery tree = new TreeQuery("/etc/app");
        Prediction state = with(Observed.builder()
                .put(file, new Missing())
                .put(tree, new TreeState(true, new TreeMap<>(Map.of("sub/x", FILE, "sub", new Directory(ROOT))))));
        state.apply("written", List.of(new Becomes<>(file, FILE)));
        assertThat(state.get(tree).entries()).containsKeys("app.conf", "sub/x");
        state.apply("gone", List.of(new Becomes<>(new PathQuery("/etc/app/sub"), new Missing())));
        assertThat(state.get(tree).entries()).containsOnlyKeys("app.conf");
    }

    @Test
    void observingAgainSettlesEverything() {
        Prediction state = with(Observed.builder().put(file, new Missing()));
        state.apply("anything", List.of(new Unsettles(new Extent.Anything())));
        assertThat(state.isFresh(file)).isFalse();
        state.observe(Observed.builder().put(file, FILE).build());
        assertThat(state.isFresh(file)).isTrue();
        assertThat(state.get(file)).isEqualTo((Observation) FILE);
    }

    @Test
    void anOpenValueLeavesOpenWhatLaterStepsAre() {
        Prediction state = with(Observed.builder().put(file, new Missing()));
        state.apply("it is read", List.of(new Unsettles(new Extent.LaterSteps())));
        assertThat(state.isFresh(file)).isFalse();
        assertThat(state.undecidedBy()).contains("it is read");
        state.observe(Observed.builder().put(file, FILE).build());
        assertThat(state.undecidedBy()).isEmpty();
    }

    private static Prediction with(Observed.Builder observed) {
        return new Prediction(observed.build());
    }
}
