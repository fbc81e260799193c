-- What is to be said to webhooks of new and resolved findings. Times are in UTC. See docs/workers.md.

-- The sites of which runs are told, and the pool whose workers tell it.
CREATE TABLE notice_sites (
    site VARCHAR(255) NOT NULL,
    pool VARCHAR(64) NOT NULL,
    PRIMARY KEY (site, pool)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- One for each run that has found something new or resolved something. A worker that sends one moves due_at on meanwhile.
CREATE TABLE notices (
    id CHAR(36) NOT NULL PRIMARY KEY,
    pool VARCHAR(64) NOT NULL,
    run CHAR(36) NOT NULL,
    message MEDIUMTEXT NOT NULL,
    due_at DATETIME(6) NOT NULL,
    attempts INT NOT NULL,
    sent_at DATETIME(6) NULL,
    KEY by_time (pool, sent_at, due_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
