mod crash;
mod damage;
mod everyday;
mod faults;
mod kill;
#[cfg(unix)]
mod owners;
mod places;
mod recovery;
pub(crate) mod sim;
mod together;
mod vouches;
pub(crate) mod world;
