//! The fields of the index, and the mark that each commit leaves.

use std::hash::{BuildHasher, Hasher, RandomState};

use tantivy::Index;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::TextAnalyzer;

use crate::analysis::{CharacterTokenizer, Detail};
use crate::error::IndexError;
use crate::pinyin::{PinyinTokenizer, Spelling};

/// Counted up with every change of folding, terms, ranks or stored fields: an older index is then rebuilt.
const VERSION: u32 = 2;

/// Names of the columns that are read for each match.
pub(crate) mod column {
    pub(crate) const ID: &str = "id";
    pub(crate) const FACET: &str = "facet";
    pub(crate) const DATE: &str = "date";
    pub(crate) const PUBLIC_UNTIL: &str = "public_until";
    pub(crate) const RANK_LISTED: &str = "rank_listed";
    pub(crate) const RANK_NAMED: &str = "rank_named";
    pub(crate) const CHANGED_AT: &str = "changed_at";
    pub(crate) const CONTENT_HASH: &str = "content_hash";
}

/// Every field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// Public identifier, whole: documents are replaced and removed by it.
    pub(crate) id: Field,
    /// What is needed to show a hit, as JSON.
    pub(crate) stored: Field,
    /// Whole values for filters, with a prefix that says which (`t:entity`, `r:6901`).
    pub(crate) filter: Field,
    /// Whole folded names, numbers and parties, with a prefix that says which.
    pub(crate) exact: Field,
    /// Credit codes and others, whole.
    pub(crate) code: Field,
    /// Registered name.
    pub(crate) name: Field,
    /// Former names.
    pub(crate) former_name: Field,
    /// Short name.
    pub(crate) short_name: Field,
    /// Syllables of all names.
    pub(crate) pinyin: Field,
    /// First letters of all names.
    pub(crate) initials: Field,
    /// Document number.
    pub(crate) number: Field,
    /// Parties' names.
    pub(crate) party: Field,
    /// Authority's name.
    pub(crate) authority: Field,
    /// Title or violation.
    pub(crate) title: Field,
    /// Content, facts, basis.
    pub(crate) content: Field,
    /// Values of facets: name, value, label and perhaps a last day, with separators.
    pub(crate) facet: Field,
    /// Day of decision or establishment, days of the common era, 0 for none.
    pub(crate) date: Field,
    /// Last day of publicity, the same way, `u64::MAX` for none.
    pub(crate) public_until: Field,
    /// Order without text: smaller is better.
    pub(crate) rank_listed: Field,
    /// Order within a match tier: smaller is better.
    pub(crate) rank_named: Field,
    /// The commit that brought the document.
    pub(crate) changed_at: Field,
    /// Tells whether a document is the same as the one already there.
    pub(crate) content_hash: Field,
}

const NAME: &str = "chengxin_name";
const TEXT: &str = "chengxin_text";
const SYLLABLES: &str = "chengxin_pinyin";
const INITIALS: &str = "chengxin_initials";

/// The schema and its fields.
pub(crate) fn build() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let fields = Fields {
        id: builder.add_text_field(column::ID, STRING | FAST),
        stored: builder.add_bytes_field("stored", STORED),
        filter: builder.add_text_field("filter", STRING),
        exact: builder.add_text_field("exact", STRING),
        code: builder.add_text_field("code", STRING),
        name: add_analysed(&mut builder, "name", NAME),
        former_name: add_analysed(&mut builder, "former_name", NAME),
        short_name: add_analysed(&mut builder, "short_name", NAME),
        pinyin: add_analysed(&mut builder, "pinyin", SYLLABLES),
        initials: add_analysed(&mut builder, "initials", INITIALS),
        number: add_analysed(&mut builder, "number", NAME),
        party: add_analysed(&mut builder, "party", NAME),
        authority: add_analysed(&mut builder, "authority", NAME),
        title: add_analysed(&mut builder, "title", NAME),
        content: add_analysed(&mut builder, "content", TEXT),
        facet: builder.add_text_field(column::FACET, FAST),
        date: builder.add_u64_field(column::DATE, FAST),
        public_until: builder.add_u64_field(column::PUBLIC_UNTIL, FAST),
        rank_listed: builder.add_u64_field(column::RANK_LISTED, FAST),
        rank_named: builder.add_u64_field(column::RANK_NAMED, FAST),
        changed_at: builder.add_u64_field(column::CHANGED_AT, FAST),
        content_hash: builder.add_u64_field(column::CONTENT_HASH, FAST),
    };
    (builder.build(), fields)
}

/// Positions, but no field norms: there are no scores by frequency here.
fn add_analysed(builder: &mut SchemaBuilder, name: &str, tokenizer: &str) -> Field {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions)
        .set_fieldnorms(false);
    builder.add_text_field(name, TextOptions::default().set_indexing_options(indexing))
}

/// Makes the tokenizers known to an index that was opened.
pub(crate) fn register_tokenizers(index: &Index) {
    let tokenizers = index.tokenizers();
    tokenizers.register(NAME, TextAnalyzer::from(CharacterTokenizer::new(Detail::Name)));
    tokenizers.register(TEXT, TextAnalyzer::from(CharacterTokenizer::new(Detail::Text)));
    tokenizers.register(SYLLABLES, TextAnalyzer::from(PinyinTokenizer(Spelling::Syllables)));
    tokenizers.register(INITIALS, TextAnalyzer::from(PinyinTokenizer(Spelling::Initials)));
}

/// What a commit's payload says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CommitMark {
    /// The last ledger row that is in the index.
    pub(crate) ledger_number: u64,
    /// Commits counted since the index was created.
    pub(crate) generation: u64,
    /// Tells an index from the one that is built in its place.
    pub(crate) identity: u64,
}

impl CommitMark {
    /// The mark of an index without a commit, with an identity of its own.
    pub(crate) fn fresh() -> Self {
        Self { ledger_number: 0, generation: 0, identity: RandomState::new().build_hasher().finish() }
    }

    pub(crate) fn next(self, ledger_number: u64) -> Self {
        Self { ledger_number, generation: self.generation + 1, ..self }
    }

    pub(crate) fn to_payload(self) -> String {
        format!("{VERSION} {} {} {:x}", self.ledger_number, self.generation, self.identity)
    }

    /// Reads a payload. `None` stands in an index without a commit, and in one that somebody committed to without
    /// a mark: the second cannot say what it holds.
    pub(crate) fn read(payload: Option<&str>, opstamp: u64) -> Result<Self, IndexError> {
        let Some(payload) = payload else {
            return if opstamp == 0 { Ok(Self::fresh()) } else { Err(bad_payload()) };
        };
        let mut words = payload.split(' ');
        let version: u32 = words.next().and_then(|word| word.parse().ok()).ok_or_else(bad_payload)?;
        if version != VERSION {
            return Err(IndexError::SchemaChanged);
        }
        let mut number = |radix| {
            words.next().and_then(|word| u64::from_str_radix(word, radix).ok()).ok_or_else(bad_payload)
        };
        Ok(Self { ledger_number: number(10)?, generation: number(10)?, identity: number(16)? })
    }
}

fn bad_payload() -> IndexError {
    IndexError::Damaged("the last commit has no ledger number".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_survives_its_payload() {
        let mark = CommitMark::fresh().next(42);
        assert_eq!(CommitMark::read(Some(&mark.to_payload()), 7).unwrap(), mark);
    }

    #[test]
    fn an_older_version_asks_for_a_rebuild_and_a_lost_mark_is_damage() {
        for version in (0..VERSION).chain([VERSION + 1]) {
            let payload = format!("{version} 1 1 a");
            assert!(
                matches!(CommitMark::read(Some(&payload), 7), Err(IndexError::SchemaChanged)),
                "{version}"
            );
        }
        assert!(matches!(CommitMark::read(None, 7), Err(IndexError::Damaged(_))));
        let garbage = format!("{VERSION} x");
        assert!(matches!(CommitMark::read(Some(&garbage), 7), Err(IndexError::Damaged(_))));
        assert_eq!(CommitMark::read(None, 0).unwrap().ledger_number, 0);
    }
}
