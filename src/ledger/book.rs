//! The ledger: one SQLite file, one writer, any number of readers. The rooms beside this one hold what is read and
//! written; this one holds how: opening, transactions, pragmas.

use super::failure::LedgerFailure;
use super::schema;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::ops::Deref;
use std::path::Path;
use std::time::Duration;

/// How long a writer waits for another one before it reports [`LedgerFailure::Busy`].
const PATIENCE: Duration = Duration::from_secs(5);
/// How many statements a connection keeps prepared.
const STATEMENTS: usize = 64;
/// Pages of the file that a connection keeps, in KiB: a family's returns of two years many times over.
const CACHE_KIB: i64 = 6 << 10;

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    connection: Connection,
}

/// What can be asked of a ledger.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'ledger> {
    pub(super) connection: &'ledger Connection,
}

/// What can be written in one transaction; all that can be asked can be asked here, too, and sees what was written.
#[derive(Debug)]
pub struct Writing<'ledger> {
    reading: Reading<'ledger>,
}

impl<'ledger> Deref for Writing<'ledger> {
    type Target = Reading<'ledger>;
    fn deref(&self) -> &Reading<'ledger> {
        &self.reading
    }
}

/// What every connection is told.
fn prepared(connection: Connection) -> Result<Connection, LedgerFailure> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    // Statements are planned once, not again for each new value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(connection)
}

impl Ledger {
    /// Opens a ledger, makes it if it is not there, and brings an older one up to date.
    ///
    /// # Errors
    /// [`LedgerFailure::TooNew`] if a newer program wrote it; else what the database reports.
    pub fn open(path: &Path) -> Result<Ledger, LedgerFailure> {
        let connection = prepared(Connection::open(path)?)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        schema::migrate(&connection)?;
        Ok(Ledger { connection })
    }

    /// Opens a ledger that is there, to read it; a run may be at work on it.
    ///
    /// # Errors
    /// [`LedgerFailure::TooOld`] or [`LedgerFailure::TooNew`] if its version is another; else what the database reports.
    pub fn open_for_reading(path: &Path) -> Result<Ledger, LedgerFailure> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = prepared(Connection::open_with_flags(path, flags)?)?;
        let (found, known) = (schema::version(&connection)?, schema::VERSION);
        match found.cmp(&known) {
            std::cmp::Ordering::Less => Err(LedgerFailure::TooOld { found, known }),
            std::cmp::Ordering::Equal => Ok(Ledger { connection }),
            std::cmp::Ordering::Greater => Err(LedgerFailure::TooNew { found, known }),
        }
    }

    /// What can be asked.
    pub fn read(&self) -> Reading<'_> {
        Reading { connection: &self.connection }
    }

    /// Does some work as one transaction: all of it is on the disk when this returns `Ok`, and none of it after an `Err`
    /// or a crash.
    ///
    /// # Errors
    /// What the work or the database reports.
    pub fn write<T, E: From<LedgerFailure>>(
        &mut self,
        work: impl FnOnce(&Writing<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let begun = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate);
        let transaction = begun.map_err(LedgerFailure::from)?;
        let done = work(&Writing { reading: Reading { connection: &transaction } })?;
        transaction.commit().map_err(LedgerFailure::from)?;
        Ok(done)
    }

    /// Asks one question of several statements as of one moment, whatever a writer does meanwhile.
    ///
    /// # Errors
    /// What the work or the database reports.
    pub fn snapshot<T, E: From<LedgerFailure>>(
        &self,
        work: impl FnOnce(Reading<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let begun = Transaction::new_unchecked(&self.connection, TransactionBehavior::Deferred);
        let transaction = begun.map_err(LedgerFailure::from)?;
        work(Reading { connection: &transaction })
    }
}

impl Reading<'_> {
    /// The id that follows the greatest of a table.
    pub(super) fn next_id(&self, table: &'static str) -> Result<i64, LedgerFailure> {
        let mut statement =
            self.connection.prepare_cached(&format!("SELECT COALESCE(MAX(id), 0) + 1 FROM {table}"))?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }
}
