//! The page, compiled once from its templates, rehearsed, and filled as often as wanted.

use super::contents::Report;
use super::data::data;
use super::findings::Line;
use crate::catalog::Issue;
use crate::catalog::report::{FOLDER, ReportFiles};
use crate::model::Saying;
use crate::write::notice::refused;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// What one page may cost to fill, in instructions; one of ten thousand returns needs a twentieth.
const FUEL: u64 = 100_000_000;
/// So many findings stand in the page itself, for whoever reads it without its script.
const WITHOUT_SCRIPT: usize = 200;
const PAGE: &str = "page.html";

/// The page of an office, ready to be filled.
#[derive(Debug)]
pub struct Printer {
    environment: Environment<'static>,
    style: String,
    script: String,
    policy: String,
}

/// A finding in words.
#[derive(Serialize)]
struct Said<'a> {
    letter: &'a str,
    severity: &'a str,
    rule: &'a str,
    title: &'a str,
    unit: &'a str,
    form: &'a str,
    state_key: &'a str,
    state: &'a str,
    #[serde(flatten)]
    line: Lines<'a>,
}

#[derive(Serialize)]
struct Lines<'a> {
    place: &'a str,
    row: &'a str,
    value: &'a str,
    expected: &'a str,
    message: &'a str,
    hint: &'a str,
    answer: &'a str,
    source: &'a str,
}

impl Printer {
    /// Compiles the templates and fills them once with their example; an `Err` lists everything that is wrong.
    pub fn new(files: &ReportFiles) -> Result<Printer, Vec<Issue>> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_fuel(Some(FUEL));
        environment.set_debug(true);
        environment.remove_filter("safe");
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(syntax.expect("the delimiters are the usual ones"));
        let mut issues = Vec::new();
        for (name, text) in &files.parts {
            if let Err(error) = environment.add_template_owned(name.clone(), text.clone()) {
                issues.push(issue(&error));
            }
        }
        let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
        let policy = format!(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src {}; \
             script-src {}; base-uri 'none'; form-action 'none'\">",
            hash(&files.style),
            hash(&files.script)
        );
        let (style, script) =
            (format!("<style>{}</style>", files.style), format!("<script>{}</script>", files.script));
        let printer = Printer { environment, style, script, policy };
        let example = serde_json::from_str::<Report>(&files.example);
        match example {
            Err(error) => {
                let what = Saying::new("issue.json").with("why", error.to_string());
                issues.push(Issue::at(&format!("{FOLDER}example.json"), error.line(), what));
            }
            Ok(example) if issues.is_empty() => issues.extend(printer.rehearse(&example)),
            Ok(_) => {}
        }
        if issues.is_empty() { Ok(printer) } else { Err(issues) }
    }

    /// What is wrong with the page as its example and an empty one fill it.
    fn rehearse(&self, example: &Report) -> Vec<Issue> {
        let page = match self.print(example) {
            Ok(page) => page,
            Err(issue) => return vec![issue],
        };
        let mark = format!(">{}<", example.mark);
        let needed = [
            (self.policy.as_str(), "{{ policy }}"),
            (&self.style, "{{ style }}"),
            (&self.script, "{{ script }}"),
            (&mark, "{{ report.mark }}"),
        ];
        let lost = needed.into_iter().filter(|(text, _)| !page.contains(text));
        let mut issues: Vec<Issue> = lost
            .map(|(_, tag)| {
                Issue::new(&format!("{FOLDER}{PAGE}"), Saying::new("issue.page_lost").with("tag", tag))
            })
            .collect();
        let nothing = Report { mark: example.mark.clone(), ..Report::default() };
        issues.extend(self.print(&nothing).err());
        issues
    }

    /// The page of a period. The same report gives the same text.
    ///
    /// # Errors
    /// What is wrong with the templates.
    pub fn print(&self, report: &Report) -> Result<String, Issue> {
        let findings = &report.findings;
        let first: Vec<Said> =
            findings.lines.iter().take(WITHOUT_SCRIPT).filter_map(|line| said(report, line)).collect();
        let data = format!("<script type=\"application/json\" id=\"data\">{}</script>", data(findings));
        let whole = |text: &str| Value::from_safe_string(text.to_owned());
        let values = minijinja::context! {
            report => Value::from(Serde(report)),
            lines => Value::from(Serde(first)),
            listed => findings.lines.len(),
            data => whole(&data),
            style => whole(&self.style),
            script => whole(&self.script),
            policy => whole(&self.policy),
        };
        let template = self.environment.get_template(PAGE).map_err(|error| issue(&error))?;
        template.render(values).map_err(|error| issue(&error))
    }
}

/// A finding in words; `None` if it refers to what the report does not have.
fn said<'a>(report: &'a Report, line: &'a Line) -> Option<Said<'a>> {
    let findings = &report.findings;
    let (severity, rule) = (findings.severities.get(line.severity)?, findings.rules.get(line.rule)?);
    let state = findings.states.get(line.state)?;
    Some(Said {
        letter: &severity.letter,
        severity: &severity.name,
        rule: &rule.id,
        title: &rule.title,
        unit: &findings.units.get(line.unit)?.name,
        form: findings.forms.get(line.form)?,
        state_key: &state.key,
        state: &state.text,
        line: Lines {
            place: &line.place,
            row: &line.row,
            value: &line.value,
            expected: &line.expected,
            message: &line.message,
            hint: &line.hint,
            answer: &line.answer,
            source: &line.source,
        },
    })
}

/// What is wrong with a template, with its file and line.
fn issue(error: &Error) -> Issue {
    // What fails within an included part is told by the innermost error.
    let mut inner = error;
    while let Some(next) = std::error::Error::source(inner).and_then(|source| source.downcast_ref::<Error>())
    {
        inner = next;
    }
    let tag = inner.template_source().zip(inner.range()).and_then(|(source, range)| source.get(range));
    let why = match inner.kind() {
        ErrorKind::OutOfFuel => Saying::new("fill.slow_page"),
        _ => refused(inner),
    };
    let what = match tag {
        Some(tag) => Saying::new("issue.page_tag").with("tag", tag.trim()).with("why", why),
        None => Saying::new("issue.page").with("why", why),
    };
    Issue::at(&format!("{FOLDER}{}", inner.name().unwrap_or(PAGE)), inner.line().unwrap_or(0), what)
}
