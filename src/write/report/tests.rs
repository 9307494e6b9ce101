use super::*;
use crate::catalog::ReportFiles;
use crate::catalog::load::Templates;

const EVIL: &str = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"' onclick='x' <!--";

fn files() -> ReportFiles {
    let mut issues = Vec::new();
    let files = ReportFiles::load(&Templates::builtin(), &mut issues);
    assert_eq!(issues, []);
    files
}

fn printer() -> Printer {
    Printer::new(&files()).unwrap_or_else(|issues| panic!("{}", issues[0]))
}

fn example() -> Report {
    serde_json::from_str(&files().example).unwrap()
}

/// The issues of the built-in templates with one file changed.
fn issues_with(file: &str, from: &str, to: &str) -> Vec<String> {
    let mut files = files();
    let text = match file {
        "style.css" => &mut files.style,
        "example.json" => &mut files.example,
        _ => &mut files.parts.iter_mut().find(|(name, _)| name == file).unwrap().1,
    };
    assert!(text.contains(from), "{file}: {from}");
    *text = text.replacen(from, to, 1);
    Printer::new(&files).err().into_iter().flatten().map(|issue| issue.to_string()).collect()
}

/// The text of a page between two marks.
fn between<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let from = page.find(start).unwrap_or_else(|| panic!("no {start}")) + start.len();
    &page[from..from + page[from..].find(end).unwrap_or_else(|| panic!("no {end}"))]
}

/// What a reader sees of a part of the page: its texts, without tags and white space.
fn words(part: &str) -> String {
    let mut words = Vec::new();
    for piece in part.split('<') {
        let text = piece.split_once('>').map_or(piece, |(_, text)| text);
        words.extend(text.split_whitespace().map(str::to_owned));
    }
    words.join(" ").replace("&#x2f;", "/")
}

fn section(page: &str, id: &str) -> String {
    words(between(page, &format!("<section id=\"{id}\""), "</section>").split_once('>').unwrap().1)
}

#[test]
fn a_small_period_is_told_on_one_page() {
    let page = printer().print(&example()).unwrap();
    assert!(page.contains("<p class=\"mark\">内部资料　注意保存</p>"));
    assert_eq!(
        words(between(&page, "<h1>", "</header>")),
        "示例省党风廉政建设“两个责任”报表 报送与审核情况（2014年第三季度） 数据截至 2014-10-08 09:00 生成批次 7 \
         一、总体情况 二、逐单位报送状态 三、未齐原因 四、审核问题 五、图表 六、文件"
    );
    let glance = section(&page, "glance");
    let start = "一、总体情况 本期应报 4 份，已收 3 份，其中已接收 2 份（按时 1 份；迟报 1 份），暂收 0 份，退回未改 1 份；\
                 未报 1 份；另有免报 1 份，不计入应报。 应报 4 已收 3 ✓ 按时 1 △ 迟报 1 ◐ 暂收 0 ✕ 退回未改 1 ! 未报 1 \
                 已接收 2 下一步 催报： 1 个单位有 1 份报表未报，";
    assert!(glance.starts_with(start), "{glance}");
    let end = "审签文稿： 2 件通知、通报稿待审签，见 第六部分 的“通知通报”。 各报表报送情况 报表 应报日 应报 已收 按时 迟报 暂收 \
               退回未改 未报 免报 按时率 责任追究情况季报表 2014-09-30 4 3 1 1 0 1 1 1 25.0%";
    assert!(glance.ends_with(end), "{glance}");
    let matrix = section(&page, "matrix");
    let end = "单位与报表对照 单位 责任追究情况季报表 约谈记录表 示例省本级 示例省财政厅 ✓ 按时 示例省驻财政厅纪检组 ○ 免报 \
               示例市 示例市纪委 △ 迟报3天 W1 ✓ 已接收（2 份） 示例县纪委 ✕ 退回未改 F1 样本县纪委 ! 未报";
    assert!(matrix.ends_with(end), "{matrix}");
    let blocking = section(&page, "blocking");
    let end = "责任追究情况季报表 4 2 R02 按地区、R04 按处理方式 未齐单位（逐级） 全部展开 全部收起 \
               示例省 ：应报 4 份；未报 1 份，退回未改 1 份，暂收 0 份 \
               示例市 ：应报 3 份；未报 1 份，退回未改 1 份，暂收 0 份 \
               示例县 ：应报 1 份；未报 0 份，退回未改 1 份，暂收 0 份 \
               示例县纪委 ✕ 退回未改 责任追究情况季报表（应报日 2014-09-30） \
               样本县 ：应报 1 份；未报 1 份，退回未改 0 份，暂收 0 份 \
               样本县纪委 ! 未报 责任追究情况季报表（应报日 2014-09-30） 已齐：范例县";
    assert!(blocking.ends_with(end), "{blocking}");
    let lines = words(between(&page, "<ol id=\"lines\" class=\"lines\">", "</ol>"));
    let expected = "F 强制性 CQ-V001 示例县纪委 责任追究情况季报表 待处理 合计 12 与各项之和 11 不符。 季报 N9 示例县/合计 \
                    填报：12 应为：11 办法：请核对后更正。 文件：示例县/季报.xlsx \
                    W 核实性 CQ-V020 示例市纪委 责任追究情况季报表 待处理 案件数 30 比上年同期 3 多出太多。 季报 F7 \
                    示例市/案件数 填报：30 办法：数据无误的，请说明原因。 文件：示例市/季报.xlsx \
                    M 宏观审核 CQ-M001 单位不明 待处理 有 2 个单位的数完全相同。 整表";
    assert_eq!(lines, expected);
    assert!(
        page.contains("<a href=\"#u4\" data-form=\"0\">"),
        "the cell of a return leads to what was found in it"
    );
    assert!(page.contains("<tr id=\"u4\">"));
    assert!(section(&page, "charts").contains("示例市 迟报 1 退回未改 1 未报 1 0.0%"));
    assert!(section(&page, "files").ends_with("数据（1 个） findings.csv"));
    assert!(page.contains("还有 1 个没有列出，见 <a href=\"returned/\">"));
}

#[test]
fn every_link_within_the_page_leads_somewhere_and_none_leads_out() {
    let page = printer().print(&example()).unwrap();
    let targets = page.match_indices(" href=\"").map(|(at, start)| &page[at + start.len()..]);
    for target in targets.map(|rest| rest.split('"').next().unwrap()) {
        match target.strip_prefix('#') {
            Some(id) => assert!(page.contains(&format!(" id=\"{id}\"")), "{target}"),
            None => assert!(!target.contains(':') && !target.starts_with('/'), "{target}"),
        }
    }
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("url("));
    assert!(page.contains("default-src &#x27;none&#x27;") || page.contains("default-src 'none'"));
}

#[test]
fn a_period_without_anything_has_its_page() {
    let report = Report { place: "示例省".into(), period: "2014".into(), ..Report::default() };
    let page = printer().print(&report).unwrap();
    let expected = [
        ("glance", "一、总体情况 本期没有到期应报的报表。 下一步 本期没有待办事项。"),
        ("matrix", "二、逐单位报送状态 本期没有应报或者已报的单位。"),
        ("blocking", "三、未齐原因 本期没有到期应报的报表。"),
        (
            "findings",
            "四、审核问题 现行有效的报表中共有问题 0 个。全部记录（包括被更正的旧版）见 data/findings.csv 。",
        ),
        ("charts", "五、图表 本期没有可以画图的数。"),
        (
            "files",
            "六、文件 以下文件与本页在同一文件夹内；单独拷走本页时，链接打不开。不能受理、归不到报告期的来件不在本页，见收件单位文件夹里的 rejected。",
        ),
    ];
    for (id, text) in expected {
        assert_eq!(section(&page, id), text);
    }
}

#[test]
fn whatever_units_write_is_text_on_the_page() {
    let mut report = example();
    let plain = printer().print(&report).unwrap();
    report.place = EVIL.into();
    report.matrix.groups[1].units[0].name = EVIL.into();
    report.matrix.groups[1].units[0].cells[0].as_mut().unwrap().text = EVIL.into();
    report.findings.units[1].name = EVIL.into();
    report.findings.rules[0].title = EVIL.into();
    report.files[1].files[0].name = EVIL.into();
    let line = &mut report.findings.lines[0];
    for text in [
        &mut line.place,
        &mut line.row,
        &mut line.value,
        &mut line.expected,
        &mut line.message,
        &mut line.hint,
        &mut line.answer,
        &mut line.source,
    ] {
        *text = EVIL.into();
    }
    let page = printer().print(&report).unwrap();
    let tags = |page: &str, tag: &str| page.matches(tag).count();
    assert_eq!(tags(&page, "<script"), tags(&plain, "<script"));
    assert_eq!((tags(&page, "</script"), tags(&page, "<img"), tags(&page, "<!--")), (2, 0, 0));
    // Quotation marks that would end an attribute are written otherwise, too.
    let data = between(&page, "id=\"data\">", "</script>");
    assert_eq!(tags(&page.replacen(data, "", 1), " onclick='"), 0);
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["lines"][0][1][2], EVIL);
    assert!(
        between(&page, "<ol id=\"lines\"", "</ol>").contains("填报：&lt;&#x2f;script&gt;&lt;script&gt;alert")
    );
}

#[test]
fn a_page_of_many_findings_lists_the_first_and_has_all_in_its_data() {
    let mut report = example();
    let line = report.findings.lines[0].clone();
    report.findings.lines = vec![line; 1000];
    report.findings.left_out = 7;
    let page = printer().print(&report).unwrap();
    let list = between(&page, "<ol id=\"lines\" class=\"lines\">", "</ol>");
    assert_eq!(list.matches("<li class=\"finding\">").count(), 200);
    let findings = section(&page, "findings");
    assert!(
        findings
            .contains("以下列出最重的 200 个；其余要在能运行脚本的浏览器里查看，或者见 data/findings.csv。")
    );
    assert!(findings.contains("本页只载入最重的 1000 个，其余 7 个见 data/findings.csv 。"));
    let data: serde_json::Value = serde_json::from_str(between(&page, "id=\"data\">", "</script>")).unwrap();
    assert_eq!(data["lines"].as_array().unwrap().len(), 1000);
}

#[test]
fn what_a_page_says_is_the_same_whoever_made_it_and_when() {
    let (printer, report) = (printer(), example());
    assert_eq!(printer.print(&report), printer.print(&report));
    let mut later = report.clone();
    later.stamp = Stamp { as_of: "2014-10-09 09:00".into(), run: "8".into() };
    assert_eq!(later.content(), report.content());
    later.findings.lines[0].answer = "已核实".into();
    assert_ne!(later.content(), report.content(), "what was answered is said on the page");
}

#[test]
fn a_broken_template_is_told_with_file_and_line() {
    let cases = [
        issues_with("glance.html", "waiting.drafts == 0", "waiting.draughts == 0"),
        issues_with("files.html", "group.left_out %}<p>", "group.left_over %}<p>"),
        issues_with("matrix.html", "{% endfor %}", "{% endfur %}"),
        issues_with("page.html", "{% include \"files.html\" %}", "{% include \"file.html\" %}"),
        issues_with("page.html", "{{ policy }}\n", ""),
        issues_with("charts.html", "{{ bar(one.bar) }}", "{{ bar(one.bar) | dashed }}"),
        issues_with("example.json", "\"place\"", "\"plaice\""),
    ];
    let expected = [
        "report/glance.html:21: `counts.missing + waiting.returned + waiting.held + waiting.unexplained + \
         waiting.for_officers + waiting.draughts`: there is no value `waiting.draughts`\n  hint: see docs/report.md for \
         what there is",
        "report/files.html:15: `group.left_over`: there is no such value",
        "report/matrix.html:17: `endfur`: not understood: unknown statement endfur",
        "report/page.html:35: `include \"file.html\"`: there is no such part",
        "report/page.html: `{{ policy }}` stands nowhere on the page",
        "report/charts.html:11: `dashed`: there is no such filter",
        "report/example.json:6: not correct JSON: unknown field `plaice`",
    ];
    for (told, expected) in cases.iter().zip(expected) {
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains(expected), "{}", told[0]);
    }
}

/// A period of a thousand units with ten forms each, and as many findings as a page takes.
fn large() -> Report {
    let mut report = example();
    let cell = report.matrix.groups[1].units[0].cells[0].clone();
    report.matrix.forms = vec![report.matrix.forms[0].clone(); 10];
    report.matrix.groups[1].units = (0..1000)
        .map(|number| MatrixUnit {
            number,
            name: format!("第{number}县纪委"),
            depth: 2,
            found: true,
            cells: vec![cell.clone(); 10],
        })
        .collect();
    let unit = report.findings.units[1].clone();
    report.findings.units =
        (0..1000).map(|number| UnitFindings { number: Some(number), ..unit.clone() }).collect();
    let line = report.findings.lines[1].clone();
    let message = "本季度责任追究案件数 30 件，比上年同期 3 件增加 27 件，增幅 900.0%，超过 100%。";
    report.findings.lines = (0..MOST)
        .map(|number| Line {
            unit: number % 1000, message: format!("{message}（{number}）"), ..line.clone()
        })
        .collect();
    report
}

#[test]
fn a_period_of_ten_thousand_returns_has_a_page_that_a_browser_still_opens() {
    let page = printer().print(&large()).unwrap();
    assert_eq!(page.matches("迟报3天").count(), 10_000);
    assert!(page.contains("（19999）"));
    let megabytes = page.len() / 1_000_000;
    assert!(megabytes < 12, "{megabytes} MB");
}
