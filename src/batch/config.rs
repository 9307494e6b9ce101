//! The settings of an office: `liangze.toml`. What all offices share is declared in templates/; what differs by place
//! stands here.

use super::workers::WorkerSettings;
use crate::catalog::{Contact, Issue, SETTINGS, Setting};
use crate::model::{Calendar, Saying};
use crate::paper::Limits;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::{Error as _, Unexpected};
use std::collections::BTreeMap;
use std::time::Duration;

/// The settings of one office; each has a default.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Who we are.
    pub office: OfficeSettings,
    /// Whom units may ask; what is empty is left to officers.
    pub contact: Contact,
    /// How days are counted (FORMS.md 7).
    pub calendar: Calendar,
    /// When units are reminded (FORMS.md 7).
    pub reminders: Reminders,
    /// When a principal is put forward for an interview: thresholds of `templates/triggers.toml` by their keys.
    #[serde(deserialize_with = "exact_numbers")]
    pub thresholds: BTreeMap<String, Decimal>,
    /// How the switches of `templates/switches.toml` are set, by their keys.
    pub switches: BTreeMap<String, Setting>,
    /// How the inbox is watched.
    pub watch: WatchSettings,
    /// How old Word files are read.
    pub legacy: LegacySettings,
    /// What a file may cost.
    pub limits: LimitSettings,
}

/// Numbers as they are written, and not as the nearest that a machine holds.
fn exact_numbers<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Decimal>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Whole(i64),
        Broken(f64),
    }
    let written = BTreeMap::<String, Written>::deserialize(deserializer)?;
    let exact = written.into_iter().map(|(key, number)| match number {
        Written::Whole(number) => Ok((key, number.into())),
        Written::Broken(number) => match number.to_string().parse() {
            Ok(number) => Ok((key, number)),
            Err(_) => Err(D::Error::invalid_value(Unexpected::Float(number), &"a number")),
        },
    });
    exact.collect()
}

/// Who we are.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OfficeSettings {
    /// The receiving organ, a unit of the registry; empty for the registry's top organ of discipline.
    pub top_unit: String,
    /// 机关代字; empty for that of the registry.
    pub doc_prefix: String,
    /// 机关代字 of letters (信函格式), which then have numbers of their own; empty if they share those of the others.
    pub letter_prefix: String,
    /// `Asia/Shanghai`, or an offset such as `+08:00`.
    pub time_zone: String,
}

impl Default for OfficeSettings {
    fn default() -> OfficeSettings {
        OfficeSettings {
            top_unit: String::new(),
            doc_prefix: String::new(),
            letter_prefix: String::new(),
            time_zone: "Asia/Shanghai".to_owned(),
        }
    }
}

/// When units are reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reminders {
    /// Working days before the due day: what is about to be due is called to mind.
    pub before_workdays: u16,
    /// Days after the due day: the first reminder.
    pub first_after_days: u16,
    /// Days after it: the second, with a copy to the counterpart.
    pub second_after_days: u16,
    /// Days after it: the unit is listed in the circular on who sent what.
    pub listed_after_days: u16,
}

impl Default for Reminders {
    fn default() -> Reminders {
        Reminders { before_workdays: 3, first_after_days: 1, second_after_days: 5, listed_after_days: 10 }
    }
}

/// How the inbox is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WatchSettings {
    /// Seconds from one look to the next.
    pub poll_seconds: u32,
    /// Seconds for which a file must lie unchanged before it is taken.
    pub settle_seconds: u32,
    /// Hours for which a lock file holds back the file beside it, if nothing else happens.
    pub lock_hours: u32,
}

impl Default for WatchSettings {
    fn default() -> WatchSettings {
        WatchSettings { poll_seconds: 10, settle_seconds: 10, lock_hours: 24 }
    }
}

impl WatchSettings {
    /// From one look to the next.
    pub fn poll(&self) -> Duration {
        Duration::from_secs(self.poll_seconds.into())
    }

    /// How long a file must lie unchanged.
    pub fn settle(&self) -> Duration {
        Duration::from_secs(self.settle_seconds.into())
    }

    /// How long a lock file counts.
    pub fn lock(&self) -> Duration {
        Duration::from_secs(u64::from(self.lock_hours) * 3600)
    }

    /// What makes no sense: a file is settled only if it was looked at twice, and a day has turned once a day.
    fn issue(&self) -> Option<Issue> {
        let sensible = 1..=3600;
        let settings = [("poll_seconds", self.poll_seconds), ("settle_seconds", self.settle_seconds)];
        let (name, value) = settings.into_iter().find(|(_, value)| !sensible.contains(value))?;
        let what = Saying::new("issue.watch_seconds").with("name", name).with("value", value.to_string());
        Some(Issue::new(SETTINGS, what))
    }
}

/// How old Word files are read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LegacySettings {
    /// False if they are refused.
    pub convert: bool,
    /// LibreOffice's program; empty for that of the system.
    pub converter: String,
    /// Seconds that one may take.
    pub seconds: u32,
    /// Memory that one may take, MB.
    pub megabytes: u32,
}

impl Default for LegacySettings {
    fn default() -> LegacySettings {
        LegacySettings { convert: true, converter: String::new(), seconds: 60, megabytes: 2048 }
    }
}

impl LegacySettings {
    /// What makes no sense: LibreOffice does not even begin in no time and no memory.
    fn issue(&self) -> Option<Issue> {
        let what = if !(5..=3600).contains(&self.seconds) {
            Saying::new("issue.legacy_seconds").with("value", self.seconds.to_string())
        } else if self.megabytes < 512 {
            Saying::new("issue.legacy_megabytes").with("value", self.megabytes.to_string())
        } else {
            return None;
        };
        Some(Issue::new(SETTINGS, what))
    }
}

/// What a file may cost, in words of officers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitSettings {
    /// Size of a file, MB.
    pub file_megabytes: u32,
    /// Files in an archive.
    pub archive_entries: u32,
    /// All of an archive, unpacked, MB.
    pub archive_megabytes: u32,
    /// Archives within archives.
    pub archive_nesting: u32,
    /// Memory of a process that reads files, MB.
    pub worker_megabytes: u32,
    /// Processor time for reading one file, seconds; of other time twice as much.
    pub worker_seconds: u32,
    /// After how many files a process that reads them is replaced by a new one.
    pub worker_files: u32,
    /// Files of one chunk; has no part in the result.
    pub chunk_files: u32,
    /// Size of one chunk, MB; has no part in the result.
    pub chunk_megabytes: u32,
}

impl Default for LimitSettings {
    fn default() -> LimitSettings {
        LimitSettings {
            file_megabytes: 100,
            archive_entries: 2000,
            archive_megabytes: 256,
            archive_nesting: 3,
            worker_megabytes: 1024,
            worker_seconds: 10,
            worker_files: 500,
            chunk_files: 256,
            chunk_megabytes: 64,
        }
    }
}

const MEGABYTE: u64 = 1 << 20;

impl LimitSettings {
    /// The limits of reading a paper.
    pub fn limits(&self) -> Limits {
        let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        Limits {
            file_bytes: u64::from(self.file_megabytes) * MEGABYTE,
            entries: size(self.archive_entries),
            total_bytes: size(self.archive_megabytes).saturating_mul(1 << 20),
            nesting: size(self.archive_nesting),
            ..Limits::default()
        }
    }

    /// What the processes that read files may cost.
    pub fn workers(&self) -> WorkerSettings {
        WorkerSettings {
            memory: u64::from(self.worker_megabytes) * MEGABYTE,
            seconds: self.worker_seconds,
            files: self.worker_files,
        }
    }

    /// The bytes of one chunk.
    pub fn chunk_bytes(&self) -> u64 {
        u64::from(self.chunk_megabytes) * MEGABYTE
    }
}

impl Config {
    /// Reads `liangze.toml`.
    ///
    /// # Errors
    /// What is wrong, with its line.
    pub fn read(source: &str) -> Result<Config, Issue> {
        let config: Config = toml::from_str(source).map_err(|error| Issue::toml(SETTINGS, source, &error))?;
        if let Some(issue) = config.watch.issue().or_else(|| config.legacy.issue()) {
            return Err(issue);
        }
        match offset(&config.office.time_zone) {
            Some(_) => Ok(config),
            None => Err(Issue::new(
                SETTINGS,
                Saying::new("issue.time_zone").with("zone", &config.office.time_zone),
            )),
        }
    }

    /// The office's wall clock, for a run that is given no other. The only reading of it.
    pub fn now(&self) -> DateTime {
        let offset = offset(&self.office.time_zone).unwrap_or(Offset::UTC);
        let now = jiff::Timestamp::now().to_zoned(TimeZone::fixed(offset)).datetime();
        now.round(jiff::Unit::Second).unwrap_or(now)
    }

    /// A time of the office's clock in UTC, as calendar files tell it.
    pub fn in_utc(&self, time: DateTime) -> DateTime {
        let offset = offset(&self.office.time_zone).unwrap_or(Offset::UTC);
        time.saturating_sub(jiff::Span::new().seconds(offset.seconds()))
    }
}

/// The offset of a time zone. All of China has had one since 1991, so the zone needs no table of changes.
fn offset(zone: &str) -> Option<Offset> {
    if zone == "Asia/Shanghai" {
        return Some(jiff::tz::offset(8));
    }
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let valid = (0..=23).contains(&hours) && (0..=59).contains(&minutes);
    valid.then(|| Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::catalog::load::Templates;

    #[test]
    fn the_settings_of_a_new_office_are_the_defaults() {
        let templates = Templates::builtin();
        let written = Config::read(templates.text("office.toml").unwrap()).unwrap();
        let thresholds = Catalog::builtin().unwrap().triggers.thresholds;
        let declared = thresholds.iter().map(|threshold| (threshold.key.clone(), threshold.value.into()));
        assert_eq!(written.thresholds, declared.collect());
        let switches = Catalog::builtin().unwrap().switches.all.into_iter();
        assert_eq!(written.switches, switches.map(|switch| (switch.key, switch.value)).collect());
        let (thresholds, switches) = (BTreeMap::new(), BTreeMap::new());
        assert_eq!(Config { thresholds, switches, ..written }, Config::default());
        assert_eq!(Config::read("").unwrap(), Config::default());
    }

    #[test]
    fn thresholds_are_taken_as_they_are_written() {
        let config = Config::read("[thresholds]\nvote_score = 79.5\ncomplaints = 4").unwrap();
        let read: Vec<String> = config.thresholds.values().map(Decimal::to_string).collect();
        assert_eq!(read, ["4", "79.5"]);
        let catalog = Catalog::builtin().unwrap();
        assert_eq!(catalog.triggers.unknown(&config.thresholds).count(), 0);
        let wrong = Config::read("[thresholds]\nvote_scores = 79").unwrap();
        assert_eq!(catalog.triggers.unknown(&wrong.thresholds).collect::<Vec<_>>(), ["vote_scores"]);
    }

    #[test]
    fn settings_that_nobody_knows_are_told_with_their_line() {
        let told = |source: &str| Config::read(source).unwrap_err();
        assert_eq!(told("[calendar]\n\ngrace = 1").line, 3);
        assert!(told("[office]\ntime_zone = \"Mars\"").to_string().contains("Mars"));
        assert!(told("[watch]\nsettle_seconds = 0").to_string().contains("settle_seconds"));
        assert!(told("[legacy]\nseconds = 0").to_string().contains("[legacy]"));
        assert!(told("[legacy]\nmegabytes = 64").to_string().contains("megabytes"));
    }

    #[test]
    fn a_zone_is_china_or_an_offset() {
        assert_eq!(offset("Asia/Shanghai"), offset("+08:00"));
        assert_eq!(offset("-03:30").unwrap().seconds(), -12_600);
        assert_eq!((offset("+8"), offset("+25:00"), offset("")), (None, None, None));
    }
}
