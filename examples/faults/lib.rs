//! A disk that fails when a test wants it to. Loaded before libc (`LD_PRELOAD`), this library sees each call with which
//! a program opens, reads, writes, syncs, names and removes files below one folder, SQLite's calls included; it counts
//! them, writes down their names, and lets the n-th one fail, or the program die there. Built by `cargo test` for
//! tests/faults; no part of the program.
//!
//! `FAULTS_ROOT` is the folder (several with `:`), `FAULTS_LOG` a file for the names of the points, `FAULTS_AT` the
//! number of the point from 1, `FAULTS_KIND` what happens there (`eio`, `enospc`, `eintr`, `short`, `kill`, `killed`
//! after the call), `FAULTS_FOREVER=1` that it happens at each later point of its kind, too.
//!
//! Why the unsafe code is sound: every function has the type of the function of libc that it stands for, passes its
//! arguments on as they came, and reads through them only what the caller of that function promises to be there. The
//! third argument of `open` is there or not; on the systems on which this runs (x86-64 and 64-bit ARM under Linux)
//! reading an argument that was not given reads a register, and its value is passed on unread.

#![expect(
    clippy::missing_safety_doc,
    reason = "each is as unsafe as the function of libc for which it stands"
)]

mod plan;

use libc::{DIR, c_char, c_int, c_void, dirent, dirent64, mode_t, off_t, size_t, ssize_t};
use plan::{Call, Verdict, at_fd, at_path, at_two_paths, forget, remember};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The function that would have been called without this library, looked up once.
macro_rules! real {
    ($name:literal, $type:ty) => {{
        static FOUND: AtomicUsize = AtomicUsize::new(0);
        let mut found = FOUND.load(Ordering::Relaxed);
        if found == 0 {
            // SAFETY: the name ends with a zero byte.
            found = unsafe { libc::dlsym(libc::RTLD_NEXT, concat!($name, "\0").as_ptr().cast()) } as usize;
            assert!(found != 0, concat!("libc has no ", $name));
            FOUND.store(found, Ordering::Relaxed);
        }
        // SAFETY: libc's function of this name has this type.
        unsafe { std::mem::transmute::<usize, $type>(found) }
    }};
}

fn fail(errno: c_int) {
    // SAFETY: libc gives the place of this thread's errno.
    unsafe { *libc::__errno_location() = errno };
}

/// Does a call as the plan wants it: not at all, or and then dies.
macro_rules! judged {
    ($verdict:expr, $failed:expr, $call:expr) => {{
        match $verdict {
            Verdict::Fail(errno) => {
                fail(errno);
                $failed
            }
            Verdict::Pass | Verdict::Short => $call,
            Verdict::DieAfter => {
                let _ = $call;
                plan::die()
            }
        }
    }};
}

macro_rules! opens {
    ($($name:ident $text:literal,)*) => {$(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
            let real = real!($text, unsafe extern "C" fn(*const c_char, c_int, mode_t) -> c_int);
            let call = if flags & libc::O_CREAT == 0 { Call::Open } else { Call::Create };
            let fd = judged!(at_path(call, path), -1, unsafe { real(path, flags, mode) });
            remember(fd, path);
            fd
        }
    )*};
}
opens!(open "open", open64 "open64",);

macro_rules! opens_at {
    ($($name:ident $text:literal,)*) => {$(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(at: c_int, path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
            let real = real!($text, unsafe extern "C" fn(c_int, *const c_char, c_int, mode_t) -> c_int);
            let call = if flags & libc::O_CREAT == 0 { Call::Open } else { Call::Create };
            let fd = judged!(at_path(call, path), -1, unsafe { real(at, path, flags, mode) });
            remember(fd, path);
            fd
        }
    )*};
}
opens_at!(openat "openat", openat64 "openat64",);

#[unsafe(no_mangle)]
pub unsafe extern "C" fn opendir(path: *const c_char) -> *mut DIR {
    let real = real!("opendir", unsafe extern "C" fn(*const c_char) -> *mut DIR);
    let folder = judged!(at_path(Call::OpenFolder, path), std::ptr::null_mut(), unsafe { real(path) });
    if !folder.is_null() {
        // SAFETY: it was just opened.
        remember(unsafe { libc::dirfd(folder) }, path);
    }
    folder
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn readdir64(folder: *mut DIR) -> *mut dirent64 {
    let real = real!("readdir64", unsafe extern "C" fn(*mut DIR) -> *mut dirent64);
    // SAFETY: whoever reads a folder has opened it.
    let fd = unsafe { libc::dirfd(folder) };
    judged!(at_fd(Call::ReadFolder, fd), std::ptr::null_mut(), unsafe { real(folder) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn readdir(folder: *mut DIR) -> *mut dirent {
    let real = real!("readdir", unsafe extern "C" fn(*mut DIR) -> *mut dirent);
    // SAFETY: as above.
    let fd = unsafe { libc::dirfd(folder) };
    judged!(at_fd(Call::ReadFolder, fd), std::ptr::null_mut(), unsafe { real(folder) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn closedir(folder: *mut DIR) -> c_int {
    let real = real!("closedir", unsafe extern "C" fn(*mut DIR) -> c_int);
    // SAFETY: as above.
    forget(unsafe { libc::dirfd(folder) });
    unsafe { real(folder) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn close(fd: c_int) -> c_int {
    let real = real!("close", unsafe extern "C" fn(c_int) -> c_int);
    forget(fd);
    unsafe { real(fd) }
}

/// How much of a transfer is done: all, or half of it.
fn part(verdict: &Verdict, size: size_t) -> size_t {
    if matches!(verdict, Verdict::Short) { (size / 2).max(1) } else { size }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn read(fd: c_int, buffer: *mut c_void, size: size_t) -> ssize_t {
    let real = real!("read", unsafe extern "C" fn(c_int, *mut c_void, size_t) -> ssize_t);
    let verdict = at_fd(Call::Read, fd);
    let size = part(&verdict, size);
    judged!(verdict, -1, unsafe { real(fd, buffer, size) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn write(fd: c_int, buffer: *const c_void, size: size_t) -> ssize_t {
    let real = real!("write", unsafe extern "C" fn(c_int, *const c_void, size_t) -> ssize_t);
    let verdict = at_fd(Call::Write, fd);
    let size = part(&verdict, size);
    judged!(verdict, -1, unsafe { real(fd, buffer, size) })
}

macro_rules! reads_at {
    ($($name:ident $text:literal,)*) => {$(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(fd: c_int, buffer: *mut c_void, size: size_t, at: off_t) -> ssize_t {
            let real = real!($text, unsafe extern "C" fn(c_int, *mut c_void, size_t, off_t) -> ssize_t);
            let verdict = at_fd(Call::Read, fd);
            let size = part(&verdict, size);
            judged!(verdict, -1, unsafe { real(fd, buffer, size, at) })
        }
    )*};
}
reads_at!(pread "pread", pread64 "pread64",);

macro_rules! writes_at {
    ($($name:ident $text:literal,)*) => {$(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(fd: c_int, buffer: *const c_void, size: size_t, at: off_t) -> ssize_t {
            let real = real!($text, unsafe extern "C" fn(c_int, *const c_void, size_t, off_t) -> ssize_t);
            let verdict = at_fd(Call::Write, fd);
            let size = part(&verdict, size);
            judged!(verdict, -1, unsafe { real(fd, buffer, size, at) })
        }
    )*};
}
writes_at!(pwrite "pwrite", pwrite64 "pwrite64",);

macro_rules! of_an_open_file {
    ($($name:ident $text:literal $call:ident ($($argument:ident: $type:ty),*),)*) => {$(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(fd: c_int $(, $argument: $type)*) -> c_int {
            let real = real!($text, unsafe extern "C" fn(c_int $(, $type)*) -> c_int);
            judged!(at_fd(Call::$call, fd), -1, unsafe { real(fd $(, $argument)*) })
        }
    )*};
}
of_an_open_file!(
    fsync "fsync" Sync (),
    fdatasync "fdatasync" Sync (),
    ftruncate "ftruncate" Truncate (size: off_t),
    ftruncate64 "ftruncate64" Truncate (size: off_t),
    fchmod "fchmod" Permit (mode: mode_t),
    flock "flock" Lock (what: c_int),
);

macro_rules! of_a_path {
    ($($name:ident $text:literal $call:ident ($($argument:ident: $type:ty),*),)*) => {$(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(path: *const c_char $(, $argument: $type)*) -> c_int {
            let real = real!($text, unsafe extern "C" fn(*const c_char $(, $type)*) -> c_int);
            judged!(at_path(Call::$call, path), -1, unsafe { real(path $(, $argument)*) })
        }
    )*};
}
of_a_path!(
    unlink "unlink" Remove (),
    mkdir "mkdir" MakeFolder (mode: mode_t),
    rmdir "rmdir" Remove (),
    chmod "chmod" Permit (mode: mode_t),
);

#[unsafe(no_mangle)]
pub unsafe extern "C" fn unlinkat(at: c_int, path: *const c_char, flags: c_int) -> c_int {
    let real = real!("unlinkat", unsafe extern "C" fn(c_int, *const c_char, c_int) -> c_int);
    judged!(at_path(Call::Remove, path), -1, unsafe { real(at, path, flags) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rename(from: *const c_char, to: *const c_char) -> c_int {
    let real = real!("rename", unsafe extern "C" fn(*const c_char, *const c_char) -> c_int);
    judged!(at_two_paths(Call::Rename, from, to), -1, unsafe { real(from, to) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn link(from: *const c_char, to: *const c_char) -> c_int {
    let real = real!("link", unsafe extern "C" fn(*const c_char, *const c_char) -> c_int);
    judged!(at_two_paths(Call::Link, from, to), -1, unsafe { real(from, to) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn linkat(
    from_at: c_int,
    from: *const c_char,
    to_at: c_int,
    to: *const c_char,
    flags: c_int,
) -> c_int {
    type LinkAt = unsafe extern "C" fn(c_int, *const c_char, c_int, *const c_char, c_int) -> c_int;
    let real = real!("linkat", LinkAt);
    judged!(at_two_paths(Call::Link, from, to), -1, unsafe { real(from_at, from, to_at, to, flags) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn renameat(
    from_at: c_int,
    from: *const c_char,
    to_at: c_int,
    to: *const c_char,
) -> c_int {
    type RenameAt = unsafe extern "C" fn(c_int, *const c_char, c_int, *const c_char) -> c_int;
    let real = real!("renameat", RenameAt);
    judged!(at_two_paths(Call::Rename, from, to), -1, unsafe { real(from_at, from, to_at, to) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn renameat2(
    from_at: c_int,
    from: *const c_char,
    to_at: c_int,
    to: *const c_char,
    flags: libc::c_uint,
) -> c_int {
    type RenameAt = unsafe extern "C" fn(c_int, *const c_char, c_int, *const c_char, libc::c_uint) -> c_int;
    let real = real!("renameat2", RenameAt);
    judged!(at_two_paths(Call::Rename, from, to), -1, unsafe { real(from_at, from, to_at, to, flags) })
}
