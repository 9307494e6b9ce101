//! The scanner against quick-xml, and on what is not well-formed.

use super::{Scanner, Token};
use crate::paper::sheet::Refusal;
use proptest::prelude::*;
use quick_xml::events::Event;

/// A part as a list of what was met: elements with their attributes, texts joined.
fn by_us(part: &str) -> Result<Vec<String>, Refusal> {
    let mut scanner = Scanner::new(part, 100);
    let mut met = Vec::new();
    let mut text = String::new();
    while let Some(token) = scanner.token()? {
        match token {
            Token::Text(run) => {
                text.push_str(&run.decode()?);
                continue;
            }
            _ if !text.is_empty() => met.push(std::mem::take(&mut text)),
            _ => {}
        }
        match token {
            Token::Start(tag) => {
                let mut line = format!("<{}", tag.name);
                for attribute in tag.attributes() {
                    let (name, value) = attribute?;
                    line.push_str(&format!(" {name}={}", super::decode(value)?));
                }
                met.push(line);
            }
            Token::End(name) => met.push(format!(">{name}")),
            Token::Text(_) => unreachable!("handled above"),
        }
    }
    Ok(met)
}

fn by_quick_xml(part: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(part);
    let mut met = Vec::new();
    let mut text = String::new();
    let flush = |met: &mut Vec<String>, text: &mut String| {
        if !text.is_empty() {
            met.push(std::mem::take(text));
        }
    };
    loop {
        let event = reader.read_event().unwrap();
        let start = |start: &quick_xml::events::BytesStart<'_>| {
            let mut line = format!("<{}", start.local_name().as_ref());
            for attribute in start.attributes() {
                let attribute = attribute.unwrap();
                if attribute.key.prefix().is_none_or(|prefix| prefix.as_ref() != "xmlns") {
                    let value = quick_xml::escape::unescape(&attribute.value).unwrap().into_owned();
                    line.push_str(&format!(" {}={value}", attribute.key.local_name().as_ref()));
                }
            }
            line
        };
        match event {
            Event::Text(run) => text.push_str(&run),
            Event::CData(run) => text.push_str(&run),
            Event::GeneralRef(name) => {
                let reference = format!("&{};", &*name);
                text.push_str(&quick_xml::escape::unescape(&reference).unwrap());
            }
            Event::Start(tag) => {
                flush(&mut met, &mut text);
                met.push(start(&tag));
            }
            Event::Empty(tag) => {
                flush(&mut met, &mut text);
                met.push(start(&tag));
                met.push(format!(">{}", tag.local_name().as_ref()));
            }
            Event::End(tag) => {
                flush(&mut met, &mut text);
                met.push(format!(">{}", tag.local_name().as_ref()));
            }
            Event::Eof => return met,
            _ => {}
        }
    }
}

fn element() -> impl Strategy<Value = String> {
    let name = "([xw]:)?[a-c][a-z]{0,3}";
    let attributes = prop::collection::btree_map("(r:)?[d-g][0-9]{0,2}", "[a-z> 汉/=]{0,6}|&lt;&#x41;", 0..3);
    let attributes = attributes.prop_map(|list| {
        let mut seen = std::collections::BTreeSet::new();
        let own = list.into_iter().filter(|(name, _)| seen.insert(name.trim_start_matches("r:").to_owned()));
        own.map(|(name, value)| format!(" {name} = \"{value}\"")).collect::<String>()
    });
    let text = prop_oneof![
        "[a-z 汉字\\]]{0,8}",
        Just("&amp;&#20013;".to_owned()),
        Just("<!-- <x> -->".to_owned()),
        Just("<?pi > ?>".to_owned()),
        Just("<![CDATA[<&]]>".to_owned())
    ];
    let leaf = (name, attributes.clone()).prop_map(|(name, attributes)| format!("<{name}{attributes}/>"));
    prop_oneof![leaf, text].prop_recursive(4, 24, 5, move |inner| {
        (name, attributes.clone(), prop::collection::vec(inner, 0..5)).prop_map(
            |(name, attributes, inside)| format!("<{name}{attributes}>{}</{name} >", inside.concat()),
        )
    })
}

proptest! {
    #[test]
    fn quick_xml_meets_the_same_tokens(inside in prop::collection::vec(element(), 0..4)) {
        let part = format!("\u{feff}<?xml version=\"1.0\"?><root xmlns:r=\"urn:r\">{}</root><!-- end -->", inside.concat());
        prop_assert_eq!(by_us(&part).unwrap(), by_quick_xml(&part));
    }

    #[test]
    fn no_change_of_a_part_makes_the_scanner_fall(inside in element(), at in any::<prop::sample::Index>(), with in "\\PC|[<>/&;=\"'!\\-\\[\\]]") {
        let part = format!("<root>{inside}</root>");
        let at = at.index(part.len());
        if part.is_char_boundary(at) {
            let _ = by_us(&format!("{}{with}{}", &part[..at], &part[at..]));
            prop_assert_eq!(by_us(&part[..at]), Err(Refusal::Damaged));
        }
    }
}

#[test]
fn what_is_not_well_formed_is_damage() {
    for part in [
        "",
        " ",
        "a",
        "<",
        "<a",
        "<a>",
        "<a/",
        "<a></b>",
        "<a></a",
        "</a>",
        "<a/><b/>",
        "<a/>x",
        "x<a/>",
        "<a b></a>",
        "<a b=c/>",
        "<a b=\"c/>",
        "<a <b/>",
        "<a><![CDATA[x</a>",
        "<a><!-- </a>",
        "<a><?x </a>",
        "<>",
        "< a/>",
        "<a>&x;</a>",
        "<a b=\"1\"c/>",
        "<![CDATA[x]]><a/>",
    ] {
        assert_eq!(by_us(part), Err(Refusal::Damaged), "{part}");
    }
    for part in ["<!DOCTYPE a><a/>", "<a><!ELEMENT x></a>"] {
        assert_eq!(by_us(part), Err(Refusal::Suspicious), "{part}");
    }
    let deep = |levels: usize| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
    assert_eq!(by_us(&deep(100)).map(|met| met.len()), Ok(200));
    assert_eq!(by_us(&deep(101)), Err(Refusal::TooLarge));
}

#[test]
fn a_part_may_be_left_early_only_if_it_is_whole() {
    for (part, whole) in [
        ("<x:r><a/>rest</x:r>", Ok(())),
        ("<r><a/></r >\n", Ok(())),
        ("<r><a/></q>", Err(Refusal::Damaged)),
        ("<r><a/>", Err(Refusal::Damaged)),
    ] {
        let mut scanner = Scanner::new(part, 9);
        scanner.token().unwrap();
        scanner.token().unwrap();
        assert_eq!(scanner.finish_early(), whole, "{part}");
    }
}

#[test]
fn a_text_a_tag_or_a_comment_of_more_than_a_megabyte_is_too_large() {
    let long = "x".repeat(super::LONGEST + 1);
    for part in [
        format!("<a>{long}</a>"),
        format!("<a b=\"{long}\"/>"),
        format!("<a><!--{long}--></a>"),
        format!("<a><![CDATA[{long}]]></a>"),
    ] {
        assert_eq!(by_us(&part), Err(Refusal::TooLarge));
    }
    assert!(by_us(&format!("<a>{}</a>", &long[1..])).is_ok());
    let pieces = format!("<a>{}</a>", format!("{}<!---->", &long[..super::LONGEST / 2]).repeat(3));
    let mut scanner = Scanner::new(&pieces, 9);
    assert!(scanner.token().is_ok());
    assert_eq!(scanner.content(), Err(Refusal::TooLarge));
}
