//! What the terminal's key is made of.

use messages::Failure;
use terminal::benefits::not_made;
use zeroize::Zeroizing;

/// Random bytes of the system.
///
/// # Errors
/// If it has none.
pub(crate) fn random_seed() -> Result<Zeroizing<[u8; 32]>, Failure> {
    let mut seed = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *seed).map_err(|error| not_made(error.to_string()))?;
    Ok(seed)
}
