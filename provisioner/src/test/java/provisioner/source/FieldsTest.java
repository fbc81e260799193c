package provisioner.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsTest {
    private enum State {
        PRESENT,
        ABSENT
    }

    private final Problems problems = new Problems();

    private Fields fields(String yaml) {
        return Fields.of(YamlReader.parse(yaml, "f.yml", problems).orElseThrow(), "a thing", problems);
    }

    private List<String> found() {
        return problems.list().stream().map(Problem::toString).toList();
    }

    @Test
    void readsEachType() {
        Fields fields = fields("""
                text: hello
                number: 8080
                flag: true
                state: absent
                mode: 0644
                wait: 5m
                list: [a, b]
                map: {x: 1, y: z}
                """);
        assertThat(fields.string("text")).isEqualTo("hello");
        assertThat(fields.string("number")).isEqualTo("8080");
        assertThat(fields.integer("number", 1, 65535)).isEqualTo(8080);
        assertThat(fields.bool("flag", false)).isTrue();
        assertThat(fields.bool("other_flag", true)).isTrue();
        assertThat(fields.oneOf("state", State.class, State.PRESENT)).isEqualTo(State.ABSENT);
        assertThat(fields.mode("mode")).isEqualTo(OptionalInt.of(0644));
        assertThat(fields.duration("wait")).contains(Duration.ofMinutes(5));
        assertThat(fields.stringList("list")).containsExactly("a", "b");
        assertThat(fields.stringList("text")).containsExactly("hello");
        assertThat(fields.stringList("none")).isEmpty();
        assertThat(fields.stringMap("map"))
                .containsExactly(java.util.Map.entry("x", "1"), java.util.Map.entry("y", "z"));
        assertThat(fields.fields("map", "a map").orElseThrow().string("y")).isEqualTo("z");
        fields.done();
        assertThat(found()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0644,420",
        "'\"0644\"',420",
        "644,420",
        "1777,1023",
        "01777,1023",
        "0,-1",
        "rw-r--r--,-1",
        "0689,-1",
        "10644,-1"
    })
    void readsModes(String text, int bits) {
        assertThat(fields("mode: " + text).mode("mode").orElse(-1)).isEqualTo(bits);
        assertThat(problems.isEmpty()).isEqualTo(bits >= 0);
    }

    @ParameterizedTest
    @CsvSource({"30s,30", "5m,300", "1h,3600", "2d,172800", "7,7", "-1,-1", "5 m,-1", "1w,-1", "99999999999,-1"})
    void readsDurations(String text, long seconds) {
        assertThat(fields("d: " + text).duration("d").map(Duration::toSeconds).orElse(-1L))
                .isEqualTo(seconds);
        assertThat(problems.isEmpty()).isEqualTo(seconds >= 0);
    }

    @Test
    void reportsUnknownKeysOnce() {
        Fields fields = fields("pakage: x\nstate: absent\n");
        fields.string("package");
        fields.optionalString("state");
        fields.done();
        assertThat(found())
                .containsExactly(
                        "f.yml:1:1: a thing needs 'package'",
                        "f.yml:1:1: unknown key 'pakage'; did you mean 'package'?");
    }

    @Test
    void reportsWrongTypes() {
        Fields fields = fields("""
                a: {x: 1}
                b: [x]
                c: x
                d: yes
                e: "true"
                f: rw-r--r--
                g: 1.5
                h: 70000
                i: instaled
                j:
                k: [a, [b], ""]
                l: 5 minutes
                m: ""
                n: presnt
                """);
        fields.list("a");
        fields.string("b");
        fields.mapping("c");
        fields.bool("d", true);
        fields.bool("e", true);
        fields.mode("f");
        fields.optionalInteger("g", 0, 9);
        fields.integer("h", 1, 65535);
        fields.oneOf("i", State.class, State.PRESENT);
        fields.optionalString("j");
        fields.stringList("k");
        fields.duration("l");
        fields.string("m");
        fields.oneOf("n", State.class, State.PRESENT);
        fields.atMostOne("a", "b");
        fields.done();
        assertThat(found())
                .containsExactly(
                        "f.yml:1:4: 'a' must be a list, found a mapping",
                        "f.yml:2:1: 'b' conflicts with 'a'; keep one",
                        "f.yml:2:4: 'b' must be a string, found a list",
                        "f.yml:3:4: 'c' must be a mapping, found 'x'",
                        "f.yml:4:4: 'd' must be true or false, found 'yes'; write true",
                        "f.yml:5:4: 'e' must be true or false, found 'true'; remove the quotes",
                        "f.yml:6:4: 'f' must be octal digits, found 'rw-r--r--';" + " write 0644",
                        "f.yml:7:4: 'g' must be an integer, found '1.5'",
                        "f.yml:8:4: 'h' must be from 1 to 65535, found 70000",
                        "f.yml:9:4: 'i' must be present or absent, found 'instaled'",
                        "f.yml:10:3: 'j' must be a string, found nothing; give it a value, or remove the key",
                        "f.yml:11:8: an item of 'k' must be a string, found a list",
                        "f.yml:11:13: an item of 'k' must not be empty",
                        "f.yml:12:4: 'l' must be a duration, found '5 minutes'; such as 30s, 5m, 1h or 2d",
                        "f.yml:13:4: 'm' must not be empty",
                        "f.yml:14:4: 'n' must be present or absent, found 'presnt'; did you mean 'present'?");
    }
}
