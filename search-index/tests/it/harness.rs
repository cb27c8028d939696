//! An index in a temporary folder, and fictional records to put into it.

use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use domain::catalogue::Nature;
use domain::decision::DecisionKind;
use domain::search::{
    DecisionDocument, EntityDocument, ListBadge, ListMembership, SearchHit, SearchPage, SearchRequest,
    SearchType,
};
use search_index::{Document, IndexReader, IndexWriter};
use tantivy::{Index, TantivyDocument};
use tempfile::TempDir;

pub(crate) const MEMORY: usize = 20_000_000;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn today() -> NaiveDate {
    day("2024-09-11")
}

pub(crate) fn entity(id: &str, name: &str) -> EntityDocument {
    EntityDocument {
        id: id.to_owned(),
        name: name.to_owned(),
        former_names: Vec::new(),
        short_name: None,
        uscc: None,
        other_codes: Vec::new(),
        kind: ("company".to_owned(), "公司".to_owned()),
        status: Some(("active".to_owned(), "存续".to_owned())),
        region: Some(("690102".to_owned(), "云台区".to_owned())),
        established_on: Some(day("2015-03-02")),
        licence_count: 0,
        penalty_count: 0,
        lists: Vec::new(),
    }
}

/// A place on a list; `until` is its last public day.
pub(crate) fn on_list(code: &str, nature: Nature, until: Option<&str>) -> ListMembership {
    let list = ListBadge {
        code: code.to_owned(),
        label: format!("名单{code}"),
        nature,
        years: Vec::new(),
        objection: None,
    };
    ListMembership { list, public_until: until.map(day) }
}

pub(crate) fn decision(id: &str, number: &str, title: &str) -> DecisionDocument {
    DecisionDocument {
        id: id.to_owned(),
        kind: DecisionKind::Penalty,
        document_number: number.to_owned(),
        title: title.to_owned(),
        parties: vec!["秦岭云帆科技有限公司".to_owned()],
        party_codes: vec!["91690102MA6CFT042R".to_owned()],
        authority: (Some("agency1".to_owned()), "云台区市场监督管理局".to_owned()),
        region: Some(("690102".to_owned(), "云台区".to_owned())),
        texts: Vec::new(),
        decided_on: day("2024-05-06"),
        public_until: None,
        state_label: "公示中".to_owned(),
    }
}

/// An index with its writer and a reader that is reloaded after each commit.
pub(crate) struct TestIndex {
    pub(crate) folder: TempDir,
    pub(crate) writer: IndexWriter,
    pub(crate) reader: IndexReader,
}

impl TestIndex {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let writer = IndexWriter::open(folder.path(), MEMORY).unwrap();
        let reader = IndexReader::open(folder.path()).unwrap();
        Self { folder, writer, reader }
    }

    pub(crate) fn with_entities(entities: impl IntoIterator<Item = EntityDocument>) -> Self {
        let mut index = Self::new();
        for entity in entities {
            index.put(entity);
        }
        index.commit();
        index
    }

    pub(crate) fn with_names(names: &[&str]) -> Self {
        Self::with_entities(names.iter().enumerate().map(|(n, name)| entity(&format!("e{n}"), name)))
    }

    pub(crate) fn with_decisions(decisions: impl IntoIterator<Item = DecisionDocument>) -> Self {
        let mut index = Self::new();
        for decision in decisions {
            index.writer.put(&Document::Decision(decision)).unwrap();
        }
        index.commit();
        index
    }

    pub(crate) fn put(&mut self, entity: EntityDocument) {
        self.writer.put(&Document::Entity(entity)).unwrap();
    }

    /// Commits as the next ledger row and reloads.
    pub(crate) fn commit(&mut self) {
        self.writer.commit(self.writer.cursor() + 1).unwrap();
        self.reader.reload().unwrap();
    }

    /// Ends writer and reader; the folder stays.
    pub(crate) fn close(self) -> TempDir {
        self.folder
    }

    pub(crate) fn search(&self, request: &SearchRequest) -> SearchPage {
        self.reader.search(request).unwrap()
    }

    pub(crate) fn hits(&self, text: &str) -> Vec<SearchHit> {
        self.search(&entities(text)).hits
    }

    pub(crate) fn names(&self, text: &str) -> Vec<String> {
        self.hits(text).into_iter().map(|hit| hit.name).collect()
    }

    pub(crate) fn decision_ids(&self, text: &str) -> Vec<String> {
        self.search(&decisions(text)).hits.into_iter().map(|hit| hit.id).collect()
    }
}

/// Where a text that is a canary still is: in a term dictionary, in a column, in a stored record (deleted documents included),
/// or in the bytes of any file of the folder.
///
/// Terms and stored records are read through the engine, since dictionaries are compressed; bytes are read as well,
/// since files that belong to no segment any more must be gone.
pub(crate) fn traces_of(folder: &Path, is_canary: impl Fn(&str) -> bool, words: &[&str]) -> Vec<String> {
    let index = Index::open_in_dir(folder).unwrap();
    let searcher = index.reader().unwrap().searcher();
    let mut found = Vec::new();
    for segment in searcher.segment_readers() {
        for (field, entry) in index.schema().fields().filter(|(_, entry)| entry.is_indexed()) {
            let inverted = segment.inverted_index(field).unwrap();
            let mut terms = inverted.terms().stream().unwrap();
            while terms.advance() {
                if is_canary(&String::from_utf8_lossy(terms.key())) {
                    found.push(format!("term of {}", entry.name()));
                }
            }
        }
        for column in ["id", "facet"] {
            let column = segment.fast_fields().str(column).unwrap().unwrap();
            let mut terms = column.dictionary().stream().unwrap();
            while terms.advance() {
                if is_canary(&String::from_utf8_lossy(terms.key())) {
                    found.push("column".to_owned());
                }
            }
        }
        let store = segment.get_store_reader(0).unwrap();
        for document in store.iter::<TantivyDocument>(None) {
            if is_canary(&stored_text(&document.unwrap())) {
                found.push("stored".to_owned());
            }
        }
    }
    for entry in fs::read_dir(folder).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        if words.iter().any(|word| contains(&bytes, word.as_bytes())) {
            found.push("bytes".to_owned());
        }
    }
    found.sort();
    found.dedup();
    found
}

fn stored_text(document: &TantivyDocument) -> String {
    use tantivy::schema::Value;
    let bytes = document.field_values().find_map(|(_, value)| value.as_bytes());
    String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned()
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

/// A search for entities, 100 on a page.
pub(crate) fn entities(text: &str) -> SearchRequest {
    SearchRequest { text: text.to_owned(), limit: 100, today: today(), ..SearchRequest::default() }
}

/// A search for decisions, 100 on a page.
pub(crate) fn decisions(text: &str) -> SearchRequest {
    SearchRequest { search_type: SearchType::Decision, ..entities(text) }
}

/// Numbers that look random and are the same each time.
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    pub(crate) fn characters(&mut self, alphabet: &str, count: usize) -> String {
        let alphabet: Vec<char> = alphabet.chars().collect();
        (0..count).map(|_| *self.pick(&alphabet)).collect()
    }
}

pub(crate) const COMMON_CHARACTERS: &str =
    "云帆秦岭星河瑞丰宏泰嘉恒盛达润泽鑫源昌茂华安康宁海天润禾木森林泉溪石玉金银铜锦绣春夏秋冬东南西北中";

/// Fictional names with brackets, full width, Latin letters, rare and 4-byte characters, emoji.
pub(crate) fn generated_names(count: usize) -> Vec<String> {
    let mut numbers = Numbers::new(7);
    let regions = ["", "云台", "云台市", "秦岭（云台）", "秦岭"];
    let extras = [
        "",
        "",
        "",
        "（云台）",
        "(临河)",
        "【东区】",
        "ABC",
        "ａｂｃ",
        "７７",
        "昇玥",
        "𠮷垚",
        "·",
        "☆",
        "🚀",
        "&",
    ];
    let trades = ["科技", "贸易", "网络科技", "餐饮管理", "建筑工程", "農業", "文化傳媒"];
    let forms = ["有限公司", "有限责任公司", "股份有限公司", "经营部", "合作社", ""];
    (0..count)
        .map(|_| {
            let brand_length = 2 + numbers.below(3);
            let brand = numbers.characters(COMMON_CHARACTERS, brand_length);
            let (region, extra) = (*numbers.pick(&regions), *numbers.pick(&extras));
            format!("{region}{brand}{extra}{}{}", numbers.pick(&trades), numbers.pick(&forms))
        })
        .collect()
}
