//! What the machine reports, as data: a word for each usual trouble of disks and processes, and of the others the number
//! under which the system knows them.

use crate::model::Saying;
use std::io::{Error, ErrorKind};

/// Numbers of the system for which Rust has no name: a disk that does not work, no more files in all, none for us, a link
/// where none is followed.
const EIO: i32 = 5;
const ENFILE: i32 = 23;
const EMFILE: i32 = 24;
const ELOOP: i32 = 40;

/// Why the system did not do what it was asked.
pub fn system(error: &Error) -> Saying {
    match error.kind() {
        ErrorKind::StorageFull => Saying::new("system.full"),
        ErrorKind::QuotaExceeded => Saying::new("system.quota"),
        ErrorKind::FileTooLarge => Saying::new("system.file_too_large"),
        ErrorKind::NotFound => Saying::new("system.missing"),
        ErrorKind::PermissionDenied => Saying::new("system.not_permitted"),
        ErrorKind::ReadOnlyFilesystem => Saying::new("system.read_only"),
        ErrorKind::AlreadyExists | ErrorKind::IsADirectory | ErrorKind::NotADirectory => {
            Saying::new("system.in_the_way")
        }
        ErrorKind::DirectoryNotEmpty => Saying::new("system.not_empty"),
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy | ErrorKind::Deadlock => {
            Saying::new("system.in_use")
        }
        ErrorKind::InvalidFilename => Saying::new("system.name"),
        ErrorKind::CrossesDevices => Saying::new("system.elsewhere"),
        ErrorKind::Interrupted => Saying::new("system.interrupted"),
        ErrorKind::WouldBlock => Saying::new("system.overloaded"),
        ErrorKind::TimedOut => Saying::new("system.timed_out"),
        ErrorKind::OutOfMemory => Saying::new("system.no_memory"),
        ErrorKind::BrokenPipe => Saying::new("system.nobody_reads"),
        ErrorKind::UnexpectedEof => Saying::new("system.cut_off"),
        ErrorKind::InvalidData => Saying::new("system.damaged"),
        ErrorKind::Unsupported => Saying::new("system.unsupported"),
        ErrorKind::StaleNetworkFileHandle
        | ErrorKind::NetworkDown
        | ErrorKind::NetworkUnreachable
        | ErrorKind::HostUnreachable
        | ErrorKind::NotConnected
        | ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted => Saying::new("system.network"),
        ErrorKind::InvalidInput if error.raw_os_error().is_none() => Saying::new("system.no_file"),
        _ => match error.raw_os_error() {
            Some(EIO) => Saying::new("system.broken"),
            Some(ELOOP) => Saying::new("system.link"),
            Some(EMFILE | ENFILE) => Saying::new("system.too_many_files"),
            Some(number) => Saying::new("system.number").with("number", number.to_string()),
            None => Saying::new("system.other").with("why", error.to_string()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Sentences;

    #[test]
    fn what_the_system_reports_is_said_in_words_and_the_rest_by_its_number() {
        let chinese = Sentences::new("zh");
        for (number, words) in [
            (1, "没有权限"),
            (2, "不存在"),
            (5, "磁盘读写出错"),
            (11, "系统暂时忙不过来"),
            (13, "没有权限"),
            (17, "同名的文件或文件夹挡住了"),
            (21, "同名的文件或文件夹挡住了"),
            (24, "打开的文件太多"),
            (28, "磁盘已满"),
            (30, "磁盘只读"),
            (36, "文件名太长"),
            (71, "系统错误 71"),
        ] {
            assert_eq!(chinese.say(&system(&Error::from_raw_os_error(number))), words, "{number}");
        }
    }
}
