//! The only place where pointers of C are looked at.

#![allow(
    unsafe_code,
    reason = "pointers of C become slices and references here"
)]

use std::ffi::c_char;
use std::slice;
use std::str;

use crate::outcome::Fault;

/// Bytes of the caller's, at most `limit` of them.
///
/// # Safety
/// If `data` is not null, `length` bytes can be read there until the call returns, and nobody writes them meanwhile.
pub(crate) unsafe fn bytes<'a>(
    data: *const u8,
    length: usize,
    limit: usize,
) -> Result<&'a [u8], Fault> {
    if length > limit {
        return Err(Fault::Argument("a length is beyond its bound"));
    }
    if length == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return Err(Fault::Argument("a pointer is null"));
    }
    // SAFETY: not null, the caller of this function vouches for the rest; `limit` is far below `isize::MAX`.
    Ok(unsafe { slice::from_raw_parts(data, length) })
}

/// As [`bytes`], text in UTF-8.
///
/// # Safety
/// As [`bytes`].
pub(crate) unsafe fn text<'a>(
    data: *const c_char,
    length: usize,
    limit: usize,
) -> Result<&'a str, Fault> {
    // SAFETY: as for this function.
    let bytes = unsafe { bytes(data.cast(), length, limit) }?;
    str::from_utf8(bytes).map_err(|_| Fault::Argument("a text is not UTF-8"))
}

/// Where a result goes, set to `nothing` first; an error if it is null.
///
/// # Safety
/// If `out` is neither null nor unaligned, it points to memory for a `T` that nobody else uses until the call returns.
pub(crate) unsafe fn out<'a, T>(out: *mut T, nothing: T) -> Result<&'a mut T, Fault> {
    // SAFETY: as for this function.
    unsafe { optional_out(out, nothing) }?.ok_or(Fault::Argument("a result has no place"))
}

/// As [`out`]; `None` if it is null, because the caller does not want it.
///
/// # Safety
/// As [`out`].
pub(crate) unsafe fn optional_out<'a, T>(
    out: *mut T,
    nothing: T,
) -> Result<Option<&'a mut T>, Fault> {
    if out.is_null() {
        return Ok(None);
    }
    if !out.is_aligned() {
        return Err(Fault::Argument("the place of a result is not aligned"));
    }
    // SAFETY: neither null nor unaligned; the caller of this function vouches for the rest. Written before it is
    // borrowed: the memory may never have been initialised.
    unsafe {
        out.write(nothing);
        Ok(Some(&mut *out))
    }
}
