//! Streams of keys as scanners, people, pastes and consoles send them.

use super::*;
use crate::tests::fixtures::good;

#[test]
fn a_scanner_is_recognised_at_any_speed_and_with_any_ending() {
    let good = good();
    for gap in [0, 1, 5, 20, 40, 90] {
        for ending in ["\r", "\n", "\r\n", "\t", ""] {
            let all = typed(&format!("{good}{ending}"), gap);
            assert_eq!(all, [code(&good)], "{gap} {ending:?}");
        }
    }
    assert_eq!(typed("6901234567892\r", 8), [code("6901234567892")]);
}

#[test]
fn a_code_without_an_ending_is_answered_as_soon_as_it_is_whole() {
    let good = good();
    let mut keyboard = Keyboard::new();
    keyboard.types(&good, 2);
    keyboard.wait(Duration::from_millis(180));
    assert_eq!(keyboard.typed, [code(&good)]);
    // Half a code is waited for longer: a wireless scanner stops now and then.
    let (first, second) = good.split_at(100);
    let mut keyboard = Keyboard::new();
    keyboard.types(first, 2);
    keyboard.wait(Duration::from_millis(500));
    keyboard.types(second, 2);
    assert_eq!(keyboard.end(), [code(&good)]);
}

#[test]
fn a_person_at_the_keyboard_gets_no_verdicts() {
    for (text, gap) in [
        ("hello, is this on?\r", 120),
        ("hello, is this on?\r", 70),
        ("8112345678\r", 200),
        ("\r\r\r\t\t", 30),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 30),
        ("asdf", 10),
        ("\u{1b}[A\u{1b}[A\u{1b}[B\u{1b}OP\u{1b}[15~", 30),
        ("你好", 10),
    ] {
        let codes = typed(text, gap)
            .into_iter()
            .filter(|typed| matches!(typed, Typed::Code(_)));
        assert_eq!(codes.count(), 0, "{text}");
    }
}

#[test]
fn single_keys_are_keys_and_those_within_a_code_are_not() {
    assert_eq!(typed("m", 500), [Typed::Key('m')]);
    let mut keyboard = Keyboard::new();
    for key in ["q", "l", " "] {
        keyboard.types(key, 400);
    }
    assert_eq!(
        keyboard.end(),
        [Typed::Key('q'), Typed::Key('l'), Typed::Key(' ')]
    );
    let url = "https://example.org/q?l=m";
    assert_eq!(typed(&format!("{url}\r"), 3), [code(url)]);
    // A key just before a scan takes nothing from it.
    let mut keyboard = Keyboard::new();
    keyboard.types("m", 200);
    keyboard.types(&good(), 3);
    assert_eq!(keyboard.end(), [Typed::Key('m'), code(&good())]);
}

#[test]
fn escape_does_not_swallow_the_first_digit_of_the_next_code() {
    let mut keyboard = Keyboard::new();
    keyboard.types("\u{1b}", 300);
    keyboard.types(&format!("{}\r", good()), 3);
    assert_eq!(keyboard.end(), [code(&good())]);
}

#[test]
fn pastes_with_and_without_brackets_are_codes() {
    let good = good();
    for paste in [
        good.clone(),
        format!("\u{1b}[200~{good}\u{1b}[201~"),
        format!("{good}\n"),
    ] {
        let mut keyboard = Keyboard::new();
        keyboard.send(paste.as_bytes());
        assert_eq!(keyboard.end(), [code(&good)], "{paste:?}");
    }
    let mut keyboard = Keyboard::new();
    keyboard.send(format!("{good}\r\n6901234567892\r\n").as_bytes());
    assert_eq!(keyboard.end(), [code(&good), code("6901234567892")]);
}

#[test]
fn answers_of_the_console_are_not_taken_as_typed_in_any_pieces() {
    let good = good();
    let stream = format!(
        "\u{1b}[1;2R{}\u{1b}[24;80R{}\r\u{1b}[?62;4c",
        &good[..50],
        &good[50..]
    );
    for size in [1, 2, 3, 7, 1000] {
        let mut keyboard = Keyboard::new();
        for piece in stream.as_bytes().chunks(size) {
            keyboard.send(piece);
            keyboard.wait(Duration::from_millis(2));
        }
        assert_eq!(keyboard.end(), [code(&good)], "{size}");
    }
    let (mut bytes, mut inputs) = (Bytes::default(), Vec::new());
    bytes.take(Instant::now(), b"\x1b[12;3R\x03\x0c\x1b[;;R\x7f", |input| {
        inputs.push(input)
    });
    assert_eq!(
        inputs,
        [
            Input::Cursor { column: 3 },
            Input::Interrupt,
            Input::Redraw,
            Input::Other,
            Input::Backspace
        ]
    );
}

#[test]
fn backspace_is_a_key_at_once_and_means_nothing_within_a_code() {
    for key in [b"\x7f", b"\x08"] {
        let mut keyboard = Keyboard::new();
        keyboard.send(b"12");
        keyboard.send(key);
        assert_eq!(keyboard.typed, [Typed::Keys("12\u{8}".to_owned())]);
        // Held down, it repeats as fast as a scanner types.
        for _ in 0..20 {
            keyboard.wait(Duration::from_millis(5));
            keyboard.send(key);
        }
        let typed = keyboard.end();
        assert_eq!(typed.len(), 21);
        let held = Typed::Keys("\u{8}".to_owned());
        assert!(typed[1..].iter().all(|typed| *typed == held), "{typed:?}");
    }
    let good = crate::tests::fixtures::good();
    let mut keyboard = Keyboard::new();
    keyboard.types(&good[..40], 2);
    keyboard.send(b"\x08");
    keyboard.types(&good[40..], 2);
    assert_eq!(keyboard.end(), [code(&good)]);
}

#[test]
fn any_stream_of_bytes_is_safe_and_bounded() {
    let mut state = 1u32;
    let mut keyboard = Keyboard::new();
    for _ in 0..2_000 {
        let piece: Vec<u8> = (0..64)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect();
        keyboard.send(&piece);
        keyboard.now += Duration::from_millis(u64::from(state % 7));
    }
    keyboard.send(&[b'8'; 1 << 20]);
    keyboard.send(b"1");
    let Some(Typed::Code(long)) = keyboard.end().pop() else {
        panic!("nothing");
    };
    assert!(long.len() < 20_000, "{}", long.len());
}

#[test]
fn full_width_digits_of_a_system_in_gbk_are_understood() {
    let mut keyboard = Keyboard::new();
    for character in good().bytes() {
        keyboard.send(&[0xa3, character + 0x80]);
        keyboard.wait(Duration::from_millis(3));
    }
    let Some(Typed::Code(text)) = keyboard.end().pop() else {
        panic!("nothing");
    };
    assert_eq!(credential_core::scanner::clean(&text).text, text);
    assert!(credential_core::ParsedCredential::from_text(&text).is_ok());
}

#[test]
fn keypads_and_other_encodings_of_keys_are_characters() {
    let good = good();
    let each = |write: &dyn Fn(u8) -> String| good.bytes().map(write).collect::<String>();
    for (typed, end) in [
        (
            each(&|key| format!("\u{1b}O{}", char::from(key - b'0' + b'p'))),
            "\u{1b}OM",
        ),
        (each(&|key| format!("\u{1b}[{key}u")), "\u{1b}[13u"),
        (
            each(&|key| format!("\u{1b}[{};1u", u32::from(key - b'0') + 57_399)),
            "\u{1b}[57414u",
        ),
        (each(&|key| format!("\u{1b}[27;1;{key}~")), "\r"),
    ] {
        let mut keyboard = Keyboard::new();
        keyboard.send(format!("{typed}{end}").as_bytes());
        assert_eq!(keyboard.end(), [code(&good)], "{}", &typed[..12]);
    }
}

/// STX and ETX are what a scanner may put around a code; ETX is the same byte as Ctrl-C.
#[test]
fn an_etx_behind_a_code_ends_the_code_and_not_the_screen() {
    for around in [
        ("\u{2}", "\u{3}"),
        ("", "\u{3}\r"),
        ("", "\r\u{3}"),
        ("\u{2}", "\r\n\u{3}"),
        ("", "\u{4}"),
    ] {
        let (mut bytes, mut inputs) = (Bytes::default(), Vec::new());
        let stream = format!("{}{}{}", around.0, good(), around.1);
        let now = Instant::now();
        for (at, piece) in stream.as_bytes().chunks(7).enumerate() {
            let now = now + Duration::from_millis(at as u64 * 5);
            bytes.take(now, piece, |input| inputs.push(input));
        }
        assert!(!inputs.contains(&Input::Interrupt), "{around:?}");
        assert!(inputs.contains(&Input::End), "{around:?}");
    }
    // By itself it is Ctrl-C, also while the console answers questions.
    let (mut bytes, mut inputs) = (Bytes::default(), Vec::new());
    bytes.take(Instant::now(), b"m", |input| inputs.push(input));
    let later = Instant::now() + Duration::from_secs(1);
    bytes.take(later, b"\x1b[1;1R\x03", |input| inputs.push(input));
    assert_eq!(inputs.last(), Some(&Input::Interrupt));
    let (mut bytes, mut inputs) = (Bytes::default(), Vec::new());
    bytes.take(Instant::now(), b"\x1b[99;5u", |input| inputs.push(input));
    assert_eq!(inputs, [Input::Interrupt]);
}
