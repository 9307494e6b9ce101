use super::super::Template;
use super::*;
use crate::catalog::load::Templates;

fn notices() -> Notices {
    Notices::load(&Templates::builtin()).unwrap()
}

fn letterhead() -> Letterhead {
    Letterhead {
        organ: "中共示例省纪律检查委员会".into(),
        mark: "中共示例省纪律检查委员会".into(),
        printer: "中共示例省纪委办公厅".into(),
    }
}

fn typeset(id: &str) -> Vec<u8> {
    let notices = notices();
    Typesetter::new(&notices, &letterhead()).typeset(notices.notice(id).unwrap()).unwrap()
}

fn filled(id: &str) -> Vec<u8> {
    let notices = notices();
    let template = Template::load(id, &typeset(id), &notices.style).unwrap_or_else(|issues| {
        panic!("{id}: {}", issues.iter().map(Issue::to_string).collect::<Vec<_>>().join("\n"))
    });
    let example = notices.notice(id).unwrap().example.as_deref().unwrap();
    let facts = serde_json::from_str(example).unwrap();
    template.fill(&facts).unwrap_or_else(|problem| panic!("{id}: {problem}"))
}

fn ids() -> Vec<String> {
    notices().all.into_iter().map(|notice| notice.declaration.id).collect()
}

#[test]
fn every_notice_is_filled_from_its_example() {
    for id in ids() {
        let bytes = filled(&id);
        assert_eq!(bytes, filled(&id), "{id}: the same facts give the same bytes");
        for (name, content) in package::read(&bytes).unwrap() {
            let text = String::from_utf8(content).unwrap();
            assert!(!text.contains("{{") && !text.contains("{%"), "{id}: a tag is left in {name}");
            super::super::outline::Outline::read(&text).unwrap_or_else(|what| panic!("{id}: {name}: {what}"));
        }
        if let Ok(folder) = std::env::var("NOTICES_TO") {
            std::fs::write(format!("{folder}/{id}.docx"), bytes).unwrap();
        }
    }
}
