//! Remembers: runs, files, submissions, findings, outputs. All SQL is here.
