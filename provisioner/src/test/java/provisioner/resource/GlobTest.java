package provisioner.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "file /opt/* | file /opt/a | true",
                "file /opt/* | file /opt/a/b | false",
                "file /opt/** | file /opt/a/b | true",
                "file /opt/** | file /opt/grün | true",
                "file /opt/? | file /opt/a | true",
                "file /opt?a | file /opt/a | false",
                "file /opt/[a-c] | file /opt/b | true",
                "file /opt/[!a-c] | file /opt/b | false",
                "file /opt[!a]b | file /opt/b | false",
                "file /{opt,srv}/a | file /srv/a | true",
                "file /opt/a.b | file /opt/axb | false",
                "file /opt/\\* | file /opt/a | false",
                "key root * | key root SHA256:a/b+c | true",
                "key root SHA256:a/b+c | key root SHA256:a/b+c | true",
                "socket tcp [::]:* | socket tcp [::]:80 | true",
                "socket tcp [::]:80 | socket tcp ::80 | false",
                "{file,altered} /etc/* | altered /etc/x | true"
            })
    void standsForWhatShellsTakeItFor(String pattern, String title, boolean matches) {
        assertThat(Glob.ofTitle(pattern).matches(title)).isEqualTo(matches);
    }

    /** What no platform takes for a name of a file is text, too. */
    @Test
    void comparesTextAndNoPaths() {
        assertThat(new Glob("/opt/**").matches("/opt/two\nlines")).isTrue();
        assertThat(new Glob("/opt/*").matches("/opt/a\0b")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"file /{a", "file /[a", "file /{a,{b}}", "file /a\\"})
    void whatIsNotClosedIsNoPattern(String pattern) {
        assertThatThrownBy(() -> Glob.ofTitle(pattern)).isInstanceOf(PatternSyntaxException.class);
    }
}
