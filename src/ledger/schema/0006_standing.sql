-- Whether the rows of tables for which an approved notice was made still stand: an unanswered notice has consequences.

ALTER TABLE notices ADD COLUMN stands INTEGER NOT NULL DEFAULT 1;
