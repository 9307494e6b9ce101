use super::*;
use serde_json::json;

fn style() -> Arc<HouseStyle> {
    let text = include_str!("../../../../templates/notices/layout/house.toml");
    Arc::new(toml::from_str(text).unwrap())
}

fn docx(paragraphs: &[&str]) -> Vec<u8> {
    let body: String =
        paragraphs.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let parts =
        [Packed::new("word/document.xml", document.as_bytes()), Packed::new("word/media/a.png", b"\xff\x00")];
    package::write(&parts.iter().collect::<Vec<_>>())
}

fn fill(paragraphs: &[&str], facts: serde_json::Value) -> Result<String, FillProblem> {
    let template = Template::load(&docx(paragraphs), &style()).unwrap();
    let parts = package::read(&template.fill(&facts)?).unwrap();
    assert_eq!(parts[1], ("word/media/a.png".to_owned(), b"\xff\x00".to_vec()));
    let text = String::from_utf8(parts[0].1.clone()).unwrap();
    let start = text.find("<w:body>").unwrap() + 8;
    Ok(text[start..text.find("</w:body>").unwrap()].replace(" xml:space=\"preserve\"", ""))
}

#[test]
fn values_are_escaped_and_their_lines_broken() {
    let filled = fill(&["{{ a }}"], json!({ "a": "甲<乙>&\"丙\"\n丁\u{0}\u{1f}\t戊" })).unwrap();
    let expected = "<w:p><w:r><w:t>甲&lt;乙&gt;&amp;&quot;丙&quot;</w:t><w:br/><w:t>丁</w:t><w:tab/><w:t>戊</w:t></w:r></w:p>";
    assert_eq!(filled, expected);
}

#[test]
fn a_notice_tells_nothing_of_who_made_its_template() {
    let core = "<p><dc:title>{{ a }}</dc:title><dc:creator>张三</dc:creator></p>";
    let parts = [
        Packed::new("docProps/core.xml", core.as_bytes()),
        Packed::new("docProps/thumbnail.jpeg", b"\xff\xd8"),
        Packed::new(
            "word/document.xml",
            b"<w:document xmlns:w=\"w\"><w:body><w:p w:author=\"x\"/></w:body></w:document>",
        ),
    ];
    let bytes = package::write(&parts.iter().collect::<Vec<_>>());
    let template = Template::load(&bytes, &style()).unwrap();
    let filled = package::read(&template.fill(&json!({ "a": "通报" })).unwrap()).unwrap();
    assert_eq!(filled.len(), 2);
    assert_eq!(String::from_utf8_lossy(&filled[0].1), "<p><dc:title>通报</dc:title></p>");
    assert!(String::from_utf8_lossy(&filled[1].1).contains("w:author=\"\""));
    let link =
        "<Relationships><Relationship Id=\"r\" Target=\"http://x\" TargetMode=\"External\"/></Relationships>";
    let linked = package::write(&[&Packed::new("word/_rels/document.xml.rels", link.as_bytes())]);
    assert_eq!(Template::load(&linked, &style()).unwrap_err().len(), 1);
}

#[test]
fn a_title_is_broken_when_its_fields_are_known() {
    let facts = json!({ "form": "党风廉政建设责任追究情况季报表" });
    let filled =
        fill(&["{% filter title_lines %}关于退回修改《{{ form }}》的通知{% endfilter %}"], facts).unwrap();
    assert_eq!(
        filled,
        "<w:p><w:r><w:t>关于退回修改《党风廉政建设</w:t><w:br/><w:t>责任追究情况季报表》的通知</w:t></w:r></w:p>"
    );
}

#[test]
fn what_cannot_be_filled_names_field_and_words() {
    let cases = [
        (json!({}), "unit", "fill.missing"),
        (json!({ "unit": { "name": null } }), "unit.name", "fill.empty"),
        (json!({ "unit": { "name": " " } }), "unit.name", "fill.empty"),
        (json!({ "unit": { "name": true } }), "unit.name", "fill.no_text"),
        (json!({ "unit": {} }), "unit.name", "fill.missing"),
    ];
    for (facts, field, what) in cases {
        let problem = fill(&["致{{ unit.name }}："], facts).unwrap_err();
        assert_eq!((problem.field.as_str(), problem.what.key), (field, what));
        assert_eq!(problem.place, "致{{ unit.name }}：");
    }
    let problem = fill(&["共{{ n | number }}件"], json!({ "n": "若干" })).unwrap_err();
    assert_eq!(problem.what.key, "fill.no_number");
    assert!(fill(&["{{ a | optional }}"], json!({ "a": "" })).is_ok());
}

#[test]
fn a_template_cannot_print_markup_or_run_forever() {
    let issues = Template::load(&docx(&["{{ a | safe }}"]), &style()).unwrap_err();
    assert!(matches!(&issues[0].wrong, Wrong::NoFilter(filter) if filter == "safe"), "{issues:?}");
    let forever = "{% for i in range(9999) %}{% for j in range(9999) %}{{ j }}{% endfor %}{% endfor %}";
    assert_eq!(fill(&[forever], json!({})).unwrap_err().what.key, "fill.too_long");
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    let template = Template::load(&docx(&["{{ a }}"]), &style()).unwrap();
    let facts = json!({ "a": 1 });
    assert_eq!(template.fill(&facts).unwrap(), template.fill(&facts).unwrap());
    assert!(Template::load(b"no zip", &style()).is_err());
}
