//! Scanners that behave like a keyboard, read from the kernel: no window needs the focus, and no layout and no
//! input method change the text. The device is taken exclusively, so that nothing is typed anywhere else.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use evdev::raw_stream::{RawDevice, enumerate};
use evdev::{EventSummary, InputEvent, KeyCode, SynchronizationCode};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::device::{Chunk, ScanDevice};
use super::keys::Keys;

/// A keyboard that is open and taken.
pub(crate) struct KeyboardScanner {
    device: RawDevice,
    keys: Keys,
}

impl KeyboardScanner {
    /// Opens the keyboard with this path, or the first whose name has these words in it.
    pub(crate) fn open(wanted: &str) -> io::Result<Self> {
        let mut device = if wanted.starts_with('/') {
            RawDevice::open(PathBuf::from(wanted))?
        } else {
            let wanted = wanted.to_lowercase();
            let is_wanted = |device: &RawDevice| {
                let name = device.name().unwrap_or_default().to_lowercase();
                name.contains(&wanted) && types(device)
            };
            enumerate()
                .map(|(_, device)| device)
                .find(is_wanted)
                .ok_or_else(refused_or_missing)?
        };
        if !types(&device) {
            return Err(io::ErrorKind::Unsupported.into());
        }
        device.grab()?;
        Ok(Self {
            device,
            keys: Keys::default(),
        })
    }
}

/// Whether a device has the keys that every code needs.
fn types(device: &RawDevice) -> bool {
    device
        .supported_keys()
        .is_some_and(|keys| keys.contains(KeyCode::KEY_0) && keys.contains(KeyCode::KEY_9))
}

/// Devices that this user may not open are left out of a list without a word.
fn refused_or_missing() -> io::Error {
    let mut entries = std::fs::read_dir("/dev/input")
        .into_iter()
        .flatten()
        .flatten();
    let is_refused = entries.any(|entry| {
        entry.file_name().to_string_lossy().starts_with("event")
            && std::fs::File::open(entry.path())
                .is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
    });
    if is_refused {
        io::ErrorKind::PermissionDenied.into()
    } else {
        io::ErrorKind::NotFound.into()
    }
}

impl ScanDevice for KeyboardScanner {
    /// Scanners pause up to 80 ms between two keys if they are told to be slow.
    const SILENCE: Duration = Duration::from_millis(300);

    fn read(&mut self, buffer: &mut [u8], wait: Duration) -> io::Result<Chunk> {
        let timeout = Timespec::try_from(wait).ok();
        let mut ready = [PollFd::new(&self.device, PollFlags::IN)];
        match poll(&mut ready, timeout.as_ref()) {
            Ok(0) => return Ok(Chunk::Silence),
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => return Ok(Chunk::Bytes(0)),
            Err(error) => return Err(error.into()),
        }
        let mut typed = Typed::default();
        let mut count = 0;
        for event in self.device.fetch_events()? {
            count += 1;
            typed.add(event, &mut self.keys);
        }
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if typed.is_lost {
            return Ok(Chunk::Lost);
        }
        // An event is at most one byte, and a read gives far fewer events than the buffer has room for.
        let count = typed.bytes.len().min(buffer.len());
        for (place, byte) in buffer.iter_mut().zip(&typed.bytes) {
            *place = *byte;
        }
        Ok(Chunk::Bytes(count))
    }
}

/// What some events have typed.
#[derive(Debug, Default)]
struct Typed {
    bytes: Vec<u8>,
    /// The kernel had more events than it could keep.
    is_lost: bool,
}

impl Typed {
    fn add(&mut self, event: InputEvent, keys: &mut Keys) {
        match event.destructure() {
            EventSummary::Key(_, key, value) => self.bytes.extend(keys.event(key.code(), value)),
            EventSummary::Synchronization(_, SynchronizationCode::SYN_DROPPED, _) => {
                self.is_lost = true;
                *keys = Keys::default();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use evdev::EventType;

    fn typed(events: &[(EventType, u16, i32)]) -> Typed {
        let (mut typed, mut keys) = (Typed::default(), Keys::default());
        for (kind, code, value) in events {
            typed.add(InputEvent::new(kind.0, *code, *value), &mut keys);
        }
        typed
    }

    #[test]
    fn the_numbers_of_keys_are_those_of_the_kernel() {
        for (key, text) in [
            (KeyCode::KEY_8, "8"),
            (KeyCode::KEY_L, "l"),
            (KeyCode::KEY_SEMICOLON, ";"),
            (KeyCode::KEY_KP7, "7"),
            (KeyCode::KEY_KPASTERISK, "*"),
            (KeyCode::KEY_KPSLASH, "/"),
            (KeyCode::KEY_KPENTER, "\r"),
            (KeyCode::KEY_ENTER, "\r"),
            (KeyCode::KEY_SPACE, " "),
            (KeyCode::KEY_102ND, "\\"),
        ] {
            let typed = typed(&[
                (EventType::KEY, key.code(), 1),
                (EventType::KEY, key.code(), 0),
            ]);
            assert_eq!(typed.bytes, text.as_bytes(), "{key:?}");
        }
    }

    #[test]
    fn lost_events_are_told_and_a_shift_that_is_held_is_forgotten() {
        let shift = KeyCode::KEY_LEFTSHIFT.code();
        let (one, dropped) = (KeyCode::KEY_1.code(), SynchronizationCode::SYN_DROPPED.0);
        let kind = EventType::KEY;
        let typed = typed(&[
            (kind, shift, 1),
            (kind, one, 1),
            (EventType::SYNCHRONIZATION, dropped, 0),
            (kind, one, 1),
        ]);
        assert!(typed.is_lost);
        assert_eq!(typed.bytes, b"!1");
    }

    /// Needs the kernel's virtual keyboards and the right to use them.
    #[test]
    #[ignore = "needs /dev/uinput"]
    fn a_virtual_keyboard_is_taken_and_read() {
        use evdev::uinput::VirtualDevice;
        use evdev::{AttributeSet, KeyEvent};
        let keys: AttributeSet<KeyCode> = (1..120).map(KeyCode).collect();
        let name = "gate test scanner";
        let builder = VirtualDevice::builder().unwrap().name(name);
        let mut device = builder.with_keys(&keys).unwrap().build().unwrap();
        std::thread::sleep(Duration::from_millis(500));
        let mut scanner = KeyboardScanner::open("TEST SCANNER").unwrap();
        for key in [KeyCode::KEY_8, KeyCode::KEY_1, KeyCode::KEY_ENTER] {
            for value in [1, 0] {
                device.emit(&[*KeyEvent::new(key, value)]).unwrap();
            }
        }
        let (mut text, mut buffer) = (Vec::new(), [0; 64]);
        while !text.ends_with(b"\r") {
            match scanner.read(&mut buffer, Duration::from_secs(2)).unwrap() {
                Chunk::Bytes(count) => text.extend(&buffer[..count]),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(text, b"81\r");
        assert!(KeyboardScanner::open(name).is_err(), "taken exclusively");
        drop(device);
        let gone = (0..10).any(|_| scanner.read(&mut buffer, Duration::from_secs(1)).is_err());
        assert!(gone);
    }
}
