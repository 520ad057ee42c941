//! The functions of `laobingma.Native`, each over one of the interface for C.

use std::panic::{AssertUnwindSafe, catch_unwind};

use credential::{
    credential_abi, credential_close, credential_expect, credential_open, credential_provision,
    credential_read_luma, credential_reload, credential_remember_proofs, credential_set_policy,
    credential_status, credential_terminal_status, credential_update, credential_verdict,
    credential_verify,
};
use jni_sys::{JNIEnv, jbyteArray, jclass, jint, jlong, jlongArray, jobject, jobjectArray};

use crate::env::{Env, size};
use crate::given::{LastError, PictureCodes, Text, until_zero};

const OK: jint = credential_status::CREDENTIAL_OK as jint;
const INTERNAL: jint = credential_status::CREDENTIAL_INTERNAL as jint;

/// A call of Java's: what it gives is a status, and a panic is one too.
///
/// # Safety
/// `raw` is what the virtual machine has given to this call.
unsafe fn run(raw: *mut JNIEnv, call: impl FnOnce(&Env<'_>) -> jint) -> jint {
    // SAFETY: as for this function.
    let env = unsafe { Env::new(raw) };
    catch_unwind(AssertUnwindSafe(|| call(&env))).unwrap_or(INTERNAL)
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
extern "system" fn Java_laobingma_Native_abi(_: *mut JNIEnv, _: jclass) -> jint {
    credential_abi().cast_signed()
}

/// # Safety
/// Called by the virtual machine, as `Native.open` says.
#[unsafe(no_mangle)]
unsafe extern "system" fn Java_laobingma_Native_open(
    env: *mut JNIEnv,
    _: jclass,
    folder: jbyteArray,
    out: jlongArray,
) -> jint {
    let open = |env: &Env<'_>| {
        let folder = env.bytes(folder);
        let (data, length) = folder.parts();
        let mut terminal = 0;
        // SAFETY: `folder` lives until the call is over, and the place is one for a number.
        let status = unsafe { credential_open(data.cast(), length, &raw mut terminal) };
        put_terminal(env, status, terminal, out)
    };
    // SAFETY: `env` is that of this call.
    unsafe { run(env, open) }
}

/// # Safety
/// Called by the virtual machine, as `Native.provision` says.
#[unsafe(no_mangle)]
unsafe extern "system" fn Java_laobingma_Native_provision(
    env: *mut JNIEnv,
    _: jclass,
    folder: jbyteArray,
    root_set: jbyteArray,
    out: jlongArray,
) -> jint {
    let provision = |env: &Env<'_>| {
        let (folder, root_set) = (env.bytes(folder), env.bytes(root_set));
        let (data, length) = folder.parts();
        let (root, root_length) = root_set.parts();
        let mut terminal = 0;
        // SAFETY: both arrays of bytes live until the call is over, and the place is one for a number.
        let status = unsafe {
            credential_provision(data.cast(), length, root, root_length, &raw mut terminal)
        };
        put_terminal(env, status, terminal, out)
    };
    // SAFETY: `env` is that of this call.
    unsafe { run(env, provision) }
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
extern "system" fn Java_laobingma_Native_close(_: *mut JNIEnv, _: jclass, terminal: jlong) -> jint {
    credential_close(terminal.cast_unsigned()) as jint
}

/// # Safety
/// Called by the virtual machine, as `Native.setPolicy` says.
#[unsafe(no_mangle)]
unsafe extern "system" fn Java_laobingma_Native_setPolicy(
    env: *mut JNIEnv,
    _: jclass,
    terminal: jlong,
    policy: jbyteArray,
) -> jint {
    let set = |env: &Env<'_>| {
        let policy = env.bytes(policy);
        let (data, length) = policy.parts();
        // SAFETY: `policy` lives until the call is over.
        unsafe { credential_set_policy(terminal.cast_unsigned(), data.cast(), length) as jint }
    };
    // SAFETY: `env` is that of this call.
    unsafe { run(env, set) }
}

/// # Safety
/// Called by the virtual machine, as `Native.expect` says.
#[unsafe(no_mangle)]
unsafe extern "system" fn Java_laobingma_Native_expect(
    env: *mut JNIEnv,
    _: jclass,
    terminal: jlong,
    challenge: jbyteArray,
) -> jint {
    let expect = |env: &Env<'_>| {
        let challenge = env.bytes(challenge);
        let (data, length) = challenge.parts();
        // SAFETY: `challenge` lives until the call is over.
        unsafe { credential_expect(terminal.cast_unsigned(), data, length) as jint }
    };
    // SAFETY: `env` is that of this call.
    unsafe { run(env, expect) }
}

/// Remembers proofs from now on.
#[unsafe(no_mangle)]
extern "system" fn Java_laobingma_Native_rememberProofs(
    _: *mut JNIEnv,
    _: jclass,
    terminal: jlong,
    now: jlong,
) -> jint {
    credential_remember_proofs(terminal.cast_unsigned(), seconds(now)) as jint
}

/// # Safety
/// Called by the virtual machine, as `Native.update` says.
#[unsafe(no_mangle)]
unsafe extern "system" fn Java_laobingma_Native_update(
    env: *mut JNIEnv,
    _: jclass,
    terminal: jlong,
    file: jbyteArray,
    now: jlong,
    out: jobjectArray,
) -> jint {
    let update = |env: &Env<'_>| {
        let file = env.bytes(file);
        let (data, length) = file.parts();
        let (terminal, now, mut json) = (terminal.cast_unsigned(), seconds(now), Text::new());
        // SAFETY: `file` lives until the call is over, and the place is one for a text.
        let status = unsafe { credential_update(terminal, data, length, now, json.place()) };
        put_text(env, status, &json, out)
    };
    // SAFETY: `env` is that of this call.
    unsafe { run(env, update) }
}

/// Reads the store again if it has changed.
#[unsafe(no_mangle)]
extern "system" fn Java_laobingma_Native_reload(
    _: *mut JNIEnv,
    _: jclass,
    terminal: jlong,
) -> jint {
    credential_reload(terminal.cast_unsigned()) as jint
}

/// # Safety
/// Called by the virtual machine, as `Native.verify` says.
#[unsafe(no_mangle)]
unsafe extern "system" fn Java_laobingma_Native_verify(
    env: *mut JNIEnv,
    _: jclass,
    terminal: jlong,
    code: jbyteArray,
    how: jint,
    now: jlong,
    numbers: jlongArray,
    texts: jobjectArray,
) -> jint {
    let verify = |env: &Env<'_>| {
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
            credential_status::CREDENTIAL_OK => put_verdict(env, &verdict, &json, numbers, texts),
            status => status as jint,
        }
    };
    // SAFETY: `env` is that of this call.
    unsafe { run(env, verify) }
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

/// # Safety
/// Called by the virtual machine, as `Native.status` says.
#[unsafe(no_mangle)]
unsafe extern "system" fn Java_laobingma_Native_status(
    env: *mut JNIEnv,
    _: jclass,
    terminal: jlong,
    now: jlong,
    out: jobjectArray,
) -> jint {
    let ask = |env: &Env<'_>| {
        let (terminal, mut json) = (terminal.cast_unsigned(), Text::new());
        // SAFETY: the place is one for a text.
        let status = unsafe { credential_terminal_status(terminal, seconds(now), json.place()) };
        put_text(env, status, &json, out)
    };
    // SAFETY: `env` is that of this call.
    unsafe { run(env, ask) }
}

/// # Safety
/// Called by the virtual machine, as `Native.readLuma` says.
#[unsafe(no_mangle)]
unsafe extern "system" fn Java_laobingma_Native_readLuma(
    env: *mut JNIEnv,
    _: jclass,
    pixels: jbyteArray,
    width: jint,
    height: jint,
    stride: jint,
    out: jobjectArray,
) -> jint {
    let read = |env: &Env<'_>| {
        let pixels = env.bytes(pixels);
        // SAFETY: the copy lives until the call is over.
        unsafe { read_luma(env, pixels.parts(), [width, height, stride], out) }
    };
    // SAFETY: `env` is that of this call.
    unsafe { run(env, read) }
}

/// # Safety
/// Called by the virtual machine, as `Native.readLumaDirect` says.
#[unsafe(no_mangle)]
unsafe extern "system" fn Java_laobingma_Native_readLumaDirect(
    env: *mut JNIEnv,
    _: jclass,
    pixels: jobject,
    width: jint,
    height: jint,
    stride: jint,
    out: jobjectArray,
) -> jint {
    let read = |env: &Env<'_>| {
        // SAFETY: the buffer is an argument of the call, so its memory stays until the call is over. A program that
        // writes into it meanwhile is told not to.
        unsafe { read_luma(env, env.direct(pixels), [width, height, stride], out) }
    };
    // SAFETY: `env` is that of this call.
    unsafe { run(env, read) }
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

/// # Safety
/// Called by the virtual machine, as `Native.lastError` says.
#[unsafe(no_mangle)]
unsafe extern "system" fn Java_laobingma_Native_lastError(
    env: *mut JNIEnv,
    _: jclass,
    chinese: jint,
    out: jobjectArray,
) -> jint {
    let last = |env: &Env<'_>| {
        let error = LastError::new(chinese);
        let detail = error.detail.unwrap_or_default();
        let words = [error.code, error.message, error.remedy, detail];
        let mut words = words.iter().enumerate();
        let is_put = words.all(|(at, word)| env.put(out, at, env.new_bytes(word.as_bytes())));
        if is_put { OK } else { INTERNAL }
    };
    // SAFETY: `env` is that of this call.
    unsafe { run(env, last) }
}
