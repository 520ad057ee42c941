//! The keyboard, read in its own thread.

use std::io::{self, BufRead};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use std::time::Instant;

/// Reads the keyboard in its own thread, with the time at which the bytes came.
pub(in super::super) fn read(
    mut keyboard: Box<dyn BufRead + Send>,
) -> io::Result<Receiver<(Instant, Vec<u8>)>> {
    // Input that comes faster than codes are judged waits in the console.
    let (out, keys) = sync_channel(64);
    thread::Builder::new()
        .name("keyboard".to_owned())
        .spawn(move || {
            loop {
                let bytes = match keyboard.fill_buf() {
                    Ok([]) => return,
                    Ok(bytes) => bytes.to_vec(),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(_) => return,
                };
                keyboard.consume(bytes.len());
                if out.send((Instant::now(), bytes)).is_err() {
                    return;
                }
            }
        })?;
    Ok(keys)
}
