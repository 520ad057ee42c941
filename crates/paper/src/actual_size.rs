//! Asks the viewer of a PDF to print it in its actual size.
//!
//! `PrintScaling` of the viewer preferences (ISO 32000-1, 12.2): without it, "fit to page" is what most
//! print dialogs propose, and every code comes out smaller than it was made.

/// What the writer of the PDF puts there when a direction of reading is set. It has no way to set another preference.
const DIRECTION: &[u8] = b"<<\n    /Direction /L2R\n  >>";

/// As long as that, so that no offset in the file changes.
const NO_SCALING: &[u8; DIRECTION.len()] = b"<< /PrintScaling /None   >>";

/// Puts the preference in; `None` if the place for it is not there exactly once.
pub(crate) fn set(mut pdf: Vec<u8>) -> Option<Vec<u8>> {
    let mut places = pdf
        .windows(DIRECTION.len())
        .enumerate()
        .filter_map(|(at, bytes)| (bytes == DIRECTION).then_some(at));
    let at = places.next()?;
    if places.next().is_some() {
        return None;
    }
    pdf.get_mut(at..at + DIRECTION.len())?
        .copy_from_slice(NO_SCALING);
    Some(pdf)
}
