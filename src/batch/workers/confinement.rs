//! What a worker takes from itself before it looks at a byte of a file: it opens nothing, connects to nothing, starts
//! nothing, and has so much memory and time and no more. Where the system does not know a means, the others stand.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};

/// Confines this process for good. `memory` is in bytes.
pub(super) fn confine(memory: u64) {
    limit(Resource::As, memory);
    limit(Resource::Core, 0);
    limit(Resource::Fsize, 0);
    // No descriptor can be made any more, neither of a file nor of a socket; those of the pipes stay.
    limit(Resource::Nofile, 0);
    #[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
    let _ = calls::allow_only_reading();
}

fn limit(resource: Resource, most: u64) {
    let most = getrlimit(resource).maximum.map_or(most, |maximum| maximum.min(most));
    let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
}

/// Allows this many more seconds of processor time; the system ends the process after them.
pub(super) fn allow_seconds(seconds: u32) {
    let spent = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or(0);
    let maximum = getrlimit(Resource::Cpu).maximum;
    let current = spent.saturating_add(u64::from(seconds)).saturating_add(1);
    let current = maximum.map_or(current, |maximum| maximum.min(current));
    let _ = setrlimit(Resource::Cpu, Rlimit { current: Some(current), maximum });
}

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod calls {
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch, apply_filter};
    use std::collections::BTreeMap;

    /// What memory, pipes, a panic and an end need; every other call of the system is refused.
    const NEEDED: [libc::c_long; 26] = [
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_mmap,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_mprotect,
        libc::SYS_madvise,
        libc::SYS_brk,
        libc::SYS_futex,
        libc::SYS_sched_yield,
        libc::SYS_sigaltstack,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_tgkill,
        libc::SYS_prlimit64,
        libc::SYS_clock_gettime,
        libc::SYS_getrandom,
        libc::SYS_restart_syscall,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];

    /// Has the system refuse all other calls of this process.
    pub fn allow_only_reading() -> Result<(), seccompiler::Error> {
        let rules = NEEDED.map(|number| (number, Vec::new()));
        let refuse = SeccompAction::Errno(libc::EPERM.unsigned_abs());
        let target = if cfg!(target_arch = "x86_64") { TargetArch::x86_64 } else { TargetArch::aarch64 };
        let filter = SeccompFilter::new(BTreeMap::from(rules), refuse, SeccompAction::Allow, target)?;
        let program: BpfProgram = filter.try_into()?;
        apply_filter(&program)
    }
}
