//! The yearly dual reports as upward 公文: AP 主体责任 and DP 监督责任 (FORMS.md 4.5, 4.6).

use super::annual::{Indicators, Values, YEAR};
use super::dice::Dice;
use super::manner::{self, DateWords};
use super::prose_discipline as discipline;
use super::prose_party as party;
use super::word::{Document, Style};
use super::world::{Unit, World};
use jiff::ToSpan;
use jiff::civil::Date as Day;

/// A report before it is typed.
#[derive(Clone)]
pub struct Report {
    pub unit: Unit,
    pub year: i16,
    pub signer: String,
    pub main: String,
    pub copy: Option<String>,
    pub dated: Day,
    pub opening: String,
    pub sections: Vec<(String, Vec<String>)>,
    pub closing: String,
    /// Words above the document, such as a secret mark.
    pub above: Option<&'static str>,
    date_words: DateWords,
    masthead: bool,
    number: i64,
}

/// The report of a unit, whose figures are those of its table of indicators.
pub fn of(world: &World, unit: &Unit, indicators: &Indicators) -> Report {
    let mut dice = Dice::of(&format!("report/{}", unit.id));
    let dated = indicators.filled_on() + 1.day();
    let dated = super::workdays::on_or_before(dated);
    let superior = world.superior_discipline(&unit.id).title_name();
    let (main, copy) = match (unit.is_discipline(), unit.counterpart.as_str()) {
        (false, _) => (world.unit(&unit.parent).title_name(), Some(superior)),
        (true, "") => (superior, None),
        (true, counterpart) => (world.unit(counterpart).title_name(), Some(superior)),
    };
    let (opening, sections) = match unit.is_discipline() {
        true => discipline_sections(unit, &indicators.current, &mut dice),
        false => party_sections(unit, &indicators.current, &mut dice),
    };
    let zeros = ['〇', '○', 'O', '0'];
    Report {
        unit: unit.clone(),
        year: YEAR,
        signer: world.principal(&unit.id, dated).name.clone(),
        main,
        copy,
        dated,
        opening,
        sections,
        closing: "特此报告。".to_owned(),
        above: None,
        date_words: if dice.chance(35) {
            DateWords::Numerals(*dice.pick(&zeros))
        } else {
            DateWords::Chinese
        },
        masthead: dice.chance(55),
        number: dice.between(1, 24),
    }
}

/// A department has a 党组, a place a 党委.
fn own_words(text: &str, unit: &Unit) -> String {
    text.replace("党委（党组）", if unit.is_department() { "党组" } else { "党委" })
}

/// A text with indicator codes and the place put in.
fn filled(text: &str, unit: &Unit, values: &Values) -> String {
    let mut text = own_words(&text.replace("{place}", &unit.place), unit);
    for (code, value) in values {
        text = text.replace(&format!("{{{code}}}"), &value.normalize().to_string());
    }
    text
}

fn numbered(texts: &[&&str]) -> Vec<String> {
    let number = |place: usize| manner::numerals(i64::try_from(place + 1).expect("few points"));
    texts.iter().enumerate().map(|(place, text)| format!("（{}）{text}", number(place))).collect()
}

type Sections = (String, Vec<(String, Vec<String>)>);

fn party_sections(unit: &Unit, values: &Values, dice: &mut Dice) -> Sections {
    let opening = filled(dice.pick::<&str>(&party::OPENINGS), unit, values);
    let own = party::TOPICS.iter().enumerate().map(|(place, (topic, ways))| {
        let number = manner::numerals(i64::try_from(place + 1).expect("ten topics"));
        format!("（{number}）{topic}。{}", filled(dice.pick::<&str>(ways), unit, values))
    });
    let own = own.collect();
    let heads = match dice.below(3) {
        0 => [
            "履行主体责任情况",
            "主要负责人履行第一责任人职责情况",
            "班子成员落实一岗双责情况",
            "责任追究情况",
            "存在的主要问题",
            "下一步工作打算",
        ],
        1 => [
            "党委（党组）履行主体责任情况",
            "主要负责人履行第一责任人职责情况",
            "班子成员履行“一岗双责”情况",
            "实施责任追究情况",
            "存在的主要问题和不足",
            "下一步工作打算",
        ],
        _ => [
            "履行主体责任情况",
            "党委（党组）主要负责人履行第一责任人职责情况",
            "领导班子成员一岗双责情况",
            "责任追究情况",
            "存在的主要问题",
            "2015年下一步工作打算",
        ],
    };
    let mut problems = vec!["对照上级要求，工作中还存在一些不足，主要是：".to_owned()];
    problems.extend(numbered(&dice.some(&party::PROBLEMS, 3)));
    let plans = numbered(&dice.some(&party::PLANS, 4));
    let one = |dice: &mut Dice, ways: &[&str]| vec![filled(dice.pick::<&str>(ways), unit, values)];
    let bodies = [
        own,
        one(dice, &party::PRINCIPAL),
        one(dice, &party::TEAM),
        one(dice, &party::PURSUED),
        problems,
        plans,
    ];
    (opening, heads.map(|heading| own_words(heading, unit)).into_iter().zip(bodies).collect())
}

fn discipline_sections(unit: &Unit, values: &Values, dice: &mut Dice) -> Sections {
    let opening = filled(dice.pick::<&str>(&discipline::OPENINGS), unit, values);
    let mut sections: Vec<(String, Vec<String>)> = discipline::TOPICS
        .iter()
        .map(|(topic, ways)| ((*topic).to_owned(), vec![filled(dice.pick::<&str>(ways), unit, values)]))
        .collect();
    let dual = filled(dice.pick::<&str>(&discipline::DUAL_REPORT), unit, values);
    sections.push(("线索处置和案件查办双报告情况".to_owned(), vec![dual]));
    let mut problems = vec!["一年来的工作虽然取得一定成效，但仍存在以下问题：".to_owned()];
    problems.extend(numbered(&dice.some(&discipline::PROBLEMS, 3)));
    sections.push(("存在的主要问题".to_owned(), problems));
    sections.push(("下一步工作打算".to_owned(), numbered(&dice.some(&discipline::PLANS, 4))));
    (opening, sections)
}

impl Report {
    /// The title: who, about what, 报告.
    pub fn title(&self) -> String {
        let side = if self.unit.is_discipline() { "监督" } else { "主体" };
        format!("{}关于{}年度履行党风廉政建设{side}责任情况的报告", self.unit.title_name(), self.year)
    }

    /// The report as a document.
    pub fn document(&self) -> Document {
        let mut document = Document { blocks: Vec::new(), body_font: "仿宋_GB2312" };
        if let Some(words) = self.above {
            document.add(Style::Flush, words);
        }
        if self.masthead {
            document.add(Style::Masthead, format!("{}文件", self.unit.name));
        }
        let year = self.dated.year();
        let number =
            format!("{}〔{year}〕{}号　　　　　　签发人：{}", self.unit.prefix, self.number, self.signer);
        document.add(if self.masthead { Style::Flush } else { Style::Right }, number);
        document.add(Style::Title, self.title());
        document.add(Style::Flush, format!("{}：", self.main));
        document.add(Style::Body, self.opening.clone());
        for (place, (heading, texts)) in self.sections.iter().enumerate() {
            let place = manner::numerals(i64::try_from(place + 1).expect("few sections"));
            document.add(Style::Heading, format!("{place}、{heading}"));
            texts.iter().for_each(|text| document.add(Style::Body, text.clone()));
        }
        document.add(Style::Body, self.closing.clone());
        let side = if self.unit.is_discipline() { "监督" } else { "主体" };
        document.add(Style::Body, format!("附件：{}年度{side}责任落实情况统计表", self.year));
        document.add(Style::Right, self.unit.name.clone());
        document.add(Style::Right, manner::day(self.dated, self.date_words));
        if let Some(copy) = &self.copy {
            document.add(Style::Flush, format!("抄送：{copy}。"));
        }
        document
    }
}
