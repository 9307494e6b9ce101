//! This program as a worker of a run: it reads what it is given and answers; people never call it.

use super::answer::Exit;
use crate::batch;
use std::ffi::OsString;

/// Works until there is nothing more to do. `memory` is what it may have, in bytes.
pub fn work(memory: Option<&OsString>) -> Exit {
    let Some(memory) = memory.and_then(|text| text.to_str()?.parse().ok()) else { return Exit::Usage };
    match batch::serve(memory) {
        Ok(()) => Exit::Clean,
        Err(_) => Exit::Internal,
    }
}
