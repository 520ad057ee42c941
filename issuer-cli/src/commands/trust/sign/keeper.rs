//! A keeper's part: read what the list changes, compare its check code, sign.

use std::path::Path;

use credential_core::TrustListClaims;
use messages::Exit;

use super::Args;
use crate::Call;
use crate::ceremony::{
    Carried, PendingFile, RecordFile, RecordPlace, Signing, check_date, check_not_over, list_json,
    show_and_sign, signed_before_words,
};
use cli_support::Stop;

pub(super) fn run(args: &Args, pending: &Path, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let file = PendingFile::<TrustListClaims>::read(pending)?;
    let place = RecordPlace {
        record: args.record.as_deref(),
        root_set: args.root_set.as_deref(),
        key: None,
    };
    let mut record = RecordFile::open(&place, &file.roots, call.console)?;
    let claims = file.pending.claims().clone();
    let seen = record.examine_list(&file.pending, file.last.as_deref())?;
    check_date(claims.validity.from, call.now)?;
    check_not_over(&claims, call.now)?;

    let may_sign = record.roots().map_or(Vec::new(), |set| set.keys.clone());
    let signing = Signing {
        pending,
        key: match args.keys.as_slice() {
            [key] => Some(key),
            _ => None,
        },
        confirm: args.confirm.as_deref(),
        may_sign: &may_sign,
        out: args.out.as_deref(),
        combine: "issuer trust combine",
        looked: seen.examined.looked,
    };
    let mut lines: Vec<_> = record.begun_words().into_iter().collect();
    lines.extend(seen.unseen_words());
    lines.extend(seen.in_words(&claims));
    if seen.examined.signed_before {
        lines.push(signed_before_words(&TrustListClaims::NAME));
    }
    let mut json = list_json(seen.base(), &claims);
    seen.add_to(&mut json);
    show_and_sign(file, &mut record, &signing, lines, json, call)
}
