//! Submissions to tables.
