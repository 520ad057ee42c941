//! The only place where functions of the virtual machine are called.

use std::marker::PhantomData;
use std::ptr;

use jni_sys::{JNIEnv, jarray, jbyteArray, jint, jlong, jobject, jobjectArray, jsize};

/// The longest array that is copied. The interface for C refuses every array that is longer.
const MOST_COPIED: usize = 1 << 28;

/// The virtual machine, as the thread of a call sees it: the first argument of each function that it calls. Nothing else
/// makes one, so the pointer is always that of the call that is going on.
///
/// After a function has failed an exception waits, and the machine may not be asked for anything else: so a failure
/// ends the call at once.
#[repr(transparent)]
pub(crate) struct Env<'call> {
    raw: *mut JNIEnv,
    call: PhantomData<&'call ()>,
}

/// Bytes that Java has given: copied, or why not.
pub(crate) struct Given {
    bytes: Vec<u8>,
    /// There were so many, and they were not copied.
    missing: Option<usize>,
}

impl Given {
    /// What the interface for C is given. A null pointer with a length is refused there.
    pub(crate) fn parts(&self) -> (*const u8, usize) {
        match self.missing {
            Some(length) => (ptr::null(), length),
            None => (self.bytes.as_ptr(), self.bytes.len()),
        }
    }
}

impl Env<'_> {
    fn length(&self, array: jarray) -> usize {
        // SAFETY: `raw` is that of this call; callers of this function have looked that `array` is one.
        let length = unsafe { ((**self.raw).v1_1.GetArrayLength)(self.raw, array) };
        usize::try_from(length).unwrap_or(0)
    }

    /// A copy of the bytes of an array. Null, and what is too long to be taken by any function, is left to the
    /// interface for C, which refuses it.
    pub(crate) fn bytes(&self, array: jbyteArray) -> Given {
        let missing = |length| Given {
            bytes: Vec::new(),
            missing: Some(length),
        };
        if array.is_null() {
            return missing(1);
        }
        let length = self.length(array);
        let Ok(size) = jsize::try_from(length) else {
            return missing(length);
        };
        if length > MOST_COPIED {
            return missing(length);
        }
        let mut bytes = vec![0; length];
        // SAFETY: the array is not null and has `size` bytes, which is also the length of `bytes`; no array of Java
        // ever changes its length.
        unsafe {
            let copy = (**self.raw).v1_1.GetByteArrayRegion;
            copy(self.raw, array, 0, size, bytes.as_mut_ptr().cast());
        }
        Given {
            bytes,
            missing: None,
        }
    }

    /// Where a buffer has its bytes, and how many: null if the buffer is null, or not outside the heap.
    pub(crate) fn direct(&self, buffer: jobject) -> (*const u8, usize) {
        if buffer.is_null() {
            return (ptr::null(), 1);
        }
        // SAFETY: `raw` is that of this call, and `buffer` is an object that Java has given as a `ByteBuffer`.
        let (data, length) = unsafe {
            let of = (**self.raw).v1_4;
            (
                (of.GetDirectBufferAddress)(self.raw, buffer),
                (of.GetDirectBufferCapacity)(self.raw, buffer),
            )
        };
        match usize::try_from(length) {
            Ok(length) => (data.cast_const().cast(), length),
            Err(_) => (ptr::null(), 1),
        }
    }

    /// An array of these bytes; null if there is no memory for it, and then an exception waits.
    pub(crate) fn new_bytes(&self, bytes: &[u8]) -> jbyteArray {
        let Ok(size) = jsize::try_from(bytes.len()) else {
            return ptr::null_mut();
        };
        // SAFETY: `raw` is that of this call; the new array has `size` bytes, as many as are copied.
        unsafe {
            let array = ((**self.raw).v1_1.NewByteArray)(self.raw, size);
            if !array.is_null() {
                let copy = (**self.raw).v1_1.SetByteArrayRegion;
                copy(self.raw, array, 0, size, bytes.as_ptr().cast());
            }
            array
        }
    }

    /// An array of arrays of bytes; null if there is no memory for it, and then an exception waits.
    pub(crate) fn new_texts<'text>(
        &self,
        texts: impl ExactSizeIterator<Item = &'text str>,
    ) -> jobjectArray {
        let Ok(size) = jsize::try_from(texts.len()) else {
            return ptr::null_mut();
        };
        // SAFETY: `raw` is that of this call; the name ends with a zero and is that of a class that is always there.
        let array = unsafe {
            let class = ((**self.raw).v1_1.FindClass)(self.raw, c"[B".as_ptr());
            if class.is_null() {
                return ptr::null_mut();
            }
            ((**self.raw).v1_1.NewObjectArray)(self.raw, size, class, ptr::null_mut())
        };
        if array.is_null() {
            return array;
        }
        for (at, text) in texts.enumerate() {
            let bytes = self.new_bytes(text.as_bytes());
            if bytes.is_null() || !self.put(array, at, bytes) {
                return ptr::null_mut();
            }
            // SAFETY: a reference of this call that is used no more. Without this, many codes would fill the room that
            // a call has for references.
            unsafe { ((**self.raw).v1_1.DeleteLocalRef)(self.raw, bytes) };
        }
        array
    }

    /// Puts an object into an array; whether it could.
    pub(crate) fn put(&self, array: jobjectArray, at: usize, value: jobject) -> bool {
        if array.is_null() || value.is_null() || at >= self.length(array) {
            return false;
        }
        let Ok(at) = jsize::try_from(at) else {
            return false;
        };
        // SAFETY: neither is null, and the array has such a place. A wrong kind of object is an exception in Java.
        unsafe {
            ((**self.raw).v1_1.SetObjectArrayElement)(self.raw, array, at, value);
            !((**self.raw).v1_2.ExceptionCheck)(self.raw)
        }
    }

    /// Puts numbers into an array; whether it has room for them.
    pub(crate) fn put_numbers(&self, array: jarray, numbers: &[jlong]) -> bool {
        let Ok(size) = jsize::try_from(numbers.len()) else {
            return false;
        };
        if array.is_null() || self.length(array) < numbers.len() {
            return false;
        }
        // SAFETY: the array is not null and has room for `size` numbers, which are as many as `numbers` has.
        unsafe {
            let copy = (**self.raw).v1_1.SetLongArrayRegion;
            copy(self.raw, array, 0, size, numbers.as_ptr());
        }
        true
    }
}

/// A size that Java has given; one below zero is one that every function refuses.
pub(crate) fn size(number: jint) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
