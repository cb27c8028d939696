//! What somebody types who looks for a firm: taken from the names and codes of the province.

use anyhow::Result;
use pinyin::ToPinyin;

use super::files;
use crate::chengxin::Chengxin;

/// How something is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    TwoCharacters,
    Fragment,
    WholeName,
    Code,
    HalfCode,
    Pinyin,
    Initials,
}

impl Kind {
    pub(super) const ALL: [Self; 7] = [
        Self::TwoCharacters,
        Self::Fragment,
        Self::WholeName,
        Self::Code,
        Self::HalfCode,
        Self::Pinyin,
        Self::Initials,
    ];

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::TwoCharacters => "two characters of a name",
            Self::Fragment => "four characters of a name",
            Self::WholeName => "whole name",
            Self::Code => "whole code",
            Self::HalfCode => "first half of a code",
            Self::Pinyin => "pinyin of four characters",
            Self::Initials => "initials of four characters",
        }
    }

    /// What is typed for an entity.
    fn text(self, name: &str, code: &str) -> String {
        match self {
            Self::TwoCharacters => middle(name, 2),
            Self::Fragment => middle(name, 4),
            Self::WholeName => name.to_owned(),
            Self::Code => code.to_owned(),
            Self::HalfCode => code.chars().take(9).collect(),
            Self::Pinyin => {
                middle(name, 4).as_str().to_pinyin().flatten().map(pinyin::Pinyin::plain).collect()
            }
            Self::Initials => {
                let sounds = middle(name, 4);
                sounds.as_str().to_pinyin().flatten().map(pinyin::Pinyin::first_letter).collect()
            }
        }
    }
}

/// One query.
pub(super) struct Query {
    pub(super) kind: Kind,
    pub(super) text: String,
}

/// So many queries of entities all over the file, every kind in turn.
///
/// # Errors
/// If there is no file of entities.
pub(super) fn from_province(chengxin: &Chengxin, count: usize) -> Result<Vec<Query>> {
    let mut source = files::open(&chengxin.file("entities"))?;
    let headings = source.headings()?;
    let (name, code) = (files::place_of(&headings, "名称")?, files::place_of(&headings, "统一社会信用代码")?);
    let step = (usize::try_from(chengxin.province.entities)? / count.max(1)).max(1);
    let rows: Vec<_> = source.rows().step_by(step).collect::<csv::Result<_>>()?;
    let kinds = Kind::ALL.into_iter().cycle();
    let queries = rows.iter().cycle().zip(kinds).take(if rows.is_empty() { 0 } else { count * 4 });
    let queries = queries.map(|(row, kind)| Query { kind, text: kind.text(&row[name], &row[code]) });
    Ok(queries.filter(|query| !query.text.is_empty()).take(count).collect())
}

/// So many characters from the middle of a name.
fn middle(name: &str, count: usize) -> String {
    let length = name.chars().count();
    name.chars().skip(length.saturating_sub(count) / 2).take(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_types_something_else() {
        let typed = Kind::ALL.map(|kind| kind.text("山河市云杉商贸有限公司", "91690102MA00000000"));
        let expected = [
            "杉商",
            "云杉商贸",
            "山河市云杉商贸有限公司",
            "91690102MA00000000",
            "91690102M",
            "yunshanshangmao",
            "yssm",
        ];
        assert_eq!(typed, expected);
    }
}
