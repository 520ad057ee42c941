//! A place file that was made for another terminal: the terminal passes it over, and whoever has brought it must
//! hear that.

use credential_core::{Holdings, Place, PlaceClaims, Update};
use messages::{Failure, Lang, Text, failure, text, words};
use serde::Serialize;

use super::record::RecordHead;

/// The place of another terminal, in a file of its own.
#[derive(Clone, Debug)]
pub struct ForeignPlace {
    key: [u8; 32],
    /// What it says, where the trust list that is held can tell that a bureau has said it.
    claims: Option<PlaceClaims>,
}

/// A place of another terminal, as it stands in JSON.
#[derive(Debug, Serialize)]
pub struct ForeignRecord<'a> {
    #[serde(flatten)]
    head: RecordHead<'a>,
    /// The number of the other terminal.
    terminal: Option<u32>,
    /// The thumbprint of the other terminal's key.
    thumbprint: String,
}

impl<'a> ForeignRecord<'a> {
    /// Of a place in the file `input`, with what is wrong if the place of this terminal did not come too.
    pub fn new(
        input: &'a str,
        place: &ForeignPlace,
        failure: Option<&'a Failure>,
        lang: Lang,
    ) -> Self {
        let claims = place.claims.as_ref();
        Self {
            head: RecordHead {
                issuer: claims.map(|claims| claims.issuer.0),
                error: failure.map(|failure| failure.record(lang)),
                ..RecordHead::new(input, "place", "foreign")
            },
            terminal: claims.map(|claims| claims.terminal.0),
            thumbprint: words::grouped(&place.key),
        }
    }
}

impl ForeignPlace {
    /// A place file has one place and no lists. Other updates have the places of many terminals, and need not have
    /// that of this one.
    pub fn in_update(update: &Update, held: &Holdings) -> Option<Self> {
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
            key,
            claims: place.map(|place| place.claims().clone()),
        })
    }

    /// Whose it is, in words.
    pub fn whose(&self) -> Text {
        match &self.claims {
            Some(claims) => {
                let (terminal, issuer) = (claims.terminal, claims.issuer.0);
                text!("发码单位 {issuer} 的 {terminal} 号终端"; "terminal {terminal} of issuer {issuer}")
            }
            None => text!("另一个终端"; "another terminal"),
        }
    }

    /// Why nothing came of it, and what to do. Where the place of this terminal came too, nothing is wrong.
    ///
    /// `ask_first` is how this terminal asks for a place, which every program has in a way of its own.
    pub fn failure(&self, held: &Holdings, ask_first: Text) -> Failure {
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
            (None, _) => ask_first,
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
