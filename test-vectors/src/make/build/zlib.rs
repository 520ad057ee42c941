//! zlib streams (RFC 1950) whose blocks are stored, not compressed (RFC 1951 §3.2.4): any reader
//! inflates them, and every byte can be put wrong by hand.

/// A stream that inflates to `content`.
pub(crate) fn stored(content: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = content.chunks(0xffff).peekable();
    if blocks.peek().is_none() {
        out.extend([1, 0, 0, 0xff, 0xff]);
    }
    while let Some(block) = blocks.next() {
        let length = block.len() as u16;
        out.push(u8::from(blocks.peek().is_none()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    out.extend(adler32(content).to_be_bytes());
    out
}

/// A stream that inflates to `len` zeros and is a thousandth as long.
///
/// One block with fixed codes (RFC 1951 §3.2.6): the byte 0, then copies of 258 bytes from one byte
/// back, then single zeros for the rest.
pub(crate) fn zeros(len: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    // The last block, with fixed codes.
    bits.push(1, 1);
    bits.push(1, 2);
    let (copies, singles) = match len {
        0 => (0, 0),
        _ => ((len - 1) / 258, 1 + (len - 1) % 258),
    };
    let literal_zero = (0b0011_0000, 8);
    if singles > 0 {
        bits.push_code(literal_zero);
    }
    for _ in 0..copies {
        // Length 258 is code 285, distance 1 is code 0; neither has extra bits.
        bits.push_code((0b1100_0101, 8));
        bits.push_code((0, 5));
    }
    for _ in 1..singles {
        bits.push_code(literal_zero);
    }
    bits.push_code((0, 7));
    let mut out = vec![0x78, 0x01];
    out.extend(bits.into_bytes());
    // Of zeros the first sum stays 1, and the second counts them.
    out.extend(((len % 65_521) as u32 * 0x1_0000 + 1).to_be_bytes());
    out
}

fn adler32(content: &[u8]) -> u32 {
    let (mut a, mut b) = (1u32, 0u32);
    for byte in content {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    b << 16 | a
}

/// Bits as deflate packs them: from the lowest of each byte.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    /// A number, its lowest bit first.
    fn push(&mut self, value: u32, width: u32) {
        for place in 0..width {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let bit = (value >> place & 1) as u8;
            if let Some(last) = self.bytes.last_mut() {
                *last |= bit << (self.used % 8);
            }
            self.used += 1;
        }
    }

    /// A Huffman code, its highest bit first.
    fn push_code(&mut self, (code, width): (u32, u32)) {
        self.push(code.reverse_bits() >> (32 - width), width);
    }

    fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}
