-- The record of runs. Times are in UTC. See docs/history.md.

CREATE TABLE sites (
    site VARCHAR(255) NOT NULL PRIMARY KEY
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE runs (
    id CHAR(36) NOT NULL PRIMARY KEY,
    run_id VARCHAR(64) NOT NULL,
    site VARCHAR(255) NOT NULL,
    command VARCHAR(16) NOT NULL,
    playbook TEXT NOT NULL,
    scope TEXT NOT NULL,
    operator TEXT NOT NULL,
    build VARCHAR(128) NOT NULL,
    started_at DATETIME(6) NOT NULL,
    duration_ms BIGINT NOT NULL,
    exit_code INT NOT NULL,
    interrupted BOOLEAN NOT NULL,
    applied_plan VARCHAR(128) NOT NULL,
    hosts INT NOT NULL,
    checks_passed INT NOT NULL,
    checks_failed INT NOT NULL,
    KEY by_time (started_at),
    KEY by_site (site, started_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- Saved plans, by the digest that seals them. Who made one is in its run; runs.applied_plan says who applied it.
CREATE TABLE plans (
    digest VARCHAR(128) NOT NULL PRIMARY KEY,
    run CHAR(36) NOT NULL,
    FOREIGN KEY (run) REFERENCES runs (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- What can be found on hosts, once for all runs with the same steps: run_hosts.clean has the positions in it.
CREATE TABLE subject_lists (
    digest CHAR(64) NOT NULL PRIMARY KEY,
    subjects MEDIUMTEXT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- The host '' is the service as a whole.
CREATE TABLE run_hosts (
    run CHAR(36) NOT NULL,
    site VARCHAR(255) NOT NULL,
    host VARCHAR(255) NOT NULL,
    looked_at DATETIME(6) NOT NULL,
    state VARCHAR(16) NOT NULL,
    complete VARCHAR(8) NOT NULL,
    subjects CHAR(64) NOT NULL,
    clean TEXT NOT NULL,
    counts VARCHAR(255) NOT NULL,
    exchanges INT NOT NULL,
    statements INT NOT NULL,
    PRIMARY KEY (run, host),
    KEY by_time (site, looked_at),
    KEY by_host (site, host, looked_at),
    FOREIGN KEY (run) REFERENCES runs (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- What a run has found, changed, or failed to change.
CREATE TABLE sightings (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    run CHAR(36) NOT NULL,
    site VARCHAR(255) NOT NULL,
    host VARCHAR(255) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    play TEXT NOT NULL,
    step TEXT NOT NULL,
    identity CHAR(64) NOT NULL,
    seen_at DATETIME(6) NOT NULL,
    outcome VARCHAR(16) NOT NULL,
    found BOOLEAN NOT NULL,
    deep BOOLEAN NOT NULL,
    location TEXT NOT NULL,
    detail TEXT NOT NULL,
    duration_ms BIGINT NOT NULL,
    KEY by_identity (identity, seen_at),
    KEY by_host (site, host, seen_at),
    FOREIGN KEY (run) REFERENCES runs (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- From the first run that found something to the run that resolved it. Stays when old runs are deleted.
CREATE TABLE findings (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    identity CHAR(64) NOT NULL,
    site VARCHAR(255) NOT NULL,
    host VARCHAR(255) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    play TEXT NOT NULL,
    step TEXT NOT NULL,
    first_seen DATETIME(6) NOT NULL,
    first_run CHAR(36) NOT NULL,
    last_seen DATETIME(6) NOT NULL,
    last_run CHAR(36) NOT NULL,
    deep_only BOOLEAN NOT NULL,
    resolved_at DATETIME(6) NULL,
    resolved_run CHAR(36) NULL,
    KEY by_identity (identity, first_seen),
    KEY by_site (site, resolved_at),
    KEY by_host (site, host, last_seen)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE checks (
    run CHAR(36) NOT NULL,
    host VARCHAR(255) NOT NULL,
    name TEXT NOT NULL,
    outcome VARCHAR(16) NOT NULL,
    detail TEXT NOT NULL,
    duration_ms BIGINT NOT NULL,
    KEY by_run (run, host),
    FOREIGN KEY (run) REFERENCES runs (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
