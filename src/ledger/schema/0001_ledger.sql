-- The memory of an office. Types are INTEGER (64 bits), TEXT and BLOB only; another database reads them as its own.
-- Ids are given by the program, ascending in the order of taking, so that the same inputs make the same ledger.
-- Days are `2014-10-08`, times `2014-10-08T09:00:00` in the office's zone; an empty text is what is unknown.

CREATE TABLE runs (
    id       INTEGER PRIMARY KEY,
    as_of    TEXT NOT NULL,
    program  TEXT NOT NULL,
    catalog  TEXT NOT NULL,
    registry TEXT NOT NULL,
    ended    INTEGER NOT NULL DEFAULT 0
) STRICT;

-- One row for each thing received: a file, or a member of an archive (then `container` is the archive).
CREATE TABLE files (
    id           INTEGER PRIMARY KEY,
    run          INTEGER NOT NULL REFERENCES runs (id),
    container    INTEGER REFERENCES files (id),
    source       TEXT NOT NULL,
    sha256       TEXT NOT NULL,
    size         INTEGER NOT NULL,
    received_at  TEXT NOT NULL,
    refusal      TEXT NOT NULL,
    duplicate_of INTEGER REFERENCES files (id)
) STRICT;
CREATE INDEX files_by_hash ON files (sha256, id);
CREATE INDEX files_by_source ON files (source, id);

-- One row for each (file, form, unit, period) found. `verdict` is what the findings say, empty for what is no return;
-- `status` is where it stands, which is the verdict unless a later version took its place.
CREATE TABLE submissions (
    id          INTEGER PRIMARY KEY,
    file        INTEGER NOT NULL REFERENCES files (id),
    form        TEXT NOT NULL,
    unit        TEXT NOT NULL,
    period      TEXT NOT NULL,
    event       TEXT NOT NULL,
    version     INTEGER NOT NULL,
    verdict     TEXT NOT NULL,
    status      TEXT NOT NULL,
    received_at TEXT NOT NULL,
    filled_on   TEXT NOT NULL,
    due_on      TEXT NOT NULL,
    days_late   INTEGER NOT NULL,
    checked     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX submissions_unchecked ON submissions (checked, id) WHERE checked = 0;
CREATE INDEX submissions_by_unit ON submissions (unit, period);
CREATE INDEX submissions_by_key ON submissions (form, unit, period, event);
CREATE INDEX submissions_by_period ON submissions (period, form);
CREATE INDEX submissions_by_file ON submissions (file, id);

-- What a submission says, each part packed (postcard). It is written once: where a submission stands is asked and changed
-- without touching it.
CREATE TABLE contents (
    submission INTEGER PRIMARY KEY REFERENCES submissions (id),
    headers    BLOB NOT NULL,
    records    BLOB NOT NULL,
    sections   BLOB NOT NULL,
    layout     BLOB NOT NULL,
    paper      BLOB NOT NULL
) STRICT;

-- The findings of a submission, in their order. `body` is the whole finding; what is asked for often stands beside it.
CREATE TABLE findings (
    submission INTEGER NOT NULL REFERENCES submissions (id),
    ordinal    INTEGER NOT NULL,
    rule       TEXT NOT NULL,
    severity   TEXT NOT NULL,
    state      TEXT NOT NULL,
    body       TEXT NOT NULL,
    PRIMARY KEY (submission, ordinal)
) STRICT;

-- Codes that a submission's rows hold in common over all units, such as case numbers.
CREATE TABLE codes (
    form       TEXT NOT NULL,
    code       TEXT NOT NULL,
    period     TEXT NOT NULL,
    submission INTEGER NOT NULL REFERENCES submissions (id),
    unit       TEXT NOT NULL,
    PRIMARY KEY (form, code, period, submission)
) STRICT;

-- Findings over many returns of a period (宏观审核): they belong to no single submission.
CREATE TABLE period_findings (
    period  TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    form    TEXT NOT NULL,
    unit    TEXT NOT NULL,
    state   TEXT NOT NULL,
    body    TEXT NOT NULL,
    PRIMARY KEY (period, ordinal)
) STRICT;

-- What was answered to findings and duties, a journal: explanations, overrides, waivers. Of several the last counts.
CREATE TABLE answers (
    id       INTEGER PRIMARY KEY,
    kind     TEXT NOT NULL,
    form     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    period   TEXT NOT NULL,
    event    TEXT NOT NULL,
    rule     TEXT NOT NULL,
    subject  TEXT NOT NULL,
    words    TEXT NOT NULL,
    given_by TEXT NOT NULL,
    given_at TEXT NOT NULL,
    until    TEXT NOT NULL,
    source   TEXT NOT NULL
) STRICT;

-- Files that are taken and have still to leave the inbox; `path` is the name's bytes, relative to it.
CREATE TABLE claims (
    file   INTEGER PRIMARY KEY REFERENCES files (id),
    path   BLOB NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;

-- What was written for officers, the newest of each path.
CREATE TABLE outputs (
    path   TEXT PRIMARY KEY,
    run    INTEGER NOT NULL REFERENCES runs (id),
    inputs TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size   INTEGER NOT NULL
) STRICT;

-- Numbers given to notices: within a series each subject has one number, and keeps it.
CREATE TABLE notices (
    series  TEXT NOT NULL,
    subject TEXT NOT NULL,
    number  INTEGER NOT NULL,
    day     TEXT NOT NULL,
    run     INTEGER NOT NULL REFERENCES runs (id),
    PRIMARY KEY (series, subject),
    UNIQUE (series, number)
) STRICT;
