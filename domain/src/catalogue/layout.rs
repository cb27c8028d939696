//! The headings of a file of entries.

use super::{Field, Item};
use crate::text::fold_heading;

/// What the columns of a file of entries mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryLayout {
    /// Code of the item.
    pub item: &'static str,
    /// One for each heading, in the order of the file; `None` for unknown ones.
    pub columns: Vec<Option<&'static Field>>,
    /// Headings that the item does not know, as sent.
    pub unknown: Vec<String>,
}

impl EntryLayout {
    /// True if some column carries the field of that code.
    pub fn has(&self, code: &str) -> bool {
        self.columns.iter().flatten().any(|field| field.code == code)
    }

    /// True if nothing is known in it, or no party: not a file of this kind.
    pub fn is_foreign(&self) -> bool {
        !self.has("name")
    }
}

impl Item {
    /// Reads the headings of a file: field codes, captions or other headings, folded. Own fields go before the
    /// common columns; of several equal headings the first counts.
    pub fn layout(&'static self, headings: &[String]) -> EntryLayout {
        let mut layout = EntryLayout { item: self.code, columns: Vec::new(), unknown: Vec::new() };
        for heading in headings {
            let folded = fold_heading(heading);
            let column = self.column(&folded, &layout);
            if column.is_none() && !folded.is_empty() {
                layout.unknown.push(heading.clone());
            }
            layout.columns.push(column);
        }
        layout
    }

    /// The column with that folded heading that the file has not named yet: captions first, then other headings.
    fn column(&'static self, folded: &str, layout: &EntryLayout) -> Option<&'static Field> {
        let all = || self.fields.iter().chain(&self.common).filter(|field| !layout.has(field.code));
        let is = |word: &str| fold_heading(word) == folded;
        all()
            .find(|field| is(field.code) || is(field.caption))
            .or_else(|| all().find(|field| field.aliases.iter().any(|alias| is(alias))))
    }
}
