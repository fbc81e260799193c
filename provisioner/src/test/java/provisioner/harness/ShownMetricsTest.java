package provisioner.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShownMetricsTest {
    @Test
    void everyQueryOfConsolesAndDashboardsIsRead() throws Exception {
        assertThat(ShownMetrics.queries()).hasSizeGreaterThan(35);
        assertThat(ShownMetrics.names())
                .contains(
                        "balancer_requests_total",
                        "instance:mysql_replication_lag_seconds:max",
                        "mysql_global_variables_read_only",
                        "mysql_up",
                        "nginx_up",
                        "node_filesystem_size_bytes",
                        "provisioner_certificate_not_after_seconds",
                        "up")
                .allMatch(name -> name.matches("up|(node|nginx|mysql|balancer|provisioner)_.*|.+:.+:.+"));
    }
}
