//! A template: an SVG file with places for a person's texts and code.
//!
//! The program draws what does not change once for a whole file, and the texts of each person on top.

mod allowed;
mod attributes;
mod check;
mod cost;
mod emblem;
mod expansion;
mod frame;
mod laid_out;
mod limits;
mod located;
mod name;
mod placeholder;
mod slot;
mod source;
mod style_rules;
mod xml;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use credential_core::Category;
use messages::{Failure, text};
use usvg::{Options, Tree};

use crate::fault::CardFault;
use crate::fields::{Card, Field};
use crate::font::Font;
use crate::units::{MM_PER_PIXEL, SizeMm};

pub use emblem::{Emblem, MAX_EMBLEM_BYTES};
pub(crate) use laid_out::DrawnText;
pub use limits::MAX_TEMPLATE_BYTES;
use name::TemplateName;
pub(crate) use slot::BoxPx;
use slot::{Room, Slot};
use source::{MAX_PIXELS, check_size_is_absolute, harmless, not_svg, options, text_of};

/// Each is laid out anew for each card.
const MAX_SLOTS: usize = 64;

/// What is printed must be at least this far from the edge of the card, in millimetres: scissors
/// and card printers are not exact.
const EDGE_MM: f64 = 0.8;

/// A template that was found in order, with the font it is written in.
pub struct Template {
    /// Of the drawing.
    pub size: SizeMm,
    pub(crate) background: Tree,
    pub(crate) code_place: BoxPx,
    /// What is drawn if it is asked for: a border, and an emblem in its place.
    border: Option<Tree>,
    has_border: bool,
    emblem_place: Option<BoxPx>,
    emblem: Option<Emblem>,
    slots: Vec<Slot>,
    room: Room,
    options: Options<'static>,
    font: Font,
}

/// Which side of a card a template is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Front,
    /// Without a code.
    Back,
}

/// Where the back has its code.
const NOWHERE: BoxPx = BoxPx {
    left: -1.0,
    top: -1.0,
    right: -1.0,
    bottom: -1.0,
};

impl Template {
    /// Reads a template; `name` is for messages.
    ///
    /// # Errors
    /// A [`Failure`] that says what is wrong with it, and how to put it right in a drawing program.
    pub fn parse(name: &str, bytes: &[u8], font: &Font) -> Result<Self, Failure> {
        Self::parse_side(TemplateName::of_template(name), bytes, font, Side::Front)
    }

    /// Reads a template for the back of cards, which has no code.
    ///
    /// # Errors
    /// As [`Template::parse`].
    pub fn parse_back(name: &str, bytes: &[u8], font: &Font) -> Result<Self, Failure> {
        Self::parse_side(TemplateName::of_template(name), bytes, font, Side::Back)
    }

    fn parse_side(
        name: TemplateName<'_>,
        bytes: &[u8],
        font: &Font,
        side: Side,
    ) -> Result<Self, Failure> {
        let source = text_of(name, bytes)?;
        let document = harmless(name, source)?;
        let root = document.root_element();
        check_size_is_absolute(name, root)?;

        let code = placeholder::place(name, source, &document, "code")?;
        match (&code, side) {
            (None, Side::Front) => return Err(placeholder::code_missing(name)),
            (Some(_), Side::Back) => return Err(placeholder::code_on_back(name)),
            _ => {}
        }
        let emblem = placeholder::place(name, source, &document, "emblem")?;
        let border = placeholder::optional(source, &document, "optional-border");
        let slots = placeholder::slots(name, source, &document)?;
        if slots.len() > MAX_SLOTS {
            return Err(not_svg(name, "> 64 text"));
        }
        cost::check_definitions(name, xml::definitions(source, root).len(), slots.len())?;
        let fixed_texts = placeholder::fixed_texts(&document);
        let missing = font.missing(&fixed_texts);
        if !missing.is_empty() {
            let list: String = missing.iter().take(20).collect();
            return Err(name.fault(
                "template-characters-missing",
                text!("里有字体中没有的字：{list}"; "has characters that the font lacks: {list}"),
                text!(
                    "请改用别的字，或用 --font 指定有这些字的字体；图形文字可在 Inkscape 里“对象转成路径”。";
                    "Use others, or a font that has them with --font; lettering can be turned into paths in Inkscape."),
            ));
        }

        let unusable = Arc::new(AtomicBool::new(false));
        let options = options(font, unusable.clone());
        let places = [&code, &emblem, &border].into_iter().flatten();
        let cuts = slots
            .iter()
            .map(|(range, _)| range.clone())
            .chain(places.map(|(range, _)| range.clone()));
        let background = Tree::from_str(&xml::without(source, cuts.collect()), &options)
            .map_err(|error| not_svg(name, &error.to_string()))?;
        if unusable.load(Ordering::Relaxed) {
            return Err(check::picture_kind(name, "PNG/JPEG"));
        }
        cost::check_drawing(name, &document, &background, MAX_PIXELS)?;
        let box_of = |(_, drawing): &(_, String)| {
            Tree::from_str(drawing, &options)
                .ok()
                .map(|tree| BoxPx::of(tree.root().abs_bounding_box()))
                .filter(|place| place.width() > 0.0 && place.height() > 0.0)
        };
        let code_place = match side {
            Side::Front => {
                let place = code.as_ref().and_then(box_of);
                place.ok_or_else(|| placeholder::code_missing(name))?
            }
            Side::Back => NOWHERE,
        };
        let emblem_place = emblem.as_ref().and_then(box_of);
        let border = border.and_then(|(_, drawing)| Tree::from_str(&drawing, &options).ok());
        let pixels = background.size();
        let size = SizeMm {
            width: f64::from(pixels.width()) * MM_PER_PIXEL,
            height: f64::from(pixels.height()) * MM_PER_PIXEL,
        };
        let template = Self {
            size,
            room: Room::new(size, EDGE_MM, code_place),
            code_place,
            background,
            border,
            has_border: false,
            emblem_place,
            emblem: None,
            slots: slots.into_iter().map(|(_, slot)| slot).collect(),
            options,
            font: font.clone(),
        };
        template.try_out(name)?;
        Ok(template)
    }

    /// With its border, which is not drawn otherwise.
    ///
    /// # Errors
    /// `template-border-missing` if it has none.
    pub fn with_border(mut self) -> Result<Self, Failure> {
        if self.border.is_none() {
            return Err(placeholder::lacks(
                "template-border-missing",
                text!("模板里没有名为 optional-border 的边框"; "the template has no border called `optional-border`"),
            ));
        }
        self.has_border = true;
        Ok(self)
    }

    /// With an emblem in the place that it has for one.
    ///
    /// # Errors
    /// `template-emblem-missing` if it has none.
    pub fn with_emblem(mut self, emblem: Emblem) -> Result<Self, Failure> {
        if self.emblem_place.is_none() {
            return Err(placeholder::lacks(
                "template-emblem-missing",
                text!("模板里没有放徽标的位置（名为 emblem 的方框）"; "the template has no place for an emblem, a box called `emblem`"),
            ));
        }
        self.emblem = Some(emblem);
        Ok(self)
    }

    /// Whether it has a border that can be asked for, and a place for an emblem.
    pub fn has_border_and_emblem(&self) -> (bool, bool) {
        (self.border.is_some(), self.emblem_place.is_some())
    }

    /// What is the same on every card, in the order in which it is drawn: each with its left upper
    /// corner, in pixels, and its scale.
    pub(crate) fn layers(&self) -> impl Iterator<Item = (&Tree, (f64, f64, f64))> {
        let whole = (0.0, 0.0, 1.0);
        let border = self.border.as_ref().filter(|_| self.has_border);
        let emblem = self.emblem.as_ref().zip(self.emblem_place);
        std::iter::once((&self.background, whole))
            .chain(border.map(|border| (border, whole)))
            .chain(emblem.map(|(emblem, place)| (emblem.tree(), emblem.within(place))))
    }

    /// Whether it has a place for a field.
    pub fn has(&self, field: Field) -> bool {
        self.slots.iter().any(|slot| slot.fields.contains(&field))
    }

    /// The fields that every card should have, and this template has no place for.
    pub fn lacking(&self) -> Vec<Field> {
        Field::EXPECTED
            .into_iter()
            .filter(|field| !self.has(*field))
            .collect()
    }

    /// The texts of a person, laid out.
    pub(crate) fn fill(&self, card: &Card) -> Result<Vec<DrawnText>, CardFault> {
        for slot in &self.slots {
            for &field in &slot.fields {
                let characters = self.font.missing(card.value(field));
                if !characters.is_empty() {
                    return Err(CardFault::CharactersMissing { field, characters });
                }
            }
        }
        let drawn = self.slots.iter().map(|slot| {
            slot.draw(card, &self.options, &self.room)
                .map_err(|field| CardFault::TextTooLong { field })
        });
        Ok(drawn
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect())
    }

    /// What its texts are written in.
    pub(crate) fn font(&self) -> &Font {
        &self.font
    }

    /// A text of our own for a drawing in the template's font: what the font lacks is a question mark.
    pub(crate) fn printable(&self, text: &str) -> String {
        let missing = self.font.missing(text);
        xml::escaped(&text.replace(&missing[..], "?"))
    }

    pub(crate) fn parse_own(&self, svg: &str) -> Option<Tree> {
        Tree::from_str(svg, &self.options).ok()
    }

    /// An ordinary person must fit, or nobody will.
    fn try_out(&self, name: TemplateName<'_>) -> Result<(), Failure> {
        use messages::Lang::{En, Zh};
        let category = messages::words::category(Category::Veteran);
        let card = Card::default()
            .with(Field::Name, "王*明")
            .with(Field::Category, category.in_lang(Zh))
            .with(Field::Bureau, "市退役军人局")
            .with(Field::Until, "2028年11月22日")
            .with(Field::Holder, "0000000017")
            .with(Field::Telephone, "0715-8235123");
        match self.fill(&card) {
            Err(CardFault::TextTooLong { field }) => Err(name.fault(
                "template-place-too-small",
                text!("里“{}”的位置太小，或离边缘、码太近", field.in_words().in_lang(Zh);
                    "has too little room for the {}, or it is too near to an edge or the code",
                    field.in_words().in_lang(En)),
                text!("请把这段文字移开一些、改小一些，或把文本框放大。";
                    "Move the text, make it smaller, or its frame larger."),
            )),
            _ => Ok(()),
        }
    }
}
