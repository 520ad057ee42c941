//! Misuse gives error codes, and a panic stays on this side. What the functions answer is compared with the vectors by
//! `tests/vectors.c`.

use std::ptr;
use std::slice;
use std::thread;

use super::*;
use crate::outcome::credential_status::*;

/// A folder with a store in which nothing is held yet, opened.
fn opened() -> (tempfile::TempDir, u64) {
    use credential_core::{OrgName, Pending, RootSetClaims, Signer as _, SigningKey};
    let key = SigningKey::from_seed(&[1; 32]);
    let mut root = Pending::prepare(RootSetClaims {
        version: 1,
        issued: UnixTime::from_secs(1_800_000_000),
        name: OrgName {
            zh: "湖北省退役军人事务厅".into(),
            en: None,
        },
        threshold: 1,
        keys: vec![key.public_key().clone()],
    })
    .unwrap();
    root.sign(&key).unwrap();
    let root = root.to_bytes().unwrap();
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join("store");
    let mut terminal = 0;
    // Miri has no locks of files.
    if cfg!(miri) {
        let disk = Arc::new(terminal_store::MemoryDisk::new());
        let made = Terminal::provision(disk, &folder, &root).unwrap();
        assert_eq!(run(|| keep(made, &mut terminal)), CREDENTIAL_OK);
        return (above, terminal);
    }
    let folder = folder.to_str().unwrap();
    // SAFETY: both slices have the lengths that are given, and live until the call returns.
    let status = unsafe {
        credential_provision(
            folder.as_ptr().cast(),
            folder.len(),
            root.as_ptr(),
            root.len(),
            &raw mut terminal,
        )
    };
    assert_eq!(status, CREDENTIAL_OK);
    (above, terminal)
}

fn judged(terminal: u64, code: &str) -> (credential_status, String) {
    let mut verdict = credential_verdict::NONE;
    // SAFETY: the text has its length, and the verdict is a place for one.
    let status = unsafe {
        credential_verify(
            terminal,
            code.as_ptr().cast(),
            code.len(),
            CREDENTIAL_READ,
            1_800_000_000,
            &raw mut verdict,
            ptr::null_mut(),
        )
    };
    assert_ne!(verdict.decision, 0);
    let end = verdict.code.iter().position(|byte| *byte == 0).unwrap();
    let reason = str::from_utf8(&verdict.code[..end]).unwrap().to_owned();
    (status, reason)
}

fn last_error() -> String {
    let mut text = credential_text::NONE;
    // SAFETY: a place for a text.
    let status = unsafe { credential_last_error(0, &raw mut text) };
    assert_eq!(status, CREDENTIAL_OK);
    // SAFETY: a text of this library that was not freed yet.
    let bytes = unsafe { slice::from_raw_parts(text.data.cast::<u8>(), text.length) };
    let copy = str::from_utf8(bytes).unwrap().to_owned();
    assert_eq!(credential_free(text.handle), CREDENTIAL_OK);
    assert_eq!(credential_free(text.handle), CREDENTIAL_INVALID_HANDLE);
    copy
}

#[test]
fn a_closed_terminal_is_found_no_more() {
    let (_folder, terminal) = opened();
    assert_eq!(
        judged(terminal, "1234"),
        (CREDENTIAL_OK, "not-ours".to_owned())
    );
    assert_eq!(judged(terminal, ""), (CREDENTIAL_OK, "empty".to_owned()));
    assert_eq!(credential_close(terminal), CREDENTIAL_OK);
    assert_eq!(credential_close(terminal), CREDENTIAL_INVALID_HANDLE);
    assert_eq!(judged(terminal, "1234").0, CREDENTIAL_INVALID_HANDLE);
    assert!(last_error().contains(r#""code":"handle-unknown""#));
    assert_eq!(credential_reload(terminal), CREDENTIAL_INVALID_HANDLE);
    assert_eq!(
        credential_remember_proofs(terminal, 0),
        CREDENTIAL_INVALID_HANDLE
    );
}

#[test]
fn null_huge_and_unaligned_are_refused_before_anything_is_read() {
    let (_folder, terminal) = opened();
    let (code, size) = ([b'1'; 8], usize::MAX);
    let mut verdict = credential_verdict::NONE;
    let mut room = [credential_text::NONE; 2];
    // SAFETY: one byte further on is still inside of `room`; nothing is read or written there.
    let unaligned = unsafe { room.as_mut_ptr().cast::<u8>().add(1) };
    // SAFETY: what the pointers do not vouch for is refused, which is what is tested: null, a length beyond the
    // bound, and a place that is not aligned.
    let all = unsafe {
        [
            credential_open(ptr::null(), 1, &mut 0),
            credential_open(code.as_ptr().cast(), size, &mut 0),
            credential_open(code.as_ptr().cast(), 1, ptr::null_mut()),
            credential_provision(code.as_ptr().cast(), 1, code.as_ptr(), size, &mut 0),
            credential_set_policy(terminal, ptr::null(), 1),
            credential_set_policy(terminal, code.as_ptr().cast(), MOST_POLICY + 1),
            credential_expect(terminal, ptr::null(), 16),
            credential_expect(terminal, code.as_ptr(), size),
            credential_update(terminal, ptr::null(), 1, 0, ptr::null_mut()),
            credential_update(
                terminal,
                code.as_ptr(),
                MAX_UPDATE_BYTES + 1,
                0,
                ptr::null_mut(),
            ),
            credential_verify(
                terminal,
                code.as_ptr().cast(),
                MOST_TEXT + 1,
                CREDENTIAL_READ,
                0,
                &raw mut verdict,
                ptr::null_mut(),
            ),
            credential_terminal_status(terminal, 0, unaligned.cast()),
            credential_read_luma(code.as_ptr(), size, size, size, room.as_mut_ptr()),
            credential_read_luma(ptr::null(), 2, 2, 2, room.as_mut_ptr()),
        ]
    };
    assert_eq!(all, [CREDENTIAL_INVALID_ARGUMENT; 14]);
    assert_eq!(verdict.decision, 2);
    assert_eq!(credential_close(terminal), CREDENTIAL_OK);
}

#[test]
fn a_panic_does_not_cross_the_border_and_its_terminal_is_not_used_again() {
    let (_folder, terminal) = opened();
    let status = run(|| with(terminal, |_| panic!("a fault, on purpose")));
    assert_eq!(status, CREDENTIAL_INTERNAL);
    assert!(last_error().contains(r#""code":"internal""#));
    assert_eq!(
        judged(terminal, "1234"),
        (CREDENTIAL_INTERNAL, String::new())
    );
    assert_eq!(credential_close(terminal), CREDENTIAL_OK);
}

#[test]
fn the_last_error_is_that_of_the_thread() {
    assert_eq!(last_error(), "{}");
    assert_eq!(credential_close(99), CREDENTIAL_INVALID_HANDLE);
    assert!(last_error().contains("handle-unknown"));
    let other = thread::spawn(last_error).join().unwrap();
    assert_eq!(other, "{}");
}

#[test]
fn many_threads_use_one_terminal_while_it_is_closed() {
    let (_folder, terminal) = opened();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            thread::spawn(move || {
                while judged(terminal, "1234").0 == CREDENTIAL_OK {}
                judged(terminal, "1234").0
            })
        })
        .collect();
    thread::sleep(std::time::Duration::from_millis(20));
    assert_eq!(credential_close(terminal), CREDENTIAL_OK);
    for thread in threads {
        assert_eq!(thread.join().unwrap(), CREDENTIAL_INVALID_HANDLE);
    }
}
