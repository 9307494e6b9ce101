-- A small sketch of each text that is held against those of other units.
CREATE TABLE sketches (
    submission INTEGER PRIMARY KEY REFERENCES submissions (id),
    form       TEXT NOT NULL,
    year       INTEGER NOT NULL,
    least      BLOB NOT NULL
) STRICT;
CREATE INDEX sketches_by_form ON sketches (form, year);
