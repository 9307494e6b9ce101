//! Everything that is tested from outside, in one binary: a module a topic.

mod answers;
mod blank_forms;
mod calendar;
mod commands;
mod coverage;
mod determinism;
mod documents;
mod generic_rules;
mod house;
mod languages;
mod lint;
mod new_form;
mod notices;
mod old_word;
mod printed_layout;
mod refusals;
mod report_page;
mod resaved;
mod returned;
mod samples;
mod support;
mod switches;
mod told_by_colour;
mod watch;
mod what_is_written;
mod workers;
