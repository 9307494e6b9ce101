use super::*;
use jiff::civil::DateTime;

const SETTINGS: WatchSettings = WatchSettings { poll_seconds: 1, settle_seconds: 10, lock_hours: 1 };

fn listing(files: &[(&str, u64)]) -> Listing {
    let file = |(name, size): &(&str, u64)| Dropped {
        path: PathBuf::from(name),
        source: (*name).to_owned(),
        regular: true,
        size: *size,
        written: (0, 0),
        received_at: DateTime::default(),
    };
    Listing { dropped: files.iter().map(file).collect(), ..Listing::default() }
}

/// What had settled at each look: the seconds of the look and the files that lay there.
fn looks(looks: &[(u64, &[(&str, u64)])]) -> Vec<Vec<String>> {
    let (mut seen, start) = (Looks::default(), Instant::now());
    let mut settled = Vec::new();
    for (seconds, files) in looks {
        let view = seen.look(&listing(files), &SETTINGS, start + Duration::from_secs(*seconds));
        settled.push(view.settled.files.keys().map(|path| path.display().to_string()).collect());
    }
    settled
}

#[test]
fn a_file_settles_when_it_was_left_alone_for_long_enough() {
    let none: [String; 0] = [];
    let grown = looks(&[(0, &[("a", 1)]), (9, &[("a", 2)]), (18, &[("a", 2)]), (19, &[("a", 2)])]);
    assert_eq!(grown, [&none[..], &none[..], &none[..], &["a".to_owned()][..]]);
    let gone = looks(&[(0, &[("a", 1)]), (5, &[]), (11, &[("a", 1)])]);
    assert_eq!(gone, [none.clone(), none.clone(), none], "one that was away is a new one");
}

#[test]
fn a_file_that_is_open_waits_and_so_does_the_lock_beside_it() {
    for (file, lock) in [
        ("x/季报.xlsx", "x/~$季报.xlsx"),
        ("x/示例市纪委季报.docx", "x/~$市纪委季报.docx"),
        ("x/示例市纪委季报.doc", "x/~$例市纪委季报.doc"),
        ("x/a.xlsx", "x/.~a.xlsx"),
        ("x/a.ods", "x/.~lock.a.ods#"),
    ] {
        let both: &[(&str, u64)] = &[(file, 1), (lock, 1)];
        let settled = looks(&[(0, both), (11, both), (12, &[(file, 1)])]);
        assert_eq!(settled, [vec![], vec![], vec![file]], "{lock}");
    }
}

#[test]
fn a_lock_that_was_forgotten_does_not_hold_a_file_for_ever() {
    let both: &[(&str, u64)] = &[("a.xlsx", 1), ("~$a.xlsx", 1)];
    assert_eq!(looks(&[(0, both), (3599, both), (3600, both)])[1..], [vec![], vec!["a.xlsx", "~$a.xlsx"]]);
    let orphan: &[(&str, u64)] = &[("b.xlsx", 1), ("~$a.xlsx", 1)];
    assert_eq!(looks(&[(0, orphan), (10, orphan)])[1], ["b.xlsx", "~$a.xlsx"]);
}

#[test]
fn an_open_file_is_told_once_for_each_time_that_it_is_open() {
    let (mut seen, start) = (Looks::default(), Instant::now());
    let mut told = |seconds, files: &[(&str, u64)]| {
        seen.look(&listing(files), &SETTINGS, start + Duration::from_secs(seconds)).newly_open
    };
    let both: &[(&str, u64)] = &[("a.xlsx", 1), ("~$a.xlsx", 1)];
    assert_eq!(told(0, both), ["a.xlsx"]);
    assert!(told(1, both).is_empty());
    assert!(told(2, &both[..1]).is_empty());
    assert_eq!(told(3, both), ["a.xlsx"]);
}

#[test]
fn what_a_run_left_is_a_reason_for_another_only_after_a_while_or_when_it_has_changed() {
    let (mut seen, start) = (Looks::default(), Instant::now());
    let at = |seconds| start + Duration::from_secs(seconds);
    let a = listing(&[("a", 1)]);
    seen.look(&a, &SETTINGS, at(0));
    let view = seen.look(&a, &SETTINGS, at(10));
    assert!(view.is_new);
    seen.gave(&view.settled, at(10));
    assert!(!seen.look(&a, &SETTINGS, at(20)).is_new);
    assert!(seen.look(&a, &SETTINGS, at(10) + AGAIN).is_new);
    seen.look(&listing(&[("a", 2)]), &SETTINGS, at(30));
    assert!(seen.look(&listing(&[("a", 2)]), &SETTINGS, at(40)).is_new);
}

#[test]
fn nothing_is_taken_while_the_list_of_receipt_times_is_being_written() {
    let (mut seen, start) = (Looks::default(), Instant::now());
    let mut is_new = |seconds, receipts| {
        let listing = Listing { receipts, ..listing(&[("a", 1)]) };
        seen.look(&listing, &SETTINGS, start + Duration::from_secs(seconds)).is_new
    };
    assert!(!is_new(0, None));
    assert!(!is_new(11, Some((1, (0, 0)))));
    assert!(!is_new(20, Some((2, (0, 0)))));
    assert!(is_new(30, Some((2, (0, 0)))));
}

#[test]
fn a_run_takes_what_settled_and_says_why_it_left_the_rest() {
    let (mut seen, start) = (Looks::default(), Instant::now());
    let dropped = listing(&[("a", 1), ("b.xlsx", 1), ("~$b.xlsx", 1)]);
    seen.look(&dropped, &SETTINGS, start);
    let settled = seen.look(&dropped, &SETTINGS, start + Duration::from_secs(10)).settled;
    let later = listing(&[("a", 1), ("b.xlsx", 1), ("c", 1), ("~$b.xlsx", 1)]).dropped;
    let mut left = Vec::new();
    let taken: Vec<String> = settled.of(later, &mut left).into_iter().map(|file| file.source).collect();
    assert_eq!(taken, ["a"]);
    let why: Vec<_> = left.into_iter().map(|left| (left.source, left.why)).collect();
    let open = |name: &str| (name.to_owned(), WhyLeft::Open);
    assert_eq!(why, [open("b.xlsx"), ("c".to_owned(), WhyLeft::Unsettled), open("~$b.xlsx")]);
    assert_eq!(settled.of(listing(&[("a", 2)]).dropped, &mut Vec::new()), []);
}
