use std::collections::BTreeMap;

use credential_core::{
    Agreement, Benefit, BenefitKind, BenefitNumber, CivilDay, Membership, MerchantNumber, Region,
    Title,
};
use messages::Lang;

use super::*;
use crate::catalogue::{CatalogueBook, TradeTable, read_book};
use crate::register::{MerchantEvent, MerchantEventKind as Kind, MerchantHistory};

const NOTE: &str = "内部备注";
const NASTY: &str = "<script>alert('1')</script>\"&";

fn day(number: u32) -> CivilDay {
    CivilDay::from_number(number).unwrap()
}

fn row(number: u32, name: &str) -> MerchantRow {
    MerchantRow {
        merchant: credential_core::Merchant {
            number: MerchantNumber(number),
            name: Title {
                zh: name.to_owned(),
                en: None,
            },
            membership: Membership::MEMBER,
            agreement: Some(Agreement {
                first: day(20_260_101),
                last: day(20_261_231),
            }),
        },
        trades: vec![Trade(14)],
        region: Region::new(421_202).unwrap(),
        contact: "0715-1234567".to_owned(),
        branches: BTreeMap::new(),
    }
}

fn event(merchant: u32, kind: Kind, from: u32) -> MerchantEvent {
    MerchantEvent {
        merchant,
        kind,
        day: day(from),
        until: (kind == Kind::Joined).then(|| day(20_261_231)),
        kept: (kind == Kind::Inspected).then_some(false),
        note: NOTE.to_owned(),
    }
}

/// The tables as a bureau would have them, with one benefit for all hairdressers.
fn tables() -> CatalogueBook {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("b.csv");
    std::fs::write(
        &path,
        "编号,名称,适用类别,行业,优待方式,限次\n1,理发免费,退役军人,理发美容,免费,每天1次\n",
    )
    .unwrap();
    let merchants = folder.path().join("m.csv");
    std::fs::write(&merchants, "编号,名称,行业,地区\n1,店,理发美容,421202\n").unwrap();
    read_book(&[path, merchants]).unwrap().unwrap()
}

fn known(rows: Vec<MerchantRow>, events: &[MerchantEvent]) -> Merchants {
    let mut histories: BTreeMap<u32, MerchantHistory> = BTreeMap::new();
    for row in &rows {
        let history = histories.entry(row.number()).or_default();
        history.push(event(row.number(), Kind::Joined, 20_260_101));
    }
    for event in events {
        histories
            .entry(event.merchant)
            .or_default()
            .push(event.clone());
    }
    Merchants {
        book: CatalogueBook {
            merchants: rows,
            ..tables()
        },
        edition: Some(2),
        histories,
        unrecorded: BTreeMap::new(),
    }
}

fn page(known: &Merchants, lang: Lang, today: u32, ratings: &str) -> String {
    let directory = Directory {
        known,
        about: About {
            lang,
            bureau: Text::new("咸宁市退役军人事务局", "Xianning Bureau"),
            today: day(today),
        },
        ratings: serde_json::from_str(ratings).unwrap(),
    };
    String::from_utf8(directory.page().html).unwrap()
}

#[test]
fn nothing_that_people_wrote_is_markup_and_nothing_is_loaded() {
    let mut nasty = row(7, NASTY);
    nasty.contact = format!("{NASTY} 0715-1234567");
    nasty.branches = [(1, NASTY.to_owned())].into();
    let mut known = known(vec![nasty], &[event(7, Kind::Inspected, 20_260_601)]);
    let title = Title {
        zh: NASTY.to_owned(),
        en: Some(NASTY.to_owned()),
    };
    let mut benefit = known.book.benefits[0].clone();
    benefit.benefit = Benefit::new(BenefitNumber(1), title, BenefitKind::Free);
    known.book.benefits = vec![benefit];
    for lang in [Lang::Zh, Lang::En] {
        let page = page(&known, lang, 20_261_122, "{}");
        assert_eq!(page.matches("<script>").count(), 1, "the page's own");
        assert!(!page.contains("alert('1')"));
        assert!(page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;"));
        for loading in [
            "src=", "http://", "https://", "@import", "url(", "onclick", "style=\"",
        ] {
            assert!(!page.contains(loading), "{loading}");
        }
        // Notes of inspections are for the bureau.
        assert!(!page.contains(NOTE));
    }
}

/// The policy has the digests of the style and the script that are in the page.
#[test]
fn the_policy_allows_the_pages_own_style_and_script_and_nothing_else() {
    let page = page(&known(vec![row(7, "店")], &[]), Lang::Zh, 20_261_122, "{}");
    let between = |from: &str, to: &str| {
        let (_, rest) = page.split_once(from).unwrap();
        rest.split_once(to).unwrap().0.to_owned()
    };
    let policy = between("Content-Security-Policy\" content=\"", "\">");
    let style = sha256(&between("<style>", "</style>"));
    let script = sha256(&between("<script>", "</script>"));
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'"
        )
    );
}

#[test]
fn holders_read_who_gives_nothing_and_why() {
    let mut late = row(9, "早到期");
    late.merchant.agreement = Some(Agreement {
        first: day(20_260_101),
        last: day(20_261_031),
    });
    let rows = vec![row(6, "还在"), row(7, "停了"), row(8, "走了"), late];
    let known = known(
        rows,
        &[
            event(7, Kind::Suspended, 20_260_610),
            event(8, Kind::Left, 20_260_701),
            event(6, Kind::Inspected, 20_260_601),
        ],
    );
    let ratings = r#"{"6": {"satisfied": 10, "fair": 2}, "77": {"dissatisfied": 1}}"#;
    let chinese = page(&known, Lang::Zh, 20_261_122, ratings);
    for expected in [
        "现在给优待的商户 1 家",
        "2026-06-10 起暂停，恢复前不给优待",
        "协议已于 2026-10-31 到期，续签前不给优待",
        "2026-07-01 退出，不再给优待",
        "<time>2026-06-01</time> 抽查：未守诺",
        "评价：满意 10，一般 2，不满意 0",
        "咸安区",
        "<b>理发免费</b> <span>退役军人 · 每天1次</span>",
    ] {
        assert!(chinese.contains(expected), "{expected}");
    }
    let english = page(&known, Lang::En, 20_261_122, ratings);
    for expected in [
        "Merchants that give benefits now: 1.",
        "suspended since 2026-06-10",
        "its agreement ended on 2026-10-31",
        "left on 2026-07-01",
        "promises broken",
        "satisfied 10, fair 2, dissatisfied 0",
        "1 use a day",
    ] {
        assert!(english.contains(expected), "{expected}");
    }
    // The last day belongs to it, the day after does not.
    let last = page(&known, Lang::Zh, 20_261_231, "{}");
    assert!(last.contains("现在给优待的商户 1 家"));
    let after = page(&known, Lang::Zh, 20_270_101, "{}");
    assert!(after.contains("现在给优待的商户 0 家"));
}

#[test]
fn every_merchant_stands_once_and_links_lead_to_it() {
    let rows: Vec<MerchantRow> = (1..=2_200)
        .map(|number| row(number, &format!("商户{number}")))
        .collect();
    let page = page(&known(rows, &[]), Lang::Zh, 20_261_122, "{}");
    for number in [1, 1_100, 2_200] {
        assert_eq!(
            page.matches(&format!("<article id=\"m{number}\"")).count(),
            1
        );
        assert!(page.contains(&format!("<a href=\"#m{number}\">")));
    }
    assert_eq!(page.matches("<article ").count(), 2_200);
    assert_eq!(
        page.matches("<article").count(),
        page.matches("</article>").count()
    );
    assert!(TradeTable::built_in().get(Trade(14)).is_some());
}

#[test]
fn ratings_that_are_none_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.json");
    for wrong in [
        "",
        "[]",
        "{\"x\": {}}",
        "{\"7\": {\"good\": 1}}",
        "{\"7\": {\"fair\": -1}}",
    ] {
        std::fs::write(&path, wrong).unwrap();
        assert_eq!(
            Ratings::read(&path).unwrap_err().code,
            "ratings-invalid",
            "{wrong}"
        );
    }
}
