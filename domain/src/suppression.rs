//! Counts that are public only where they point at nobody: below five they are not told exactly.
//!
//! Whoever shows a total beside its parts must make sure that a single suppressed part cannot be had by subtracting
//! the others: then the total is left out, or a second part is suppressed too.
//!
//! Rule: this project's order, for gaps in the numbering and for what is withheld ("counts below 5 suppressed").

use serde::{Deserialize, Serialize};

/// The smallest count, beside 0, that is told exactly.
pub const SMALLEST_PUBLIC_COUNT: u64 = 5;

/// A count as the public may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PublicCount {
    /// 0, or five and more.
    Exact(u64),
    /// One to four.
    FewerThanFive,
}

impl PublicCount {
    /// The count as it may be told. 0 is told as 0: where nothing is, nobody is pointed at.
    pub const fn of(count: u64) -> Self {
        if count == 0 || count >= SMALLEST_PUBLIC_COUNT { Self::Exact(count) } else { Self::FewerThanFive }
    }

    /// The words for pages and files: the number, or 不足5.
    pub fn label(self) -> String {
        match self {
            Self::Exact(count) => count.to_string(),
            Self::FewerThanFive => format!("不足{SMALLEST_PUBLIC_COUNT}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_to_four_are_not_told_apart_and_nothing_is_told_as_nothing() {
        let labels: Vec<String> = (0..=6).map(|count| PublicCount::of(count).label()).collect();
        assert_eq!(labels, ["0", "不足5", "不足5", "不足5", "不足5", "5", "6"]);
        assert_eq!(PublicCount::of(1), PublicCount::of(4));
    }
}
