package provisioner.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.secret.Secret;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.source.YamlReader;

class JinjaTest {
    private final Evaluator evaluator =
            new Evaluator(Map.of("!env", TagResolver.environment(Map.of("DB_PASSWORD", "s3cret"))));
    private final LazyScope scope = new LazyScope(LazyScope.empty(), evaluator);

    @BeforeEach
    void declare() {
        Node.Mapping variables =
                (Node.Mapping) YamlReader.parse("""
                    port: 8080
                    tls: true
                    name: Www
                    nothing:
                    list: [a, b, a]
                    numbers: [1, 2]
                    map: {key: v, 'odd key': w, inner: {deep: 3}}
                    password: !env DB_PASSWORD
                    url: !jinja "http://{{ name | lower }}:{{ port }}/"
                    bad: !jinja "{{ lookup('env', 'HOME') }}"
                    """, "vars.yml", new Problems()).orElseThrow();
        variables.entries().values().forEach(scope::declare);
        Map<String, Peers.Peer> hosts = new LinkedHashMap<>();
        for (String host : List.of("web-1.example.com", "db-1")) {
            hosts.put(host, new Peers.Peer(() -> "192.0.2.1", () -> "192.0.2.2", scope, role -> LazyScope.empty()));
        }
        Map<String, List<String>> groups = Map.of(
                "all", List.of("web-1.example.com", "db-1"),
                "web", List.of("web-1.example.com"),
                "prod", List.of("web-1.example.com", "db-1"),
                "db", List.of("db-1"));
        new Peers("web-1.example.com", hosts, groups).declare(scope);
    }

    private static Node.Scalar jinja(String text) {
        return new Node.Scalar(new Location("hosts", 3, 7), text, false, Jinja.TAG);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '`', textBlock = """
        {{ port }}                                    ¦ 8080
        {{port}}                                      ¦ 8080
        {{ tls }}                                     ¦ true
        x{{ tls }}y                                   ¦ xTruey
        {{ name }}:{{ port }}                         ¦ Www:8080
        {{ map.key }}{{ map['odd key'] }}             ¦ vw
        {{ map.inner.deep }}                          ¦ 3
        {{ list[0] }}{{ list[-1] }}{{ list.1 }}       ¦ `'1' in the Jinja expression 'list.1' is not supported`
        {{ list[1] }}                                 ¦ b
        {{ url }}index                                ¦ http://www:8080/index
        {{ missing | default('d') }}                  ¦ d
        {{ missing.part['x'] | d(port) }}             ¦ 8080
        {{ missing | default(other) | default(1) }}   ¦ 1
        {{ nothing | default('d', true) }}            ¦ d
        {{ name | upper }}{{ name|lower }}            ¦ WWWwww
        {{ list | unique | join(', ') }}              ¦ a, b
        {{ '5' | int }}                               ¦ 5
        {{ 'x' | int(7) }}                            ¦ 7
        {{ 'yes' | bool }}                            ¦ true
        {{ port | string }}                           ¦ 8080
        {{ name | replace('w', 'v') }}                ¦ Wvv
        {{ list | length }}                           ¦ 3
        {{ list | first }}{{ list | last }}           ¦ aa
        {{ 'a' ~ port ~ "b" }}                        ¦ a8080b
        {{ inventory_hostname }}                      ¦ web-1.example.com
        {{ inventory_hostname_short }}                ¦ web-1
        {{ group_names | join(' ') }}                 ¦ prod web
        {{ groups['prod'] | join(',') }}              ¦ web-1.example.com,db-1
        {{ groups.db[0] }}                            ¦ db-1
        {{ hostvars['db-1'].port }}                   ¦ 8080
        {{ hostvars[groups['db'][0]]['ansible_host'] }} ¦ 192.0.2.1
        {% raw %}{{ x }}{% endraw %}!                 ¦ {{ x }}!
        a{# a comment #}b                             ¦ ab
        a {{- port -}} b                              ¦ a8080b
        costs $5 #if                                  ¦ costs $5 #if
        {{ port                                       ¦ `'}}' is missing`
        {{ prot }}                                    ¦ 'prot' is undefined
        {{ missing.part }}                            ¦ 'missing' is undefined
        {{ list }} and                                ¦ a value within a longer text must be a single value, found a list
        {{ name | b64encode }}                        ¦ `the Jinja filter 'b64encode' is not supported; known: bool, default, first, int, join, last, length, list, lower, mandatory, replace, string, trim, unique, upper`
        {{ port + 1 }}                                ¦ '+' in the Jinja expression 'port + 1' is not supported
        {{ 'a' if tls else 'b' }}                     ¦ 'if' in the Jinja expression ''a' if tls else 'b'' is not supported
        {{ list.append(1) }}                          ¦ '(' in the Jinja expression 'list.append(1)' is not supported
        {% for x in list %}{{ x }}{% endfor %}        ¦ '{% for x in list %}' is a Jinja statement, which is not supported
        """)
    void isRenderedAsByAnsibleOrRefused(String text, String expected) {
        String found;
        try {
            found = String.valueOf(evaluator.value(jinja(text), scope));
        } catch (RenderException e) {
            assertThat(e.problem().location()).isEqualTo(new Location("hosts", 3, 7));
            found = e.problem().message();
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void bracketsCostNoStack() {
        for (String bracket : List.of("(", "[", "list[", "port | default(")) {
            assertThatExceptionOfType(RenderException.class)
                    .isThrownBy(() -> evaluator.value(jinja("{{ " + bracket.repeat(20_000) + "1 }}"), scope))
                    .satisfies(e -> assertThat(e.problem().message())
                            .isEqualTo("a Jinja expression must not have more than 50 brackets in each other"));
        }
    }

    @Test
    void keepsTypes() {
        assertThat(evaluator.value(jinja("{{ numbers }}"), scope)).isEqualTo(List.of(1, 2));
        assertThat(evaluator.value(jinja("{{ map }}"), scope)).isInstanceOf(Map.class);
        Node list = new Node.Sequence(new Location("f", 1, 1), List.of(jinja("{{ numbers }}")));
        assertThat(evaluator.value(list, scope)).isEqualTo(List.of(List.of(1, 2)));
        Node rendered = evaluator.node(jinja("{{ port }}"), scope, nobody());
        assertThat(((Node.Scalar) rendered).plain()).isTrue();
    }

    private static Consumer<Problem> nobody() {
        return problem -> {
            throw new AssertionError(problem);
        };
    }

    @Test
    void whatFiltersMakeOfASecretIsOneToo() {
        assertThat(evaluator.value(jinja("x{{ password | upper }}"), scope)).isEqualTo("xS3CRET");
        assertThat(evaluator.secrets()).contains(new Secret("s3cret"), new Secret("xS3CRET"));
    }

    @Test
    void onlyWhatIsUsedMustBeSupported() {
        assertThat(evaluator.value(jinja("{{ port }}"), scope)).isEqualTo(8080);
        assertThatExceptionOfType(RenderException.class)
                .isThrownBy(() -> evaluator.value(jinja("{{ bad }}"), scope))
                .satisfies(e -> assertThat(e.problem().location().toString()).startsWith("vars.yml:10:"));
    }
}
