package provisioner.complete;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.compile.CompileRequest;
import provisioner.compile.Compiler;
import provisioner.compile.Program;
import provisioner.compile.Program.HostProgram;
import provisioner.resource.standard.StandardTypes;
import provisioner.secret.Secret;
import provisioner.state.MysqlAccount;
import provisioner.state.MysqlGroup;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlServer;
import provisioner.state.MysqlServer.Replication;
import provisioner.state.MysqlSurvey;
import provisioner.state.MysqlSurvey.Filter;
import provisioner.state.MysqlSurvey.Library;
import provisioner.state.MysqlSurvey.Origin;
import provisioner.state.MysqlSurvey.Proxy;
import provisioner.state.MysqlSurvey.Setting;
import provisioner.state.MysqlSurvey.Stored;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Observation.MysqlSurveyState;
import provisioner.state.Observed;
import provisioner.state.Query.MysqlQuery;
import provisioner.state.Query.MysqlSurveyQuery;
import provisioner.state.Survey;
import provisioner.state.Survey.Listener;
import provisioner.state.Survey.Unknown;

/** Who accounts for what is in a database server, and what is said of what nobody accounts for. */
class DatabaseAccountingTest {
    private static final MysqlLogin LOGIN = new MysqlLogin("provisioner", new Secret("adm"), 3306);
    private static final String MARIADB = "11.8.2-MariaDB";

    private static final String SERVER =
            "- {name: it lets us in, mysql_server: {admin_password: adm, settings: {sync_binlog: 1}}}\n";
    private static final String APP = """
            - {name: its database, mysql_database: {admin_password: adm, name: app}}
            - {name: its account, mysql_user: {admin_password: adm, name: app, hosts: "%", password: p}}
            """;

    private final Path project;
    private String accepted = "";
    private Optional<String> limit = Optional.empty();

    private String version = "9.7.4";
    private final SortedMap<String, String> variables = new TreeMap<>();
    private final SortedMap<String, String> persisted = new TreeMap<>();
    private final SortedMap<String, MysqlServer.Database> databases = new TreeMap<>();
    private final SortedMap<MysqlAccount.Name, MysqlAccount> accounts = new TreeMap<>();
    private Optional<Replication> replication = Optional.empty();
    private Optional<MysqlGroup> group = Optional.empty();

    private final SortedMap<String, Setting> settings = new TreeMap<>();
    private final SortedMap<MysqlAccount.Name, Long> changed = new TreeMap<>();
    private final List<Library> plugins = new ArrayList<>();
    private final List<String> components = new ArrayList<>();
    private final List<Library> functions = new ArrayList<>();
    private final List<Stored> stored = new ArrayList<>();
    private final List<Proxy> proxies = new ArrayList<>();
    private final List<Filter> filters = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();

    DatabaseAccountingTest(@TempDir Path directory) {
        project = directory;
    }

    private void write(String name, String content) throws IOException {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private Program program(String steps) throws Exception {
        write("inventory/i.yml", "hosts: {db-1: , db-2: }\n" + accepted);
        write("playbooks/site.yml", "- play: all\n  hosts: all\n  steps:\n" + steps.indent(4));
        return new Compiler(StandardTypes.all(), project, Map.of())
                .compile(new CompileRequest(
                        Path.of("inventory/i.yml"),
                        Path.of("playbooks/site.yml"),
                        Path.of("templates"),
                        limit,
                        List.of(),
                        List.of(),
                        Map.of(),
                        Optional.empty(),
                        "run"));
    }

    private Completeness found(String steps) throws Exception {
        MysqlServer server = new MysqlServer(
                version, variables, persisted, databases, accounts, replication, group, false, false, false);
        MysqlSurvey survey =
                new MysqlSurvey(settings, changed, Set.of(), plugins, components, functions, stored, proxies, filters);
        return found(steps, MysqlState.of(server), new MysqlSurveyState(Optional.of(survey), ""));
    }

    /** What is asked is answered so. */
    private Completeness found(String steps, MysqlState server, MysqlSurveyState said) throws Exception {
        HostProgram host = program(steps).hosts().getFirst();
        Observed.Builder observed = Observed.builder();
        new Depth(false, false).queries(host.steps()).forEach(query -> {
            if (query instanceof MysqlSurveyQuery asked) {
                observed.put(asked, said).put(new MysqlQuery(asked.login()), server);
            }
        });
        Declared declared = new Declared("site.yml", "root", host.steps(), host.beyond());
        return new Accounting(declared, host.accepted(), false).of(plain(), observed.build());
    }

    /** A host with nothing but its listeners. */
    private Survey plain() {
        return new Survey(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                listeners,
                List.of(),
                List.of(),
                "db-1",
                new Survey.Generated(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of()),
                new TreeMap<>(),
                List.of(),
                List.of());
    }

    private List<String> titles(String steps) throws Exception {
        return found(steps).unaccounted().stream()
                .filter(finding -> !finding.kind().equals("socket"))
                .map(Finding::title)
                .toList();
    }

    private Finding one(String steps) throws Exception {
        assertThat(titles(steps)).hasSize(1);
        return found(steps).unaccounted().getFirst();
    }

    private void account(String user, String host, String plugin, boolean locked, String... rights) {
        SortedMap<String, SortedSet<String>> grants = new TreeMap<>();
        for (int i = 0; i + 1 < rights.length; i += 2) {
            grants.put(rights[i], new TreeSet<>(List.of(rights[i + 1].split(", "))));
        }
        accounts.put(new MysqlAccount.Name(user, host), new MysqlAccount(plugin, "AB", false, locked, grants));
    }

    @Test
    void whatServersAndStepsMakeIsAccountedFor() throws Exception {
        account("root", "localhost", "auth_socket", false, "*.*", "SUPER");
        account("mysql.sys", "localhost", "caching_sha2_password", true, "*.*", "SYSTEM_USER");
        account("mysql.session", "localhost", "caching_sha2_password", true, "*.*", "SUPER");
        account("mysql.infoschema", "localhost", "caching_sha2_password", true, "*.*", "SELECT");
        account("debian-sys-maint", "localhost", "caching_sha2_password", false, "*.*", "SUPER");
        account("provisioner", "127.0.0.1", "caching_sha2_password", false, "*.*", "SUPER");
        account("app", "%", "caching_sha2_password", false);
        databases.put("app", new MysqlServer.Database("utf8mb4", ""));
        databases.put("provisioner", new MysqlServer.Database("utf8mb4", ""));
        plugins.add(new Library("auth_socket", "auth_socket.so"));
        variables.putAll(Map.of("super_read_only", "ON", "sync_binlog", "0", "sql_mode", "", "binlog_format", "ROW"));
        setting("super_read_only", Origin.RUNNING, "root@localhost");
        setting("sync_binlog", Origin.RUNNING, "root@localhost");
        setting("binlog_format", Origin.START, "");
        stored.add(new Stored("trigger", "app.t", "app@%", "before insert on t", 0));
        assertThat(titles(SERVER + APP)).isEmpty();
        assertThat(found(SERVER + APP).unknown()).isEmpty();
    }

    private void setting(String name, Origin origin, String by) {
        settings.put(name, new Setting(origin, "", by, 1_700_000_000, false, ""));
    }

    @Test
    void anAccountIsNamedWithItsRights() throws Exception {
        account(
                "eve",
                "192.0.2.0/24",
                "caching_sha2_password",
                false,
                "*.*",
                "GRANT OPTION, SUPER",
                "`app`.*",
                "SELECT");
        changed.put(new MysqlAccount.Name("eve", "192.0.2.0/24"), 1_700_000_000L);
        Finding finding = one(SERVER + APP);
        assertThat(finding.title()).isEqualTo("mysql_account eve@192.0.2.0/24");
        assertThat(finding.what()).isEqualTo("a database account: GRANT OPTION, SUPER on *.*; SELECT on `app`.*");
        assertThat(finding.step()).isEqualTo("mysql_user: {name: eve, hosts: \"192.0.2.0/24\", password: …}");
        assertThat(finding.since()).isPresent();
        accepted = "accepted: [{pattern: mysql_account eve@*, reason: hers}]\n";
        assertThat(titles(SERVER + APP)).isEmpty();
        assertThat(found(SERVER + APP).accepted()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "root, %, auth_socket, false",
        "root, localhost, caching_sha2_password, false",
        "mysql.sys, localhost, caching_sha2_password, false",
        "provisioner, %, caching_sha2_password, false",
        "app2, %, caching_sha2_password, true"
    })
    void whatOnlyHasTheNameOfAnAccountOfTheServerIsNone(String user, String host, String plugin, boolean locked)
            throws Exception {
        account(user, host, plugin, locked);
        assertThat(titles(SERVER + APP)).containsExactly("mysql_account " + user + "@" + host);
    }

    @Test
    void rolesAndProxiesAreNamed() throws Exception {
        version = MARIADB;
        account("everything", "", "", true, "*.*", "SUPER");
        account("PUBLIC", "", "", true);
        account("app", "%", "mysql_native_password", false, "role", "`everything`");
        account("debian-sys-maint", "localhost", "mysql_native_password", false);
        MysqlAccount.Name root = new MysqlAccount.Name("root", "localhost");
        proxies.add(new Proxy(root, new MysqlAccount.Name("", ""), 0));
        proxies.add(new Proxy(new MysqlAccount.Name("app", "%"), root, 0));
        assertThat(titles(SERVER + APP))
                .containsExactly(
                        "mysql_account debian-sys-maint@localhost",
                        "mysql_grant app@% PROXY ON root@localhost",
                        "mysql_role everything");
        assertThat(found(SERVER + APP).unaccounted().getLast().what())
                .isEqualTo("a role of database accounts: SUPER on *.*; granted to app@%");
    }

    @Test
    void whatHoldsOrRunsSomethingIsNamed() throws Exception {
        databases.put("other", new MysqlServer.Database("utf8mb4", ""));
        plugins.add(new Library("validate_password", "validate_password.so"));
        components.add("file://component_x");
        functions.add(new Library("sys_exec", "lib_mysqludf_sys.so"));
        stored.add(new Stored("event", "app.clean", "app@%", "enabled, every 1 day", 1_700_000_000));
        stored.add(new Stored("trigger", "app.t", "root@localhost", "before insert on t", 1_700_000_000));
        stored.add(new Stored("routine", "app.p", "eve@%", "procedure with the rights of its definer", 0));
        assertThat(titles(SERVER + APP))
                .containsExactly(
                        "mysql_component file://component_x",
                        "mysql_database other",
                        "mysql_event app.clean",
                        "mysql_function sys_exec",
                        "mysql_plugin validate_password",
                        "mysql_routine app.p",
                        "mysql_trigger app.t");
        assertThat(found(SERVER + APP).unaccounted())
                .allSatisfy(finding -> assertThat(finding.step()).isNotEmpty())
                .anyMatch(finding -> finding.what().equals("an event of app@%: enabled, every 1 day"));
    }

    @Test
    void aPersistedSettingIsNamed() throws Exception {
        variables.put("max_connections", "500");
        persisted.put("max_connections", "500");
        persisted.put("sync_binlog", "1");
        setting("max_connections", Origin.RUNNING, "root@localhost");
        Finding finding = one(SERVER + APP);
        assertThat(finding.title()).isEqualTo("mysql_setting max_connections");
        assertThat(finding.what())
                .isEqualTo(
                        "a setting of the database server, kept for every start by SET PERSIST: 500, by root@localhost");
        assertThat(finding.step()).isEqualTo("mysql_server: {settings: {max_connections: \"500\"}}");
    }

    /** A step judges them. Without it, they are as others. */
    @Test
    void settingsOfAGroupAreItsSteps() throws Exception {
        persisted.put("group_replication_start_on_boot", "ON");
        assertThat(titles(SERVER)).containsExactly("mysql_setting group_replication_start_on_boot");
        String member = """
                - name: a member
                  mysql_group: {admin_password: adm, name: 8f2d2c07-0000-4000-8000-000000000001, address: 192.0.2.11,
                    others: [192.0.2.12], first: db-1, host: db-1, password: p}
                """;
        assertThat(titles(SERVER + member)).isEmpty();
    }

    @Test
    void whatWasChangedWhileTheServerRunsIsNamed() throws Exception {
        variables.putAll(Map.of("general_log_file", "/tmp/x", "local_infile", "1", "max_connect_errors", "100"));
        setting("general_log_file", Origin.RUNNING, "root@localhost");
        setting("local_infile", Origin.RUNNING, "root@localhost");
        // It is what it is by default.
        setting("max_connect_errors", Origin.RUNNING, "root@localhost");
        assertThat(titles(SERVER)).containsExactly("mysql_setting general_log_file", "mysql_setting local_infile");
        assertThat(found(SERVER).unaccounted().getFirst().what())
                .isEqualTo(
                        "a setting of the database server, changed while the server runs: /tmp/x, by root@localhost");
    }

    /** A session's own setting counts as one of all in MySQL's table, so that the value of all decides. */
    @Test
    void whatSessionsSetForThemselvesIsToldApart() throws Exception {
        variables.putAll(Map.of(
                "sql_mode",
                "",
                "wait_timeout",
                "28800",
                "some_buffer",
                "7",
                "long_query_time",
                "2.000000",
                "net_retry_count",
                "9"));
        variables
                .keySet()
                .forEach(name -> settings.put(name, new Setting(Origin.RUNNING, "", "app@192.0.2.7", 0, true, "")));
        settings.put("net_retry_count", new Setting(Origin.RUNNING, "", "mysql.session@localhost", 0, true, ""));
        String file = """
                - name: its file
                  file:
                    path: /etc/mysql/mysql.conf.d/zz.cnf
                    content: |
                      # a comment
                      [mysqld]
                      long-query-time = 2
                      innodb_buffer_pool_size = "128M"
                """;
        assertThat(titles(SERVER + file)).containsExactly("mysql_setting sql_mode");
        variables.put("innodb_buffer_pool_size", "134217728");
        setting("innodb_buffer_pool_size", Origin.RUNNING, "root@localhost");
        assertThat(titles(SERVER + file)).containsExactly("mysql_setting sql_mode");
        variables.put("innodb_buffer_pool_size", "1");
        assertThat(titles(SERVER + file))
                .containsExactly("mysql_setting innodb_buffer_pool_size", "mysql_setting sql_mode");
    }

    @Test
    void mariadbSaysWhatIsSetByDefault() throws Exception {
        version = MARIADB;
        variables.putAll(Map.of("max_connections", "500", "wait_timeout", "28800"));
        settings.put("max_connections", new Setting(Origin.RUNNING, "", "", 0, false, "151"));
        settings.put("wait_timeout", new Setting(Origin.RUNNING, "", "", 0, false, "28800"));
        assertThat(titles(SERVER)).containsExactly("mysql_setting max_connections");
    }

    /** Where files are looked at, the file is the finding. */
    @Test
    void aSettingOfAFileElsewhereIsNamed() throws Exception {
        variables.putAll(Map.of("secure_file_priv", "", "port", "3306"));
        settings.put("secure_file_priv", new Setting(Origin.START, "/var/lib/mysql/my.cnf", "", 0, false, ""));
        settings.put("port", new Setting(Origin.START, "/etc/mysql/mysql.conf.d/mysqld.cnf", "", 0, false, ""));
        Finding finding = one(SERVER);
        assertThat(finding.title()).isEqualTo("mysql_setting secure_file_priv");
        assertThat(finding.what()).endsWith("set by /var/lib/mysql/my.cnf");
    }

    private static Replication from(String address) {
        return new Replication(
                address,
                3306,
                "r",
                true,
                true,
                true,
                "Yes",
                "Yes",
                "",
                new TreeMap<>(),
                new TreeSet<>(),
                new TreeMap<>(Map.of("two", "192.0.2.99")));
    }

    @Test
    void channelsAndFiltersAreNamedUnlessAStepJudgesThem() throws Exception {
        replication = Optional.of(from("192.0.2.66"));
        filters.add(new Filter("", "REPLICATE_IGNORE_DB", "app", false, 0));
        filters.add(new Filter("two", "REPLICATE_IGNORE_DB", "app", false, 0));
        filters.add(new Filter("two", "REPLICATE_DO_DB", "app", true, 0));
        assertThat(titles(SERVER))
                .containsExactly(
                        "mysql_channel default",
                        "mysql_channel two",
                        "mysql_filter REPLICATE_IGNORE_DB",
                        "mysql_filter two REPLICATE_IGNORE_DB");
        String replica =
                "- {name: a replica, mysql_replication: {admin_password: adm, source: 192.0.2.66, password: p}}\n";
        assertThat(titles(SERVER + replica)).containsExactly("mysql_filter two REPLICATE_IGNORE_DB");
    }

    @Test
    void whatAnotherHostDeclaresIsAccountedForWhereItGets() throws Exception {
        replication = Optional.of(from("192.0.2.12"));
        account("app", "%", "caching_sha2_password", false, "`app`.*", "SELECT");
        account("eve", "%", "caching_sha2_password", false, "`app`.*", "SELECT");
        databases.put("app", new MysqlServer.Database("utf8mb4", ""));
        String steps = SERVER
                + APP.replace("mysql_database:", "when: $host.name == \"db-2\", mysql_database:")
                        .replace("mysql_user:", "when: $host.name == \"db-2\", mysql_user:")
                + "- {name: a replica, mysql_replication: {admin_password: adm, source: 192.0.2.12, password: p}}\n";
        assertThat(titles(steps)).containsExactly("mysql_account eve@%");
        limit = Optional.of("db-1");
        assertThat(titles(steps)).isEmpty();
        assertThat(found(steps).unknown())
                .extracting(Unknown::what)
                .containsExactly("mysql_account app@%", "mysql_account eve@%", "mysql_database app");
    }

    @Test
    void aServerThatCannotBeLookedAtIsUnknown() throws Exception {
        MysqlSurveyState refused = new MysqlSurveyState(Optional.empty(), "Access denied");
        assertThat(found(SERVER, MysqlState.refused("Access denied"), refused).unknown())
                .containsExactly(new Unknown("the database server on port 3306", "Access denied"));
        MysqlState works = MysqlState.of(MysqlServer.fresh(variables));
        assertThat(found(SERVER, works, new MysqlSurveyState(Optional.empty(), "no such table"))
                        .unknown())
                .containsExactly(new Unknown("the database server on port 3306", "no such table"));
    }

    @Test
    void aServerAboutWhichThereIsNoStepIsUnknown() throws Exception {
        listeners.add(new Listener("tcp", "0.0.0.0:3306", "mysqld", "/system.slice/mysql.service"));
        listeners.add(new Listener("tcp", "*:33060", "mysqld", "/system.slice/mysql.service"));
        assertThat(found(SERVER).unknown()).isEmpty();
        listeners.add(new Listener("tcp", "127.0.0.1:3307", "mariadbd", "/system.slice/mariadb.service"));
        assertThat(found(SERVER).unknown())
                .extracting(Unknown::what)
                .containsExactly("the database server at 127.0.0.1:3307");
        assertThat(found("- {name: nothing, package: {name: tool}}\n").unknown())
                .hasSize(2);
    }
}
