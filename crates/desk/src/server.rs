//! The socket: the loopback address, one thread, connections of the clerk's own user.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use messages::{Failure, Lang, failure, io_error};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::claim::Claim;
use crate::defence::Defence;
use crate::desk::{Desk, DeskOptions};
use crate::event::DeskEvent;
use crate::peer::Peers;
use crate::program::Program;
use crate::routes;
use crate::surroundings::Surroundings;

/// How often it is looked whether the desk is idle.
const TICK: Duration = Duration::from_secs(5);

/// Runs a desk until the clerk closes it or the program is interrupted. `tell` is called with each start
/// address.
///
/// # Errors
/// `desk-open` if the bureau has a desk already, `port-taken`, and those of its folder.
pub fn run(
    options: DeskOptions,
    program: Arc<dyn Program>,
    surroundings: Arc<dyn Surroundings>,
    tell: &mut dyn FnMut(&str),
) -> Result<(), Failure> {
    let _claim = Claim::of(&options.bureau, &options.holder)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| cannot_listen(options.port, &error))?;
    runtime.block_on(async {
        let (listener, address) = listen(options.port).await?;
        let (events, mut told) = mpsc::unbounded_channel();
        let desk = Desk::new(options, program, surroundings, address.port(), events)?;
        let desk = Arc::new(desk);
        let served = tokio::spawn(serve(listener, desk.clone(), Peers::own()));
        let mut tick = tokio::time::interval(TICK);
        let mut interrupted = std::pin::pin!(interrupted());
        loop {
            tokio::select! {
                event = told.recv() => match event {
                    Some(DeskEvent::Address(address)) => tell(&address),
                    Some(DeskEvent::Close) | None => break,
                },
                _ = tick.tick() => desk.lock_if_idle(),
                () = &mut interrupted => break,
            }
        }
        // The answer that says that the desk is closed is still on its way.
        tokio::time::sleep(Duration::from_millis(200)).await;
        served.abort();
        desk.cancel_jobs();
        desk.uploads.wipe();
        Ok(())
    })
}

/// Takes a port on the loopback address, and on no other.
pub(crate) async fn listen(port: u16) -> Result<(TcpListener, SocketAddr), Failure> {
    let cannot = |error| cannot_listen(port, &error);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    Ok((listener, address))
}

/// Serves connections without end.
pub(crate) async fn serve(listener: TcpListener, desk: Arc<Desk>, peers: Peers) {
    let listener = PeerListener {
        listener,
        desk: desk.clone(),
        peers,
    };
    let router = Router::new().fallback(routes::handle).with_state(desk);
    // It ends with the program.
    let _ = axum::serve(listener, router).await;
}

/// Drops connections of other users before a byte of them is read.
struct PeerListener {
    listener: TcpListener,
    desk: Arc<Desk>,
    peers: Peers,
}

impl Listener for PeerListener {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        loop {
            let (stream, peer) = Listener::accept(&mut self.listener).await;
            let own = stream.local_addr();
            let is_own = own.is_ok_and(|own| self.peers.serve(peer, own));
            if is_own || !self.desk.holds(Defence::Peer) {
                return (stream, peer);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// Waits until the program is told to end.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [
            SignalKind::interrupt(),
            SignalKind::terminate(),
            SignalKind::hangup(),
        ];
        let signals = kinds.map(signal);
        let waits = signals.into_iter().flatten().map(|mut signal| {
            Box::pin(async move {
                signal.recv().await;
            })
        });
        let waits: Vec<_> = waits.collect();
        if waits.is_empty() {
            std::future::pending::<()>().await;
        }
        futures_util::future::select_all(waits).await;
    }
    #[cfg(not(unix))]
    {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

fn cannot_listen(port: u16, error: &std::io::Error) -> Failure {
    let why = io_error(error);
    failure!("port-taken"; "端口 {port} 不能用（{}）", why.in_lang(Lang::Zh);
        "port {port} cannot be used ({})", why.in_lang(Lang::En);
        "请换一个端口，或不写 --port，由系统选一个。"; "Name another one, or leave --port away and let the system choose.")
    .with_detail(error)
}
