//! The work that one evaluation may do. Trees are bounded in height, but macros nest loops and texts can be joined:
//! this bounds both, so that no template and no table can hold up a run.

use super::trouble::Fault;
use std::cell::Cell;

/// Steps of loops, elements of lists and bytes of new texts that are left.
pub struct Fuel(Cell<u64>);

impl Fuel {
    /// A filter within a filter over the 3,000 units of a province takes 9 million steps.
    const FULL: u64 = 20_000_000;

    /// As much as one evaluation may burn.
    pub fn full() -> Fuel {
        Fuel(Cell::new(Self::FULL))
    }

    /// Burns some of it.
    pub fn spend(&self, amount: u64) -> Result<(), Fault> {
        let left = self.0.get().checked_sub(amount).ok_or(Fault::TooMuch)?;
        self.0.set(left);
        Ok(())
    }
}
