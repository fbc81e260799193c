-- Plans that workers are to carry out, and who has approved them. The digest is the seal of the plan: that of plans and of
-- runs.applied_plan. Times are in UTC. See docs/workers.md.

CREATE TABLE approvals (
    digest VARCHAR(128) NOT NULL PRIMARY KEY,
    plan LONGBLOB NOT NULL,
    sha256 CHAR(64) NOT NULL,
    site VARCHAR(255) NOT NULL,
    pool VARCHAR(64) NOT NULL,
    requested_by VARCHAR(255) NOT NULL,
    valid_until DATETIME(6) NOT NULL,
    signature TEXT NOT NULL,
    state VARCHAR(16) NOT NULL,
    approver VARCHAR(255) NOT NULL,
    worker VARCHAR(50) NOT NULL,
    reason TEXT NOT NULL,
    begun_at DATETIME(6) NULL,
    ended_at DATETIME(6) NULL,
    exit_code INT NULL,
    KEY by_time (valid_until)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
