//! A link in front of the digits, for the cameras of phones.

use super::*;

#[test]
fn a_link_in_front_of_digits_is_dropped() {
    let digits = encode(&sample(119), TextForm::Digits);
    for link in [
        "HTTPS://A/",
        "HTTP://EXAMPLE.ORG/",
        "https://example.org/v/",
        "HTTPS://EXAMPLE.ORG/8149/A/",
        "HTTPS://EXAMPLE.ORG//",
        "HTTPS:///",
        "HTTPS://",
        "https://用户@例子.中国:8443/?a=b&c=/#/",
        " \r\nｈｔｔｐｓ：／／ＥＸＡＭＰＬＥ／",
    ] {
        let text = format!("{link}{digits}");
        assert_eq!(decode(&text), Ok(sample(119)), "{text}");
    }
}

#[test]
fn spaces_among_the_digits_behind_a_link_are_removed() {
    let digits = encode(&sample(119), TextForm::Digits);
    let spaced = format!(
        " https://a/v/ {} {}\u{3000}{}\r\n",
        &digits[..1],
        &digits[1..9],
        &digits[9..]
    );
    assert_eq!(decode(&spaced), Ok(sample(119)));
}

#[test]
fn a_link_with_anything_else_behind_it_is_not_ours() {
    let digits = encode(&sample(119), TextForm::Digits);
    let base45 = encode(&sample(119), TextForm::Base45);
    for foreign in [
        "HTTPS://EXAMPLE.ORG".into(),
        "HTTPS://EXAMPLE.ORG/".into(),
        format!("HTTPS://EXAMPLE.ORG/{digits}/"),
        format!("HTTPS://EXAMPLE.ORG/{digits}?A=B"),
        format!("HTTPS://EXAMPLE.ORG/?A={digits}"),
        format!("HTTPS://EXAMPLE.ORG/#{digits}"),
        format!("HTTPS://EXAMPLE.ORG/{base45}"),
        format!("HTTPS://EXAMPLE.ORG/{}", &digits[..119]),
        format!("HTTPS://EXAMPLE.ORG/80{}", &digits[2..]),
        format!("HTTPS://EXAMPLE.ORG/91{}", &digits[2..]),
        format!("HTTPS:/{digits}"),
        format!("FTP://EXAMPLE.ORG/{digits}"),
        format!("XHTTPS://EXAMPLE.ORG/{digits}"),
        format!("EXAMPLE.ORG/{digits}"),
    ] {
        assert_eq!(decode(&foreign), Err(Error::NotOurs), "{foreign}");
    }
}

/// What stands behind the link is judged like a text without one.
#[test]
fn the_digits_behind_a_link_are_judged_by_the_same_rules() {
    let digits = encode(&sample(119), TextForm::Digits);
    for text in [
        format!("{}0", &digits[..digits.len() - 1]),
        format!("85{}", &digits[2..]),
        encode(&sample(MAX_CODE_BYTES + 1), TextForm::Digits),
    ] {
        let linked = decode(&format!("HTTPS://A/{text}"));
        assert!(linked.is_err());
        assert_eq!(linked, decode(&text));
    }
}

/// The link of docs/format.md and the largest usual credential in a symbol of version 8-M: 41
/// characters in one segment, the digits in another.
#[test]
fn a_link_and_a_credential_fit_the_symbol_that_is_promised() {
    let digits = encode(&[0xff; 120], TextForm::Digits).len();
    // ISO/IEC 18004: mode indicator, count indicator, 11 bits for two characters and 6 for the last;
    // version 8-M has 154 data codewords.
    let alphanumeric = 4 + 9 + 11 * 20 + 6;
    let numeric = 4 + 10 + 10 * (digits / 3) + [0, 4, 7][digits % 3];
    assert!(alphanumeric + numeric <= 154 * 8);
    assert!(alphanumeric + 11 + numeric > 154 * 8 - 8);
}
