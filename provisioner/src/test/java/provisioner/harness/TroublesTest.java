package provisioner.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which host a run says is in trouble. */
class TroublesTest {
    private static Tool.Run run(String... lines) {
        return new Tool.Run(1, String.join("\n", lines), "");
    }

    @Test
    void aListOfHostsIsNoTrouble() {
        Tool.Run run = run("""
                {"type":"step","host":"web-3","step":"nginx is installed","outcome":"unchanged","because":""}""", """
                {"type":"check","host":null,"check":"mysql_members web-1, web-2, web-3","outcome":"failed","detail":"versions differ"}""", """
                {"type":"check","host":"web-3","check":"the site answers","outcome":"passed","detail":"200"}""", """
                {"type":"summary","exitCode":1,"hosts":[{"host":"web-3","failed":0,"unreachable":false}]}""");
        assertThat(run.stdout()).contains("web-3");
        assertThat(run.troubles()).containsExactly("versions differ");
    }

    @Test
    void whatFailedDriftedOrWasNotReachedIsOne() {
        Tool.Run run = run("""
                {"type":"host-failed","host":"web-3","message":"no answer","hint":"","unreachable":true}""", """
                {"type":"step","host":"web-1","step":"s","outcome":"drifted","because":"","diff":"mode: a -> b","error":null}""", """
                {"type":"step","host":"web-2","step":"s","outcome":"failed","because":"","diff":"","error":{"stderr":"no route to web-3"}}""", """
                {"type":"check","host":"web-1","check":"c","outcome":"failed","detail":"web-3 is not a member\\n2 of 3"}""", """
                {"type":"summary","exitCode":1,"hosts":[{"host":"web-3","unreachable":true}]}""");
        assertThat(run.troubles())
                .containsExactly(
                        "web-3: no answer",
                        "web-1: mode: a -> b",
                        "web-2: no route to web-3",
                        "web-1: web-3 is not a member\n2 of 3",
                        "web-3: unreachable");
    }
}
