-- Which official returns the figures were made of that a notice makes public, and the last submission that was known
-- then, as JSON; empty for notices of earlier programs, of which nobody knows it.

ALTER TABLE drafts ADD COLUMN counted TEXT NOT NULL DEFAULT '';
ALTER TABLE notices ADD COLUMN counted TEXT NOT NULL DEFAULT '';
