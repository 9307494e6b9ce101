//! 典型案例报送表 (TC, FORMS.md 4.19): a table and a narrative of four sections for one case.

use super::actions::{self, CIRCUMSTANCES};
use super::cases::{Case, Object, fill};
use super::detail;
use super::dice::Dice;
use super::form::Head;
use super::manner::{self, DateWords, Manner};
use super::quarterly::Quarterly;
use super::word::{Block, Cell, Document, Style};
use liangze::model::Level;

/// What a report of one case says.
#[derive(Clone)]
pub struct Typical {
    pub case: Case,
    pub report_unit: String,
    pub head: Head,
    pub level: &'static str,
    pub effective: bool,
    pub sections: Vec<(&'static str, Vec<String>)>,
}

/// The report of a case.
pub fn of(quarterly: &Quarterly, case: &Case, level: Level) -> Typical {
    let mut dice = Dice::of(&format!("typical/{}", case.number));
    let level = match level {
        Level::Township => "县",
        Level::County => *dice.pick(&["市", "县"]),
        _ => *dice.pick(&["省", "市"]),
    };
    Typical {
        case: case.clone(),
        report_unit: quarterly.head.unit_name.clone(),
        head: quarterly.head.clone(),
        level,
        effective: true,
        sections: narrative(case, &mut dice),
    }
}

const HANDLED: [&str; 4] = [
    "有关责任追究决定已在一定范围内宣布，责任单位召开专题民主生活会，逐条对照检查，制定整改措施并向上级作出书面报告。",
    "处理决定作出后，有关党组织及时送达并宣布，责成责任单位举一反三，对同类问题开展为期两个月的专项清理，清理结果在本单位公开。",
    "处理决定已向本人及所在单位宣布，有关材料按规定归入个人档案，责任单位取消当年度评先评优资格，并在规定期限内报送整改情况。",
    "上述处理决定均已生效执行，责任单位针对暴露出的管理漏洞修订了三项内部制度，班子成员分别与分管科室负责人进行了廉政谈话。",
];
const WARNING: [&str; 5] = [
    "各级党组织要从中深刻吸取教训，切实把党风廉政建设主体责任扛在肩上、抓在手上，坚持一级抓一级、层层抓落实，做到守土有责、守土负责、守土尽责。党组织主要负责人要当好第一责任人，对重要工作亲自部署、重大问题亲自过问、重点环节亲自协调、重要案件亲自督办，不能只挂帅不出征。",
    "各级领导班子要把自己摆进去，对照案例查一查责任落实是否有空白、制度执行是否打折扣、日常管理是否有盲区，把责任分解到岗、落实到人、体现到事。对职责范围内的问题，该提醒的及时提醒，该制止的坚决制止，决不能等小错酿成大错才去追悔。",
    "各级纪检机关要聚焦主业、敢于担当，把监督的关口前移，加强对重点岗位、关键环节的经常性检查，对发现的问题线索及时处置、如实报告。监督缺位就是失职，发现不了问题是失职，发现了问题不报告、不处置更是渎职。",
    "广大党员领导干部要引以为戒，严格执行党的各项纪律，自觉接受组织和群众监督，管好自己，带好队伍。要清醒认识到，“好人主义”保护不了干部，“和稀泥”换不来团结，只有严在平时、管在日常，才是对干部最大的关心和爱护。",
    "制度的生命力在于执行。各单位要围绕资金、项目、人事等重点领域，完善内部控制和公开公示制度，堵塞管理漏洞，用制度管权、管事、管人，让权力在阳光下运行，从源头上防止类似问题再次发生。",
];
const CLOSING: [&str; 3] = [
    "动员千遍，不如问责一次。对不抓不管、失职失责造成不良后果的，不管涉及什么人，都要坚持有责必问、问责必严，实行“一案双究”，以严肃的责任追究推动主体责任和监督责任落地生根。",
    "责任制的要害在于责任追究。凡是责任不落实、措施不得力、问题长期得不到解决的单位，既要追究当事人的责任，也要倒查领导责任，决不允许把责任书一签了之、把会议一开了之。",
    "权力就是责任，责任就要担当。本案的查处再次表明，落实党风廉政建设责任制没有旁观者，谁在责任落实上掉以轻心，谁就要为此付出代价。",
];

fn narrative(case: &Case, dice: &mut Dice) -> Vec<(&'static str, Vec<String>)> {
    let scheme = case.scheme();
    let facts = format!("{}{}", case.facts, fill(scheme.detail, case, dice));
    let (first, second, third) = match dice.below(3) {
        0 => (&WARNING[0], &WARNING[2], &WARNING[4]),
        1 => (&WARNING[1], &WARNING[2], &WARNING[3]),
        _ => (&WARNING[0], &WARNING[3], &WARNING[4]),
    };
    let lesson = vec![
        format!("{}{first}", scheme.lesson),
        format!("{second}{third}"),
        (*dice.pick(&CLOSING)).to_owned(),
    ];
    vec![
        ("基本案情", vec![facts]),
        ("失责事实及责任认定", failures(case, dice)),
        ("处理结果", vec![results(case), (*dice.pick(&HANDLED)).to_owned()]),
        ("剖析与警示", lesson),
    ]
}

fn failures(case: &Case, dice: &mut Dice) -> Vec<String> {
    let scheme = case.scheme();
    let has = |side: &str| case.objects.iter().any(|object| object.responsibility == side);
    let mut paragraphs = Vec::new();
    if has("subject") {
        paragraphs.push(format!("经查，{}。", fill(scheme.subject, case, dice)));
    }
    if has("supervision") {
        paragraphs.push(format!("同时，{}，履行监督责任不到位。", fill(scheme.supervision, case, dice)));
    }
    let judged = case.persons().map(|person| {
        let responsibility = detail::responsibility(person.responsibility);
        format!(
            "{}时任{}{}，对上述问题负落实{responsibility}不力的{}",
            person.name,
            person.unit,
            person.post,
            detail::lead(person.lead)
        )
    });
    let judged = judged.collect::<Vec<_>>().join("；");
    paragraphs.push(format!("依据党风廉政建设责任制有关规定认定：{judged}。"));
    paragraphs
}

fn results(case: &Case) -> String {
    let of = |object: &Object| {
        let day = manner::day(object.decided_on, DateWords::Chinese);
        let words = Quarterly::words(object).join("、");
        let whom = if object.team {
            object.name.clone()
        } else {
            format!("{}{}{}", object.unit, object.post, object.name)
        };
        format!("{day}，{}决定对{whom}给予{words}处理", object.organ)
    };
    let objects = case.objects.iter().map(of).collect::<Vec<_>>().join("；");
    format!("原案当事人{}已受到{}处理。在此基础上启动责任追究：{objects}。", case.culprit, case.result())
}

fn label(text: &str) -> Cell {
    Cell { text: text.to_owned(), span: 1, label: true }
}

fn value(text: impl Into<String>, span: usize) -> Cell {
    Cell { text: text.into(), span, label: false }
}

impl Typical {
    /// How long the narrative is, in characters.
    pub fn length(&self) -> usize {
        self.sections.iter().flat_map(|(_, texts)| texts).map(|text| text.chars().count()).sum()
    }

    /// The report as a document.
    pub fn document(&self, manner: &Manner) -> Document {
        let mut document = Document { blocks: Vec::new(), body_font: "仿宋_GB2312" };
        document.add(Style::Title, "责任追究典型案例报送表");
        document.add(Style::Centred, format!("（{}）", manner::period(self.case.period, manner.period)));
        let filled = self.head.filled_on.map_or_else(String::new, |day| manner::day(day, DateWords::Chinese));
        let seal = if manner.seal.is_empty() { "（章）" } else { manner.seal };
        document
            .add(Style::Flush, format!("报送单位（盖章）：{}{seal}　　填报时间：{filled}", self.report_unit));
        document.blocks.push(Block::Table { grid: vec![1500; 6], rows: self.rows(manner) });
        document.add(
            Style::Flush,
            format!(
                "单位负责人：{}　审核人：{}　填表人：{}　联系电话：{}",
                self.head.unit_head, self.head.reviewer, self.head.filler, self.head.phone
            ),
        );
        document.add(Style::PageTitle, "典型案例材料");
        document.add(Style::Centred, self.case.title.clone());
        for (number, (heading, texts)) in self.sections.iter().enumerate() {
            let number = manner::numerals(i64::try_from(number + 1).expect("few sections"));
            document.add(Style::Heading, format!("{number}、{heading}"));
            texts.iter().for_each(|text| document.add(Style::Body, text.clone()));
        }
        document
    }

    fn rows(&self, manner: &Manner) -> Vec<Vec<Cell>> {
        let case = &self.case;
        let sides: Vec<&str> = ["subject", "supervision"]
            .into_iter()
            .filter(|side| case.objects.iter().any(|object| object.responsibility == *side))
            .collect();
        let responsibility = if sides.len() == 2 { "两个责任" } else { detail::responsibility(sides[0]) };
        let codes: std::collections::BTreeSet<_> =
            case.objects.iter().flat_map(|object| &object.circumstances).collect();
        let labels: Vec<_> = codes.into_iter().map(|code| actions::label(&CIRCUMSTANCES, code)).collect();
        let (yes, no) = manner.yes_no;
        let mut rows = vec![
            vec![label("报送单位"), value(&self.report_unit, 2), label("案件编号"), value(&case.number, 2)],
            vec![label("案件名称"), value(&case.title, 5)],
            vec![label("发案单位"), value(&case.org, 2), label("发案单位级别"), value(case.org_level, 2)],
            vec![
                label("责任类型"),
                value(responsibility, 2),
                label("决定是否生效"),
                value(if self.effective { yes } else { no }, 2),
            ],
            vec![label("追究情形"), value(labels.join(manner.separator), 5)],
            vec![Cell { span: 6, ..label("处理对象及处理结果") }],
            vec![
                label("姓名"),
                Cell { span: 2, ..label("单位职务") },
                label("处理方式"),
                label("决定机关"),
                label("决定日期"),
            ],
        ];
        rows.extend(case.persons().map(|person| {
            vec![
                value(&person.name, 1),
                value(format!("{}{}", person.unit, person.post), 2),
                value(Quarterly::words(person).join("、"), 1),
                value(&person.organ, 1),
                value(manner::day(person.decided_on, manner.date), 1),
            ]
        }));
        rows.extend([
            vec![label("建议通报层级"), value(self.level, 2), label("是否同意实名"), value(yes, 2)],
            vec![
                label("情形"),
                value("一般", 2),
                label("涉密涉敏审查意见"),
                value("经审查，不涉及国家秘密和敏感事项", 2),
            ],
            vec![
                label("审核人签字"),
                value(&self.head.reviewer, 2),
                label("主要负责人签字"),
                value(&self.head.unit_head, 2),
            ],
        ]);
        rows
    }
}
