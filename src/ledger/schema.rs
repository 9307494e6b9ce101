//! Numbered migrations. A step that has been released is never edited; what changes is a new step.

use super::failure::LedgerFailure;
use rusqlite::{Connection, Transaction, TransactionBehavior};

/// The steps in order; a ledger of version n has the first n.
const STEPS: &[&str] = &[
    include_str!("schema/0001_ledger.sql"),
    include_str!("schema/0002_beyond.sql"),
    include_str!("schema/0003_sketches.sql"),
    include_str!("schema/0004_notices.sql"),
    include_str!("schema/0005_counted.sql"),
    include_str!("schema/0006_standing.sql"),
];

/// The version that this program writes.
pub(super) const VERSION: i64 = STEPS.len() as i64;

/// The oldest version that can be brought up to date: ledgers before it are of programs that were never released.
const OLDEST: i64 = 6;

/// The version of a ledger; 0 if it is new.
pub(super) fn version(connection: &Connection) -> Result<i64, LedgerFailure> {
    let kept = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_version'";
    if connection.query_row(kept, [], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(0);
    }
    Ok(connection.query_row("SELECT version FROM schema_version", [], |row| row.get(0))?)
}

/// Brings a ledger to [`VERSION`] in one transaction.
pub(super) fn migrate(connection: &Connection) -> Result<(), LedgerFailure> {
    if version(connection)? == VERSION {
        return Ok(());
    }
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    if found > VERSION {
        return Err(LedgerFailure::TooNew { found, known: VERSION });
    }
    if (1..OLDEST).contains(&found) {
        return Err(LedgerFailure::Unreleased { found });
    }
    if found == 0 {
        transaction.execute_batch(
            "CREATE TABLE schema_version (version INTEGER NOT NULL) STRICT;
             INSERT INTO schema_version (version) VALUES (0);",
        )?;
    }
    let missing = usize::try_from(found).expect("a version counts steps");
    for step in &STEPS[missing..] {
        transaction.execute_batch(step)?;
    }
    transaction.execute("UPDATE schema_version SET version = $1", [VERSION])?;
    transaction.commit()?;
    Ok(())
}
