package provisioner.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.secret.Secret;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.source.YamlReader;

class EvaluatorTest {
    private final Evaluator evaluator =
            new Evaluator(Map.of("!env", TagResolver.environment(Map.of("DB_PASSWORD", "s3cret", "EMPTY", ""))));
    private final LazyScope scope = new LazyScope(LazyScope.empty(), evaluator);

    @BeforeEach
    void declare() {
        declare(scope, """
                name: www
                port: 8080
                yes_: true
                no_: false
                nothing:
                version: 3.10
                mode: 0644
                list: [a, b]
                map: {key: v, group: web, url: "http://$name"}
                url: "http://${name}:$port/"
                password: !env DB_PASSWORD
                dsn: "mysql://app:$password@db"
                a: "$b x"
                b: "$c"
                c: "x${a}"
                bad: "$nmae"
                """);
        Map<String, Peers.Peer> hosts = Map.of("web-1", peer(11), "db-1", peer(31), "db-2", peer(32));
        Map<String, List<String>> groups =
                Map.of("web", List.of("web-1"), "web-front", List.of(), "database", List.of("db-1", "web-1", "db-2"));
        new Peers("web-1", hosts, groups).declare(scope);
    }

    private Peers.Peer peer(int number) {
        return new Peers.Peer(
                () -> "203.0.113." + number, () -> "198.51.100." + number, scope, role -> LazyScope.empty());
    }

    private static void declare(LazyScope scope, String yaml) {
        Node.Mapping mapping = (Node.Mapping)
                YamlReader.parse(yaml, "vars.yml", new Problems()).orElseThrow();
        mapping.entries().values().forEach(scope::declare);
    }

    private String render(String text) {
        return evaluator.file(text, "t.vm", scope);
    }

    private static Node.Scalar plain(String text) {
        return new Node.Scalar(new Location("p.yml", 5, 10), text, true, "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "$name:$port => www:8080",
                "${name}.conf => www.conf",
                "$version $mode => 3.10 0644",
                "$url => http://www:8080/",
                "$map.url => http://www",
                "$map['key'] $list[1] $list.size() => v b 2",
                "#if($yes_)a#{else}b#end => a",
                "#if($undefined)a#{else}b#end => b",
                "#if($map.none)a#{else}b#end => b",
                "#foreach($x in $list)$x#if($foreach.hasNext), #end#end => a, b",
                "$host.name $host.address $host.vars.port => web-1 203.0.113.11 8080",
                "#foreach($h in $groups.web)$h.address $h.vars.url#end => 203.0.113.11 http://www:8080/",
                "$hosts.get(\"web-1\").address => 203.0.113.11",
                "$hosts.get(\"web-1\").service_address => 198.51.100.11",
                "$hosts.get(\"web-1\").url_host => 198.51.100.11",
                "#foreach($x in $host.addresses)$x,#end => 198.51.100.11,203.0.113.11,",
                "$groups.get(\"web-front\").size() => 0",
                "#if($groups.containsKey(\"db\"))a#{else}b#end => b",
                "$groups.web.first.name $groups.web.get(0).name $groups.database[0].name => web-1 web-1 db-1",
                "#foreach($x in $groups.database.addresses)$x,#end => 198.51.100.31,198.51.100.11,198.51.100.32,",
                "#foreach($x in $groups.database.others.names)$x,#end => db-1,db-2,",
                "#foreach($h in $groups.database.others)$h.address,#end => 203.0.113.31,203.0.113.32,",
                "$groups.web.others.size() $groups.web.others.isEmpty() $groups.database.size() => 0 true 3",
                "$groups.web.contains($host) $groups.database.others.contains($host) => true false",
                "$host.in('web') $host.in('web-front') $hosts.get('db-1').in('web') => true false false",
                "$host.index_in('database') $groups.database.get(2).index_in('database') => 1 2",
                "#set($id = $host.index_in('database') + 1)$id => 2",
                "#if($host == $groups.web.first)a#{else}b#end => a",
                "#if($host.vars.none)a#{else}b#end => b",
                "\\$name \\${name} \\$USER \\${USER:-x} => $name ${name} $USER ${USER:-x}",
                "\\\\$name \\\\\\$name => \\www \\$name",
                "#[[$raw \\$x #if]]# => $raw \\$x #if",
                "$1 $(id) $ $$ 100% a\\b => $1 $(id) $ $$ 100% a\\b",
                "# comment #fff #1 => # comment #fff #1",
                "${none|'default'} => default",
                "$!nothing. => .",
                "#set($x = $port + 1)$x => 8081",
                "#macro(m $arg)[$arg]#end#m('x') => [x]",
                "$dsn => mysql://app:s3cret@db"
            })
    void renders(String template, String text) {
        assertThat(render(template)).isEqualTo(text);
    }

    /** {@code /} stands for a line end, and {@code ^} for one with a carriage return. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/  #if($yes_)/    b/  #end/## gone/c/ => a/    b/c/",
                "a;  ## comment/b/ => a;/b/",
                "# plain ## comment/b/ => # plain/b/",
                "  ## indented/b/ => b/",
                "a ## one/## two/b ## three//c/ => a/b//c/",
                "#if($yes_) ## one/  x/#else ## two/y/#end ## three/z/ =>   x/z/",
                "#if($yes_)x#{else}y#end/z/ => x/z/",
                "#if($yes_)/x#end/y/ => x/y/",
                "x#if($yes_)/y/#end/z/ => x/y/z/",
                "a#if($no_)x#end/b/ => a/b/",
                "#foreach($i in [1,2])/  s $i; ## each/#end/q/ =>   s 1;/  s 2;/q/",
                "  #set($x = 1) #set($y = 2)  /$x$y/ => 12/",
                "a #set($x = 1)/b/ => a /b/",
                "#set($x = [1,/2])/b/ => b/",
                "#* a/ b *#/c/ => c/",
                "  #* a *#  /c/ => c/",
                "a #* b *# c/d/ => a  c/d/",
                "a #* b/ c *#/d/ => a /d/",
                "#[[/a ## b/]]#/c/ => /a ## b//c/",
                "a #[[ ## ]]# b ## c/d/ => a  ##  b/d/",
                "a/#if($yes_)/x/  #end => a/x/",
                "a/  ## last => a/",
                "a ## last => a",
                "#if($yes_)^x ## c^  #end^y^ => x^y^",
                "#* a^ b *#^c ## d^e^ => c^e^",
                "it's ## c/don't/ => it's/don't/",
                "\\$name(\"x ## c/z/ => $name(\"x/z/",
                "a \\#if(x) b/c/ => a #if(x) b/c/",
                "${none|'## x'} ## c/y/ => ## x/y/",
                "$name.replace('w', '##')/y/ => ######/y/",
                "#macro(m $v)/A$v/#end/#m(1)/b/ => A1/b/",
                "#macro(n $v)A$v#end/#n(1)/b/ => A1/b/",
                "#macro(n $v)A$v#end ## c/x #n(1) y ## c/b/ => x A1 y/b/",
                "#if($yes_)//x//#end//y/ => /x///y/"
            })
    void lineEnds(String templateAndText) {
        String[] both = lines(templateAndText).split(" => ", -1);
        assertThat(render(both[0])).isEqualTo(both[1]);
    }

    private static String lines(String text) {
        return text.replace("/", "\n").replace("^", "\r\n");
    }

    @Test
    void lineEndsKeepWhatAnErrorPointsAt() {
        assertThatExceptionOfType(RenderException.class)
                .isThrownBy(() -> render("  ## one\n  #if($yes_)\n#* two\n *#\n  a ## b\n  #set($x = 1) $nmae\n#end"))
                .withMessageContaining("t.vm:6:16: undefined variable '$nmae'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x $nmae | 1:3: undefined variable '$nmae'; did you mean '$name'?",
                "$REMOTE | 1:1: undefined variable '$REMOTE'; define it, or write \\$REMOTE for a literal $",
                "$name.conf | 1:7: a string has no property 'conf'; if the variable's name ends before the dot, write ${name}.conf",
                "$name.foo() | 1:7: a string has no method 'foo()'",
                "$map.none | 1:1: '$map.none' has no value",
                "$nothing | 1:1: '$nothing' has no value",
                "$list | 1:1: $list must be a single value, found a list; use a part of it, or write \\$list for a literal $",
                "a $host; | 1:3: $host must be a single value, found a host; use a part of it, or write \\$host for a literal $",
                "$host.nme | 1:7: a host has no property 'nme'",
                "$groups.wbe | 1:9: unknown group 'wbe'; did you mean 'web'?",
                "$host.in('wbe') | 1:7: unknown group 'wbe'; did you mean 'web'?",
                "$host.index_in('web-front') | 1:7: host 'web-1' is not in group 'web-front'; check in(\"web-front\") first",
                "$groups.get('web-front').first | 1:26: group 'web-front' has no first host: it is empty; check isEmpty() first",
                "$groups.web.others.first.name | 1:20: group 'web' without 'web-1' has no first host: it is empty; check isEmpty() first",
                "a $groups.web | 1:3: $groups.web must be a single value, found a group; use a part of it, or write \\$groups.web for a literal $",
                "$groups.web.adresses | 1:13: a group has no property 'adresses'",
                "$groups.web.add($host) | 1:13: 'add' failed: values cannot be changed",
                "$groups.web.names.add('x') | 1:19: 'add' failed: values cannot be changed",
                "#if($x | 1:7: the template ends too early; close every #if, #foreach and #macro with #end, and close every ( and quote",
                "#if($yes_)x | 1:12: the template ends too early; close every #if, #foreach and #macro with #end, and close every ( and quote",
                "x#end | 1:2: syntax error in the template at '#end'; no #if, #foreach or #macro is open here",
                "${USER:-x} | 1:7: syntax error in the template at ':-x}'; write \\$ for a literal $, and #[[#]]# for a literal #",
                "#foo('x') | 1:1: unknown directive '#foo'; write #[[#]]# for a literal #",
                "#foreach($x in $name)#end | 1:16: #foreach needs a list, but $name is a string",
                "$list.add('x') | 1:7: 'add' failed: values cannot be changed",
                "$list.get(9) | 1:7: 'get' failed: Index 9 out of bounds for length 2",
                "$list[9] | 1:6: 'get(java.lang.Integer)' failed: Index 9 out of bounds for length 2",
                "#macro(r)#r()#end#r() | 1:10: the macros call each other without end",
                "#parse('/etc/passwd') | 1:1: #parse is not available in templates",
                "#include('/etc/passwd') | 1:1: #include is not available in templates",
                "#evaluate('$name') | 1:1: #evaluate is not available in templates"
            })
    void refuses(String template, String problem) {
        assertThatExceptionOfType(RenderException.class)
                .isThrownBy(() -> render(template))
                .withMessage("t.vm:" + problem);
    }

    @ParameterizedTest
    @CsvSource({
        "$name.class.forName('java.lang.Runtime')",
        "$name.getClass().forName('java.lang.Runtime')",
        "$name.class.classLoader",
        "$name.getClass().getClassLoader()",
        "$host.class.protectionDomain",
        "$list.class.getMethods()",
        "$host.vars.class.module.classLoader",
        "$evaluator"
    })
    void runsNoJava(String template) {
        assertThatExceptionOfType(RenderException.class).isThrownBy(() -> render(template));
    }

    @Test
    void namesTheMembersOfACycle() {
        assertThatExceptionOfType(RenderException.class)
                .isThrownBy(() -> render("$a"))
                .withMessage("vars.yml:13:1: variable 'a' refers to itself:"
                        + " a (vars.yml:13:1) → b (vars.yml:14:1) → c (vars.yml:15:1) → a");
    }

    @Test
    void pointsAtTheVariableThatIsWrong() {
        assertThatExceptionOfType(RenderException.class)
                .isThrownBy(() -> render("\n $bad"))
                .withMessage("vars.yml:16:7: undefined variable '$nmae'; did you mean '$name'?");
    }

    @Test
    void pointsIntoValues() {
        assertThatExceptionOfType(RenderException.class)
                .isThrownBy(() -> evaluator.text(plain("ab $nmae"), scope))
                .withMessage("p.yml:5:13: undefined variable '$nmae'; did you mean '$name'?");
        assertThatExceptionOfType(RenderException.class)
                .isThrownBy(() ->
                        evaluator.text(new Node.Scalar(new Location("p.yml", 5, 10), "a\nb $no\n", false, ""), scope))
                .withMessage("p.yml:5:10: undefined variable '$no' (line 2 of the value); did you mean '$no_'?");
    }

    @Test
    void takesWholeValuesFromLoneReferences() {
        assertThat(evaluator.value(plain("$list"), scope)).isEqualTo(List.of("a", "b"));
        assertThat(evaluator.value(plain("${port}"), scope)).isEqualTo(8080);
        assertThat(evaluator.value(plain("$map.key"), scope)).isEqualTo("v");
        assertThat(evaluator.value(plain("$list.get(0)"), scope)).isEqualTo("a");
        assertThat(evaluator.value(plain("$yes_"), scope)).isEqualTo(true);
        assertThat(evaluator.value(plain("${none|[]}"), scope)).isEqualTo(List.of());
        assertThat(evaluator.value(plain("$groups.getOrDefault(\"none\", [])"), scope))
                .isEqualTo(List.of());
        assertThat(evaluator.value(plain("${list|[]}"), scope)).isEqualTo(List.of("a", "b"));
        assertThat(evaluator.value(plain("${name}$port"), scope)).isEqualTo("www8080");
        assertThat(evaluator.value(plain("${port}0"), scope)).isEqualTo(80800);
        assertThat(evaluator.value(plain("$groups.database.others.names"), scope))
                .isEqualTo(List.of("db-1", "db-2"));
        assertThat(evaluator.value(plain("$groups.get($map.group).names"), scope))
                .isEqualTo(List.of("web-1"));
        assertThat(evaluator.value(plain("${groups.web.names|$groups.database.names}"), scope))
                .isEqualTo(List.of("web-1"));
        assertThat(evaluator.value(plain("${groups.web.others.names|$groups.database.names}"), scope))
                .isEqualTo(List.of("db-1", "web-1", "db-2"));
        assertThat(evaluator.value(plain("$groups.web"), scope))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .singleElement()
                .isInstanceOf(HostView.class);
    }

    private static Node parse(String yaml) {
        return YamlReader.parse(yaml, "p.yml", new Problems()).orElseThrow();
    }

    @Test
    void aReferenceToAListAmongItemsStandsForThatListsItems() {
        Node node = parse("[x, $list, [$list], $groups.web.addresses, $groups.get('web-front').names, $port]");
        List<?> items = List.of("x", "a", "b", List.of("a", "b"), "198.51.100.11", 8080);
        assertThat(evaluator.value(node, scope)).isEqualTo(items);
        Node rendered =
                evaluator.node(node, scope, problem -> assertThat(problem).isNull());
        assertThat(evaluator.value(rendered, scope)).isEqualTo(items);
        assertThat(evaluator.value(parse("[$groups.web, $groups.database.others]"), scope))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(HostView.class))
                .extracting(HostView::getName)
                .containsExactly("web-1", "db-1", "db-2");
    }

    @Test
    void anOptionalGroupThatTheInventoryLacksIsEmpty() {
        LazyScope role = scope.within(List.of("app", "web")).within(List.of("monitoring"));
        declare(role, "addresses: [$groups.app.addresses, $groups.web.addresses]");
        assertThat(role.get("addresses")).isEqualTo(List.of("198.51.100.11"));
        assertThat(evaluator.file(
                        "$groups.app.size() $host.in('app') $groups.database.first.in('monitoring')"
                                + " $hosts.get('db-1').in('app') #foreach($h in $groups.app.others)x#end",
                        "t.vm",
                        role))
                .isEqualTo("0 false false false ");
        assertThatExceptionOfType(RenderException.class)
                .isThrownBy(() -> evaluator.file("$groups.ap", "t.vm", role))
                .withMessage("t.vm:1:9: unknown group 'ap'; did you mean 'app'?");
        assertThatExceptionOfType(RenderException.class)
                .isThrownBy(() -> evaluator.file("$host.index_in('app')", "t.vm", role))
                .withMessage("t.vm:1:7: host 'web-1' is not in group 'app'; check in(\"app\") first");
        assertThatExceptionOfType(RenderException.class).isThrownBy(() -> render("$groups.app"));
    }

    @Test
    void rendersNodesAndCollectsProblems() {
        Node node = YamlReader.parse(
                        "{a: $list, b: [x$port], c: 0644, d: $nope, e: $map.none, f: $host, g: $groups.web}",
                        "p.yml",
                        new Problems())
                .orElseThrow();
        List<Problem> problems = new ArrayList<>();
        Node.Mapping rendered = (Node.Mapping) evaluator.node(node, scope, problems::add);
        assertThat(rendered.get("a").orElseThrow().value().kind()).isEqualTo("a list");
        assertThat(rendered.get("c").orElseThrow().value())
                .isEqualTo(new Node.Scalar(new Location("p.yml", 1, 28), "0644", true, ""));
        assertThat(problems.stream().map(Problem::toString))
                .containsExactly(
                        "p.yml:1:37: undefined variable '$nope'; did you mean '$no_'?",
                        "p.yml:1:47: '$map.none' has no value; give the variable a value, or remove the key",
                        "p.yml:1:61: a host cannot be a value; use its name or its address",
                        "p.yml:1:71: a group cannot be a value; use its names or its addresses");
    }

    @Test
    void keepsSecretsThatWereUsed() {
        assertThat(evaluator.secrets()).isEmpty();
        render("$dsn");
        assertThat(evaluator.secrets()).containsExactly(new Secret("s3cret"));
    }

    @Test
    void refusesSecretsThatAreNotThere() {
        LazyScope other = new LazyScope(scope, evaluator);
        declare(other, "x: !env NOPE\ny: !env EMPTY\nz: !evn DB_PASSWORD\n");
        assertThatExceptionOfType(RenderException.class)
                .isThrownBy(() -> other.get("x"))
                .withMessage(
                        "vars.yml:1:4: the environment variable 'NOPE' is not set; export it before you run provisioner");
        assertThatExceptionOfType(RenderException.class)
                .isThrownBy(() -> other.get("y"))
                .withMessage(
                        "vars.yml:2:4: the environment variable 'EMPTY' is empty; export it before you run provisioner");
        assertThatExceptionOfType(RenderException.class)
                .isThrownBy(() -> other.get("z"))
                .withMessage("vars.yml:3:4: unknown tag '!evn'; did you mean '!env'?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$yes_ | true",
                "!$yes_ | false",
                "not $no_ | true",
                "$port == 8080 && $name == \"www\" | true",
                "$port > 9000 or $no_ | false",
                "$list.contains(\"a\") | true",
                "true | true"
            })
    void decidesConditions(String condition, boolean result) {
        assertThat(evaluator.condition(plain(condition), scope)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "$port | p.yml:5:10: a condition must be true or false, but '$port' is an integer; write a comparison, such as $port == 8080",
                "$nope == 1 | p.yml:5:10: undefined variable '$nope'; did you mean '$no_'?",
                "!$nope | p.yml:5:11: undefined variable '$nope'; did you mean '$no_'?",
                "yes | p.yml:5:10: syntax error in the template at 'yes';"
                        + " write \\$ for a literal $, and #[[#]]# for a literal #",
                "$port == | p.yml:5:18: syntax error in the template at ')';"
                        + " write \\$ for a literal $, and #[[#]]# for a literal #",
            })
    void refusesConditions(String condition, String problem) {
        assertThatExceptionOfType(RenderException.class)
                .isThrownBy(() -> evaluator.condition(plain(condition), scope))
                .withMessage(problem);
    }

    @Test
    void seesTheValuesThatHoldInTheInnerScope() {
        LazyScope inner = new LazyScope(scope, evaluator);
        declare(inner, "both: \"$name $item\"");
        inner.put("item", "x");
        assertThat(inner.get("both")).isEqualTo("www x");
        assertThat(scope.has("item")).isFalse();
    }
}
