//! Asking somebody: for a passphrase, or whether they are sure.

use std::io;

use zeroize::Zeroizing;

/// Somebody who can be asked for what nobody else may see.
///
/// Behind a trait because tests answer too, and because no program may fall back on a terminal that
/// happens to be there.
pub trait SecretPrompt {
    /// Shows `prompt` and reads a line that is not shown; without its line end.
    ///
    /// # Errors
    /// If nobody answers: the terminal was closed, the question interrupted.
    fn ask(&mut self, prompt: &str) -> io::Result<Zeroizing<String>>;

    /// Shows `prompt` and reads a line that may be seen; without its line end.
    ///
    /// # Errors
    /// As [`SecretPrompt::ask`].
    fn ask_openly(&mut self, prompt: &str) -> io::Result<String>;

    /// As [`SecretPrompt::ask`], for an identity number: whoever answers without a screen knows by this
    /// which of the two is wanted.
    ///
    /// # Errors
    /// As [`SecretPrompt::ask`].
    fn ask_identity(&mut self, prompt: &str) -> io::Result<Zeroizing<String>> {
        self.ask(prompt)
    }
}
