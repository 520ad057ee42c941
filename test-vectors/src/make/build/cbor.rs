//! CBOR by pushing bytes. Nothing is checked: a vector puts together what it needs, sound or not.

/// The shortest head of a major type for an argument (RFC 8949 §3).
pub(crate) fn head(major: u8, argument: u64) -> Vec<u8> {
    let width = match argument {
        0..24 => 0,
        24..0x100 => 1,
        0x100..0x1_0000 => 2,
        0x1_0000..0x1_0000_0000 => 4,
        _ => 8,
    };
    wide_head(major, argument, width)
}

/// A head with the argument in `width` bytes (0 for inside the first byte), however short it could be.
pub(crate) fn wide_head(major: u8, argument: u64, width: usize) -> Vec<u8> {
    let info = match width {
        0 => argument as u8,
        1 => 24,
        2 => 25,
        4 => 26,
        _ => 27,
    };
    let mut out = vec![major << 5 | info];
    out.extend(argument.to_be_bytes().iter().skip(8 - width));
    out
}

pub(crate) fn uint(value: u64) -> Vec<u8> {
    head(0, value)
}

pub(crate) fn int(value: i64) -> Vec<u8> {
    match u64::try_from(value) {
        Ok(value) => head(0, value),
        Err(_) => head(1, value.unsigned_abs() - 1),
    }
}

pub(crate) fn bytes(content: &[u8]) -> Vec<u8> {
    [head(2, content.len() as u64), content.to_vec()].concat()
}

pub(crate) fn text(content: &str) -> Vec<u8> {
    raw_text(content.as_bytes())
}

/// A text string whose content need not be UTF-8.
pub(crate) fn raw_text(content: &[u8]) -> Vec<u8> {
    [head(3, content.len() as u64), content.to_vec()].concat()
}

pub(crate) fn array(items: &[Vec<u8>]) -> Vec<u8> {
    [head(4, items.len() as u64), items.concat()].concat()
}

/// A map with its entries in the order given.
pub(crate) fn map(entries: &[(i64, Vec<u8>)]) -> Vec<u8> {
    let mut out = head(5, entries.len() as u64);
    for (key, value) in entries {
        out.extend(int(*key));
        out.extend(value);
    }
    out
}

pub(crate) fn tag(number: u64, item: &[u8]) -> Vec<u8> {
    [head(6, number), item.to_vec()].concat()
}

pub(crate) const NULL: u8 = 0xf6;
pub(crate) const UNDEFINED: u8 = 0xf7;
pub(crate) const TRUE: u8 = 0xf5;
pub(crate) const FALSE: u8 = 0xf4;
pub(crate) const BREAK: u8 = 0xff;

/// Arrays of one item, `levels` of them counting the number 0 in the innermost.
pub(crate) fn nested(levels: usize) -> Vec<u8> {
    let mut out = vec![0x81; levels - 1];
    out.push(0);
    out
}
