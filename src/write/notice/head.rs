//! 版头 and 版记: the red head and the rules of 文件格式 and 信函格式, page numbers, and the mark of a draft.

use super::measure::*;
use super::xml::{escape, paragraph, part, run};
use crate::catalog::{HouseStyle, Letterhead};

/// The text of the 发文字号 on every notice.
const NUMBER: &str = "{{ doc_no }}";

/// 签发人 of a notice upward; nobody has signed a draft.
const SIGNATORY: &str = "{{ signatory | optional }}";

/// Text at a size in points that the style does not have.
fn sized_run(text: &str, points: u32) -> String {
    let half = points * 2;
    format!(
        "<w:r><w:rPr><w:sz w:val=\"{half}\"/><w:szCs w:val=\"{half}\"/></w:rPr>\
         <w:t xml:space=\"preserve\">{}</w:t></w:r>",
        escape(text)
    )
}

/// An empty line of the grid.
pub fn blank_line() -> String {
    paragraph("Normal", "", "")
}

/// An empty line that stays on the page of what follows.
pub fn kept_line() -> String {
    paragraph("Normal", "<w:keepNext/>", "")
}

/// 文件格式: mark of secrecy, red mark, 发文字号, red rule, two empty lines. 上行文 has 发文字号 at the left and 签发人 at the
/// right, each a character in (GB/T 9704 7.2.5 and 7.2.6).
pub fn document_head(style: &HouseStyle, letterhead: &Letterhead, secrecy: &str, upward: bool) -> String {
    let mark = format!("{}{}", letterhead.mark, style.mark_suffix);
    let points = mark_points(mark.chars().count(), 56);
    let mut drop = MARK_DROP;
    let mut out = String::new();
    if !secrecy.is_empty() {
        drop -= LINE;
        out += &paragraph("NoticeSecrecy", "", &run("", secrecy));
    }
    let spacing = format!(
        "<w:spacing w:before=\"{drop}\" w:after=\"0\" w:line=\"{}\" w:lineRule=\"exact\"/>",
        points * 20
    );
    out += &paragraph("NoticeMark", &spacing, &sized_run(&mark, points));
    out += &blank_line().repeat(2);
    let rule = format!(
        "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"{RED_RULE}\" w:space=\"{RULE_GAP_POINTS}\" w:color=\"FF0000\"/></w:pBdr>"
    );
    out += &if upward {
        let side = format!(
            "{rule}<w:tabs><w:tab w:val=\"right\" w:pos=\"{}\"/></w:tabs><w:jc w:val=\"left\"/>",
            TEXT_WIDTH - CHARACTER
        );
        let signatory = run("", &style.signatory) + &run("NoticeKai", SIGNATORY);
        // A space of full width instead of an indent: the rule below is as wide as the text.
        let number = run("", &format!("　{NUMBER}"));
        paragraph("NoticeNumber", &side, &(number + "<w:r><w:tab/></w:r>" + &signatory))
    } else {
        paragraph("NoticeNumber", &rule, &run("", NUMBER))
    };
    out + &blank_line().repeat(2)
}

/// 信函格式, in the header of page 1: the name of the organ and the first double rule, thick over thin.
pub fn letter_header(style: &HouseStyle, letterhead: &Letterhead) -> String {
    let points = mark_points(letterhead.mark.chars().count(), 40);
    let (thick, gap, thin) = DOUBLE_RULE;
    let rules = thick + gap + thin;
    let after = LETTER_RULE_GAP + points_to_twips(rules) + LETTER_NUMBER_GAP;
    let top = f64::from(LETTER_MARK_TOP + points * 20 + LETTER_RULE_GAP) / 20.0;
    let strokes = stroke("LetterRule1", (top + thick / 2.0) * MM_PER_POINT, thick)
        + &stroke("LetterRule2", (top + thick + gap + thin / 2.0) * MM_PER_POINT, thin);
    let spacing = format!(
        "<w:spacing w:before=\"0\" w:after=\"{after}\" w:line=\"{}\" w:lineRule=\"exact\"/>",
        points * 20
    );
    let runs = strokes + &sized_run(&letterhead.mark, points) + &draft_runs(&style.draft, "");
    part("hdr", &paragraph("NoticeMark", &spacing, &runs))
}

/// 信函格式, below the first rule: mark of secrecy at the left, 发文字号 at the right, two empty lines.
pub fn letter_head(secrecy: &str) -> String {
    let tabs =
        format!("<w:tabs><w:tab w:val=\"right\" w:pos=\"{TEXT_WIDTH}\"/></w:tabs><w:jc w:val=\"left\"/>");
    let secrecy = if secrecy.is_empty() { String::new() } else { run("NoticeHei", secrecy) };
    let runs = secrecy + "<w:r><w:tab/></w:r>" + &run("", NUMBER);
    paragraph("NoticeNumber", &tabs, &runs) + &blank_line().repeat(2)
}

/// 信函格式, in the footer of page 1: the second double rule, thin over thick, 20 mm above the edge.
pub fn letter_footer() -> String {
    let (thick, gap, thin) = DOUBLE_RULE;
    let low = LETTER_LOW_RULE_MM - thick / 2.0 * MM_PER_POINT;
    let high = LETTER_LOW_RULE_MM - (thick + gap + thin / 2.0) * MM_PER_POINT;
    let strokes = stroke("LetterRule3", high, thin) + &stroke("LetterRule4", low, thick);
    part("ftr", &paragraph("NoticePage", "", &strokes))
}

fn points_to_twips(points: f64) -> u32 {
    (points * 20.0).round() as u32
}

/// A red line 170 mm wide, at a height in millimetres from the upper edge of the page.
fn stroke(id: &str, height: f64, points: f64) -> String {
    let (left, right) = LETTER_RULE_SPAN;
    format!(
        "<w:r><w:pict><v:line id=\"{id}\" style=\"position:absolute;z-index:1;\
         mso-position-horizontal-relative:page;mso-position-vertical-relative:page\" \
         from=\"{left},{height:.2}mm\" to=\"{right},{height:.2}mm\" strokecolor=\"red\" strokeweight=\"{points}pt\"/>\
         </w:pict></w:r>"
    )
}

/// The header of pages without a head of their own: only the mark of a draft.
pub fn plain_header(style: &HouseStyle) -> String {
    part("hdr", &paragraph("NoticeDraft", "", &draft_runs(&style.draft, &style.draft_note)))
}

/// What stands on each page until the notice is approved: a note, and a word across the page.
fn draft_runs(word: &str, note: &str) -> String {
    let shape = format!(
        "<w:r><w:pict><v:shapetype id=\"_x0000_t136\" coordsize=\"21600,21600\" o:spt=\"136\" adj=\"10800\" \
         path=\"m@7,l@8,m@5,21600l@6,21600e\"><v:formulas><v:f eqn=\"sum #0 0 10800\"/><v:f eqn=\"prod #0 2 1\"/>\
         <v:f eqn=\"sum 21600 0 @1\"/><v:f eqn=\"sum 0 0 @2\"/><v:f eqn=\"sum 21600 0 @3\"/><v:f eqn=\"if @0 @3 0\"/>\
         <v:f eqn=\"if @0 21600 @1\"/><v:f eqn=\"if @0 0 @2\"/><v:f eqn=\"if @0 @4 21600\"/></v:formulas>\
         <v:path textpathok=\"t\" o:connecttype=\"rect\"/><v:textpath on=\"t\" fitshape=\"t\"/></v:shapetype>\
         <v:shape id=\"DraftMark\" type=\"#_x0000_t136\" style=\"position:absolute;margin-left:0;margin-top:0;\
         width:380pt;height:120pt;rotation:315;z-index:-251658240;mso-position-horizontal:center;\
         mso-position-horizontal-relative:margin;mso-position-vertical:center;\
         mso-position-vertical-relative:margin\" fillcolor=\"#d9d9d9\" stroked=\"f\"><v:fill opacity=\".5\"/>\
         <v:textpath style=\"font-family:&quot;黑体&quot;;font-size:1pt\" string=\"{}\"/></v:shape></w:pict></w:r>",
        escape(word)
    );
    run("", &format!("{{% if draft %}}{note}")) + &shape + &run("", "{% endif %}")
}

/// `— 1 —` at the outer edge of the page: odd pages right, even pages left, one character in.
pub fn page_number(odd: bool) -> String {
    let place = if odd {
        format!("<w:ind w:rightChars=\"100\" w:right=\"{SMALL_CHARACTER}\"/><w:jc w:val=\"right\"/>")
    } else {
        format!("<w:ind w:leftChars=\"100\" w:left=\"{SMALL_CHARACTER}\"/><w:jc w:val=\"left\"/>")
    };
    let field = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>\
                 <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
    part("ftr", &paragraph("NoticePage", &place, &(run("", "— ") + field + &run("", " —"))))
}

/// 版记 at the foot of the last page: 抄送机关 if there are any, and in 文件格式 印发机关 and 印发日期 between rules.
/// It is a box on the lower edge of 版心; frames and floating tables lose that place outside of Word.
pub fn tail(style: &HouseStyle, letterhead: &Letterhead, ruled: bool) -> String {
    let hanging = SMALL_CHARACTER * 3;
    let copies = paragraph(
        "NoticeTail",
        &format!(
            "<w:ind w:leftChars=\"400\" w:left=\"{}\" w:rightChars=\"100\" w:right=\"{SMALL_CHARACTER}\" \
             w:hangingChars=\"300\" w:hanging=\"{hanging}\"/>",
            SMALL_CHARACTER + hanging
        ),
        &run("", &format!("{}{{{{ copies | classes }}}}。", style.copies)),
    );
    let date = format!("{{{{ printed_on | date_cn }}}}{}", style.printed);
    let printed = paragraph(
        "NoticeTail",
        &format!(
            "<w:tabs><w:tab w:val=\"right\" w:pos=\"{}\"/></w:tabs><w:ind w:leftChars=\"100\" w:left=\"{SMALL_CHARACTER}\"/>",
            TEXT_WIDTH - SMALL_CHARACTER
        ),
        &(run("", &letterhead.printer) + "<w:r><w:tab/></w:r>" + &run("", &date)),
    );
    let row = |content: &str| {
        format!(
            "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w=\"{TEXT_WIDTH}\" w:type=\"dxa\"/></w:tcPr>{content}</w:tc></w:tr>"
        )
    };
    let statement = |text: &str| paragraph("NoticeTail", "", &run("", text));
    if ruled {
        let optional = [statement("{%tr if copies %}"), copies, statement("{%tr endif %}"), printed];
        return boxed(&optional.map(|content| row(&content)).concat(), &tail_rules());
    }
    statement("{%p if copies %}") + &boxed(&row(&copies), "") + &statement("{%p endif %}")
}

fn tail_rules() -> String {
    let rule = |(side, weight): (&str, u32)| {
        format!("<w:{side} w:val=\"single\" w:sz=\"{weight}\" w:space=\"0\" w:color=\"000000\"/>")
    };
    let rules = [("top", TAIL_RULE), ("bottom", TAIL_RULE), ("insideH", TAIL_INNER_RULE)].map(rule).concat();
    format!("<w:tblBorders>{rules}</w:tblBorders>")
}

/// A paragraph that anchors a box with these rows to the foot of its page.
fn boxed(rows: &str, borders: &str) -> String {
    let table = format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{TEXT_WIDTH}\" w:type=\"dxa\"/>{borders}<w:tblLayout w:type=\"fixed\"/>\
         <w:tblCellMar><w:left w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr>\
         <w:tblGrid><w:gridCol w:w=\"{TEXT_WIDTH}\"/></w:tblGrid>{rows}</w:tbl>"
    );
    let width = f64::from(TEXT_WIDTH) / 20.0;
    let shape = format!(
        "<w:r><w:pict><v:rect id=\"Tail\" style=\"position:absolute;margin-left:0;margin-top:0;\
         width:{width}pt;height:50pt;z-index:2;mso-wrap-distance-left:0;mso-wrap-distance-right:0;mso-wrap-distance-top:0;mso-wrap-distance-bottom:0;mso-position-horizontal:left;mso-position-horizontal-relative:margin;\
         mso-position-vertical:bottom;mso-position-vertical-relative:margin\" filled=\"f\" stroked=\"f\">\
         <v:textbox style=\"mso-fit-shape-to-text:t\" inset=\"0mm,0mm,0mm,0mm\"><w:txbxContent>{table}{}</w:txbxContent></v:textbox>\
         <w10:wrap type=\"topAndBottom\"/></v:rect></w:pict></w:r>",
        paragraph("NoticeAnchor", "", "")
    );
    paragraph("NoticeAnchor", "", &shape)
}
