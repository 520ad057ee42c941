//! What the rules of style sheets cost: each selector is tried on each element, clones included, and
//! each declaration is written to each element that it may mean.

use messages::{Failure, text};
use usvg::roxmltree::{Document, Node};

use super::located::{costly_at, too_costly};
use super::name::TemplateName;

/// Bytes of all style sheets.
const MAX_BYTES: usize = 256 << 10;

/// Selectors times elements.
const MAX_TRIED: usize = 2_000_000;

/// Declarations, each as often as its rule has selectors: that is how they are held.
const MAX_DECLARED: usize = 200_000;

/// The same, times elements.
const MAX_WRITTEN: usize = 8_000_000;

/// Refuses style sheets that are too much for so many elements.
pub(super) fn check(
    name: TemplateName<'_>,
    document: &Document<'_>,
    elements: u64,
) -> Result<(), Failure> {
    let elements = usize::try_from(elements).unwrap_or(usize::MAX);
    let is_sheet = |node: &Node<'_, '_>| node.is_element() && node.tag_name().name() == "style";
    let sheets = || document.root().descendants().filter(is_sheet);
    if sheets().next().is_none() {
        return Ok(());
    }
    let depths = document.root().descendants();
    let depth = depths.map(|node| node.ancestors().count()).max();
    let mut cost = Cost {
        depth: depth.unwrap_or(1),
        ..Cost::default()
    };
    let mut bytes = 0;
    for node in sheets() {
        for css in node.children().filter_map(|child| child.text()) {
            bytes += css.len();
            if bytes > MAX_BYTES || hides_braces(css) {
                return Err(costly_at(name, node));
            }
            css.split('}').for_each(|rule| cost.add(rule));
        }
    }
    if cost.tried.saturating_mul(elements) > MAX_TRIED
        || cost.declared > MAX_DECLARED
        || cost.declared.saturating_mul(elements) > MAX_WRITTEN
    {
        let rules = cost.selectors;
        return Err(too_costly(
            name,
            text!("样式规则 {rules} 条、元素 {elements} 个";
                "{rules} style rules for {elements} elements"),
        ));
    }
    Ok(())
}

#[derive(Default)]
struct Cost {
    /// How deep elements lie.
    depth: usize,
    selectors: usize,
    tried: usize,
    declared: usize,
}

impl Cost {
    /// A rule without its closing brace.
    fn add(&mut self, rule: &str) {
        let Some((selectors, body)) = rule.rsplit_once('{') else {
            return;
        };
        let before = self.selectors;
        for selector in selectors.split(',') {
            self.selectors += 1;
            self.tried = self.tried.saturating_add(tries(selector, self.depth));
        }
        let declarations = body.matches(';').count() + 1;
        let declared = declarations.saturating_mul(self.selectors - before);
        self.declared = self.declared.saturating_add(declared);
    }
}

/// How often a selector may be tried on one element: what stands in something that stands in something
/// is looked for upwards, for each above that would do.
fn tries(selector: &str, depth: usize) -> usize {
    let above = selector.split_whitespace().count().saturating_sub(1);
    (0..above).fold(1_usize, |tries, _| tries.saturating_mul(depth))
}

/// Whether a brace stands in a comment or in quotation marks, where who counts rules and who reads them
/// might not agree on what it is. No drawing program writes one there.
fn hides_braces(css: &str) -> bool {
    let (mut quote, mut in_comment, mut before) = (None, false, ' ');
    for character in css.chars() {
        let pair = (before, character);
        before = character;
        match (quote, character) {
            _ if in_comment => {
                in_comment = pair != ('*', '/');
                if matches!(character, '{' | '}') {
                    return true;
                }
            }
            (Some(_), '{' | '}') => return true,
            (Some(_), _) if pair == ('/', '*') => return true,
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, _) if pair == ('/', '*') => {
                in_comment = true;
                // `/*/` does not end what it begins.
                before = ' ';
            }
            _ => {}
        }
    }
    false
}
