//! Nothing depends on how files fall into chunks.

use super::*;
use proptest::prelude::*;

fn small_chunks(office: &mut Office, files: u32) {
    office.config.limits.chunk_files = files;
}

/// All files below a folder with their bytes, links by their target.
fn tree(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let metadata = fs::symlink_metadata(&path).unwrap();
        if metadata.is_dir() {
            found.extend(tree(&path));
        } else if metadata.is_file() {
            found.push((path.clone(), fs::read(&path).unwrap()));
        } else {
            found.push((path.clone(), b"a link".to_vec()));
        }
    }
    found.sort();
    found
}

/// What an office holds after its runs, whatever happened on the way.
fn outcome(desk: &Desk) -> (Vec<String>, Vec<(PathBuf, Vec<u8>)>) {
    let mut files = vec![];
    for folder in ["inbox", "archive", "rejected", "quarantine", "work/leaving"] {
        let found = if desk.path(folder).exists() { tree(&desk.path(folder)) } else { vec![] };
        let root = desk.folder.path();
        files.extend(found.into_iter().map(|(path, b)| (path.strip_prefix(root).unwrap().to_owned(), b)));
    }
    (desk.lines(), files)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_outcome_depends_on_how_files_fall_into_chunks(
        files in proptest::collection::vec((0u8..4, 0u8..3, 0u8..3, 0u8..4), 1..12),
        chunk in 1u32..5,
    ) {
        let mut desks = vec![];
        for most in [chunk, 256] {
            let desk = Desk::new();
            let mut received = String::from("path,received_at\n");
            for (number, (unit, count, hour, kind)) in files.iter().enumerate() {
                let text = format!("FX J-{unit} 2014Q3 {count}");
                let (name, bytes) = match kind {
                    0 => (format!("{number}.zip"), zip(&[("x.xlsx", text.as_bytes())])),
                    1 => (format!("{number}.xlsx"), [text.as_str(), "\nFY J-9 2014 1"].concat().into_bytes()),
                    _ => (format!("{number}.xlsx"), text.into_bytes()),
                };
                desk.drop(&[(&name, &bytes)]);
                received += &format!("{name},2014-10-07T0{hour}:00\n");
            }
            desk.drop(&[("_received.csv", received.as_bytes())]);
            let mut office = Office::open(desk.folder.path()).unwrap();
            small_chunks(&mut office, most);
            desk.run_with(office).unwrap();
            desks.push(desk);
        }
        prop_assert_eq!(outcome(&desks[0]), outcome(&desks[1]));
    }
}
