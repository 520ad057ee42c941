//! How much memory this process has had at the most.

use std::io;

/// In bytes; `None` where the system does not tell. Linux: `VmHWM` of proc_pid_status(5).
#[cfg(target_os = "linux")]
pub(crate) fn peak() -> io::Result<Option<u64>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes =
        line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
    Ok(kibibytes.map(|kibibytes| kibibytes * 1024))
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn peak() -> io::Result<Option<u64>> {
    Ok(None)
}
