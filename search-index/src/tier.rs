//! Match tiers: why a document matches, best first. They depend on the document and on what was typed alone, never
//! on other documents, so that an order once shown does not move.

use tantivy::Score;

/// Ways to match, in the order of results. Entities and decisions use different ones, so each list is in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Match {
    /// Nothing was typed.
    All = 0,
    /// A code, whole.
    Code,
    /// The name with its brackets, or the document number.
    Exact,
    /// The same letters; brackets differ.
    SameLetters,
    ShortNameExact,
    FormerNameExact,
    PartyExact,
    /// The name begins with it.
    Start,
    /// The name or document number contains it.
    Contains,
    ShortName,
    FormerName,
    Party,
    /// Each part between blanks is in the name.
    Parts,
    CodePrefix,
    Pinyin,
    /// Pinyin whose last syllable is not finished.
    PinyinStart,
    Initials,
    Title,
    Authority,
    Content,
    /// Each word is somewhere.
    Words,
    /// A name that sounds the same.
    Sound,
    /// All characters, not all adjacent.
    AllCharacters,
    /// A good share of bigrams.
    Similar,
}

/// The ways in order of their discriminants.
const ALL: [Match; 24] = [
    Match::All,
    Match::Code,
    Match::Exact,
    Match::SameLetters,
    Match::ShortNameExact,
    Match::FormerNameExact,
    Match::PartyExact,
    Match::Start,
    Match::Contains,
    Match::ShortName,
    Match::FormerName,
    Match::Party,
    Match::Parts,
    Match::CodePrefix,
    Match::Pinyin,
    Match::PinyinStart,
    Match::Initials,
    Match::Title,
    Match::Authority,
    Match::Content,
    Match::Words,
    Match::Sound,
    Match::AllCharacters,
    Match::Similar,
];

/// Scores above this are of a definite way; below, points of a loose match.
const DEFINITE: f32 = 1_000.0;
/// Points of a loose match that has all characters.
pub(crate) const ALL_CHARACTERS: f32 = 500.0;
/// Tiers of loose matches are finer: so many steps each.
const STEPS: u32 = 64;
/// Where the tiers of loose matches begin.
const LOOSE: u32 = 64;
/// The share of points below which a document is not similar.
const LEAST_SHARE: f32 = 0.3;

impl Match {
    /// The score that stands for it: the best way has the highest.
    pub(crate) fn score(self) -> Score {
        DEFINITE + f32::from(u8::MAX - self as u8)
    }

    /// The way that a tier stands for.
    pub(crate) fn of_tier(tier: u32) -> Self {
        match tier {
            LOOSE.. if tier < LOOSE + STEPS => Self::AllCharacters,
            LOOSE.. => Self::Similar,
            _ => usize::try_from(tier).ok().and_then(|tier| ALL.get(tier)).copied().unwrap_or(Self::All),
        }
    }
}

/// Reads tiers from scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TierScale {
    /// Points of a document that has every bigram (0 if there is no loose matching).
    pub(crate) all_points: f32,
}

impl TierScale {
    /// The tier of a score (smaller is better), or `None` if the document is not similar enough.
    pub(crate) fn tier(self, score: Score) -> Option<u32> {
        if score >= DEFINITE {
            return Some(whole(DEFINITE + f32::from(u8::MAX) - score));
        }
        let (points, first) =
            if score >= ALL_CHARACTERS { (score - ALL_CHARACTERS, LOOSE) } else { (score, LOOSE + STEPS) };
        let share = points / self.all_points.max(1.0);
        if first > LOOSE && share < LEAST_SHARE {
            return None;
        }
        let last_step = f32::from(u8::try_from(STEPS - 1).unwrap_or(u8::MAX));
        Some(first + whole((1.0 - share.min(1.0)) * last_step))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "scores are sums of small whole numbers"
)]
fn whole(number: f32) -> u32 {
    number.max(0.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definite_way_comes_back_from_its_score() {
        let scale = TierScale { all_points: 0.0 };
        for way in ALL {
            let tier = scale.tier(way.score()).unwrap();
            assert_eq!(tier, u32::from(way as u8));
            assert_eq!(Match::of_tier(tier), way);
        }
    }

    #[test]
    fn more_points_make_a_better_tier_and_too_few_none() {
        let scale = TierScale { all_points: 20.0 };
        let all = scale.tier(ALL_CHARACTERS + 5.0).unwrap();
        let most = scale.tier(18.0).unwrap();
        let half = scale.tier(10.0).unwrap();
        assert!(all < most && most < half);
        assert_eq!(Match::of_tier(all), Match::AllCharacters);
        assert_eq!(Match::of_tier(half), Match::Similar);
        assert_eq!(scale.tier(5.0), None);
    }
}
