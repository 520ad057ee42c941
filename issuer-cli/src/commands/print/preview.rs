//! `issuer print --preview`: the first card as a picture, before anything is printed.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use cli_support::Stop;
use cli_support::files::{self, Access, Durability};
use credential_core::StatusIndex;
use messages::{Exit, Failure, failure, text};
use paper::{CardPress, Dpi, PagePicture, PrintedFile, page_picture};
use serde_json::json;

use super::Args;
use super::ordered::OrderedRun;
use crate::printing::{CardEntry, RunToPrint};
use crate::register::CodeKind;
use crate::{Call, values};

/// As fine as a screen shows it.
const SCREEN: Dpi = Dpi(200);

/// Between front and back, in pixels.
const GAP: u32 = 24;

/// What would be printed.
pub(super) struct Chosen<'c> {
    pub(super) manifest: &'c RunToPrint<'c>,
    pub(super) revoked: &'c BTreeSet<StatusIndex>,
    pub(super) order: Option<&'c OrderedRun>,
    /// Cards of the run, with those that were revoked since; codes for phones.
    pub(super) counts: (u64, u64),
}

/// The reading of a manifest ends with the first card that can be made.
enum Ended {
    Made(Box<CardEntry>, PrintedFile),
    Failed(Failure),
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

pub(super) fn run(
    args: &Args,
    press: &CardPress,
    chosen: &Chosen<'_>,
    path: &Path,
    call: &mut Call<'_, '_>,
) -> Result<Exit, Stop> {
    let (entry, made) = first_card(args, press, chosen)?;
    let pdf = made.pdf.ok_or_else(none)?;
    let png = png_of(&pictures(&pdf, made.pages)).ok_or_else(none)?;
    files::write(path, &png, Access::Private, Durability::WhenConvenient)?;
    let (cards, phone_codes) = chosen.counts;
    let revoked = chosen.revoked.len() as u64;
    let holder = entry.holder;
    let shown = values::shown(path);
    call.answer(
        &[
            text!("第一张卡（编号 {holder}）已画成图片 {shown}，没有打印任何卡。";
                "The first card (holder {holder}) is in the picture {shown}. Nothing was printed."),
        ],
        &json!({
            "preview": path,
            "as": args.kind.name(),
            "holder": holder.0,
            "cards": cards - revoked,
            "revoked": revoked,
            "phone_codes": phone_codes,
        }),
    )?;
    Ok(Exit::Done)
}

/// The first card that can be made: one whose name lacks a character is not printed either.
fn first_card(
    args: &Args,
    press: &CardPress,
    chosen: &Chosen<'_>,
) -> Result<(Box<CardEntry>, PrintedFile), Failure> {
    let try_card = |entry: CardEntry| {
        if entry.kind == CodeKind::Phone || chosen.revoked.contains(&entry.status_index) {
            return Ok(());
        }
        let made = press.make(&[args.looks.on(entry.card.clone())], None)?;
        match made.pdf {
            Some(_) => Err(Ended::Made(Box::new(entry), made)),
            None => Ok(()),
        }
    };
    let ended = match chosen.order {
        None => chosen.manifest.read(try_card),
        Some(order) => chosen
            .manifest
            .read_at(order.places(), |_, entry| try_card(entry)),
    };
    match ended {
        Err(Ended::Made(entry, made)) => Ok((entry, made)),
        Err(Ended::Failed(failure)) => Err(failure),
        Ok(()) => Err(none()),
    }
}

/// The front, and the back if there is one.
fn pictures(pdf: &Arc<Vec<u8>>, pages: u32) -> Vec<PagePicture> {
    (0..pages as usize)
        .filter_map(|page| page_picture(pdf.clone(), page, SCREEN))
        .collect()
}

/// One below the other.
fn png_of(pages: &[PagePicture]) -> Option<Vec<u8>> {
    let width = pages.iter().map(|page| page.width).max()?;
    let row = width as usize * 3;
    let mut pixels = Vec::new();
    let mut height = 0;
    for page in pages {
        if height > 0 {
            pixels.resize(pixels.len() + row * GAP as usize, 0xcc);
            height += GAP;
        }
        for line in page.rgb.chunks(page.width as usize * 3) {
            let end = pixels.len() + row;
            pixels.extend_from_slice(line);
            pixels.resize(end, 0xff);
        }
        height += page.height;
    }
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(png)
}

fn none() -> Failure {
    failure!("nothing-to-preview"; "没有一张卡能做出来"; "none of the cards can be made";
        "打印后见 not-printed.csv：每张卡为什么没印都写在里面。";
        "Print them: not-printed.csv says of each card why it was left out.")
}
