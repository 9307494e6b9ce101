//! What lies in the inbox, and when it was received. Only looks: nothing is opened but `_received.csv`, no link is
//! followed, and names may be any bytes.

use super::failure::BatchFailure;
use super::system::system;
use crate::model::Saying;
use encoding_rs::GB18030;
use jiff::civil::DateTime;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Folders within folders.
const DEPTH: usize = 256;
/// The list of receipt times, at the top of the inbox (CONTRACT.md).
const RECEIVED: &str = "_received.csv";
const RECEIVED_BYTES: u64 = 64 << 20;

/// A thing in the inbox that is no folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dropped {
    /// Its path within the inbox.
    pub path: PathBuf,
    /// The same as text: what is no UTF-8, a control character or a backslash is escaped, so no two paths look alike.
    pub source: String,
    /// False for links, pipes, sockets and devices.
    pub regular: bool,
    /// Its size, as long as it does not change.
    pub size: u64,
    /// When it was last written, as its disk says: seconds and their billionths.
    pub written: (i64, i64),
    /// When it was received.
    pub received_at: DateTime,
}

/// What stays in the inbox, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The path as dropped.
    pub source: String,
    /// Why.
    pub why: WhyLeft,
}

/// Why something stays in the inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyLeft {
    /// It changed while it was read: somebody is still writing it. The next run looks again.
    Changing,
    /// A watcher has not seen it unchanged for long enough.
    Unsettled,
    /// Somebody has it open: the lock file of an office program lies beside it.
    Open,
    /// The system does not let us read it, and says why.
    Unreadable(Saying),
    /// A folder within more folders than anyone needs.
    TooDeep,
}

/// The inbox at one moment.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// In the order of taking: by time of receipt, then by source.
    pub dropped: Vec<Dropped>,
    pub left: Vec<Left>,
    /// Lines of the list of receipt times that say nothing: line and text.
    pub unclear_receipts: Vec<(u64, String)>,
    /// Size and time of the list of receipt times, if there is one.
    pub receipts: Option<(u64, (i64, i64))>,
    /// What was received later than now, if the list is to be believed.
    pub future_receipts: Vec<(String, DateTime)>,
}

/// Looks at all that lies in the inbox.
///
/// # Errors
/// If the inbox itself cannot be read.
pub(super) fn list(inbox: &Path, as_of: DateTime) -> Result<Listing, BatchFailure> {
    let mut listing = Listing::default();
    let receipts = receipts(&inbox.join(RECEIVED), &mut listing.unclear_receipts)?;
    let mut folders = vec![(PathBuf::new(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let entries = match fs::read_dir(inbox.join(&folder)) {
            Ok(entries) => entries,
            Err(error) if depth == 0 => return Err(BatchFailure::disk("read the folder", inbox)(error)),
            // It was there a moment ago: whoever dropped it took it away again.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => {
                listing.left.push(unreadable(&folder, &error));
                continue;
            }
        };
        for entry in entries {
            let looked = entry.and_then(|entry| Ok((folder.join(entry.file_name()), entry.metadata()?)));
            let (path, metadata) = match looked {
                Ok(looked) => looked,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => {
                    listing.left.push(unreadable(&folder, &error));
                    continue;
                }
            };
            if metadata.is_dir() && depth + 1 < DEPTH {
                folders.push((path, depth + 1));
            } else if metadata.is_dir() {
                listing.left.push(Left { source: source_of(&path), why: WhyLeft::TooDeep });
            } else if path == Path::new(RECEIVED) {
                listing.receipts = Some((metadata.len(), written(&metadata)));
            } else {
                let source = source_of(&path);
                let received_at = receipts.get(&source).copied().unwrap_or(as_of);
                let (regular, size, written) = (metadata.is_file(), metadata.len(), written(&metadata));
                listing.dropped.push(Dropped { path, source, regular, size, written, received_at });
            }
        }
    }
    listing
        .dropped
        .sort_by(|left, right| (left.received_at, &left.source).cmp(&(right.received_at, &right.source)));
    let future = listing.dropped.iter().filter(|dropped| dropped.received_at > as_of);
    listing.future_receipts = future.map(|dropped| (dropped.source.clone(), dropped.received_at)).collect();
    listing.left.sort_by(|left, right| left.source.cmp(&right.source));
    Ok(listing)
}

fn written(metadata: &fs::Metadata) -> (i64, i64) {
    (metadata.mtime(), metadata.mtime_nsec())
}

fn unreadable(path: &Path, error: &std::io::Error) -> Left {
    Left { source: source_of(path), why: WhyLeft::Unreadable(system(error)) }
}

/// A path as text with `/`.
pub(super) fn source_of(path: &Path) -> String {
    let mut source = String::new();
    for component in path.components() {
        if !source.is_empty() {
            source.push('/');
        }
        escape(component.as_os_str(), &mut source);
    }
    source
}

fn escape(name: &OsStr, text: &mut String) {
    for chunk in name.as_bytes().utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\\' => text.push_str("\\\\"),
                control if control.is_control() => {
                    write!(text, "\\u{{{:x}}}", u32::from(control)).expect("a String takes all text");
                }
                other => text.push(other),
            }
        }
        for byte in chunk.invalid() {
            write!(text, "\\x{byte:02x}").expect("a String takes all text");
        }
    }
}

/// The list of receipt times: path within the inbox to time. It may carry a byte order mark, or be GBK as Excel saves it.
fn receipts(
    path: &Path,
    unclear: &mut Vec<(u64, String)>,
) -> Result<BTreeMap<String, DateTime>, BatchFailure> {
    let mut receipts = BTreeMap::new();
    let bytes = match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() && metadata.len() <= RECEIVED_BYTES => {
            fs::read(path).map_err(BatchFailure::disk("read", path))?
        }
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(BatchFailure::disk("look at", path)(error));
        }
        _ => return Ok(receipts),
    };
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text.into(),
        Err(_) => GB18030.decode(&bytes).0,
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    for (line, record) in (1..).zip(reader.records().flatten()) {
        let (file, time) = (record.get(0).unwrap_or("").trim(), record.get(1).unwrap_or("").trim());
        match time.parse::<DateTime>() {
            Ok(time) => {
                let file = file.replace('\\', "/");
                receipts.insert(file.trim_start_matches("./").to_owned(), time);
            }
            Err(_) if line == 1 => {}
            Err(_) => unclear.push((line, record.iter().collect::<Vec<_>>().join(","))),
        }
    }
    Ok(receipts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::datetime;
    use std::os::unix::fs::symlink;

    const NOON: DateTime = datetime(2014, 10, 8, 12, 0, 0, 0);

    fn lines(listing: &Listing) -> Vec<String> {
        let line = |dropped: &Dropped| {
            format!("{} {}{}", dropped.received_at, dropped.source, if dropped.regular { "" } else { " odd" })
        };
        listing.dropped.iter().map(line).collect()
    }

    #[test]
    fn files_come_in_the_order_of_receipt_and_links_are_not_followed() {
        let inbox = tempfile::tempdir().unwrap();
        let at = |name: &str| inbox.path().join(name);
        fs::create_dir_all(at("01示例市/示例县")).unwrap();
        for name in ["01示例市/示例县/季报.xlsx", "b.xlsx", "a.xlsx"] {
            fs::write(at(name), "x").unwrap();
        }
        symlink("/", at("link")).unwrap();
        fs::write(
            at(RECEIVED),
            "\u{feff}path,received_at\r\nb.xlsx,2014-10-07T09:30\r\n01示例市\\示例县\\季报.xlsx,2014-10-06 08:00:01\r\na.xlsx,yesterday\r\n",
        )
        .unwrap();
        let listing = list(inbox.path(), NOON).unwrap();
        assert_eq!(
            lines(&listing),
            [
                "2014-10-06T08:00:01 01示例市/示例县/季报.xlsx",
                "2014-10-07T09:30:00 b.xlsx",
                "2014-10-08T12:00:00 a.xlsx",
                "2014-10-08T12:00:00 link odd"
            ]
        );
        assert_eq!(listing.unclear_receipts, [(4, "a.xlsx,yesterday".to_owned())]);
    }

    #[test]
    fn a_list_that_excel_saved_as_gbk_is_read() {
        let inbox = tempfile::tempdir().unwrap();
        fs::write(inbox.path().join("季报.xlsx"), "x").unwrap();
        let text = GB18030.encode("path,received_at\n季报.xlsx,2014-10-07T09:30\n").0.into_owned();
        fs::write(inbox.path().join(RECEIVED), text).unwrap();
        assert_eq!(lines(&list(inbox.path(), NOON).unwrap()), ["2014-10-07T09:30:00 季报.xlsx"]);
    }

    #[test]
    fn names_of_any_bytes_have_a_source_of_their_own() {
        let inbox = tempfile::tempdir().unwrap();
        for name in [b"\xb1\xed1.xlsx".as_slice(), b"a\\b", b"a\nb", b"\\xb1"] {
            fs::write(inbox.path().join(OsStr::from_bytes(name)), "x").unwrap();
        }
        let sources: Vec<_> =
            list(inbox.path(), NOON).unwrap().dropped.into_iter().map(|d| d.source).collect();
        assert_eq!(sources, ["\\\\xb1", "\\xb1\\xed1.xlsx", "a\\\\b", "a\\u{a}b"]);
    }

    #[test]
    fn folders_without_end_are_left_where_they_are() {
        let inbox = tempfile::tempdir().unwrap();
        let deep: PathBuf = std::iter::repeat_n("d", DEPTH + 3).collect();
        fs::create_dir_all(inbox.path().join(&deep)).unwrap();
        fs::write(inbox.path().join(&deep).join("a.xlsx"), "x").unwrap();
        let listing = list(inbox.path(), NOON).unwrap();
        assert_eq!(listing.dropped, []);
        assert_eq!(listing.left[0].why, WhyLeft::TooDeep);
    }
}
