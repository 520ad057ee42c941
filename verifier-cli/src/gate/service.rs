//! What a service manager is told: that the gate is ready, that it lives, and that it ends (the protocol of
//! `sd_notify`: datagrams to the socket that the environment names). Where there is none, nothing is told.

use std::time::{Duration, Instant};

/// The service manager, if there is one.
#[derive(Default)]
pub(crate) struct Service {
    #[cfg(unix)]
    socket: Option<std::os::unix::net::UnixDatagram>,
    /// How often it wants to hear that the gate lives.
    every: Option<Duration>,
    last: Option<Instant>,
}

impl Service {
    /// As the environment says.
    pub(crate) fn of_environment() -> Self {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let is_ours = |name| {
            let pid = variable(name);
            pid.is_none_or(|pid| pid == std::process::id().to_string())
        };
        let watchdog = variable("WATCHDOG_USEC").filter(|_| is_ours("WATCHDOG_PID"));
        Self::new(variable("NOTIFY_SOCKET").as_deref(), watchdog.as_deref())
    }

    /// With this socket, and so many microseconds after which the gate counts as dead.
    pub(crate) fn new(socket: Option<&str>, watchdog: Option<&str>) -> Self {
        let micros = watchdog
            .and_then(|micros| micros.parse().ok())
            .filter(|micros| *micros > 0);
        // Other systems have no such socket.
        #[cfg(not(unix))]
        let _ = socket;
        Self {
            #[cfg(unix)]
            socket: socket.and_then(|path| connect(path).ok()),
            // Half of the time, as the manual of sd_watchdog_enabled(3) asks for.
            every: micros.map(|micros| Duration::from_micros(micros) / 2),
            last: None,
        }
    }

    /// The gate judges from now on.
    pub(crate) fn ready(&self) {
        self.tell("READY=1");
    }

    /// The gate ends.
    pub(crate) fn stopping(&self) {
        self.tell("STOPPING=1");
    }

    /// What the gate is doing, in a line for people.
    pub(crate) fn status(&self, words: &str) {
        self.tell(&format!("STATUS={words}"));
    }

    /// Says that the loop that judges goes round, if it is time to.
    pub(crate) fn feed(&mut self, now: Instant) {
        let Some(every) = self.every else { return };
        let is_due = |last| now.saturating_duration_since(last) >= every;
        if self.last.is_none_or(is_due) {
            self.last = Some(now);
            self.tell("WATCHDOG=1");
        }
    }

    /// How long the loop may wait at most.
    pub(crate) fn wait(&self) -> Option<Duration> {
        self.every.map(|every| every / 2)
    }

    /// A manager that is gone or busy is no reason to stop.
    fn tell(&self, message: &str) {
        #[cfg(unix)]
        if let Some(socket) = &self.socket {
            let _ = socket.send(message.as_bytes());
        }
        #[cfg(not(unix))]
        let _ = message;
    }
}

#[cfg(unix)]
fn connect(path: &str) -> std::io::Result<std::os::unix::net::UnixDatagram> {
    let socket = std::os::unix::net::UnixDatagram::unbound()?;
    socket.set_nonblocking(true)?;
    match path.strip_prefix('@') {
        #[cfg(target_os = "linux")]
        Some(name) => {
            use std::os::linux::net::SocketAddrExt as _;
            let address = std::os::unix::net::SocketAddr::from_abstract_name(name)?;
            socket.connect_addr(&address)?;
        }
        _ => socket.connect(path)?,
    }
    Ok(socket)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::net::UnixDatagram;

    #[test]
    fn a_service_manager_hears_that_the_gate_lives_in_half_of_its_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let manager = UnixDatagram::bind(&path).unwrap();
        manager
            .set_read_timeout(Some(Duration::from_secs(5)))
            .unwrap();
        let heard = || {
            let mut buffer = [0; 100];
            let count = manager.recv(&mut buffer).unwrap();
            String::from_utf8(buffer[..count].to_vec()).unwrap()
        };
        let mut service = Service::new(path.to_str(), Some("2000000"));
        let start = Instant::now();
        service.ready();
        assert_eq!(heard(), "READY=1");
        for millis in [0, 400, 999, 1_000, 1_500, 1_999, 2_100] {
            service.feed(start + Duration::from_millis(millis));
        }
        service.status("x");
        let all: Vec<_> = std::iter::from_fn(|| Some(heard())).take(4).collect();
        assert_eq!(all, ["WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1", "STATUS=x"]);
        assert_eq!(service.wait(), Some(Duration::from_millis(500)));
        // The manager ends: the gate does not.
        drop(manager);
        service.stopping();
        service.feed(start + Duration::from_secs(9));
    }

    #[test]
    fn without_a_service_manager_nothing_is_told_and_nothing_breaks() {
        for (socket, watchdog) in [
            (None, None),
            (Some("/no/such/socket"), Some("0")),
            (Some(""), Some("x")),
            (Some("@"), Some("-1")),
        ] {
            let mut service = Service::new(socket, watchdog);
            service.ready();
            service.feed(Instant::now());
            assert_eq!(service.wait(), None);
        }
    }
}
