//! A place file that was made for another terminal: the terminal passes it over, and whoever has brought it must
//! hear that.

use cli_support::{Console, Format, Stop};
use credential_core::{Holdings, Place, PlaceClaims, Update};
use messages::untrusted::escape_untrusted;
use messages::{Failure, Lang, Text, failure, text, words};
use serde::Serialize;

use super::record::PartRecord;

/// The place of another terminal, in a file of its own.
pub(super) struct ForeignPlace {
    /// As it is; escaped where it is shown.
    file: String,
    key: [u8; 32],
    /// What it says, where the trust list that is held can tell that a bureau has said it.
    claims: Option<PlaceClaims>,
}

#[derive(Serialize)]
struct ForeignRecord<'a> {
    #[serde(flatten)]
    part: PartRecord<'a>,
    /// The number of the other terminal.
    terminal: Option<u32>,
    /// The thumbprint of the other terminal's key.
    thumbprint: &'a str,
}

impl ForeignPlace {
    /// A place file has one place and no lists. Other updates have the places of many terminals, and need not have
    /// that of this one.
    pub(super) fn in_update(update: &Update, file: &str, held: &Holdings) -> Option<Self> {
        let has_lists = update.trust_list.is_some() || !update.status_lists.is_empty();
        let [bytes] = update.places.as_slice() else {
            return None;
        };
        let key = Place::unverified_key(bytes).filter(|_| !has_lists)?;
        if held.terminal_key() == Some(key) {
            return None;
        }
        let verified = held.trust().map(|trust| Place::verify(bytes, trust));
        let place = verified.and_then(Result::ok);
        Some(Self {
            file: file.to_owned(),
            key,
            claims: place.map(|place| place.claims().clone()),
        })
    }

    /// With `own_came` the place of this terminal was in another file, and nothing is wrong.
    pub(super) fn print(
        &self,
        own_came: bool,
        held: &Holdings,
        console: &mut Console<'_>,
    ) -> Result<(), Stop> {
        let failure = (!own_came).then(|| self.failure(held));
        if console.format == Format::Json {
            let claims = self.claims.as_ref();
            console.json(&ForeignRecord {
                part: PartRecord {
                    issuer: claims.map(|claims| claims.issuer.0),
                    error: failure.as_ref().map(|failure| failure.record(console.lang)),
                    ..PartRecord::new(&self.file, "place", "foreign")
                },
                terminal: claims.map(|claims| claims.terminal.0),
                thumbprint: &words::grouped(&self.key),
            })?;
            return Ok(());
        }
        let name = escape_untrusted(&self.file);
        let line = match &failure {
            None => {
                let whose = self.whose();
                text!("{name}：{}的点位文件，与本机无关", whose.in_lang(Lang::Zh);
                    "{name}: the place of {}, and not of this terminal", whose.in_lang(Lang::En))
            }
            Some(Failure { what, remedy, .. }) => {
                let (zh, en) = (what.in_lang(Lang::Zh), what.in_lang(Lang::En));
                text!("{name}：点位文件  × 没有导入：{zh}\n  处理：{}", remedy.in_lang(Lang::Zh);
                    "{name}: place  ✘ not taken: {en}\n  fix: {}", remedy.in_lang(Lang::En))
            }
        };
        Ok(console.result(&line)?)
    }

    fn whose(&self) -> Text {
        match &self.claims {
            Some(claims) => {
                let (terminal, issuer) = (claims.terminal, claims.issuer.0);
                text!("发码单位 {issuer} 的 {terminal} 号终端"; "terminal {terminal} of issuer {issuer}")
            }
            None => text!("另一个终端"; "another terminal"),
        }
    }

    fn failure(&self, held: &Holdings) -> Failure {
        let whose = self.whose();
        let (zh, en) = (whose.in_lang(Lang::Zh), whose.in_lang(Lang::En));
        let theirs = words::grouped(&self.key);
        let own = match held.terminal_key() {
            Some(own) => {
                let own = words::grouped(&own);
                text!("本机的密钥指纹是 {own}"; "the key of this one is {own}")
            }
            None => text!("本机还没有密钥"; "this one has no key yet"),
        };
        let mut places = held.places();
        let remedy = match (held.terminal_key(), places.next()) {
            (None, _) => {
                text!("请先运行 verifier place request，把申请文件交给发码单位，再导入给本机的点位文件。";
                "First run verifier place request and bring the bureau the file; then bring the place that is for this terminal.")
            }
            (Some(_), None) => {
                text!("请向发码单位要本机的点位文件（按上面的密钥指纹找），再导入。这份请拿到那台终端上导入。";
                "Ask the bureau for the place with this terminal's key, as above, and bring that. This file belongs to the other terminal.")
            }
            (Some(_), Some(place)) => {
                let terminal = place.claims().terminal;
                text!("本机是 {terminal} 号终端，点位照旧。这份请拿到那台终端上导入。";
                    "This is terminal {terminal}, and its place is as it was. This file belongs to the other terminal.")
            }
        };
        failure!("place-foreign"; "这是{zh}的，不是本机的（它的密钥指纹是 {theirs}；{}）", own.in_lang(Lang::Zh);
            "it is for {en} (its key is {theirs}; {})", own.in_lang(Lang::En);
            remedy)
    }
}
