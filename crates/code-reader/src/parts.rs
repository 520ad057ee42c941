//! Texts that are spread over several symbols: ISO/IEC 18004:2015, 8 (structured append).

use crate::reading::{CodePart, FoundCode};

/// Puts the parts together whose whole text is there; all other codes stay as they are.
pub(crate) fn join(mut codes: Vec<FoundCode>) -> Vec<FoundCode> {
    let parts: Vec<CodePart> = codes.iter().filter_map(|code| code.part).collect();
    for first in parts.into_iter().filter(|part| part.index == 0) {
        let at = |index| {
            let wanted = CodePart { index, ..first };
            codes.iter().position(|code| code.part == Some(wanted))
        };
        let Some(places) = (0..first.count).map(at).collect::<Option<Vec<_>>>() else {
            continue;
        };
        let texts = places.iter().filter_map(|place| codes.get(*place));
        let text: String = texts.map(|code| code.text.as_str()).collect();
        // Of another text the parity differs in all but one of 256.
        let parity = text.bytes().fold(0, |sum, byte| sum ^ byte);
        let Some(corners) = places
            .first()
            .and_then(|place| codes.get(*place))
            .map(|code| code.corners)
        else {
            continue;
        };
        if parity != first.parity {
            continue;
        }
        codes.retain(|code| {
            code.part
                .is_none_or(|part| (part.count, part.parity) != (first.count, first.parity))
        });
        codes.push(FoundCode {
            text,
            corners,
            part: None,
        });
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::Point;

    fn code(text: &str, part: Option<(u8, u8, u8)>) -> FoundCode {
        let part = part.map(|(index, count, parity)| CodePart {
            index,
            count,
            parity,
        });
        FoundCode {
            text: text.to_owned(),
            corners: [Point::default(); 4],
            part,
        }
    }

    fn texts(codes: Vec<FoundCode>) -> Vec<String> {
        let mut texts: Vec<_> = join(codes).into_iter().map(|code| code.text).collect();
        texts.sort();
        texts
    }

    #[test]
    fn parts_are_put_together_in_their_order_and_others_stay() {
        let parity = "81234".bytes().fold(0, |sum, byte| sum ^ byte);
        let parts = || {
            vec![
                code("34", Some((1, 2, parity))),
                code("web", None),
                code("812", Some((0, 2, parity))),
            ]
        };
        assert_eq!(texts(parts()), ["81234", "web"]);
        // One is missing, or belongs to another text, or the parity is wrong.
        assert_eq!(texts(parts()[..2].to_vec()), ["34", "web"]);
        let mut mixed = parts();
        mixed[0] = code("34", Some((1, 2, parity ^ 1)));
        assert_eq!(texts(mixed), ["34", "812", "web"]);
        let mut wrong = parts();
        wrong[0] = code("35", Some((1, 2, parity)));
        assert_eq!(texts(wrong), ["35", "812", "web"]);
    }
}
