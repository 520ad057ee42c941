use super::*;

fn decode(encoding: Encoding, bytes: &[u8]) -> io::Result<String> {
    let mut text = String::new();
    // A source that hands out single bytes parts every character.
    let bytewise = bytes
        .iter()
        .fold(Box::new(io::empty()) as Box<dyn Read>, |before, byte| {
            Box::new(before.chain(io::Cursor::new(vec![*byte])))
        });
    encoding
        .decode(bytewise)
        .read_to_string(&mut text)
        .map(|_| text)
}

fn detected(bytes: &[u8]) -> Result<Encoding, &'static str> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.csv");
    std::fs::write(&path, bytes).unwrap();
    detect(&path, &mut File::open(&path).unwrap(), 1000)
        .map(|(encoding, _)| encoding)
        .map_err(|failure| failure.code)
}

#[test]
fn characters_survive_being_parted() {
    assert_eq!(
        decode(Encoding::Utf8, "\u{feff}王𬎆".as_bytes()).unwrap(),
        "王𬎆"
    );
    let (bytes, ..) = GB18030.encode("张䶮、刘喆㛃");
    assert_eq!(decode(Encoding::Gb18030, &bytes).unwrap(), "张䶮、刘喆㛃");
}

#[test]
fn lines_are_counted_as_an_editor_does() {
    for (text, lines) in [
        ("", 0),
        ("a", 1),
        ("a\n", 1),
        ("a\r\nb\r\n", 2),
        ("a\rb\r", 2),
        ("a\n\nb", 3),
        ("\r\n\r\n", 2),
    ] {
        assert_eq!(count_lines(text.as_bytes()).unwrap(), Ok(lines), "{text:?}");
    }
}

#[test]
fn nothing_is_replaced() {
    for (encoding, bytes) in [
        (Encoding::Utf8, &b"ab\xcd\xf5"[..]),
        (Encoding::Utf8, b"ab\xe7\x8e"),
        (Encoding::Gb18030, b"ab\xcd"),
        (Encoding::Gb18030, b"ab\xff\xff"),
    ] {
        let error = decode(encoding, bytes).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{bytes:?}");
    }
}

#[test]
fn recognises_the_encoding_or_says_what_it_is() {
    let (gbk, ..) = GB18030.encode("姓名,身份证号\r\n");
    for (bytes, expected) in [
        ("姓名,身份证号".as_bytes(), Ok(Encoding::Utf8)),
        ("\u{feff}姓名".as_bytes(), Ok(Encoding::Utf8)),
        (&gbk, Ok(Encoding::Gb18030)),
        (b"PK\x03\x04....", Err("roster-not-csv")),
        (b"\xd0\xcf\x11\xe0....", Err("roster-not-csv")),
        (b"\xff\xfe\xd3\x59\x0d\x54", Ok(Encoding::Utf16Le)),
        (b"\xfe\xff\x59\xd3\x54\x0d", Ok(Encoding::Utf16Be)),
        (b"\xff\xfe\xd3\x59\x0d", Err("roster-encoding")),
        (b"\xff\xfe\0\0\xd3\x59\0\0", Err("roster-encoding")),
        (b"\0\0\xfe\xff\0\0\x59\xd3", Err("roster-encoding")),
        (b"n\0\0\0a\0\0\0m\0\0\0e\0\0\0", Err("roster-encoding")),
        (b"\0\0\0n\0\0\0a\0\0\0m\0\0\0e", Err("roster-encoding")),
        (b"\xff\xfe\x00\xd8\x0d\x54", Err("roster-encoding")),
        (
            b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n",
            Err("roster-not-csv"),
        ),
        (
            b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: y\r\n",
            Err("roster-not-csv"),
        ),
        (b"\r\n<html>", Err("roster-not-csv")),
        (b"name\0", Err("roster-not-csv")),
        (b"name\n\xff\xff\n", Err("roster-encoding")),
        (b"\xef\xbb\xbfname\n\xd0\xd5\n", Err("roster-encoding")),
        (&[b'a'; 1001], Err("roster-too-long")),
    ] {
        assert_eq!(detected(bytes), expected, "{bytes:?}");
    }
}
