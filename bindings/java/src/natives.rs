//! The functions of `laobingma.Native`, each over one of the interface for C.

use std::panic::{AssertUnwindSafe, catch_unwind};

use credential::{
    credential_abi, credential_close, credential_expect, credential_open, credential_provision,
    credential_read_luma, credential_reload, credential_remember_proofs, credential_set_policy,
    credential_status, credential_terminal_status, credential_update, credential_verdict,
    credential_verify,
};
use jni_sys::{jbyteArray, jclass, jint, jlong, jlongArray, jobject, jobjectArray};

use crate::env::{Env, size};
use crate::given::{LastError, PictureCodes, Text, until_zero};

const OK: jint = credential_status::CREDENTIAL_OK as jint;
const INTERNAL: jint = credential_status::CREDENTIAL_INTERNAL as jint;

/// A call of Java's: what it gives is a status, and a panic is one too.
fn run(call: impl FnOnce() -> jint) -> jint {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or(INTERNAL)
}

/// The status, after what was given has been put into `out`.
fn put_text(env: &Env<'_>, status: credential_status, text: &Text, out: jobjectArray) -> jint {
    match status {
        credential_status::CREDENTIAL_OK if !env.put(out, 0, env.new_bytes(text.bytes())) => {
            INTERNAL
        }
        status => status as jint,
    }
}

/// Seconds since 1970; the class lets none through that are before it.
fn seconds(now: jlong) -> u64 {
    u64::try_from(now).unwrap_or(0)
}

/// The version of the interface.
#[unsafe(no_mangle)]
extern "system" fn Java_laobingma_Native_abi(_: Env<'_>, _: jclass) -> jint {
    credential_abi().cast_signed()
}

/// As `Native.open` says.
#[unsafe(no_mangle)]
extern "system" fn Java_laobingma_Native_open(
    env: Env<'_>,
    _: jclass,
    folder: jbyteArray,
    out: jlongArray,
) -> jint {
    run(|| {
        let folder = env.bytes(folder);
        let (data, length) = folder.parts();
        let mut terminal = 0;
        // SAFETY: `folder` lives until the call is over, and the place is one for a number.
        let status = unsafe { credential_open(data.cast(), length, &raw mut terminal) };
        put_terminal(&env, status, terminal, out)
    })
}

/// As `Native.provision` says.
#[unsafe(no_mangle)]
extern "system" fn Java_laobingma_Native_provision(
    env: Env<'_>,
    _: jclass,
    folder: jbyteArray,
    root_set: jbyteArray,
    out: jlongArray,
) -> jint {
    run(|| {
        let (folder, root_set) = (env.bytes(folder), env.bytes(root_set));
        let (data, length) = folder.parts();
        let (root, root_length) = root_set.parts();
        let mut terminal = 0;
        // SAFETY: both arrays of bytes live until the call is over, and the place is one for a number.
        let status = unsafe {
            credential_provision(data.cast(), length, root, root_length, &raw mut terminal)
        };
        put_terminal(&env, status, terminal, out)
    })
}

fn put_terminal(env: &Env<'_>, status: credential_status, terminal: u64, out: jlongArray) -> jint {
    if status == credential_status::CREDENTIAL_OK
        && !env.put_numbers(out, &[terminal.cast_signed()])
    {
        credential_close(terminal);
        return INTERNAL;
    }
    status as jint
}

/// Closes a terminal.
#[unsafe(no_mangle)]
extern "system" fn Java_laobingma_Native_close(_: Env<'_>, _: jclass, terminal: jlong) -> jint {
    credential_close(terminal.cast_unsigned()) as jint
}

/// As `Native.setPolicy` says.
#[unsafe(no_mangle)]
extern "system" fn Java_laobingma_Native_setPolicy(
    env: Env<'_>,
    _: jclass,
    terminal: jlong,
    policy: jbyteArray,
) -> jint {
    run(|| {
        let policy = env.bytes(policy);
        let (data, length) = policy.parts();
        // SAFETY: `policy` lives until the call is over.
        unsafe { credential_set_policy(terminal.cast_unsigned(), data.cast(), length) as jint }
    })
}

/// As `Native.expect` says.
#[unsafe(no_mangle)]
extern "system" fn Java_laobingma_Native_expect(
    env: Env<'_>,
    _: jclass,
    terminal: jlong,
    challenge: jbyteArray,
) -> jint {
    run(|| {
        let challenge = env.bytes(challenge);
        let (data, length) = challenge.parts();
        // SAFETY: `challenge` lives until the call is over.
        unsafe { credential_expect(terminal.cast_unsigned(), data, length) as jint }
    })
}

/// Remembers proofs from now on.
#[unsafe(no_mangle)]
extern "system" fn Java_laobingma_Native_rememberProofs(
    _: Env<'_>,
    _: jclass,
    terminal: jlong,
    now: jlong,
) -> jint {
    credential_remember_proofs(terminal.cast_unsigned(), seconds(now)) as jint
}

/// As `Native.update` says.
#[unsafe(no_mangle)]
extern "system" fn Java_laobingma_Native_update(
    env: Env<'_>,
    _: jclass,
    terminal: jlong,
    file: jbyteArray,
    now: jlong,
    out: jobjectArray,
) -> jint {
    run(|| {
        let file = env.bytes(file);
        let (data, length) = file.parts();
        let (terminal, now, mut json) = (terminal.cast_unsigned(), seconds(now), Text::new());
        // SAFETY: `file` lives until the call is over, and the place is one for a text.
        let status = unsafe { credential_update(terminal, data, length, now, json.place()) };
        put_text(&env, status, &json, out)
    })
}

/// Reads the store again if it has changed.
#[unsafe(no_mangle)]
extern "system" fn Java_laobingma_Native_reload(_: Env<'_>, _: jclass, terminal: jlong) -> jint {
    credential_reload(terminal.cast_unsigned()) as jint
}

/// As `Native.verify` says.
#[unsafe(no_mangle)]
extern "system" fn Java_laobingma_Native_verify(
    env: Env<'_>,
    _: jclass,
    terminal: jlong,
    code: jbyteArray,
    how: jint,
    now: jlong,
    numbers: jlongArray,
    texts: jobjectArray,
) -> jint {
    run(|| {
        let code = env.bytes(code);
        let (data, length) = code.parts();
        let (terminal, now, mut json) = (terminal.cast_unsigned(), seconds(now), Text::new());
        let mut verdict = credential_verdict::default();
        // SAFETY: `code` lives until the call is over, and both places are of their types.
        let status = unsafe {
            credential_verify(
                terminal,
                data.cast(),
                length,
                how.cast_unsigned(),
                now,
                &raw mut verdict,
                json.place(),
            )
        };
        match status {
            credential_status::CREDENTIAL_OK => put_verdict(&env, &verdict, &json, numbers, texts),
            status => status as jint,
        }
    })
}

fn put_verdict(
    env: &Env<'_>,
    verdict: &credential_verdict,
    json: &Text,
    numbers: jlongArray,
    texts: jobjectArray,
) -> jint {
    let all = [
        verdict.decision.into(),
        verdict.is_authentic.into(),
        verdict.issuer.into(),
        verdict.holder.into(),
        verdict.status_index.into(),
        verdict.categories.into(),
        verdict.issued.cast_signed(),
        verdict.expires.cast_signed(),
    ];
    let words = [
        until_zero(&verdict.code),
        until_zero(&verdict.advice),
        until_zero(&verdict.name),
        json.bytes(),
    ];
    let mut words = words.iter().enumerate();
    let is_put = env.put_numbers(numbers, &all)
        && words.all(|(at, word)| env.put(texts, at, env.new_bytes(word)));
    if is_put { OK } else { INTERNAL }
}

/// As `Native.status` says.
#[unsafe(no_mangle)]
extern "system" fn Java_laobingma_Native_status(
    env: Env<'_>,
    _: jclass,
    terminal: jlong,
    now: jlong,
    out: jobjectArray,
) -> jint {
    run(|| {
        let (terminal, mut json) = (terminal.cast_unsigned(), Text::new());
        // SAFETY: the place is one for a text.
        let status = unsafe { credential_terminal_status(terminal, seconds(now), json.place()) };
        put_text(&env, status, &json, out)
    })
}

/// As `Native.readLuma` says.
#[unsafe(no_mangle)]
extern "system" fn Java_laobingma_Native_readLuma(
    env: Env<'_>,
    _: jclass,
    pixels: jbyteArray,
    width: jint,
    height: jint,
    stride: jint,
    out: jobjectArray,
) -> jint {
    run(|| {
        let pixels = env.bytes(pixels);
        // SAFETY: the copy lives until the call is over.
        unsafe { read_luma(&env, pixels.parts(), [width, height, stride], out) }
    })
}

/// As `Native.readLumaDirect` says.
#[unsafe(no_mangle)]
extern "system" fn Java_laobingma_Native_readLumaDirect(
    env: Env<'_>,
    _: jclass,
    pixels: jobject,
    width: jint,
    height: jint,
    stride: jint,
    out: jobjectArray,
) -> jint {
    run(|| {
        // SAFETY: the buffer is an argument of the call, so its memory stays until the call is over. A program that
        // writes into it meanwhile is told not to.
        unsafe { read_luma(&env, env.direct(pixels), [width, height, stride], out) }
    })
}

/// # Safety
/// The pointer has as many bytes as its length says, or is null.
unsafe fn read_luma(
    env: &Env<'_>,
    (pixels, length): (*const u8, usize),
    sizes: [jint; 3],
    out: jobjectArray,
) -> jint {
    let [width, height, stride] = sizes.map(size);
    // Fewer bytes than the sizes ask for: refused as a picture whose sizes do not fit.
    let above = height.saturating_sub(1).checked_mul(stride);
    let stride = match above.and_then(|above| above.checked_add(width)) {
        Some(needed) if pixels.is_null() || needed <= length => stride,
        _ => usize::MAX,
    };
    let mut json = Text::new();
    // SAFETY: there are as many bytes as the sizes ask for, or the call is refused before it looks at them; the
    // place is one for a text.
    let status = unsafe { credential_read_luma(pixels, width, height, stride, json.place()) };
    if status != credential_status::CREDENTIAL_OK {
        return status as jint;
    }
    let Ok(read) = serde_json::from_slice::<PictureCodes>(json.bytes()) else {
        return INTERNAL;
    };
    let texts = env.new_texts(read.codes.iter().map(|code| code.text.as_str()));
    if env.put(out, 0, texts) { OK } else { INTERNAL }
}

/// As `Native.lastError` says.
#[unsafe(no_mangle)]
extern "system" fn Java_laobingma_Native_lastError(
    env: Env<'_>,
    _: jclass,
    chinese: jint,
    out: jobjectArray,
) -> jint {
    run(|| {
        let error = LastError::new(chinese);
        let detail = error.detail.unwrap_or_default();
        let words = [error.code, error.message, error.remedy, detail];
        let mut words = words.iter().enumerate();
        let is_put = words.all(|(at, word)| env.put(out, at, env.new_bytes(word.as_bytes())));
        if is_put { OK } else { INTERNAL }
    })
}
