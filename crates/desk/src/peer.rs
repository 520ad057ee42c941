//! Which user of this machine a connection belongs to.
//!
//! A loopback address is open to all users of a machine. On Linux the kernel says whose socket the other
//! end is; elsewhere the token and the cookie alone keep other users out.

use std::net::SocketAddr;

/// Whose connections are served.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Peers {
    /// Those of one user, by the number of the user.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "Linux tells"))]
    OfUser(u32),
    /// All, where the system does not tell whose they are.
    #[cfg_attr(target_os = "linux", allow(dead_code, reason = "for other systems"))]
    All,
}

impl Peers {
    /// Those of the user who runs the desk.
    pub(crate) fn own() -> Self {
        // Asked of the kernel, not of /proc/self: that belongs to root in a program that keeps its memory private.
        #[cfg(target_os = "linux")]
        {
            Self::OfUser(rustix::process::getuid().as_raw())
        }
        #[cfg(not(target_os = "linux"))]
        {
            Self::All
        }
    }

    /// Whether a connection from `peer` to `own` is served.
    pub(crate) fn serve(self, peer: SocketAddr, own: SocketAddr) -> bool {
        match self {
            Self::All => true,
            Self::OfUser(user) => user_of(peer, own) == Some(user),
        }
    }
}

/// The user whose socket `peer` is, connected to `own`.
fn user_of(peer: SocketAddr, own: SocketAddr) -> Option<u32> {
    // A program may have connected with a socket for both versions of IP.
    ["/proc/net/tcp", "/proc/net/tcp6"]
        .into_iter()
        .find_map(|table| user_in(&std::fs::read_to_string(table).ok()?, peer, own))
}

/// The state of a connection that stands. One that is closed belongs to nobody, which reads as root.
const ESTABLISHED: &str = "01";

/// Looks the connection up in a table of the kernel: `sl local remote state … uid …`.
fn user_in(table: &str, peer: SocketAddr, own: SocketAddr) -> Option<u32> {
    table.lines().skip(1).find_map(|line| {
        let fields: Vec<&str> = line.split_ascii_whitespace().collect();
        let &[_, local, remote, state, _, _, _, user, ..] = fields.as_slice() else {
            return None;
        };
        let found = state == ESTABLISHED && is(local, peer) && is(remote, own);
        found.then(|| user.parse().ok())?
    })
}

/// Whether the table means this address: each 32 bits of it in the order of the machine.
fn is(text: &str, address: SocketAddr) -> bool {
    let SocketAddr::V4(address) = address else {
        return false;
    };
    let Some((host, port)) = text.split_once(':') else {
        return false;
    };
    let host = match host.len() {
        8 => host,
        // An IPv4 address in an IPv6 one.
        32 if host.starts_with("0000000000000000FFFF0000") => &host[24..],
        _ => return false,
    };
    let number = u32::from_ne_bytes(address.ip().octets());
    u32::from_str_radix(host, 16) == Ok(number)
        && u16::from_str_radix(port, 16) == Ok(address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 2 1
   2: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 3 1
   3: 0100007F:C351 0100007F:1F90 06 00000000:00000000 00:00000000 00000000     0        0 0 1
";
    const TABLE6: &str = "\
  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0000000000000000FFFF00000100007F:C352 0000000000000000FFFF00000100007F:1F90 01 00000000:00000000 00:00000000 00000000  1002        0 9 1
";

    fn at(port: u16) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], port))
    }

    #[test]
    #[cfg(target_endian = "little")]
    fn finds_the_user_of_the_other_end() {
        assert_eq!(user_in(TABLE, at(50_000), at(8080)), Some(1001));
        assert_eq!(user_in(TABLE6, at(50_002), at(8080)), Some(1002));
        // The listening end is the desk's own.
        assert_eq!(user_in(TABLE, at(8080), at(50_000)), Some(1000));
        assert_eq!(user_in(TABLE, at(50_009), at(8080)), None);
    }

    /// What the kernel says of a connection that was closed reads as root's.
    #[test]
    fn a_closed_connection_is_nobodys() {
        assert_eq!(user_in(TABLE, at(50_001), at(8080)), None);
    }
}
