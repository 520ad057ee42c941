//! The two sides of a soak: what is fed, and what must come of it.

#![allow(unreachable_pub, reason = "a module of one test")]

pub mod expected;
pub mod fed;
