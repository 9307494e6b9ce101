-- Notices from draft to number. Nothing was ever written into the table of numbers of the first step: it is made anew.

DROP TABLE notices;

-- The drafts that lie in the outbox, with all that they say, so that what is approved is what was drafted.
CREATE TABLE drafts (
    id       TEXT PRIMARY KEY,
    period   TEXT NOT NULL,
    notice   TEXT NOT NULL,
    unit     TEXT NOT NULL,
    title    TEXT NOT NULL,
    path     TEXT NOT NULL,
    attached TEXT NOT NULL,
    cover    TEXT NOT NULL,
    cites    TEXT NOT NULL,
    facts    TEXT NOT NULL,
    hidden   TEXT NOT NULL,
    makes    TEXT NOT NULL,
    drawn_at TEXT NOT NULL
) STRICT;
CREATE INDEX drafts_by_period ON drafts (period, id);

-- Drafts that officers asked for: by hand, or by approving a row of a table.
CREATE TABLE requests (
    notice   TEXT NOT NULL,
    period   TEXT NOT NULL,
    subject  TEXT NOT NULL,
    unit     TEXT NOT NULL,
    fields   TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    PRIMARY KEY (notice, period, subject)
) STRICT;

-- Approved notices. Within a series (机关代字 and year) no number is given twice, and what is void keeps its number.
-- `kept` tells whether the outbox holds what was approved.
CREATE TABLE notices (
    id          INTEGER PRIMARY KEY,
    draft       TEXT NOT NULL,
    period      TEXT NOT NULL,
    notice      TEXT NOT NULL,
    unit        TEXT NOT NULL,
    title       TEXT NOT NULL,
    series      TEXT NOT NULL,
    number      INTEGER NOT NULL,
    doc_no      TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    approved_at TEXT NOT NULL,
    voided_by   TEXT NOT NULL DEFAULT '',
    voided_at   TEXT NOT NULL DEFAULT '',
    reason      TEXT NOT NULL DEFAULT '',
    kept        INTEGER NOT NULL DEFAULT 0,
    UNIQUE (series, number)
) STRICT;
CREATE INDEX notices_by_draft ON notices (draft, id);
CREATE INDEX notices_by_period ON notices (period, id);

-- The files of an approved notice, the notice itself first; their bytes are in the archive.
CREATE TABLE notice_files (
    notice  INTEGER NOT NULL REFERENCES notices (id),
    ordinal INTEGER NOT NULL,
    path    TEXT NOT NULL,
    sha256  TEXT NOT NULL,
    PRIMARY KEY (notice, ordinal)
) STRICT;

-- What an approved notice makes public: the figures of a form and period, or with `code` a single case.
CREATE TABLE publications (
    notice INTEGER NOT NULL REFERENCES notices (id),
    form   TEXT NOT NULL,
    period TEXT NOT NULL,
    code   TEXT NOT NULL,
    PRIMARY KEY (notice, form, period, code)
) STRICT;
CREATE INDEX publications_by_form ON publications (form, period, code);
