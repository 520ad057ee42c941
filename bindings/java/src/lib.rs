//! The interface for C, for Java: `laobingma.Verifier` calls what is here, and nothing else does.
//!
//! - Each function is one of `bindings/c`, which checks lengths, texts and handles; what it returns is returned.
//! - Texts are arrays of bytes in UTF-8: the strings of the interface for native code are in another encoding.
//! - What a function gives is put into arrays of the caller's, so that no class is looked up by its name.
//! - No panic reaches the virtual machine.

#![allow(
    unsafe_code,
    reason = "functions that a virtual machine calls; each hands what it gets to `env` at once"
)]
#![allow(
    non_snake_case,
    reason = "the names of functions are made of those of the class and its methods"
)]

mod env;
mod given;
mod natives;
