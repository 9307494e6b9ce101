//! Which calls count, what they are called, and what becomes of each.

use libc::{c_char, c_int};
use std::ffi::CStr;
use std::fmt::Write as _;
use std::os::fd::IntoRawFd;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

/// What is asked of the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    Open,
    Create,
    OpenFolder,
    ReadFolder,
    Read,
    Write,
    Sync,
    Truncate,
    Permit,
    Lock,
    Remove,
    MakeFolder,
    Rename,
    Link,
}

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    Fail(c_int),
    Short,
    DieAfter,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Errno(c_int),
    Short,
    Kill,
    Killed,
}

struct Plan {
    roots: Vec<String>,
    log: Option<c_int>,
    at: usize,
    kind: Option<Kind>,
    forever: bool,
    passed: Mutex<usize>,
}

static PLAN: OnceLock<Option<Plan>> = OnceLock::new();

/// How many open files are known by name.
const FILES: usize = 4096;
static NAMES: [AtomicPtr<String>; FILES] = [const { AtomicPtr::new(std::ptr::null_mut()) }; FILES];

/// Points that were passed while the plan itself was read.
static READING: AtomicUsize = AtomicUsize::new(0);

fn plan() -> Option<&'static Plan> {
    if let Some(plan) = PLAN.get() {
        return plan.as_ref();
    }
    // Reading the plan opens the log, which comes here again.
    if READING.fetch_add(1, Ordering::SeqCst) > 0 {
        return None;
    }
    PLAN.get_or_init(read_plan).as_ref()
}

fn read_plan() -> Option<Plan> {
    let value = |name: &str| std::env::var(name).ok();
    let roots = value("FAULTS_ROOT")?.split(':').map(str::to_owned).collect();
    let log = value("FAULTS_LOG").map(|path| {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
        file.expect("the log of points can be written").into_raw_fd()
    });
    let kind = value("FAULTS_KIND").map(|kind| match kind.as_str() {
        "eio" => Kind::Errno(libc::EIO),
        "enospc" => Kind::Errno(libc::ENOSPC),
        "eintr" => Kind::Errno(libc::EINTR),
        "short" => Kind::Short,
        "kill" => Kind::Kill,
        "killed" => Kind::Killed,
        other => panic!("{other} is no kind of fault"),
    });
    let at = value("FAULTS_AT").map_or(0, |at| at.parse().expect("a point has a number"));
    Some(Plan { roots, log, at, kind, forever: value("FAULTS_FOREVER").is_some(), passed: Mutex::new(0) })
}

/// Ends the program as `kill -9` does.
pub fn die() -> ! {
    // SAFETY: nothing of this process goes on after it.
    unsafe { libc::kill(libc::getpid(), libc::SIGKILL) };
    loop {
        std::thread::yield_now();
    }
}

fn text(path: *const c_char) -> Option<String> {
    if path.is_null() {
        return None;
    }
    // SAFETY: a path that is given to libc ends with a zero byte.
    Some(unsafe { CStr::from_ptr(path) }.to_string_lossy().into_owned())
}

/// The name of a path below one of the folders: without what differs from run to run.
fn within(plan: &Plan, path: &str) -> Option<String> {
    let rest = plan.roots.iter().find_map(|root| path.strip_prefix(root.as_str()))?;
    if !rest.is_empty() && !rest.starts_with('/') {
        return None;
    }
    let mut name = String::new();
    for part in rest.split('/').filter(|part| !part.is_empty()) {
        if !name.is_empty() {
            name.push('/');
        }
        let hex = part.bytes().all(|byte| byte.is_ascii_hexdigit());
        name.push_str(match part.len() {
            64 if hex => "HASH",
            2 if hex && name.starts_with("archive/") => "HH",
            _ if part.starts_with(".unfinished-") => ".unfinished",
            _ => part,
        });
    }
    Some(if name.is_empty() { ".".to_owned() } else { name })
}

/// Keeps the name of an open file.
pub fn remember(fd: c_int, path: *const c_char) {
    let Some(slot) = usize::try_from(fd).ok().and_then(|fd| NAMES.get(fd)) else { return };
    let name = plan().and_then(|plan| within(plan, &text(path)?));
    // A replaced name is not freed: another thread may be reading it. This is a test; there are not many.
    slot.store(name.map_or(std::ptr::null_mut(), |name| Box::into_raw(Box::new(name))), Ordering::SeqCst);
}

/// Forgets the name of a file that is closed.
pub fn forget(fd: c_int) {
    if let Some(slot) = usize::try_from(fd).ok().and_then(|fd| NAMES.get(fd)) {
        slot.store(std::ptr::null_mut(), Ordering::SeqCst);
    }
}

/// A call on an open file.
pub fn at_fd(call: Call, fd: c_int) -> Verdict {
    let name = usize::try_from(fd).ok().and_then(|fd| NAMES.get(fd)).map(|slot| slot.load(Ordering::SeqCst));
    let Some(name) = name.filter(|name| !name.is_null()) else { return Verdict::Pass };
    let Some(plan) = plan() else { return Verdict::Pass };
    // SAFETY: names that were kept are never freed.
    plan.pass(call, unsafe { &*name })
}

/// A call on a path.
pub fn at_path(call: Call, path: *const c_char) -> Verdict {
    let Some(plan) = plan() else { return Verdict::Pass };
    text(path).and_then(|path| within(plan, &path)).map_or(Verdict::Pass, |name| plan.pass(call, &name))
}

/// A call on two paths.
pub fn at_two_paths(call: Call, from: *const c_char, to: *const c_char) -> Verdict {
    let Some(plan) = plan() else { return Verdict::Pass };
    let name = |path| text(path).map(|path| within(plan, &path).unwrap_or(path));
    let (Some(from), Some(to)) = (name(from), name(to)) else { return Verdict::Pass };
    if from.starts_with('/') && to.starts_with('/') {
        return Verdict::Pass;
    }
    plan.pass(call, &format!("{from} -> {to}"))
}

impl Plan {
    fn pass(&self, call: Call, name: &str) -> Verdict {
        // Points are counted and written down one by one, so that the n-th of the log is the n-th.
        let mut passed = self.passed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *passed += 1;
        let number = *passed;
        if let Some(log) = self.log {
            let mut line = String::new();
            let _ = writeln!(line, "{call:?} {name}");
            // SAFETY: the bytes are those of the line. Written past this library, since `write` would come here again.
            unsafe { libc::syscall(libc::SYS_write, log, line.as_ptr(), line.len()) };
        }
        let (Some(kind), true) = (self.kind, self.at > 0) else { return Verdict::Pass };
        if number < self.at || (number > self.at && !self.forever) {
            return Verdict::Pass;
        }
        match kind {
            Kind::Kill => die(),
            Kind::Killed => Verdict::DieAfter,
            Kind::Short if matches!(call, Call::Read | Call::Write) => Verdict::Short,
            Kind::Errno(errno) if call.fails_with(errno) => Verdict::Fail(errno),
            _ => Verdict::Pass,
        }
    }
}

impl Call {
    /// A full disk refuses only what needs room, and nothing that is being removed; some calls are never interrupted.
    fn fails_with(self, errno: c_int) -> bool {
        use Call::{Create, Link, Lock, MakeFolder, Open, Read, Remove, Rename, Sync, Truncate, Write};
        match errno {
            libc::ENOSPC => matches!(self, Create | Write | Sync | Truncate | MakeFolder | Rename | Link),
            libc::EINTR => matches!(self, Open | Create | Read | Write | Sync | Truncate | Lock),
            _ => self != Remove || errno == libc::EIO,
        }
    }
}
