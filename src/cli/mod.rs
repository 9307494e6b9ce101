//! The face for people: commands, tables, exit codes.
