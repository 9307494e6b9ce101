//! The face for people: a command line in, a text and an exit code out. It decides nothing about returns; it asks the
//! floors below and says what they answered.

mod answer;
mod answer_arguments;
mod answering;
mod arguments;
mod calendar;
mod check;
mod columns;
mod declared;
mod demo;
mod diagnostic;
mod explain;
mod export;
mod failure;
mod form;
mod formula;
mod help;
mod init;
mod lint;
mod notice;
mod notice_template;
mod picture;
mod progress;
mod run;
mod screen;
mod status;
mod table;
mod watch;
mod words;
mod worker;

use crate::batch::WORKER_COMMAND;
use answer::{Answer, Exit};
use arguments::{Arguments, Command};
use clap::FromArgMatches;
use clap::error::ErrorKind;
use failure::Failure;
use screen::Screen;
use std::ffi::OsString;
use std::io::Write;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::path::Path;
use words::{Language, Words};

/// What the environment says of whoever sits at the terminal.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// The locale, such as `en_GB.UTF-8`.
    pub locale: String,
    /// The width of the screen in columns (`COLUMNS`); blank if it is not said.
    pub columns: String,
}

/// Does what a command line says, and gives the exit code. `program` is this program, which becomes a worker when it is
/// started as one.
pub fn run(arguments: &[OsString], environment: &Environment, program: &Path) -> u8 {
    if arguments.get(1).is_some_and(|first| first == WORKER_COMMAND) {
        return worker::work(arguments.get(2)).code();
    }
    let screen = Screen::of_output(&environment.columns);
    let words = Words::new(language(arguments, &environment.locale), screen);
    let command = help::command(&words);
    let matches = command.clone().try_get_matches_from(arguments);
    let parsed = match matches.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(parsed) => parsed,
        Err(error) => return told(&error, help::called(&command, arguments), &words).code(),
    };
    tell_what_breaks_down(words.clone());
    match catch_unwind(AssertUnwindSafe(|| answer(&parsed.command, &words, program))) {
        Ok(Ok(answer)) => print(&answer, &words).code(),
        Ok(Err(failure)) => {
            progress::note(failure.text(&words).trim_end());
            failure.exit().code()
        }
        Err(_) => Exit::Internal.code(),
    }
}

/// Has a fault of ours told in words, with the place that whoever mends it needs.
fn tell_what_breaks_down(words: Words) {
    panic::set_hook(Box::new(move |broken| {
        let place = broken.location().map(ToString::to_string).unwrap_or_default();
        progress::note(&Failure::BrokenDown(place).text(&words));
    }));
}

fn answer(command: &Command, words: &Words, program: &Path) -> Result<Answer, Failure> {
    match command {
        Command::Init(given) => init::init(given, words),
        Command::Explain(given) => explain::explain(given, words),
        Command::Form(given) => form::form(given, words),
        Command::Lint(given) => lint::lint(given, words),
        Command::Run(given) => run::run(given, words, program),
        Command::Check(given) => check::check(given, words, program),
        Command::Export(given) => export::export(given, words),
        Command::Status(given) => status::status(given, words),
        Command::Calendar(given) => calendar::calendar(given, words),
        Command::Notice(given) => notice::notice(given, words),
        Command::Approve(given) => notice::approve_rows(given, words),
        Command::ExplainFinding(given) => answering::explain_finding(given, words),
        Command::Override(given) => answering::override_finding(given, words),
        Command::Waive(given) => answering::waive(given, words),
        Command::Demo(given) => demo::demo(given, words, program),
        Command::Watch(given) => watch::watch(given, words, program),
        Command::Serve(_) => Err(Failure::Later("serve")),
    }
}

/// The language that `--lang` names, wherever it stands: the complaint about a bad command line is in it, too.
fn language(arguments: &[OsString], locale: &str) -> Language {
    let texts: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let beside = texts.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1]);
    let within = || texts.iter().find_map(|text| text.strip_prefix("--lang="));
    let named = beside.or_else(within);
    let known = named.and_then(|name| Language::ALL.into_iter().find(|language| language.code() == name));
    known.unwrap_or_else(|| Language::of_locale(locale))
}

/// Help and version are answers; all else is a complaint.
fn told(error: &clap::Error, command: &clap::Command, words: &Words) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            print(&Answer::clean(error.render().to_string()), words)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            progress::note(error.render().to_string().trim_end());
            Exit::Usage
        }
        _ => {
            progress::note(help::complaint(error, command, words).trim_end());
            Exit::Usage
        }
    }
}

/// Writes an answer to standard output. Whoever reads may leave early (`| head`): that is no failure.
fn print(answer: &Answer, words: &Words) -> Exit {
    let mut output = std::io::stdout().lock();
    match output.write_all(answer.text.as_bytes()).and_then(|()| output.flush()) {
        Ok(()) => answer.exit,
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => answer.exit,
        Err(error) => {
            let reason = words.told(&crate::batch::system(&error));
            progress::note(&words.fill("failure.output", &[("reason", &reason)]));
            Exit::Internal
        }
    }
}
