//! Evaluates the expressions of rules, summaries and notices.
