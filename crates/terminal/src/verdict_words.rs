//! Verdicts in words: why, what else there is to say, and who it is.
//!
//! Every text from outside goes through [`escape_untrusted`] where it is put into a sentence. Names in credentials
//! and trust lists have been checked when they were read, and go through it all the same.

use std::fmt::Write as _;

use credential_core::{Caution, Claims, Dependant, Issuer, Verdict};
use messages::untrusted::escape_untrusted;
use messages::{Lang, Text, dates, scan_words, text, words};

use crate::advice::misread;
use crate::judged::Judged;

/// Why, in words.
pub fn reason(judged: &Judged) -> Text {
    match &judged.verdict {
        Verdict::Accept(_) => words::accepted(),
        Verdict::Check(_, cautions) if cautions.first() == Caution::ClockWrong => {
            let clock = dates::minute(judged.at);
            let what = words::caution(Caution::ClockWrong);
            text!("{}：{clock}", what.in_lang(Lang::Zh); "{}: {clock}", what.in_lang(Lang::En))
        }
        Verdict::Check(_, cautions) => words::caution(cautions.first()),
        Verdict::Refuse(_) if judged.misreading().is_some() => misread(judged).0,
        Verdict::Refuse(_) if judged.is_faulty() => scan_words::faulty().0,
        Verdict::Refuse(_) if judged.predates_start => scan_words::just_started(),
        Verdict::Refuse(refusal) => words::error(&refusal.error()),
    }
}

/// The word for one code. One that was misread is to be scanned again: nothing is known of it.
pub fn word(judged: &Judged) -> Text {
    match judged.misreading() {
        Some(_) => scan_words::scan_again(),
        None => words::decision(judged.verdict.decision()),
    }
}

/// What else there is to say: more cautions, more codes in the picture.
pub fn further(judged: &Judged) -> Vec<Text> {
    let mut texts = Vec::new();
    if judged.is_layout_repaired() {
        texts.push(scan_words::layout_repaired());
    }
    // The caution of a missing status says the same.
    let is_said = matches!(&judged.verdict, Verdict::Check(_, cautions)
        if cautions.iter().any(|caution| caution == Caution::StatusMissing));
    if judged.is_revocation_unchecked() && !is_said {
        texts.push(revocation_unchecked());
    }
    if let Verdict::Check(_, cautions) = &judged.verdict {
        texts.extend(cautions.iter().skip(1).map(|caution| {
            let (what, advice) = (words::caution(caution), words::caution_advice(caution));
            let both = joined(&what, text!("。"; ". "), &advice);
            joined(&text!("另外"; "Also"), text!("："; ": "), &both)
        }));
    }
    texts.extend(several_codes(judged));
    let others = judged.other_codes;
    if others > 0 {
        texts.push(text!("（图片里另有 {others} 个别的二维码，没有理会）";
            "(other QR codes in the picture, passed over: {others})"));
    }
    texts
}

/// What is said where other codes of ours were shown with this one.
pub fn several_codes(judged: &Judged) -> Option<Text> {
    (judged.other_ours > 0).then(|| {
        let (what, advice) = scan_words::several_codes(judged.other_ours + 1);
        text!("（{}。{}）", what.in_lang(Lang::Zh), advice.in_lang(Lang::Zh);
            "({}. {})", what.in_lang(Lang::En), advice.in_lang(Lang::En))
    })
}

/// What is said of a code that passed without an entry in a status list.
pub fn revocation_unchecked() -> Text {
    text!("未核对是否吊销"; "revocation not checked")
}

/// What stands over the content of a code that was refused.
///
/// The code may be good and the terminal stale, so it is not called invalid.
pub fn no_benefit() -> Text {
    text!("不能凭此给予优待。码上所写："; "Do not give a benefit for this. The code says:")
}

/// What a code says, as labels and values.
pub fn rows(claims: &Claims, issuer: &Issuer) -> Vec<(Text, Text)> {
    let same = |value: String| Text::new(value.clone(), value);
    let mut rows = vec![
        (text!("姓名"; "Name"), same(claims.name.to_string())),
        (
            text!("类别"; "Category"),
            words::categories(claims.categories),
        ),
    ];
    // Whom the card is for is compared as the name is.
    if !claims.dependants.is_empty() {
        rows.push((
            text!("随卡家属"; "Dependants"),
            dependants(&claims.dependants),
        ));
    }
    if let Some(grade) = claims.disability_grade {
        rows.push((
            text!("伤残等级"; "Disability grade"),
            Text::new(format!("{grade} 级"), grade.to_string()),
        ));
    }
    if let Some(stage) = claims.life_stage {
        rows.push((text!("所处阶段"; "Stage of life"), words::life_stage(stage)));
    }
    let issuer_name = Text::new(
        issuer.name.zh.clone(),
        issuer
            .name
            .en
            .clone()
            .unwrap_or_else(|| issuer.name.zh.clone()),
    );
    rows.push((text!("发码单位"; "Issuer"), issuer_name));
    if let Some(name) = &issuer.code_name {
        let en = name.en.clone().unwrap_or_else(|| name.zh.clone());
        rows.push((
            text!("码的名称"; "Name of the code"),
            Text::new(name.zh.clone(), en),
        ));
    }
    // Where it is the issuer's own, the issuer's name says it already.
    if let Some(home) = claims.home_region.filter(|home| *home != issuer.region) {
        rows.push((text!("所属地区"; "Home region"), same(home.to_string())));
    }
    rows.push((
        text!("有效期至"; "Valid until"),
        same(messages::dates::last_day(claims.validity.until)),
    ));
    rows.push((
        text!("持有人编号"; "Holder number"),
        same(claims.holder.to_string()),
    ));
    rows
}

/// Who else the card is for, and how many they are: `2 人：配偶 李*、子女 王*`.
fn dependants(listed: &[Dependant]) -> Text {
    let join = |lang, between: &str| {
        let each = listed.iter().map(|dependant| {
            let name = dependant.name.as_str();
            words::relation(dependant.relation).map_or_else(
                || name.to_owned(),
                |word| format!("{} {name}", word.in_lang(lang)),
            )
        });
        each.collect::<Vec<_>>().join(between)
    };
    let (count, zh, en) = (listed.len(), join(Lang::Zh, "、"), join(Lang::En, ", "));
    text!("{count} 人：{zh}"; "{count}: {en}")
}

/// Name and categories in a line.
pub fn who(claims: &Claims) -> Text {
    let categories = words::categories(claims.categories);
    let name = escape_untrusted(claims.name.as_str());
    text!("{name}（{}）", categories.in_lang(Lang::Zh); "{name} ({})", categories.in_lang(Lang::En))
}

/// Two texts, and what stands between them.
pub fn joined(one: &Text, between: Text, other: &Text) -> Text {
    let in_lang = |lang| {
        let mut out = String::new();
        // Writing to a string does not fail.
        let _ = write!(
            out,
            "{}{}{}",
            one.in_lang(lang),
            between.in_lang(lang),
            other.in_lang(lang)
        );
        out
    };
    Text::new(in_lang(Lang::Zh), in_lang(Lang::En))
}
