//! Submissions to findings.
