//! Benefits in words, for a screen and for lines.

use credential_core::Unavailable;
use messages::{Lang, Text, benefit_words, text};

use super::offer::{NoOffer, Offer, OfferedBenefit};

/// One benefit in a line: its name, what it does, and what is left of it or why it is not given.
pub fn benefit_line(benefit: &OfferedBenefit) -> Text {
    let line = |lang: Lang| {
        let mut line = benefit_words::title(&benefit.title)
            .in_lang(lang)
            .to_owned();
        if let Some(known) = &benefit.benefit {
            push(
                &mut line,
                lang,
                benefit_words::kind(known.kind).in_lang(lang),
            );
        }
        match &benefit.outcome {
            Ok(left) => {
                for left in left {
                    push(
                        &mut line,
                        lang,
                        benefit_words::quota_left(left).in_lang(lang),
                    );
                }
            }
            Err(reason) => {
                let why = why(benefit, *reason);
                push(&mut line, lang, why.in_lang(lang));
            }
        }
        line
    };
    Text::new(line(Lang::Zh), line(Lang::En))
}

/// Why it is not given; of a quota that is used up, of which time.
fn why(benefit: &OfferedBenefit, reason: Unavailable) -> Text {
    match (&benefit.benefit, reason) {
        (Some(known), Unavailable::QuotaUsed) => benefit_words::quota_used(&known.quotas),
        _ => benefit_words::unavailable(reason),
    }
}

fn push(line: &mut String, lang: Lang, what: &str) {
    line.push_str(match lang {
        Lang::Zh => "，",
        Lang::En => ", ",
    });
    line.push_str(what);
}

/// Whose benefits they are.
pub fn head(offer: &Offer) -> Text {
    match &offer.merchant {
        Some((_, name, _)) => {
            let name = benefit_words::title(name);
            text!("优待（{}）", name.in_lang(Lang::Zh); "Benefits ({})", name.in_lang(Lang::En))
        }
        None => text!("优待"; "Benefits"),
    }
}

/// Why there is none at all, and what to do.
pub fn no_offer(offer: &Offer, reason: &NoOffer) -> (Text, Text) {
    match reason {
        NoOffer::Place(reason) => benefit_words::no_benefits(*reason),
        NoOffer::Journal(failure) => (failure.what.clone(), (*failure.remedy).clone()),
        NoOffer::NoCatalogue => benefit_words::catalogue_state(offer.state).unwrap_or_else(|| {
            (
                text!("本机没有优待目录"; "this terminal has no catalogue"),
                text!("请导入最新的更新文件。"; "Bring the latest update."),
            )
        }),
    }
}

/// All of it, line by line.
pub fn lines(offer: &Offer, lang: Lang) -> String {
    let mut lines = vec![head(offer).in_lang(lang).to_owned()];
    let pair = |(what, remedy): (Text, Text)| {
        let (what, remedy) = (what.in_lang(lang), remedy.in_lang(lang));
        match lang {
            Lang::Zh => format!("  {what}。{remedy}"),
            Lang::En => format!("  {what}. {remedy}"),
        }
    };
    match &offer.benefits {
        Err(reason) => lines.push(pair(no_offer(offer, reason))),
        Ok(all) => {
            lines.extend(benefit_words::catalogue_state(offer.state).map(pair));
            if all.is_empty() {
                let none = text!("  本商户没有优待项目"; "  this merchant has no benefits");
                lines.push(none.in_lang(lang).to_owned());
            }
            for benefit in all {
                let mark = if benefit.outcome.is_ok() { '+' } else { '-' };
                lines.push(format!("  {mark} {}", benefit_line(benefit).in_lang(lang)));
            }
        }
    }
    lines.join("\n")
}
