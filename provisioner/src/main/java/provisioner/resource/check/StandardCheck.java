package provisioner.resource.check;

import provisioner.resource.Check;

/** The checks that come with the tool, each of which has a runner in package {@code provisioner.check}. */
public sealed interface StandardCheck extends Check
        permits BalancedCheck,
                HeartbeatCheck,
                HttpCheck,
                PortCheck,
                PrometheusCheck,
                RequestRateCheck,
                RoundTripCheck,
                TlsCheck {}
