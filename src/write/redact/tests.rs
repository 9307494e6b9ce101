use super::*;
use crate::catalog::load::Templates;
use crate::write::package::{self, Packed};
use proptest::prelude::*;
use std::sync::OnceLock;

fn rules() -> &'static Redaction {
    static RULES: OnceLock<Redaction> = OnceLock::new();
    RULES.get_or_init(|| Redaction::load(&Templates::builtin()).unwrap())
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn redact(level: &str, cast: &Cast, text: &str) -> String {
    Redactor::new(rules(), rules().level(level).unwrap(), cast).text(text)
}

#[test]
fn a_surname_stays_and_the_rest_is_masked() {
    let masked = ["张三", "张三丰", "欧阳修", "司马相如", "阿卜杜拉·买买提", "迪丽热巴尔古丽"]
        .map(|name| mask_person(rules(), name));
    assert_eq!(masked, ["张某", "张某某", "欧阳某", "司马某某", "阿某", "迪某"]);
    let fixed = Redaction { fixed_length: 2, ..rules().clone() };
    assert_eq!(["张三", "欧阳修"].map(|name| mask_person(&fixed, name)), ["张某某", "欧阳某某"]);
}

#[test]
fn collisions_are_numbered_and_each_person_keeps_the_number() {
    let cast = Cast { persons: names(&["张三", "李四", "张五"]), ..Cast::default() };
    let text = "张五、张　三和李四；张三为组长";
    assert_eq!(redact("L3", &cast, text), "张某2、张某1和李某；张某1为组长");
    assert_eq!(redact("L1", &cast, text), text);
}

#[test]
fn other_persons_and_details_are_hidden_at_every_published_level() {
    let cast = Cast { persons: names(&["张三"]), others: names(&["王小明"]), ..Cast::default() };
    let text = "张三（身份证号110101198001011234，电话13812345678、１３８１２３４５６７８、0990-12345678，账号6222021234567890123）驾驶川A12345，家住人民路12号3栋，收受王小明的示例建筑有限公司好处费，与某公司往来。";
    let expected = "张三（身份证号（证件号略），电话（电话略）、（电话略）、（电话略），账号（账号略））驾驶（车牌略），家住（住址略），收受王某某的某公司好处费，与某公司往来。";
    for level in ["L1", "L2"] {
        assert_eq!(redact(level, &cast, text), expected);
    }
    assert_eq!(redact("L0", &cast, text), text);
}

#[test]
fn a_unit_that_is_a_company_is_no_third_party() {
    let cast = Cast { units: names(&["示例建工有限公司"]), ..Cast::default() };
    assert_eq!(redact("L1", &cast, "示例建工有限公司向大地建材有限公司"), "示例建工有限公司向某公司");
    let cast = Cast { companies: names(&["宏图置业"]), ..Cast::default() };
    assert_eq!(redact("L1", &cast, "收受宏图置业贿赂"), "收受某公司贿赂");
}

#[test]
fn level_four_keeps_only_level_and_kind_of_units() {
    let cast = Cast {
        persons: names(&["张三"]),
        units: names(&["中共示例县财政局党组", "示例县财政局", "东方大学"]),
        places: names(&["示例县", "示例市"]),
        ..Cast::default()
    };
    let text = "示例市示例县财政局原局长张三、东方大学、中共示例县财政局党组";
    assert_eq!(redact("L4", &cast, text), "某市某县财政局原局长张某、某大学、中共某县财政局党组");
}

#[test]
fn facts_are_redacted_wherever_texts_stand() {
    let cast = Cast { persons: names(&["张三"]), ..Cast::default() };
    let level = rules().level("L3").unwrap();
    let facts = serde_json::json!({ "张三": ["张三", { "name": "局长张三" }], "count": 3 });
    let redactor = Redactor::new(rules(), level, &cast);
    assert_eq!(
        redactor.facts(&facts),
        serde_json::json!({ "张三": ["张某", { "name": "局长张某" }], "count": 3 })
    );
    let suspicions = redactor.suspicions("据举报人反映，其妻另案处理");
    let found: Vec<&str> = suspicions.iter().map(|suspicion| suspicion.found.as_str()).collect();
    assert_eq!(found, ["举报人", "其妻", "另案"]);
}

fn package_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let packed: Vec<Packed> = parts.iter().map(|(name, bytes)| Packed::new(name, bytes)).collect();
    package::write(&packed.iter().collect::<Vec<_>>())
}

#[test]
fn a_leak_is_found_wherever_it_hides() {
    let inner = package_of(&[(
        "xl/sharedStrings.xml",
        "<sst><si><r><t>张</t></r><r><t>三</t></r></si></sst>".as_bytes(),
    )]);
    let image: Vec<u8> = "\u{1}张三".encode_utf16().flat_map(u16::to_le_bytes).chain([0xff, 0xfe]).collect();
    let document = "<w:p><w:r><w:t>张</w:t></w:r><w:del><w:delText>　三</w:delText></w:del></w:p><w:p>李</w:p><w:p>四</w:p>";
    let bytes = package_of(&[
        ("docProps/core.xml", "<a><dc:title>张&#x4E09;</dc:title></a>".as_bytes()),
        ("word/comments.xml", "<!-- 张三 --><c/>".as_bytes()),
        ("word/document.xml", document.as_bytes()),
        ("word/embeddings/a.xlsx", &inner),
        ("word/footer.xml", "<w:p><wp:docPr descr=\"张三\"/></w:p>".as_bytes()),
        ("word/header.xml", "<w:p>张某</w:p>".as_bytes()),
        ("word/media/a.emf", &image),
        ("word/张三.xml", b"<a/>"),
    ]);
    let found = leaks(&bytes, &names(&["张三", "李四"])).unwrap();
    let parts: Vec<&str> = found.iter().map(|leak| leak.part.as_str()).collect();
    let expected = [
        "docProps/core.xml",
        "word/comments.xml",
        "word/document.xml",
        "word/embeddings/a.xlsx!xl/sharedStrings.xml",
        "word/footer.xml",
        "word/media/a.emf",
        "word/张三.xml",
    ];
    assert_eq!(parts, expected);
    assert!(found.iter().all(|leak| leak.original == "张三"));
    assert!(leaks(b"no package", &["张三".to_owned()]).is_err());
}

/// Names of two to four characters from a small store, so that they collide and overlap.
fn a_name() -> impl Strategy<Value = String> {
    let character = prop::sample::select("张李王欧阳三四五丰明".chars().collect::<Vec<_>>());
    prop::collection::vec(character, 2..5).prop_map(String::from_iter)
}

proptest! {
    #[test]
    fn a_redacted_text_never_holds_an_original(
        persons in prop::collection::vec(a_name(), 0..6),
        others in prop::collection::vec(a_name(), 0..4),
        text in "[张李王欧阳三四五丰明 ，0-9县]{0,40}",
    ) {
        let cast = Cast { persons, others, ..Cast::default() };
        let redactor = Redactor::new(rules(), rules().level("L3").unwrap(), &cast);
        let redacted = squeeze(&redactor.text(&text));
        for original in redactor.originals() {
            prop_assert!(!redacted.contains(&original), "{text} gives {redacted}, which holds {original}");
        }
    }

    #[test]
    fn masks_are_consistent_and_tell_persons_apart(persons in prop::collection::vec(a_name(), 0..8)) {
        let cast = Cast { persons, ..Cast::default() };
        let redactor = Redactor::new(rules(), rules().level("L3").unwrap(), &cast);
        let masks: Vec<&str> = redactor.masks().map(|(_, mask)| mask).collect();
        let distinct: std::collections::BTreeSet<&str> = masks.iter().copied().collect();
        prop_assert_eq!(masks.len(), distinct.len());
        for (original, mask) in redactor.masks() {
            let text = format!("{original}，{original}");
            prop_assert_eq!(redactor.text(&text), format!("{mask}，{mask}"));
        }
    }
}
