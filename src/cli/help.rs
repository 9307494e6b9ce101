//! The help of every command and the complaints about a command line, in the language of the terminal. clap knows what
//! may be written; here is how it is said.

use super::arguments::Arguments;
use super::words::Words;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory};
use std::ffi::OsString;

/// The command line as clap takes it, with its words.
pub fn command(words: &Words) -> Command {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let command = Arguments::command().disable_version_flag(true).arg(version);
    worded(command, "", words)
}

/// A command with its words; `path` is its name below the program, such as `form.blank`.
fn worded(command: Command, path: &str, words: &Words) -> Command {
    let about = if path.is_empty() { "help.about".to_owned() } else { format!("command.{path}") };
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    let mut command = command
        .about(words.say(&about).to_owned())
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .arg(help);
    let ids: Vec<String> = command.get_arguments().map(|arg| arg.get_id().to_string()).collect();
    for id in ids {
        let own = format!("argument.{path}.{id}");
        let text =
            words.find(&own).map_or_else(|| words.say(&format!("argument.{id}")).to_owned(), str::to_owned);
        command = command.mut_arg(&id, |arg| arg.help(text));
    }
    command = command.mut_subcommands(|child| {
        let path = if path.is_empty() {
            child.get_name().to_owned()
        } else {
            format!("{path}.{}", child.get_name())
        };
        worded(child, &path, words)
    });
    let usage = usage(&command, path, words);
    let template = template(&command, path, words);
    command.override_usage(usage).help_template(template)
}

/// How a command is written.
fn usage(command: &Command, path: &str, words: &Words) -> String {
    let mut parts = vec!["liangze".to_owned()];
    parts.extend(path.split('.').filter(|name| !name.is_empty()).map(str::to_owned));
    parts.push(words.say("help.any_options").to_owned());
    let named = command.get_arguments().filter(|arg| arg.is_required_set() && !arg.is_positional());
    parts.extend(named.map(|arg| format!("--{} <{}>", arg.get_long().unwrap_or_default(), value_name(arg))));
    parts.extend(command.get_positionals().map(positional));
    if command.has_subcommands() {
        parts.push(words.say("help.a_command").to_owned());
    }
    parts.join(" ")
}

fn positional(arg: &Arg) -> String {
    let name = value_name(arg);
    let many = if matches!(arg.get_action(), ArgAction::Append) { "..." } else { "" };
    if arg.is_required_set() { format!("<{name}>{many}") } else { format!("[{name}]{many}") }
}

fn value_name(arg: &Arg) -> String {
    let named = arg.get_value_names().and_then(|names| names.first());
    named.map_or_else(|| arg.get_id().as_str().to_uppercase(), ToString::to_string)
}

fn template(command: &Command, path: &str, words: &Words) -> String {
    let mut text = format!("{{about}}\n\n{}{{usage}}\n", words.say("help.usage"));
    let mut part = |key: &str, tag: &str| {
        text.push_str(&format!("\n{}\n{{{tag}}}\n", words.say(key)));
    };
    if command.has_subcommands() {
        part("help.commands", "subcommands");
    }
    if command.get_positionals().next().is_some() {
        part("help.arguments", "positionals");
    }
    part("help.options", "options");
    if path.is_empty() {
        text.push_str(&format!("\n{}\n", words.say("help.more")));
    }
    text
}

/// A complaint about how a command is called: what is wrong, what may have been meant, how it is written.
pub fn complaint(error: &clap::Error, command: &Command, words: &Words) -> String {
    let context = |kind: ContextKind| error.get(kind).map(written).filter(|text| !text.is_empty());
    let argument = context(ContextKind::InvalidArg).unwrap_or_default();
    let value = context(ContextKind::InvalidValue).unwrap_or_default();
    let (key, value) = match error.kind() {
        ErrorKind::UnknownArgument => ("usage.unknown_argument", argument.clone()),
        ErrorKind::InvalidSubcommand => {
            ("usage.unknown_command", context(ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::InvalidValue | ErrorKind::TooFewValues if value.is_empty() => ("usage.no_value", value),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => ("usage.invalid_value", value),
        ErrorKind::MissingRequiredArgument => ("usage.missing_argument", value),
        ErrorKind::MissingSubcommand => ("usage.missing_command", value),
        ErrorKind::ArgumentConflict | ErrorKind::TooManyValues => ("usage.too_many", value),
        other => ("usage.other", other.to_string()),
    };
    let mut text = format!("{}{}", words.say("failure.error"), words.say("failure.colon"));
    text.push_str(&words.fill(key, &[("value", &value), ("argument", &argument)]));
    text.push('\n');
    let suggested =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(meant) = suggested.into_iter().find_map(context) {
        text.push_str(&words.fill("usage.did_you_mean", &[("value", &meant)]));
        text.push('\n');
    }
    let hint = (key == "usage.invalid_value").then(|| help_of(command, &argument)).flatten();
    if let Some(hint) = hint {
        text.push_str(&format!("{}{}{hint}\n", words.say("failure.hint"), words.say("failure.colon")));
    }
    if let Some(usage) = context(ContextKind::Usage) {
        let usage = usage.trim_start_matches("Usage:").trim();
        text.push_str(&format!("{}{usage}\n", words.say("help.usage")));
    }
    text
}

/// The help of an option that is written `--name <VALUE>`.
fn help_of(command: &Command, written: &str) -> Option<String> {
    let name = written.strip_prefix("--")?.split(' ').next();
    let arg = command.get_arguments().find(|arg| arg.get_long() == name);
    arg.and_then(Arg::get_help).map(ToString::to_string)
}

/// The command that a command line calls, as far as it can be told.
pub fn called<'c>(command: &'c Command, arguments: &[OsString]) -> &'c Command {
    arguments.iter().fold(command, |called, argument| called.find_subcommand(argument).unwrap_or(called))
}

fn written(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(several) => several.join(" "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::words::Language;

    #[test]
    fn every_command_and_argument_has_its_words_in_both_languages() {
        fn check(command: &Command) {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(!about.starts_with("command."), "{about}");
            for arg in command.get_arguments().filter(|arg| arg.get_id() != "anything") {
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(!help.is_empty() && !help.starts_with("argument."), "{help}");
            }
            command.get_subcommands().for_each(check);
        }
        for language in Language::ALL {
            let words = Words::new(language, crate::cli::screen::Screen::default());
            let command = command(&words);
            command.clone().debug_assert();
            check(&command);
        }
    }
}
