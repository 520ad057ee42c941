//! The state of a terminal in plain words.

use std::sync::Arc;

use credential_core::{
    Issuer, PlaceClaims, Standing, StatusListClaims, TerminalStanding, UnixTime, Validity,
};
use messages::untrusted::escape_untrusted;
use messages::{Lang, Text, benefit_words, dates, text, words};
use terminal::benefits::PlaceState;
use terminal::status::{Expiring, View};

use crate::computer;

/// All of it, ready to be printed.
pub(super) fn lines(view: &View<'_>, lang: Lang) -> String {
    let text = StatusText { view, lang };
    let mut lines = vec![text.terminal()];
    lines.extend(text.root());
    lines.push(text.trust());
    if let Some(list) = view.holdings.trust() {
        lines.extend(text.issuers(&list.claims().issuers));
        lines.extend(text.statuses(&list.claims().issuers));
    }
    lines.extend(text.places());
    lines.push(text.next());
    lines.join("\n")
}

struct StatusText<'v, 'h> {
    view: &'v View<'h>,
    lang: Lang,
}

impl StatusText<'_, '_> {
    fn pick(&self, text: Text) -> String {
        text.in_lang(self.lang).to_owned()
    }

    /// Which terminal, and what its clock says.
    fn terminal(&self) -> String {
        let clock = dates::minute(self.view.at);
        let name = computer::name().unwrap_or_default();
        let name = escape_untrusted(&name);
        self.pick(text!("终端：{name}，时间 {clock}"; "Terminal:   {name}, time {clock}"))
    }

    fn root(&self) -> Vec<String> {
        let root = self.view.holdings.root().claims();
        let (version, threshold, count) = (root.version, root.threshold, root.keys.len());
        let en = root.name.en.as_ref().unwrap_or(&root.name.zh);
        vec![self.pick(text!(
            "主管部门：{}\n根密钥集：第 {version} 版，{count} 把密钥中须有 {threshold} 把签名",
            root.name.zh;
            "Authority:  {en}\nRoot set:   version {version}; {threshold} of {count} keys must sign"))]
    }

    fn trust(&self) -> String {
        let Some(list) = self.view.holdings.trust() else {
            return self.pick(text!("信任名单：没有，不能通过任何码；请导入最新的更新";
                "Trust list: none; no code can be accepted: bring the latest update"));
        };
        let claims = list.claims();
        let (version, terms) = (claims.version, self.terms(claims.validity));
        self.pick(text!(
            "信任名单：第 {version} 版，{terms}"; "Trust list: version {version}, {terms}"))
    }

    /// When it was made, how old that is, and when it ends.
    fn terms(&self, validity: Validity) -> String {
        let (made, last) = (dates::day(validity.from), dates::last_day(validity.until));
        let days = self.view.days_since(validity.from);
        let over = self.over(validity.until);
        self.pick(text!("{made} 制作（{days} 天前），有效期至 {last}{over}";
            "made {made} ({days} days ago), valid until {last}{over}"))
    }

    fn over(&self, until: UnixTime) -> &'static str {
        match (self.view.is_over(until), self.lang) {
            (false, _) => "",
            (true, Lang::Zh) => "，已过期",
            (true, Lang::En) => ", EXPIRED",
        }
    }

    fn issuers(&self, issuers: &[Arc<Issuer>]) -> Vec<String> {
        let mut lines = Vec::new();
        for standing in [Standing::Active, Standing::Suspended, Standing::Withdrawn] {
            let of_it: Vec<_> = issuers
                .iter()
                .filter(|issuer| issuer.standing == standing)
                .collect();
            if of_it.is_empty() {
                continue;
            }
            let (word, count) = (words::standing(standing), of_it.len());
            lines.push(
                self.pick(text!("发码单位，{}：{count} 个", word.in_lang(Lang::Zh);
                    "Issuers, {}: {count}", word.in_lang(Lang::En))),
            );
            for issuer in of_it {
                lines.push(format!("  {}  {}", issuer.id, self.name(issuer)));
                for key in &issuer.keys {
                    let (id, from) = (key.key.id(), dates::day(key.in_force.from));
                    let last = dates::last_day(key.in_force.until);
                    let (standing, over) =
                        (words::standing(key.standing), self.over(key.in_force.until));
                    lines.push(self.pick(text!(
                        "    密钥 {id}  {from} 至 {last}  {}{over}", standing.in_lang(Lang::Zh);
                        "    key {id}  {from} to {last}  {}{over}", standing.in_lang(Lang::En))));
                }
            }
        }
        lines
    }

    fn statuses(&self, issuers: &[Arc<Issuer>]) -> Vec<String> {
        let held = self.view.holdings;
        let count = held.status_lists().count();
        let mut lines = vec![self.pick(text!("状态名单：{count} 份"; "Status lists: {count}"))];
        for issuer in issuers {
            match held.status_list(issuer.id).map(|list| list.claims()) {
                Some(claims) => lines.push(self.status(issuer, claims)),
                None if issuer.standing == Standing::Active => lines.push(self.pick(text!(
                    "  {}  {}：没有"; "  {}  {}: none"; issuer.id, self.name(issuer)))),
                None => {}
            }
        }
        lines
    }

    fn status(&self, issuer: &Issuer, claims: &StatusListClaims) -> String {
        let (name, terms) = (self.name(issuer), self.terms(claims.validity));
        self.pick(text!("  {}  {name}：{terms}"; "  {}  {name}: {terms}"; issuer.id))
    }

    /// Whose terminal it is, and which edition of the catalogue it has.
    fn places(&self) -> Vec<String> {
        let held = self.view.holdings;
        let places = held.places().map(|place| self.place(place.claims()));
        let mut lines: Vec<_> = places.collect();
        if let Some((_, remedy)) = PlaceState::of(Some(held)).lacks() {
            let (zh, en) = (remedy.in_lang(Lang::Zh), remedy.in_lang(Lang::En));
            lines.push(self.pick(text!("点位：没有，只验码，不给予优待。{zh}";
                "Place:      none; codes are judged, no benefits are given. {en}")));
        }
        lines
    }

    fn place(&self, place: &PlaceClaims) -> String {
        let held = self.view.holdings;
        let (terminal, issuer, merchant) = (place.terminal, place.issuer, place.merchant);
        let part = held.place_catalogue(issuer).map(|here| here.part());
        let name = part.map(|part| benefit_words::title(&part.merchant().name));
        let name = name.map_or_else(String::new, |name| format!(" {}", name.in_lang(self.lang)));
        let retired = match (place.standing, self.lang) {
            (TerminalStanding::IN_USE, _) => "",
            (_, Lang::Zh) => "，已停用",
            (_, Lang::En) => ", RETIRED",
        };
        let place = text!("点位：{terminal} 号终端{retired}，发码单位 {issuer}，商户 {merchant}{name}";
            "Place:      terminal {terminal}{retired} of issuer {issuer}, merchant {merchant}{name}");
        let catalogue = match part {
            None => text!("优待目录：没有"; "Catalogue:  none"),
            Some(part) => {
                let edition = part.edition();
                let terms = self.terms(part.validity());
                text!("优待目录：第 {edition} 版，{terms}"; "Catalogue:  edition {edition}, {terms}")
            }
        };
        let wrong = benefit_words::catalogue_state(held.catalogue_state(issuer, self.view.at));
        let wrong = wrong.map_or_else(
            || text!(""; ""),
            |(what, remedy)| {
                text!("\n  注意：{}。{}", what.in_lang(Lang::Zh), remedy.in_lang(Lang::Zh);
                    "\n  warning: {}. {}", what.in_lang(Lang::En), remedy.in_lang(Lang::En))
            },
        );
        [place, catalogue].map(|line| self.pick(line)).join("\n") + &self.pick(wrong)
    }

    fn next(&self) -> String {
        let Some((what, end)) = self.view.next else {
            return self.pick(text!("接下来到期：无"; "Expires next: nothing"));
        };
        let last = dates::last_day(end);
        let what = match what {
            Expiring::TrustList => text!("信任名单"; "the trust list"),
            Expiring::StatusList(issuer) => text!(
                "发码单位 {issuer} 的状态名单"; "the status list of issuer {issuer}"),
            Expiring::Key(key, issuer) => text!(
                "发码单位 {issuer} 的密钥 {key}（已发的码不受影响）";
                "key {key} of issuer {issuer} (codes issued before stay valid)"),
        };
        let what = what.in_lang(self.lang);
        self.pick(text!(
            "接下来到期：{what}，有效期至 {last}"; "Expires next: {what}, valid until {last}"))
    }

    fn name<'i>(&self, issuer: &'i Issuer) -> &'i str {
        match (self.lang, &issuer.name.en) {
            (Lang::En, Some(en)) => en,
            _ => &issuer.name.zh,
        }
    }
}
