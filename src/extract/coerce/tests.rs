use super::*;
use crate::catalog::{Part, Required};
use proptest::prelude::*;
use std::sync::OnceLock;

fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| Catalog::builtin().unwrap())
}

fn field(kind: Kind, list: Option<&str>) -> Field {
    Field {
        key: "field".into(),
        label: "栏".into(),
        aliases: Vec::new(),
        kind,
        list: list.map(str::to_owned),
        required: Required::R,
        measure: None,
        part: Part::Rows,
        derived: None,
        pattern: None,
        width: None,
        colours: std::collections::BTreeMap::new(),
        variant: None,
    }
}

fn read(kind: Kind, list: Option<&str>, content: &CellContent) -> Coerced {
    static REGISTRY: OnceLock<Registry> = OnceLock::new();
    let setting = Setting {
        catalog: catalog(),
        registry: REGISTRY.get_or_init(Registry::default),
        sender: None,
        day: None,
        year: Some(2014),
    };
    coerce(&field(kind, list), kind, content, &setting)
}

fn said(kind: Kind, list: Option<&str>, typed: &str) -> String {
    let coerced = read(kind, list, &CellContent::Text(typed.into()));
    match coerced.trouble {
        Some(trouble) if !trouble.is_doubt() => trouble.key().to_owned(),
        _ => coerced.value.to_string(),
    }
}

#[test]
fn counts_are_read_as_the_catalogue_lists_them() {
    let table = [
        ("１２", "12"),
        ("12 ", "12"),
        ("12件", "12"),
        ("12人次", "12"),
        ("12.0", "12"),
        ("1,234", "1234"),
        ("共12件", "12"),
        ("十二", "12"),
        ("廿三", "23"),
        ("一百零五", "105"),
        ("两", "2"),
        ("无", "0"),
        ("——", "0"),
        ("零报告", "0"),
        ("　", ""),
        ("NA", ""),
        ("__3__", "3"),
        ("“3”", "3"),
        ("3。", "3"),
        ("3、", "3"),
        ("4（其中书记主持3次）", "4"),
        ("待核实", "count_pending"),
        ("约12", "count_unreadable"),
        ("12余", "count_unreadable"),
        ("10多", "count_unreadable"),
        ("3-5", "count_unreadable"),
        ("2+1", "count_unreadable"),
        ("-3", "count_negative"),
        ("1.5", "count_fraction"),
        ("50%", "count_unreadable"),
        ("1,23", "count_unreadable"),
    ];
    for (typed, expected) in table {
        assert_eq!(said(Kind::Count, None, typed), expected, "{typed}");
    }
}

#[test]
fn a_nil_word_is_repaired_and_a_plain_zero_is_not() {
    let repaired = |typed: &str| {
        let coerced = read(Kind::Count, None, &CellContent::Text(typed.into()));
        (coerced.value, coerced.repaired)
    };
    assert_eq!(repaired("无"), (Value::from(0), Some("0".to_owned())));
    assert_eq!(repaired("０"), (Value::from(0), Some("0".to_owned())));
    assert_eq!(repaired(" 0 "), (Value::from(0), None));
}

#[test]
fn a_sum_in_a_count_cell_is_suggested_but_not_taken() {
    let coerced = read(Kind::Count, None, &CellContent::Text("2+1".into()));
    assert_eq!(coerced.trouble, Some(Trouble::CountUnreadable { suggestion: Some("3".into()) }));
    assert_eq!(coerced.value, Value::Missing);
}

#[test]
fn dates_are_read_in_every_spelling_of_the_catalogue() {
    for typed in [
        "2014.3.5",
        "2014-03-05",
        "2014/3/5",
        "2014年3月5日",
        "20140305",
        "2014．3．5",
        "2014,3,5",
        "41703",
        "2014年3月5日（星期三）",
        "2014年3月5日 周三",
        "2014-03-05 00:00:00",
        "2014/3/5 0:00",
        "二〇一四年三月五日",
        "二○一四年三月五日",
        "二O一四年三月五日",
        "二0一四年三月五日",
        "２０１４年３月５日",
        "2014年03月05日",
        "3月5日",
    ] {
        assert_eq!(said(Kind::Date, None, typed), "2014-03-05", "{typed}");
    }
    let table = [
        ("2014年3月", "2014-03"),
        ("2014.03", "2014-03"),
        ("201403", "2014-03"),
        ("二〇一四年十二月三十一日", "2014-12-31"),
    ];
    for (typed, expected) in table {
        assert_eq!(said(Kind::Date, None, typed), expected, "{typed}");
    }
    for typed in ["2014.2.30", "2014.13.1", "14.3.5", "年底", "3-5-"] {
        let said = said(Kind::Date, None, typed);
        assert!(said == "date_unreadable" || typed == "3-5-", "{typed}: {said}");
    }
    let coerced = read(Kind::Date, None, &CellContent::Text("14.3.5".into()));
    assert_eq!(coerced.trouble, Some(Trouble::DateUnreadable { suggestion: Some("2014-03-05".into()) }));
    assert_eq!(read(Kind::Date, None, &CellContent::Date(41_703.0)).value.to_string(), "2014-03-05");
}

#[test]
fn percentages_and_money_keep_their_units() {
    let percents = [
        ("95%", "95"),
        ("95", "95"),
        ("95.00％", "95"),
        ("0.95", "95"),
        ("百分之95.5", "95.5"),
        ("百分之九十", "90"),
        ("九成", "percent_unreadable"),
    ];
    for (typed, expected) in percents {
        assert_eq!(said(Kind::Percent, None, typed), expected, "{typed}");
    }
    assert_eq!(read(Kind::Percent, None, &CellContent::Percent(0.975)).value.to_string(), "97.5");
    let sums = [("3.5万元", "3.5"), ("35000元", "3.5"), ("35,000.00", "35000"), ("12.34", "12.34")];
    for (typed, expected) in sums {
        assert_eq!(said(Kind::Money, None, typed), expected, "{typed}");
    }
    let doubted = read(Kind::Money, None, &CellContent::Text("35,000.00".into()));
    assert_eq!(doubted.trouble, Some(Trouble::MoneySuspicious));
}

#[test]
fn choices_are_read_by_label_code_and_synonym() {
    let table = [
        ("actions", Kind::Choices, "党内严重警告处分、免去局长职务", "remove;pd2".to_owned()),
        ("actions", Kind::Choices, "双开", "pd5;ad6".to_owned()),
        ("actions", Kind::Choices, "诫勉处理；责令书面检查", "admonition;written_review".to_owned()),
        ("actions", Kind::Choices, "警告", "choice_unclear".to_owned()),
        ("circumstance", Kind::Choices, "领导不力、不正之风得不到治理、其他", "c1;c7".to_owned()),
        ("rank", Kind::Choice, "正科级", "r4".to_owned()),
        ("rank", Kind::Choice, "股级", "r5".to_owned()),
        ("rank", Kind::Choice, "文体活动", "choice_unknown".to_owned()),
        ("urgent", Kind::Choice, "□一般　☑情节严重需及时曝光", "情节严重需及时曝光".to_owned()),
    ];
    for (list, kind, typed, expected) in table {
        assert_eq!(said(kind, Some(list), typed), expected, "{typed}");
    }
}

#[test]
fn flags_are_read_in_words_signs_and_boxes() {
    for (typed, expected) in [
        ("是", "true"),
        ("√", "true"),
        ("Y", "true"),
        ("×", "false"),
        ("无", "false"),
        ("□是　☑否", "false"),
        ("■是 □否", "true"),
        ("也许", "flag_unknown"),
    ] {
        assert_eq!(said(Kind::Flag, None, typed), expected, "{typed}");
    }
}

proptest! {
    #[test]
    fn a_count_is_read_back_from_its_digits_in_any_width(number in 0u32..1_000_000) {
        let wide: String = number.to_string().chars().map(|digit| char::from_u32(digit as u32 + 0xFEE0).unwrap()).collect();
        prop_assert_eq!(said(Kind::Count, None, &wide), number.to_string());
        prop_assert_eq!(said(Kind::Count, None, &format!(" {number}人次")), number.to_string());
    }

    #[test]
    fn nothing_typed_makes_a_reader_panic(typed in "\\PC{0,24}") {
        for kind in [Kind::Count, Kind::Decimal, Kind::Money, Kind::Percent, Kind::Date, Kind::Person, Kind::Flag] {
            read(kind, None, &CellContent::Text(typed.as_str().into()));
        }
        read(Kind::Choices, Some("actions"), &CellContent::Text(typed.as_str().into()));
    }

    #[test]
    fn no_number_of_a_cell_makes_a_reader_panic(number in proptest::num::f64::ANY) {
        for kind in [Kind::Count, Kind::Decimal, Kind::Money, Kind::Percent, Kind::Date] {
            read(kind, None, &CellContent::Number(number));
            read(kind, None, &CellContent::Date(number));
            read(kind, None, &CellContent::Percent(number));
        }
    }
}

#[test]
fn any_dash_within_a_code_is_a_hyphen_and_beside_other_signs_it_stays() {
    for typed in
        ["ZZ—990121—2014—101", "ZZ–990121–2014–101", "ＺＺ－990121－2014－101", "ZZ - 990121 - 2014 - 101"]
    {
        assert_eq!(super::code(typed).value.to_string(), "ZZ-990121-2014-101", "{typed}");
    }
    assert_eq!(super::code("示纪发〔2014〕1号—附").value.to_string(), "示纪发〔2014〕1号—附");
}
