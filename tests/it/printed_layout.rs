//! A notice as it is printed: its page measured on the PDF that LibreOffice makes of it (GB/T 9704-2012, FORMS.md 8.1). Where
//! LibreOffice or pdftotext is not installed there is nothing to measure, and the test says so. The fonts of the machine
//! may be others than the standard's: full-width characters are as wide in all of them.

use crate::support::libreoffice;
use liangze::catalog::load::Templates;
use liangze::catalog::{Letterhead, Notices};
use liangze::write::notice::Press;
use regex::Regex;
use std::fs;
use std::path::Path;
use std::process::Command;

const POINTS_PER_MM: f64 = 72.0 / 25.4;

/// A page of the PDF: its size, and the lines on it with their boxes, in millimetres from the upper left.
struct Page {
    size: [f64; 2],
    lines: Vec<Line>,
}

struct Line {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    text: String,
}

/// A document whose text is one long paragraph of a hundred lines.
fn long_notice() -> Vec<u8> {
    let text = "落实党风廉政建设主体责任和监督责任".chars().cycle().take(28 * 100 - 2).collect::<String>();
    let templates = Templates::builtin();
    let files = vec![("notices/N09/body.md".to_owned(), text.into_bytes())];
    let notices = Notices::load(&templates.with(files)).unwrap();
    let organ = "中共示例省纪律检查委员会".to_owned();
    let letterhead = Letterhead { mark: organ.clone(), printer: "示例省纪委办公厅".into(), organ };
    let press = Press::new(&notices, &letterhead).unwrap();
    let example = notices.notice("N09").unwrap().example.as_deref().unwrap();
    press.sheet("N09").unwrap().print(&serde_json::from_str(example).unwrap()).unwrap().bytes
}

/// Its pages as printed; `None` where the programs are missing.
fn printed(folder: &Path, docx: &[u8]) -> Option<Vec<Page>> {
    let file = folder.join("notice.docx");
    fs::write(&file, docx).unwrap();
    if !libreoffice::saved(folder, "pdf", &[file]) {
        return None;
    }
    let pdf = folder.join("saved/notice.pdf");
    let told = Command::new("pdftotext").arg("-bbox-layout").arg(&pdf).arg("-").output();
    let Ok(told) = told else {
        eprintln!("SKIPPED: pdftotext is not installed, the printed page was not measured");
        return None;
    };
    Some(pages(&String::from_utf8(told.stdout).unwrap()))
}

fn pages(boxes: &str) -> Vec<Page> {
    let page = Regex::new(r#"<page width="([\d.]+)" height="([\d.]+)">"#).unwrap();
    let line =
        Regex::new(r#"<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">"#).unwrap();
    let word = Regex::new(r"<word [^>]*>([^<]*)</word>").unwrap();
    let mm = |found: &regex::Captures, index: usize| found[index].parse::<f64>().unwrap() / POINTS_PER_MM;
    let mut pages: Vec<Page> = Vec::new();
    for text in boxes.lines() {
        if let Some(found) = page.captures(text) {
            pages.push(Page { size: [mm(&found, 1), mm(&found, 2)], lines: Vec::new() });
        } else if let Some(found) = line.captures(text) {
            let [left, top, right, bottom] = [1, 2, 3, 4].map(|index| mm(&found, index));
            let line = Line { left, top, right, bottom, text: String::new() };
            pages.last_mut().unwrap().lines.push(line);
        } else if let Some(found) = word.captures(text) {
            pages.last_mut().unwrap().lines.last_mut().unwrap().text += &found[1];
        }
    }
    pages
}

#[test]
fn a_page_of_text_has_22_lines_of_28_characters_within_the_margins_of_the_standard() {
    let folder = tempfile::tempdir().unwrap();
    let Some(pages) = printed(folder.path(), &long_notice()) else { return };
    let near = |what: &str, found: f64, expected: f64, within: f64| {
        assert!((found - expected).abs() <= within, "{what}: {found:.1} mm instead of {expected} mm");
    };
    for (number, page) in (1..).zip(&pages) {
        near("width of the paper", page.size[0], 210.0, 0.5);
        near("height of the paper", page.size[1], 297.0, 0.5);
        // 页码: 7 mm below the 版心, which ends 35 mm above the edge; odd pages on the right, even ones on the left.
        let folio = page.lines.iter().find(|line| line.text.replace(' ', "").starts_with('—'));
        let folio = folio.unwrap_or_else(|| panic!("page {number} has no number"));
        assert_eq!(folio.text.replace(' ', ""), format!("—{number}—"));
        let middle = f64::midpoint(folio.left, folio.right);
        assert_eq!(middle > 105.0, number % 2 == 1, "page {number}: its number stands at {middle:.0} mm");
        near("the page number", f64::midpoint(folio.top, folio.bottom), 297.0 - 35.0 + 7.0, 3.0);
    }
    for page in &pages {
        eprintln!("PAGE");
        for l in &page.lines {
            eprintln!(
                "{:.1} {:.1} {:.1} {:.1} {} {}",
                l.left,
                l.top,
                l.right,
                l.bottom,
                l.text.chars().count(),
                l.text
            );
        }
    }
    let full: Vec<&Page> = pages.iter().filter(|page| body(page).len() == 22).collect();
    assert!(full.len() >= 3, "{:?}", pages.iter().map(|page| body(page).len()).collect::<Vec<_>>());
    for page in full {
        let lines = body(page);
        for line in &lines {
            assert_eq!(line.text.chars().count(), 28, "{}", line.text);
            near("left margin", line.left, 28.0, 1.0);
            near("right margin", page.size[0] - line.right, 26.0, 1.5);
        }
        let pitch = (lines[21].top - lines[0].top) / 21.0;
        near("pitch of the lines", pitch, 579.0 / 20.0 / POINTS_PER_MM, 0.1);
        near("upper margin", f64::midpoint(lines[0].top, lines[0].bottom) - pitch / 2.0, 37.0, 2.0);
        let end = f64::midpoint(lines[21].top, lines[21].bottom) + pitch / 2.0;
        near("lower margin", page.size[1] - end, 35.0, 2.0);
    }
}

/// The lines of the text on a page.
fn body(page: &Page) -> Vec<&Line> {
    page.lines.iter().filter(|line| line.text.chars().count() == 28).collect()
}
