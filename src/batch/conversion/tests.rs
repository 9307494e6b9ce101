use super::*;
use std::os::unix::fs::PermissionsExt;

/// A converter made of a script, which sees its arguments as LibreOffice would: what is made lies in `$made/return.docx`.
fn script(folder: &Path, text: &str) -> Converter {
    let program = folder.join("soffice");
    let arguments = "for last; do :; done\nmade=${last%/*}/made\nmkdir -p \"$made\"\n";
    fs::write(&program, format!("#!/bin/sh\n{arguments}{text}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    let converter = program.to_str().unwrap().to_owned();
    let settings = LegacySettings { converter, seconds: 2, ..LegacySettings::default() };
    Converter::find(&settings, Some(folder.join("示例 work"))).unwrap().unwrap()
}

#[test]
fn what_comes_out_is_given_and_nothing_is_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    let converter =
        script(folder.path(), "cat \"$last\" > \"$made/return.docx\"; env >> \"$made/return.docx\"");
    let made = String::from_utf8(converter.docx(b"old", 1 << 20).unwrap()).unwrap();
    assert!(made.starts_with("old") && !made.contains("CARGO"), "{made}");
    assert_eq!(fs::read_dir(folder.path().join("示例 work")).unwrap().count(), 0);
}

#[test]
fn a_file_is_converted_once_however_often_it_is_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let count = folder.path().join("count");
    let text = format!("echo x >> '{}'; echo y > \"$made/return.docx\"", count.display());
    let converter = script(folder.path(), &text);
    for bytes in [b"a", b"a", b"b"] {
        converter.docx(bytes, 100).unwrap();
    }
    assert_eq!(fs::read_to_string(count).unwrap(), "x\nx\n");
}

#[test]
fn what_takes_too_long_ends_with_all_that_it_started() {
    let folder = tempfile::tempdir().unwrap();
    let pid = folder.path().join("pid");
    let converter = script(folder.path(), &format!("sleep 600 & echo $! > '{}'; sleep 600", pid.display()));
    let begin = Instant::now();
    assert_eq!(converter.docx(b"slow", 100), Err(NotConverted::TooSlow));
    assert!(begin.elapsed() < Duration::from_secs(30));
    let child = fs::read_to_string(pid).unwrap();
    let gone = || {
        let status = fs::read_to_string(format!("/proc/{}/status", child.trim())).unwrap_or_default();
        status.is_empty() || status.contains("State:\tZ")
    };
    let begin = Instant::now();
    while !gone() {
        assert!(begin.elapsed() < Duration::from_secs(30), "what it started goes on");
        sleep(LOOK);
    }
}

#[test]
fn nothing_too_much_and_links_are_no_document() {
    for text in [
        "exit 1",
        "kill -SEGV $$",
        "head -c 2000 /dev/zero > \"$made/return.docx\"",
        "ln -s /etc/passwd \"$made/return.docx\"",
    ] {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(script(folder.path(), text).docx(b"x", 1000), Err(NotConverted::Broken), "{text}");
    }
}

#[test]
fn a_converter_that_is_not_there_is_told_and_one_that_is_not_wanted_is_none() {
    let missing = LegacySettings { converter: "/nowhere/soffice".to_owned(), ..LegacySettings::default() };
    assert!(matches!(Converter::find(&missing, None), Err(BatchFailure::Declarations(_))));
    let unwanted = LegacySettings { convert: false, ..LegacySettings::default() };
    assert!(Converter::find(&unwanted, None).unwrap().is_none());
}

#[test]
fn the_address_of_a_folder_is_plain_whatever_its_name() {
    assert_eq!(file_address(Path::new("/a b/两-_.x")), "file:///a%20b/%E4%B8%A4-_.x");
}
