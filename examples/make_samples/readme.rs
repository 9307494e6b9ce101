//! `README.md` and `expected/` of the samples: what each file shows, and what a reader must make of it.

use super::post::{BATCHES, Post, Sent, source};
use super::registry::{csv, header};
use std::fmt::Write;

const INTRODUCTION: &str = "\
# 样本

虚构的景岳省（区划代码前缀99，现实中没有）2014年第一季度至2015年第一季度的责任追究季报、典型案例，以及2014年度“两个责任”双报告。
人名、地名、单位、案情均为虚构。本目录全部由下列命令生成，不得手工修改：

    cargo run --release --example make_samples -- samples

- `registry/` 名录：单位、领导、节假日（2014、2015两年的节假日和调休为真实日期）。
- `batches/NN-时刻/` 每次收件：`as_of.txt` 为运行时刻，`inbox/` 为收到的文件，`inbox/_received.csv` 为收到时间。按序号逐批运行。
- `expected/status.csv` 全部批次运行之后，每个文件中每份报表的状态；`|` 表示任一均可，空格子表示无法识别或不论。
- `expected/findings.csv` 有错的文件必须报出的规则；`cell` 为空表示不论位置，规则中的 `|` 表示任一均可。
  有错的文件还可能有由同一错误引起的其他意见；没有列入的文件不应有任何 F、E、W 级意见（自由格式报告的盖章、填表人不论）。

以下各表的“手法”是经办人的填表习惯，“差错”是有意放入的错误。
";

/// README.md
pub fn introduction(post: &Post) -> Vec<u8> {
    let mut text = INTRODUCTION.to_owned();
    for (batch, clock) in BATCHES.iter().enumerate() {
        let files: Vec<&Sent> = post.sent.iter().filter(|sent| sent.batch == batch).collect();
        let folder = Post::folder(batch);
        let _ = write!(text, "\n## {folder}\n\n时刻 {clock}，{}个文件。\n\n", files.len());
        text.push_str("| 文件 | 单位 | 表 | 手法 | 差错 |\n|---|---|---|---|---|\n");
        for sent in files {
            let mut forms: Vec<&str> =
                sent.entries.iter().map(|entry| code(entry.form)).filter(|code| !code.is_empty()).collect();
            forms.sort_unstable();
            forms.dedup();
            let path = sent.path.replace('|', "\\|");
            let _ = writeln!(
                text,
                "| {path} | {} | {} | {} | {} |",
                sent.unit,
                forms.join(" "),
                sent.manner,
                sent.fault
            );
        }
    }
    text.into_bytes()
}

fn code(form: &str) -> &'static str {
    match form {
        "case-quarterly" => "CQ",
        "case-detail" => "CD",
        "typical-case" => "TC",
        "annual-party-report" => "AP",
        "annual-party-indicators" => "AI",
        "annual-disc-report" => "DP",
        "annual-disc-indicators" => "DI",
        _ => "",
    }
}

/// expected/findings.csv
pub fn findings(post: &Post) -> Vec<u8> {
    let lines = post.sent.iter().flat_map(|sent| {
        let line = |found: &super::post::Found| {
            vec![source(&sent.path, &found.member), found.rule.to_owned(), found.cell.clone()]
        };
        sent.findings.iter().map(line).collect::<Vec<_>>()
    });
    csv(std::iter::once(header("source,rule,cell")).chain(lines))
}

/// expected/status.csv
pub fn status(post: &Post) -> Vec<u8> {
    let lines = post.sent.iter().flat_map(|sent| {
        let line = |entry: &super::post::Entry| {
            let source = source(&sent.path, &entry.member);
            vec![
                source,
                entry.form.to_owned(),
                entry.unit.clone(),
                entry.period.clone(),
                entry.status.to_owned(),
            ]
        };
        sent.entries.iter().map(line).collect::<Vec<_>>()
    });
    csv(std::iter::once(header("source,form,unit_id,period,status")).chain(lines))
}

/// inbox/_received.csv of a batch
pub fn received(post: &Post, batch: usize) -> Vec<u8> {
    let files = post.sent.iter().filter(|sent| sent.batch == batch);
    let lines =
        files.map(|sent| vec![sent.path.clone(), sent.received.strftime("%Y-%m-%dT%H:%M").to_string()]);
    csv(std::iter::once(header("path,received_at")).chain(lines))
}
