//! Names that a credential may show.

use super::*;

#[test]
fn are_masked_to_their_ends() {
    for (full, masked) in [
        ("王建明", "王*明"),
        ("王明", "王*"),
        ("王", "王*"),
        ("欧阳震华", "欧*华"),
        ("阿卜杜拉·买买提", "阿*提"),
        ("𠮷野家", "𠮷*家"),
        ("Li Bo", "L*o"),
    ] {
        let name = DisplayName::masked(full).unwrap();
        assert_eq!(name.as_str(), masked);
        assert_eq!(name.to_string(), masked);
    }
    assert!(DisplayName::masked("").is_err());
    assert!(DisplayName::masked("王 ").is_err());
}

/// What cannot be seen, or turns what is seen around, could show another name than was signed.
#[test]
fn have_no_hidden_characters() {
    let hidden = [0x00..=0x1f, 0x7f..=0x9f]
        .into_iter()
        .chain([0xad..=0xad, 0x34f..=0x34f, 0x61c..=0x61c, 0x115f..=0x1160])
        .chain([0x17b4..=0x17b5, 0x180b..=0x180f])
        .chain([0x200b..=0x200f, 0x2028..=0x202e, 0x2060..=0x206f])
        .chain([0x2800..=0x2800, 0x3164..=0x3164, 0xfdd0..=0xfdef])
        .chain([0xfe00..=0xfe0f, 0xfeff..=0xfeff, 0xffa0..=0xffa0])
        .chain([0xfff0..=0xfffb, 0xfffe..=0xffff, 0x1_fffe..=0x1_ffff])
        .chain([0xe000..=0xf8ff, 0x1_3430..=0x1_343f, 0x1_6fe4..=0x1_6fe4])
        .chain([0x1_d173..=0x1_d17a, 0x4_0000..=0x4_0fff])
        .chain([0xe_0000..=0xf_00ff, 0x10_fff0..=0x10_ffff])
        .flatten()
        .filter_map(char::from_u32);
    for character in hidden {
        let name = format!("王{character}明");
        assert_eq!(
            DisplayName::new(&name),
            Err(Error::ClaimsInvalid(Field::Name)),
            "{:x}",
            u32::from(character)
        );
        assert!(DisplayName::masked(&name).is_err());
    }
    for fine in [
        "王*明",
        "阿卜杜拉·买买提",
        "Anne-Marie O’Neill",
        "王 明",
        "𠮷",
        "㼆\u{3007}",
        "\u{fffd}王",
        "ᠪᠠᠲᠤ",
    ] {
        assert!(DisplayName::new(fine).is_ok(), "{fine}");
    }
}

#[test]
fn have_no_blanks_around_them() {
    for name in [
        "",
        " ",
        "王 ",
        " 王",
        "\u{3000}王",
        "王\u{a0}",
        "王\u{2003}",
    ] {
        assert!(DisplayName::new(name).is_err(), "{name:?}");
    }
}

#[test]
fn have_single_blanks_inside_and_no_other_white_space() {
    assert!(DisplayName::new("ZHANG SAN FENG").is_ok());
    for name in [
        "ZHANG  SAN",
        "ZHANG\u{a0}SAN",
        "王\u{3000}明",
        "王\u{2003}明",
        "王\u{1680}明",
    ] {
        assert!(DisplayName::new(name).is_err(), "{name:?}");
    }
}

#[test]
fn have_at_most_as_many_bytes_as_the_limit() {
    let fits = "王".repeat(32);
    assert_eq!(fits.len(), 96);
    assert!(DisplayName::new(&fits).is_ok());
    assert!(DisplayName::new(&format!("{fits}a")).is_err());
    assert!(check_name("abc", 3).is_ok() && check_name("abcd", 3).is_err());
}
