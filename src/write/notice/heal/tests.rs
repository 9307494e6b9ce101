use super::*;
use crate::catalog::Sentences;

fn document(body: &str) -> String {
    format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>")
}

fn healed(body: &str) -> Result<String, Vec<(String, String)>> {
    let all = heal(&document(body)).map_err(|faults| {
        let said = |fault: Fault| (fault.place.clone(), Sentences::english().say(&fault.saying()));
        faults.into_iter().map(said).collect::<Vec<_>>()
    })?;
    let start = all.find("<w:body>").unwrap() + 8;
    Ok(all[start..all.find("</w:body>").unwrap()].replace(" xml:space=\"preserve\"", ""))
}

#[test]
fn a_tag_split_over_runs_is_joined_in_its_first_run() {
    let body = "<w:p><w:r><w:t>共{</w:t></w:r><w:proofErr/><w:r><w:rPr><w:b/></w:rPr><w:t>{ total</w:t></w:r><w:r><w:t> }}件</w:t></w:r></w:p>";
    let expected = "<w:p><w:r><w:t>共{{ total }}</w:t></w:r><w:proofErr/><w:r><w:rPr><w:b/></w:rPr><w:t></w:t></w:r><w:r><w:t>件</w:t></w:r></w:p>";
    assert_eq!(healed(body).unwrap(), expected);
}

#[test]
fn typographic_quotes_and_entities_in_tags_are_put_back() {
    let body = "<w:p><w:r><w:t>“{{ n | change(“多{}”, ‘少’) }}”{% if a &gt; 1 &amp; b %}是{% endif %}</w:t></w:r></w:p>";
    let expected =
        "<w:p><w:r><w:t>“{{ n | change(\"多{}\", '少') }}”{% if a > 1 & b %}是{% endif %}</w:t></w:r></w:p>";
    assert_eq!(healed(body).unwrap(), expected);
}

#[test]
fn loops_over_rows_and_paragraphs_replace_what_holds_them() {
    let row = |text: &str| format!("<w:tr><w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc></w:tr>");
    let body =
        format!("<w:tbl>{}{}{}</w:tbl>", row("{%tr for x in xs %}"), row("{{ x }}"), row("{%tr endfor %}"));
    let expected = format!("<w:tbl>{{% for x in xs %}}{}{{% endfor %}}</w:tbl>", row("{{ x }}"));
    assert_eq!(healed(&body).unwrap(), expected);
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let body = ["{%p if a %}", "甲", "{%p else %}", "乙", "{%p endif %}"].map(paragraph).concat();
    let expected = format!("{{% if a %}}{}{{% else %}}{}{{% endif %}}", paragraph("甲"), paragraph("乙"));
    assert_eq!(healed(&body).unwrap(), expected);
}

#[test]
fn blocks_that_would_break_the_document_are_refused_with_their_words() {
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let cases = [
        (
            paragraph("合计{%p if a %}") + &paragraph("{%p endif %}"),
            "合计{%p if a %}",
            "no other text may stand beside it",
        ),
        (
            paragraph("{% if a %}甲") + &paragraph("乙{% endif %}"),
            "乙{% endif %}",
            "is not in the paragraph (row, run) of the begin of its block",
        ),
        (paragraph("{% for x in xs %}"), "{% for x in xs %}", "the tag for has no end"),
        (paragraph("{% endif %}"), "{% endif %}", "nothing begins what the tag {% endif %} ends"),
        (paragraph("{%tr if a %}"), "{%tr if a %}", "may stand in tables only"),
        (paragraph("{% if a %}{% endfor %}"), "{% if a %}{% endfor %}", "does not end the if before it"),
    ];
    for (body, place, what) in cases {
        let faults = healed(&body).unwrap_err();
        assert_eq!(faults[0].0, place);
        assert!(faults[0].1.contains(what), "{faults:?}");
    }
    assert!(healed("<w:p>").is_err());
}
