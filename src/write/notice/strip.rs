//! What a Word file says of whoever made it, and where: taken away when an office's own template is read, since every
//! notice filled from it would carry that to its recipients. What would be fetched or run there is refused.

use super::fault::Wrong;

/// Properties of a document that tell of people, machines and days.
const TELLING: [&str; 13] = [
    "category",
    "contentStatus",
    "created",
    "creator",
    "description",
    "identifier",
    "keywords",
    "lastModifiedBy",
    "lastPrinted",
    "modified",
    "revision",
    "subject",
    "version",
];
/// Settings that name a file of the author's machine, the sessions in which was written, or hidden values.
const SETTINGS: [&str; 4] = ["attachedTemplate", "docVars", "mailMerge", "rsids"];
/// Relationships that go with what is taken away.
const DROPPED: [&str; 4] = ["/attachedTemplate", "/mailMergeSource", "/mailMergeHeaderSource", "/thumbnail"];
/// A picture of the document as it was once saved.
const THUMBNAIL: &str = "docProps/thumbnail.";

const NO_PROGRAM: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"/>";
const NO_PROPERTIES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\"/>";

/// True for a part that is left out altogether.
pub(super) fn is_dropped(name: &str) -> bool {
    name.starts_with(THUMBNAIL)
}

/// A part without what tells of its author.
pub(super) fn stripped(name: &str, source: String) -> String {
    match name {
        "docProps/app.xml" => NO_PROGRAM.to_owned(),
        "docProps/custom.xml" => NO_PROPERTIES.to_owned(),
        "docProps/core.xml" => TELLING.iter().fold(source, |text, name| without(text, name, |_| true)),
        "word/people.xml" => without(source, "person", |_| true),
        "word/settings.xml" => SETTINGS.iter().fold(source, |text, name| without(text, name, |_| true)),
        relationships if is_relationships(relationships) => without(source, "Relationship", |tag| {
            attribute(tag, "Type").is_some_and(|kind| DROPPED.iter().any(|end| kind.ends_with(end)))
        }),
        story if story.starts_with("word/") && is_xml(story) => {
            [":author=\"", ":initials=\""].iter().fold(source, |text, start| emptied(text, start))
        }
        _ => source,
    }
}

/// What a recipient's Word would fetch or run; `None` if there is nothing.
pub(super) fn foreign(name: &str, source: &str) -> Option<Wrong> {
    let lower = name.to_ascii_lowercase();
    if lower.contains("vbaproject") || lower.contains("activex") {
        return Some(Wrong::Macros);
    }
    if !is_relationships(name) {
        return None;
    }
    let tags = source.split("<Relationship ").skip(1).filter_map(|rest| rest.split('>').next());
    let mut outside = tags.filter(|tag| attribute(tag, "TargetMode") == Some("External"));
    outside.next().map(|tag| Wrong::Outside(attribute(tag, "Target").unwrap_or_default().to_owned()))
}

fn is_xml(name: &str) -> bool {
    name.ends_with(".xml")
}

fn is_relationships(name: &str) -> bool {
    name.ends_with(".rels")
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let start = tag.find(&format!("{name}=\""))? + name.len() + 2;
    tag[start..].split('"').next()
}

/// A text without the elements of a name, whatever its prefix, whose start tags are unwanted.
fn without(source: String, name: &str, unwanted: impl Fn(&str) -> bool) -> String {
    let mut kept = String::new();
    let mut rest = source.as_str();
    while let Some((at, end)) = element(rest, name) {
        let tag = rest[at..end].split('>').next().unwrap_or_default();
        let stop = if unwanted(tag) { at } else { end };
        kept.push_str(&rest[..stop]);
        rest = &rest[end..];
    }
    if kept.is_empty() && rest.len() == source.len() {
        return source;
    }
    kept + rest
}

/// Where the first element of a name begins and ends.
fn element(text: &str, name: &str) -> Option<(usize, usize)> {
    for (at, _) in text.match_indices('<') {
        let tag = &text[at + 1..];
        let full = tag.split([' ', '\t', '\r', '\n', '/', '>']).next().unwrap_or_default();
        if full.rsplit(':').next() != Some(name) {
            continue;
        }
        let close = at + 1 + tag.find('>')?;
        if text[..close].ends_with('/') {
            return Some((at, close + 1));
        }
        let ending = format!("</{full}>");
        let end = close + text[close..].find(&ending)? + ending.len();
        return Some((at, end));
    }
    None
}

/// A text with the values of attributes that begin so left empty.
fn emptied(source: String, start: &str) -> String {
    if !source.contains(start) {
        return source;
    }
    let mut parts = source.split(start);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(start);
        kept.push_str(part.find('"').map_or(part, |end| &part[end..]));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_keep_the_title_alone() {
        let core = "<cp:coreProperties><dc:title>通报</dc:title><dc:creator>张三</dc:creator><cp:lastModifiedBy>李四</cp:lastModifiedBy><dcterms:created xsi:type=\"x\">2014</dcterms:created><cp:keywords/></cp:coreProperties>";
        let kept = stripped("docProps/core.xml", core.to_owned());
        assert_eq!(kept, "<cp:coreProperties><dc:title>通报</dc:title></cp:coreProperties>");
        assert!(!stripped("docProps/app.xml", "<Company>示例</Company>".to_owned()).contains("示例"));
    }

    #[test]
    fn settings_lose_the_files_and_sessions_of_the_author() {
        let settings = "<w:settings><w:zoom w:percent=\"100\"/><w:attachedTemplate r:id=\"rId1\"/><w:rsids><w:rsidRoot w:val=\"1\"/></w:rsids></w:settings>";
        let kept = stripped("word/settings.xml", settings.to_owned());
        assert_eq!(kept, "<w:settings><w:zoom w:percent=\"100\"/></w:settings>");
        let links = "<Relationships><Relationship Id=\"rId1\" Type=\"t/attachedTemplate\" Target=\"file:///C:\\a.dot\" TargetMode=\"External\"/><Relationship Id=\"rId2\" Type=\"t/styles\" Target=\"styles.xml\"/></Relationships>";
        let kept = stripped("word/_rels/settings.xml.rels", links.to_owned());
        assert!(!kept.contains("rId1") && kept.contains("rId2"), "{kept}");
        assert_eq!(foreign("word/_rels/settings.xml.rels", &kept), None);
    }

    #[test]
    fn comments_and_changes_lose_their_authors() {
        let story = "<w:ins w:id=\"1\" w:author=\"张三\" w:date=\"x\"/><w:comment w:author=\"李四\" w:initials=\"L\">";
        let kept = stripped("word/comments.xml", story.to_owned());
        assert_eq!(
            kept,
            "<w:ins w:id=\"1\" w:author=\"\" w:date=\"x\"/><w:comment w:author=\"\" w:initials=\"\">"
        );
    }

    #[test]
    fn what_would_be_fetched_or_run_is_named() {
        let link = "<Relationship Id=\"r\" Type=\"t/image\" Target=\"http://evil.example/a.png\" TargetMode=\"External\"/>";
        let told = foreign("word/_rels/document.xml.rels", link);
        assert_eq!(told, Some(Wrong::Outside("http://evil.example/a.png".into())));
        assert_eq!(foreign("word/vbaProject.bin", ""), Some(Wrong::Macros));
        assert_eq!(foreign("word/document.xml", link), None);
    }
}
