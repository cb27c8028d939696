//! Measures indexing and searching with fictional records: `cargo run -p search-index --example measure [COUNT]`.
//! Add `--release` for figures that say something about a server.
#![expect(clippy::unwrap_used, reason = "a measurement may stop")]

use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use domain::decision::DecisionKind;
use domain::search::{DecisionDocument, EntityDocument, SearchRequest, SearchType};
use search_index::{Document, IndexReader, IndexWriter};

const CHARACTERS: &str = "未按规定公示的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说\
    产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由\
    其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条";

struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn text(&mut self, alphabet: &[char], count: usize) -> String {
        (0..count).map(|_| alphabet[self.below(alphabet.len())]).collect()
    }
}

fn main() {
    let count: usize = std::env::args().nth(1).map_or(20_000, |text| text.parse().unwrap());
    let folder = tempfile::TempDir::new().unwrap();
    let alphabet: Vec<char> = CHARACTERS.chars().filter(|character| !character.is_whitespace()).collect();
    let mut numbers = Numbers(1);
    let decisions: Vec<Document> = (0..count).map(|n| decision(n, &mut numbers, &alphabet)).collect();
    let entities: Vec<Document> = (0..count).map(|n| entity(n, &mut numbers, &alphabet)).collect();

    let mut writer = IndexWriter::open(folder.path(), 50_000_000).unwrap();
    report("decisions", count, index(&mut writer, &decisions, 1));
    report("entities", count, index(&mut writer, &entities, 2));
    report("entities, unchanged", count, index(&mut writer, &entities, 3));

    let reader = IndexReader::open(folder.path()).unwrap();
    let today = NaiveDate::from_ymd_opt(2024, 9, 11).unwrap();
    for (text, search_type) in [
        ("", SearchType::Entity),
        ("科", SearchType::Entity),
        ("有限公司", SearchType::Entity),
        ("发展工业", SearchType::Entity),
        ("fazhan", SearchType::Entity),
        ("9169", SearchType::Entity),
        ("公示", SearchType::Decision),
        ("未按规定公示", SearchType::Decision),
    ] {
        let request = SearchRequest {
            text: text.to_owned(),
            search_type,
            limit: 20,
            today,
            ..SearchRequest::default()
        };
        let total = reader.search(&request).unwrap().total;
        let start = Instant::now();
        for _ in 0..20 {
            reader.search(&request).unwrap();
        }
        eprintln!("search {text:?}: {total} hits, {:?} each", start.elapsed() / 20);
    }
}

fn report(what: &str, count: usize, time: Duration) {
    let each = time / u32::try_from(count).unwrap();
    eprintln!("{what}: {count} in {time:.2?}, {each:?} each");
}

fn index(writer: &mut IndexWriter, documents: &[Document], ledger_number: u64) -> Duration {
    let start = Instant::now();
    for document in documents {
        writer.put(document).unwrap();
    }
    writer.commit(ledger_number).unwrap();
    start.elapsed()
}

fn some_day(number: usize) -> NaiveDate {
    NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + Days::new(u64::try_from(number % 1_500).unwrap())
}

fn decision(number: usize, numbers: &mut Numbers, alphabet: &[char]) -> Document {
    Document::Decision(DecisionDocument {
        id: format!("d{number:08}"),
        kind: DecisionKind::Penalty,
        document_number: format!("云台市监罚〔2024〕{number}号"),
        title: numbers.text(alphabet, 14),
        parties: vec![format!("{}科技有限公司", numbers.text(alphabet, 5))],
        party_codes: vec![format!("91690102MA{number:08}")],
        authority: (Some(format!("agency{}", number % 300)), "云台市市场监督管理局".to_owned()),
        region: Some(("690102".to_owned(), "云台区".to_owned())),
        texts: vec![numbers.text(alphabet, 120), numbers.text(alphabet, 80)],
        decided_on: some_day(number),
        public_until: None,
        state_label: "公示中".to_owned(),
    })
}

fn entity(number: usize, numbers: &mut Numbers, alphabet: &[char]) -> Document {
    Document::Entity(EntityDocument {
        id: format!("e{number:08}"),
        name: format!("云台{}科技有限公司", numbers.text(alphabet, 4)),
        former_names: Vec::new(),
        short_name: None,
        uscc: Some(format!("91690102MB{number:08}")),
        other_codes: Vec::new(),
        kind: ("company".to_owned(), "公司".to_owned()),
        status: Some(("active".to_owned(), "存续".to_owned())),
        region: Some(("690102".to_owned(), "云台区".to_owned())),
        established_on: Some(some_day(number)),
        licence_count: 0,
        penalty_count: u64::from(number.is_multiple_of(3)),
        lists: Vec::new(),
    })
}
