//! The same inputs, registry and clock give the same bytes, however many threads worked.

use crate::support::samples::{Tree, exported, is_same, tree, worked_through};
use liangze::batch::Office;

/// All that an office shows: what officers download, what was refused, what was received, and the export.
fn shown(office: &Office) -> [(&'static str, Tree); 5] {
    [
        ("outbox", tree(&office.outbox())),
        ("rejected", tree(&office.rejected())),
        ("quarantine", tree(&office.quarantine())),
        ("archive", tree(&office.archive())),
        ("export", exported(office)),
    ]
}

fn worked_by(threads: usize) -> [(&'static str, Tree); 5] {
    let folder = tempfile::tempdir().unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| shown(&worked_through(&folder.path().join("office"))))
}

#[test]
fn two_offices_with_the_same_post_are_the_same_to_the_byte_whatever_the_threads() {
    let alone = worked_by(1);
    assert!(alone[0].1.keys().any(|path| path.ends_with(".xlsx")), "workbooks are among what is compared");
    for ((what, alone), (_, together)) in alone.iter().zip(worked_by(4)) {
        is_same(what, alone, &together);
    }
}
