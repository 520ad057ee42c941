//! How cards look: their templates, and what is put on them.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use cli_support::files;
use messages::{Failure, failure, untrusted::escape_untrusted, untrusted::escape_untrusted_path};
use paper::{
    BACK_TEMPLATE, CARD_TEMPLATE, Card, CardPress, Dpi, Emblem, Field, Font, MAX_EMBLEM_BYTES,
    MAX_TEMPLATE_BYTES, PORTRAIT_BACK_TEMPLATE, PORTRAIT_TEMPLATE, Pages, SLIP_TEMPLATE, Template,
};

use crate::printing::read_font;

/// Characters of a telephone number with an extension, or of two.
const MAX_TELEPHONE: usize = 40;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CardKind {
    Cards,
    CardSheets,
    Slips,
}

impl CardKind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Cards => "cards",
            Self::CardSheets => "card-sheets",
            Self::Slips => "slips",
        }
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Looks {
    /// 自己的模板，SVG 文件 | a template of your own, an SVG file
    #[arg(long, value_name = "FILE", conflicts_with = "export_template")]
    template: Option<PathBuf>,
    /// 竖版的卡片 | upright cards
    #[arg(long, conflicts_with = "template")]
    portrait: bool,
    /// 印背面：使用说明和电话；A4 上双面打印，按长边翻转
    /// | print a back with what to do and whom to call; on A4, print on both sides and turn over the long edge
    #[arg(long)]
    back: bool,
    /// 自己的背面模板，SVG 文件 | a template of your own for the back, an SVG file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["back", "export_template"])]
    back_template: Option<PathBuf>,
    /// 印在背面的电话 | the telephone number on the back
    #[arg(long, value_name = "TEXT")]
    telephone: Option<String>,
    /// 单位徽标：SVG、PNG 或 JPEG，2 MB 以内 | the emblem of the bureau: SVG, PNG or JPEG, 2 MB at most
    #[arg(long, value_name = "FILE", conflicts_with = "export_template")]
    emblem: Option<PathBuf>,
    /// 印边框 | print a border
    #[arg(long, conflicts_with = "export_template")]
    border: bool,
    /// 自己的字体（TTF、OTF、TTC） | a font of your own (TTF, OTF, TTC)
    #[arg(long, value_name = "FILE")]
    font: Option<PathBuf>,
}

impl Looks {
    pub(super) fn has_own_template(&self) -> bool {
        self.template.is_some()
    }

    /// The template that comes along for what is asked for: the back, if that is.
    ///
    /// # Errors
    /// `usage` for slips upright, or with a back.
    pub(super) fn own_template(&self, kind: CardKind) -> Result<&'static str, Failure> {
        if self.back {
            self.own_back(kind)
        } else {
            self.own_front(kind)
        }
    }

    fn own_front(&self, kind: CardKind) -> Result<&'static str, Failure> {
        match kind {
            CardKind::Slips if self.portrait => Err(only_for_cards()),
            CardKind::Slips => Ok(SLIP_TEMPLATE),
            _ if self.portrait => Ok(PORTRAIT_TEMPLATE),
            _ => Ok(CARD_TEMPLATE),
        }
    }

    fn own_back(&self, kind: CardKind) -> Result<&'static str, Failure> {
        match kind {
            CardKind::Slips => Err(only_for_cards()),
            _ if self.portrait => Ok(PORTRAIT_BACK_TEMPLATE),
            _ => Ok(BACK_TEMPLATE),
        }
    }

    /// The press for all this.
    ///
    /// # Errors
    /// Those of the templates, the font and the emblem; `telephone-missing` for a back that has a place for it.
    pub(super) fn press(
        &self,
        kind: CardKind,
        pages: Pages,
        dpi: Dpi,
        code_mm: Option<f64>,
    ) -> Result<CardPress, Failure> {
        let font = read_font(self.font.as_deref())?;
        let emblem = match &self.emblem {
            None => None,
            Some(path) => {
                let bytes = files::read(path, MAX_EMBLEM_BYTES + 1)?;
                Some(Emblem::parse(&escape_untrusted_path(path), &bytes, &font)?)
            }
        };
        let mut front = match &self.template {
            None => {
                let source = self.own_front(kind)?;
                Template::parse(kind.name(), source.as_bytes(), &font)?
            }
            Some(path) => {
                let (name, bytes) = read_template(path)?;
                Template::parse(&name, &bytes, &font)?
            }
        };
        if self.border {
            front = front.with_border()?;
        }
        if let Some(emblem) = &emblem {
            front = front.with_emblem(emblem.clone())?;
        }
        let back = self.back(kind, &font, emblem.as_ref())?;
        let has_telephone = |template: &Template| template.has(Field::Telephone);
        let wanted = has_telephone(&front) || back.as_ref().is_some_and(has_telephone);
        match &self.telephone {
            None if wanted => return Err(telephone_missing()),
            Some(text) => check_telephone(text, wanted)?,
            None => {}
        }
        let press = CardPress::new(front, pages, dpi, code_mm)?;
        match back {
            None => Ok(press),
            Some(back) => press.with_back(back),
        }
    }

    fn back(
        &self,
        kind: CardKind,
        font: &Font,
        emblem: Option<&Emblem>,
    ) -> Result<Option<Template>, Failure> {
        let mut back = match &self.back_template {
            Some(path) => {
                let (name, bytes) = read_template(path)?;
                Template::parse_back(&name, &bytes, font)?
            }
            None if !self.back => return Ok(None),
            None => {
                let source = self.own_back(kind)?;
                Template::parse_back(kind.name(), source.as_bytes(), font)?
            }
        };
        // The front must have what is asked for; the back may.
        let (border, place) = back.has_border_and_emblem();
        if self.border && border {
            back = back.with_border()?;
        }
        if let Some(emblem) = emblem.filter(|_| place) {
            back = back.with_emblem(emblem.clone())?;
        }
        Ok(Some(back))
    }

    /// A card with what is the same on all of them.
    pub(super) fn on(&self, card: Card) -> Card {
        match &self.telephone {
            Some(text) => card.with(Field::Telephone, text.trim()),
            None => card,
        }
    }
}

fn read_template(path: &Path) -> Result<(String, Vec<u8>), Failure> {
    // One byte more than allowed, so that the press can say what is too large.
    let bytes = files::read(path, MAX_TEMPLATE_BYTES + 1)?;
    Ok((escape_untrusted_path(path), bytes))
}

fn check_telephone(text: &str, wanted: bool) -> Result<(), Failure> {
    let shown = escape_untrusted(text);
    if !wanted {
        return Err(
            failure!("usage"; "写了 --telephone {shown}，但卡上没有印电话的位置";
            "--telephone {shown} is given, but the card has no place for it";
            "请加 --back，或在自己的模板里写 {{{{电话}}}}。"; "Add --back, or write {{{{telephone}}}} in your own template."),
        );
    }
    let is_clean = shown == text && !text.trim().is_empty();
    if is_clean && text.chars().count() <= MAX_TELEPHONE {
        return Ok(());
    }
    Err(
        failure!("usage"; "--telephone 的内容不行：{shown}"; "--telephone will not do: {shown}";
        "请写电话号码，最多 40 个字，例如 0715-8235123。"; "Write a telephone number of at most 40 characters, such as 0715-8235123."),
    )
}

fn telephone_missing() -> Failure {
    failure!("telephone-missing"; "卡上有印电话的位置，但没有写电话"; "the card has a place for a telephone number, and none is given";
        "请加 --telephone 号码，例如 --telephone 0715-8235123。"; "Add --telephone NUMBER, such as --telephone 0715-8235123.")
}

fn only_for_cards() -> Failure {
    failure!("usage"; "--portrait 和 --back 只用于卡片，不能与 --as slips 一起用";
        "--portrait and --back are for cards, not for --as slips";
        "请去掉它们，或改用 --as card-sheets；纸质码的背面可用 --back-template。";
        "Leave them away, or choose --as card-sheets; for the back of slips there is --back-template.")
}
