-- Units of other families of which a submission's rows speak: who is checked again when it comes, and where a unit's own
-- check looks for it.
CREATE TABLE spoken_of (
    form       TEXT NOT NULL,
    unit       TEXT NOT NULL,
    period     TEXT NOT NULL,
    submission INTEGER NOT NULL REFERENCES submissions (id),
    PRIMARY KEY (form, unit, period, submission)
) STRICT;
CREATE INDEX spoken_of_by_submission ON spoken_of (submission);
