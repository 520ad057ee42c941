//! Identity numbers of people who do not exist.

/// An identity number of a division that does not exist, with its check character (GB 11643), for a day of birth
/// and the order on that day (1 to 999).
pub(crate) fn identity_number((year, month, day): (u64, u64, u64), order: u64) -> String {
    let digits = format!("990101{year}{month:02}{day:02}{order:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: usize = digits
        .bytes()
        .zip(weights)
        .map(|(digit, weight)| usize::from(digit - b'0') * weight)
        .sum();
    let characters = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let check = characters.get(sum % 11).copied().unwrap_or_default();
    format!("{digits}{check}")
}
