//! Whatever is done to the bytes of a file, it is read or refused: no panic, no endless work.

use super::sheet::Limits;
use super::specimens::{PAGE, TEXT_BOOK, binary_workbook, document, spreadsheet, stream, workbook};
use super::testing::{compound, zip};
use proptest::prelude::*;
use proptest::sample::Index;

/// One change of bytes.
#[derive(Clone, Debug)]
enum Change {
    Cut(Index),
    Set(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, u8),
    Repeat(Index, u8),
}

fn change() -> impl Strategy<Value = Change> {
    let token = prop_oneof![
        prop::collection::vec(any::<u8>(), 1..4),
        prop::sample::select(vec![
            "<",
            ">",
            "</",
            "/>",
            "\"",
            "&",
            ";",
            "<!--",
            "]]>",
            "<c>",
            "<w:tc>",
            "<td>",
            "4294967296",
            "-1"
        ])
        .prop_map(|token| token.as_bytes().to_vec()),
    ];
    prop_oneof![
        1 => any::<Index>().prop_map(Change::Cut),
        4 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        3 => (any::<Index>(), token).prop_map(|(at, token)| Change::Insert(at, token)),
        2 => (any::<Index>(), any::<u8>()).prop_map(|(at, length)| Change::Remove(at, length)),
        2 => (any::<Index>(), any::<u8>()).prop_map(|(at, length)| Change::Repeat(at, length)),
    ]
}

fn changed(bytes: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for change in changes {
        if bytes.is_empty() {
            break;
        }
        let upto = |at: usize, length: u8| (at + usize::from(length)).min(bytes.len());
        match change {
            Change::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Change::Set(at, byte) => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Change::Insert(at, token) => {
                let at = at.index(bytes.len());
                bytes.splice(at..at, token.iter().copied());
            }
            Change::Remove(at, length) => {
                let at = at.index(bytes.len());
                let to = upto(at, *length);
                bytes.drain(at..to);
            }
            Change::Repeat(at, length) => {
                let at = at.index(bytes.len());
                let again = bytes[at..upto(at, *length)].to_vec();
                bytes.splice(at..at, again);
            }
        }
    }
    bytes
}

fn read(bytes: &[u8]) {
    let limits = Limits { cells: 100_000, total_bytes: 4 << 20, ..Limits::default() };
    let _ = super::read(bytes, &limits);
    let _ = super::archive::members(bytes, &limits);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_change_of_a_part_is_more_than_a_refusal(
        which in 0..4usize, part in any::<Index>(), changes in prop::collection::vec(change(), 1..6)
    ) {
        let mut parts = [workbook(), document(), spreadsheet(), binary_workbook()].into_iter().nth(which).unwrap();
        let at = part.index(parts.len());
        parts[at].content = changed(&parts[at].content, &changes);
        read(&zip(&parts));
    }

    #[test]
    fn no_change_of_a_file_is_more_than_a_refusal(
        which in 0..5usize, changes in prop::collection::vec(change(), 1..6)
    ) {
        let file = match which {
            0 => zip(&workbook()),
            1 => compound(&[("Workbook", stream()), ("Other", vec![7; 5000])]),
            2 => PAGE.into(),
            3 => TEXT_BOOK.into(),
            _ => zip(&document()),
        };
        read(&changed(&file, &changes));
    }

    #[test]
    fn no_change_of_a_record_stream_is_more_than_a_refusal(changes in prop::collection::vec(change(), 1..6)) {
        read(&compound(&[("Workbook", changed(&stream(), &changes))]));
    }
}

#[test]
fn the_unchanged_files_are_read() {
    let zips = [workbook(), document(), spreadsheet(), binary_workbook()].map(|parts| zip(&parts));
    for file in zips.into_iter().chain([PAGE.into(), TEXT_BOOK.into()]) {
        super::read(&file, &Limits::default()).unwrap();
    }
}
