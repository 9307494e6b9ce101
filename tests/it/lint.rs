//! `liangze lint` speaks the language of the terminal: what is wrong in declarations, and how to mend it, in Chinese
//! without a word of English but for names, and in English without a word of Chinese but for what authors wrote.

use crate::languages::{is_chinese, latin};
use crate::support::program::{Outcome, Program, repository};
use std::fs;

/// A form with everything wrong that is found when it is loaded.
const FORM: &str = r#"
id = "meetings"
code = "ZM"
title = "示例会议登记表"
name = "示例会议登记表"
cycle = "year"
due = { after = "period_end", when = { idle = true } }
satisfied_by = { form = "XX" }
recipients = ["superior_party"]
[recognise]
titles = ["示例会议登记表"]
papers = ["sheet"]
[layout]
unit_field = "nobody"
[forbidden]
remark = "x"
cells = ["("]
[coverage]
list = "nowhere"
reached = "rows.map(r, r.hst)"
target = [{ code = "a", who = "sender.leaders" }]
[[field]]
key = "host"
label = "主持人"
type = "person"
required = "O"
pattern = { text = "主持" }
variant = "short"
[[field]]
key = "host"
label = "方式"
type = "choice"
list = "manners"
required = "O"
colours = { mauve = "甲" }
[[field]]
key = "present"
label = "实到"
type = "count"
required = "O"
[[footing]]
key = "below"
label = "备注"
type = "choice"
list = "remarks"
[[variant]]
name = "long"
title = "示例"
columns = [["absent", "缺席"]]
"#;

/// What each of its rules gets wrong.
const RULES: [&str; 27] = [
    r#"severity = "W"
assert = "presnt > 0""#,
    r#"severity = "W"
assert = "'甲' == x""#,
    r#"severity = "W"
assert = "present ＞ 0""#,
    r#"severity = "W"
assert = "present # 0""#,
    r#"severity = "W"
assert = "host == '甲""#,
    r#"severity = "W"
assert = "host == '\\q'""#,
    r#"severity = "W"
assert = "present > 1234567890123456789012345678901234567890""#,
    r#"severity = "W"
assert = "present >""#,
    r#"severity = "W"
assert = "(present > 0""#,
    r#"severity = "W"
assert = "present > max(1 2)""#,
    r#"severity = "W"
assert = "while > 0""#,
    r#"severity = "W"
assert = "sender.nam == host""#,
    r#"severity = "W"
assert = "startWith(host, '甲')""#,
    r#"severity = "W"
assert = "round(present, 1, 2) > 0""#,
    r#"severity = "W"
assert = "host + present == 1""#,
    r#"severity = "W"
assert = "present ? true : false""#,
    r#"severity = "W"
assert = "date(present) == due_on""#,
    r#"severity = "W"
assert = "host.filter(x, true) == 1""#,
    r#"severity = "W"
assert = "rows.host == 1""#,
    r#"severity = "W"
assert = "1 / 0 > present""#,
    r#"severity = "Q"
assert = "present > 0""#,
    r#"severity = "W"
left = "present"
is = "=="
right = "1"
tolerance = "some""#,
    r#"severity = "W"
left = "present""#,
    r#"severity = "W"
assert = "present > 0"
at = ["absent"]"#,
    r#"severity = "W"
assert = "present > 0"
at_rows = "[1]""#,
    r#"severity = "W"
assert = "present > 0"
hint = "{present|mony}""#,
    r#"severity = "W"
assert = "present > 0"
hint = "}""#,
];

/// A merged table with everything wrong.
const TABLE: &str = r#"
id = "R01"
sheet = "a/b"
title = "示例"
[rows]
shape = "list"
of = "duties"
sort = ["nobody"]
[[compute]]
key = "later"
value = "days_lat + 1"
type = "decimal"
list = "nowhere"
[[column]]
label = "甲"
[[column]]
id = "two"
label = "乙"
value = "one + 1"
[[column]]
id = "three"
label = "丙"
rank = "four"
[[footnote]]
text = "{many}"
of = "duties"
each = "correction"
count = { few = { count = "rows", field = "nobody" } }
"#;

/// A notice with everything wrong.
const NOTICE: &str = r#"
id = "N99"
name = " "
layout = "letter"
when = "rows"
title = "示例"
file_name = "a/b.docx"
publishes = ["XX"]
[leaves]
months = [13]
workdays = 3
basis = "示例"
every = 2
[constants]
other = "x"
[fields]
"kind" = ""
"switch.nothing" = "设置"
[[attachment]]
name = "附件"
"#;

/// A folder of declarations.
fn declared(program: &Program, files: &[(&str, String)]) {
    for (path, text) in files {
        let path = program.folder().join("templates").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// The program's own file with something put in place of something that stands there.
fn changed(path: &str, from: &str, to: &str) -> String {
    let text = fs::read_to_string(repository("templates").join(path)).unwrap();
    assert!(text.contains(from), "{path} has no `{from}`");
    text.replacen(from, to, 1)
}

fn followed(path: &str, more: &str) -> String {
    fs::read_to_string(repository("templates").join(path)).unwrap() + more
}

/// The text but for what an author wrote: names in quotes, and the lines of expressions with the carets below them.
fn own_words(told: &str) -> String {
    let lines: Vec<&str> = told.lines().collect();
    let is_carets = |line: &str| line.contains('^') && line.trim().bytes().all(|byte| byte == b'^');
    let is_picture =
        |at: usize| is_carets(lines[at]) || lines.get(at + 1).is_some_and(|next| is_carets(next));
    let told: Vec<&str> = (0..lines.len()).filter(|at| !is_picture(*at)).map(|at| lines[at]).collect();
    let mut words = String::new();
    let mut depth = 0;
    for letter in told.join("\n").chars() {
        match letter {
            '“' => depth += 1,
            '”' => depth -= 1,
            letter if depth == 0 => words.push(letter),
            _ => {}
        }
    }
    words
}

/// Where something is wrong, line by line.
fn places(told: &str) -> Vec<&str> {
    let starts = told.lines().filter(|line| !line.starts_with(' '));
    starts.filter_map(|line| line.split_once(": ")).map(|(place, _)| place).collect()
}

/// The same folder in both languages: as many faults at the same places, each said in one language only.
fn in_both(files: &[(&str, String)], fewest: usize) -> (String, String) {
    let told = |program: Program| -> Outcome {
        declared(&program, files);
        program.call(&["lint", "templates"])
    };
    let (chinese, english) = (told(Program::new()), told(Program::new().with_locale("en_GB.UTF-8")));
    assert_eq!((chinese.code, english.code), (2, 2), "{}{}", chinese.err, english.err);
    assert_eq!(places(&chinese.out), places(&english.out));
    assert!(places(&chinese.out).len() >= fewest, "{}", chinese.out);
    let mixed = latin(&own_words(&chinese.out));
    assert!(mixed.is_empty(), "{mixed:?} in\n{}", chinese.out);
    let quoted = own_words(&english.out);
    let bare: String = quoted.split('`').step_by(2).collect();
    assert!(!bare.chars().any(is_chinese), "{bare}");
    (chinese.out, english.out)
}

#[test]
fn what_is_wrong_in_declarations_is_told_in_the_language_of_the_terminal() {
    let rule = |(number, body): (usize, &&str)| {
        let hint = if body.contains("hint") { "" } else { "hint = \"\"\n" };
        format!(
            "[[rule]]\nid = \"ZM-V{number:03}\"\nscope = \"row\"\ntitle = \"示例\"\nmessage = \"示例\"\n{hint}{body}\n"
        )
    };
    let switches = "[[switch]]\nkey = \"week_rule\"\nvalue = \"never\"\nchoices = [\"once\", \"twice\"]\nmeaning = \"\"\n";
    let cases = "[[trigger]]\nid = \"T99\"\n[[trigger.case]]\nform = \"XX\"\nstates = [\"lost\"]\nvalue = \"1\"\nwhen = \"figur > 3\"\ntext = \"\"\n";
    let files = [
        ("forms/meeting/form.toml", FORM.to_owned()),
        ("forms/meetings/rules.toml", (1..).zip(&RULES).map(rule).collect::<String>()),
        ("summaries/Z.toml", TABLE.to_owned()),
        ("notices/N99/notice.toml", NOTICE.to_owned()),
        ("notices/N99/body.md", "\n".to_owned()),
        ("notices/N98/notice.toml", changed("notices/N09/notice.toml", "\"N09\"", "\"N98\"")),
        ("lists/w.toml", "titel = \"示例\"\n".to_owned()),
        ("lists/x.toml", "choice = []\n".to_owned()),
        ("lists/y.toml", "title = 1\n".to_owned()),
        (
            "lists/z.toml",
            "title = \"示例\"\n[[choice]]\nlabel = \"甲\"\n[[choice]]\nlabel = \"甲\"\ncode = \"乙\"\n"
                .to_owned(),
        ),
        ("report/script.js", "const a = '</script>';\n".to_owned()),
        ("switches.toml", followed("switches.toml", switches)),
        ("triggers.toml", followed("triggers.toml", cases)),
        ("redaction.toml", changed("redaction.toml", "mask = \"某\"", "mask = \"\"")),
    ];
    let (chinese, english) = in_both(&files, 60);
    for told in [
        "forms/meeting/form.toml: 栏目“host”出现了两次\n    办法：删去一个，或者换一个键",
        "forms/meetings/rules.toml:1: ZM-V001：没有“presnt”这个名称，是不是“present”？",
        "    办法：规则可用的名称见 docs/rules.md",
        "triggers.toml: 没有代码为“XX”的表\n    办法：各表的代码见“liangze form list”",
    ] {
        assert!(chinese.contains(told), "{told} in\n{chinese}");
    }
    assert!(
        english
            .contains("forms/meeting/form.toml: field `host` stands twice\n    hint: remove or rename one")
    );
}

#[test]
fn what_the_rehearsal_finds_is_told_in_the_language_of_the_terminal() {
    let example = |given: &str| format!("[[rule.example]]\nname = \"示例\"\nfinds = 3\n{given}\n");
    let examples = [
        "rows = [{ present = 1 }]",
        "rows = [{ absent = 1 }]",
        "rows = [{ present = \"多\" }]",
        "rows = [{ present = [] }]",
        "rows = [{ held_on = \"昨天\" }]",
        "rows = [{ period = \"2014\" }]",
        "rows = []\ngiven = { nothing = 1 }",
        "rows = []\ngiven = { XX = [{}] }",
        "rows = []\ngiven = { period = \"去年\" }",
        "rows = []\ngiven = { received_on = \"昨天\" }",
        "rows = []\ngiven = { fixed_rows = {} }",
        "rows = []\ngiven = { switch = { week_rule = \"eight_days\" } }",
        "rows = []\ngiven = { switch = { half_sat_is_basic = 3 } }",
    ];
    let rule = format!(
        "[[rule]]\nid = \"ZM-V001\"\nseverity = \"W\"\nscope = \"row\"\ntitle = \"示例\"\nmessage = \"示例\"\nassert = \"present > 5\"\n{}",
        examples.map(example).concat()
    );
    let form = r#"
id = "meeting"
code = "ZM"
title = "示例会议登记表"
name = "示例会议登记表"
cycle = "year"
recipients = ["superior_party"]
[recognise]
titles = ["示例会议登记表"]
papers = ["sheet"]
[[field]]
key = "present"
label = "实到"
type = "count"
required = "O"
[[field]]
key = "held_on"
label = "召开时间"
type = "date"
required = "O"
"#;
    let files = [
        ("forms/meeting/form.toml", form.to_owned()),
        ("forms/meeting/rules.toml", rule),
        ("notices/N09/body.md", followed("notices/N09/body.md", "\n@what\n")),
        ("notices/N02/body.md", changed("notices/N02/body.md", "counts.fatal", "counts.fatl")),
        ("notices/N03/example.json", "{}".to_owned()),
        ("report/page.html", changed("report/page.html", "{{ report.period_name }}", "{{ report.quarter }}")),
    ];
    let (chinese, english) = in_both(&files, 18);
    for told in [
        "forms/meeting/rules.toml: ZM-V001：样例“示例”：规则提示了 1 次，样例写的是 3 次\n    办法：改规则，或者改样例",
        "没有“counts.fatl”这个字段，是不是“counts.fatal”？",
        "“@what”不是能用的命令，只有 `@blank`、`@attachment`、`@flush`、`@small`\n    办法：正文的写法见 docs/notices.md",
        "report/page.html:9: “report.quarter”：没有这个值\n    办法：能用的内容见 docs/report.md",
    ] {
        assert!(chinese.contains(told), "{told} in\n{chinese}");
    }
    assert!(
        english.contains("ZM-V001: example “示例”: the rule speaks 1 times after it, not 3"),
        "{english}"
    );
}

#[test]
fn what_readers_of_files_say_themselves_stands_behind_a_sentence_of_ours() {
    let program = Program::new();
    let list = "title = \"示例\"\n[[choice]]\nlabel = \"甲\"\npatterns = [\"(\"]\n";
    declared(&program, &[("names.toml", "prefixes = ".to_owned()), ("lists/z.toml", list.to_owned())]);
    let told = program.call(&["lint", "templates"]).out;
    assert!(told.contains("names.toml:1: 不是正确的 TOML："), "{told}");
    assert!(told.contains("lists/z.toml: “(”不是正确的正则表达式：regex parse error"), "{told}");
    assert!(told.contains("    办法：对照同一文件夹中的其他文件或 docs/forms.md 修改"), "{told}");
}

#[test]
fn a_run_that_refuses_to_begin_says_why_in_the_language_of_the_terminal() {
    let refused = |settings: &str| {
        let program = Program::new();
        assert_eq!(program.call(&["init", "office"]).code, 0);
        fs::write(program.folder().join("office/liangze.toml"), settings).unwrap();
        let run = program.call(&["run", "office", "--as-of", "2014-10-08T09:00"]);
        assert_eq!(run.code, 2, "{}", run.err);
        let mixed = latin(&own_words(&run.err));
        assert!(mixed.is_empty(), "{mixed:?} in\n{}", run.err);
        run.err
    };
    let told = refused("[switches]\nhalf_sat_is_basic = 3\n");
    let expected = "错误：设置或模板有 1 处写错，没有处理任何文件\n  liangze.toml: 设置“half_sat_is_basic”不能写成 3\n      办法：写 `true`（是）或者 `false`（否）\n办法：用“liangze lint”逐条检查\n";
    assert_eq!(told, expected);
    for settings in [
        "[thresholds]\nnothing = 3\n",
        "[switches]\nnothing = 3\n",
        "[switches]\nweek_rule = \"eight_days\"\n",
        "[switches]\nbimonthly_anchor = 13\n",
        "[watch]\npoll_seconds = 0\n",
        "[legacy]\nseconds = 0\n",
        "[legacy]\nmegabytes = 1\n",
        "[legacy]\nconverter = \"/nowhere/soffice\"\n",
        "[office]\ntime_zone = \"Mars\"\n",
    ] {
        assert!(refused(settings).contains("liangze.toml: "), "{settings}");
    }
}
