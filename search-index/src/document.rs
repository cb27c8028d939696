//! What the index keeps of a record, and how a record becomes terms.

use std::hash::{DefaultHasher, Hasher};

use chrono::{Datelike, NaiveDate};
use domain::search::{DecisionDocument, EntityDocument, ListMembership, SearchType};
use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;

use crate::analysis::{FoldedText, code_key, exact_key};
use crate::schema::Fields;

/// Separates name, value, label and last day of a facet's value.
pub(crate) const FACET_SEPARATOR: char = '\u{1f}';

/// A record to put into the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Document {
    /// An entity.
    Entity(EntityDocument),
    /// A public decision.
    Decision(DecisionDocument),
}

impl Document {
    /// The public identifier, by which a document replaces the one before it.
    pub fn id(&self) -> &str {
        match self {
            Self::Entity(entity) => &entity.id,
            Self::Decision(decision) => &decision.id,
        }
    }

    /// Is there one of these lists that it does not name?
    pub(crate) fn leaves_one_of(&self, lists: &[String]) -> bool {
        let now: &[ListMembership] = match self {
            Self::Entity(entity) => &entity.lists,
            Self::Decision(_) => &[],
        };
        lists.iter().any(|code| now.iter().all(|membership| membership.list.code != *code))
    }
}

/// What is stored to show a hit and to say why it matched. Decisions use `name` for the document number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StoredRecord {
    pub(crate) record_type: SearchType,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) former_names: Vec<String>,
    pub(crate) short_name: Option<String>,
    pub(crate) codes: Vec<String>,
    pub(crate) kind: String,
    pub(crate) status: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) date: Option<NaiveDate>,
    pub(crate) title: Option<String>,
    pub(crate) authority: Option<String>,
    pub(crate) parties: Vec<String>,
    pub(crate) licence_count: u64,
    pub(crate) penalty_count: u64,
    pub(crate) lists: Vec<ListMembership>,
}

impl From<&EntityDocument> for StoredRecord {
    fn from(entity: &EntityDocument) -> Self {
        Self {
            record_type: SearchType::Entity,
            id: entity.id.clone(),
            name: entity.name.clone(),
            former_names: entity.former_names.clone(),
            short_name: entity.short_name.clone(),
            codes: entity.uscc.iter().cloned().collect(),
            kind: entity.kind.0.clone(),
            status: entity.status.as_ref().map(|(code, _)| code.clone()),
            region: entity.region.as_ref().map(|(code, _)| code.clone()),
            date: entity.established_on,
            title: None,
            authority: None,
            parties: Vec::new(),
            licence_count: entity.licence_count,
            penalty_count: entity.penalty_count,
            lists: entity.lists.clone(),
        }
    }
}

impl From<&DecisionDocument> for StoredRecord {
    fn from(decision: &DecisionDocument) -> Self {
        Self {
            record_type: SearchType::Decision,
            id: decision.id.clone(),
            name: decision.document_number.clone(),
            former_names: Vec::new(),
            short_name: None,
            codes: decision.party_codes.clone(),
            kind: decision.kind.code().to_owned(),
            status: Some(decision.state_label.clone()),
            region: decision.region.as_ref().map(|(code, _)| code.clone()),
            date: Some(decision.decided_on),
            title: Some(decision.title.clone()),
            authority: Some(decision.authority.1.clone()),
            parties: decision.parties.clone(),
            licence_count: 0,
            penalty_count: 0,
            lists: Vec::new(),
        }
    }
}

/// A record with its stored form and its hash, ready to become terms if it is new.
pub(crate) struct Prepared<'a> {
    document: &'a Document,
    stored: Vec<u8>,
    pub(crate) content_hash: u64,
}

impl<'a> Prepared<'a> {
    pub(crate) fn new(document: &'a Document) -> serde_json::Result<Self> {
        let record = match document {
            Document::Entity(entity) => StoredRecord::from(entity),
            Document::Decision(decision) => StoredRecord::from(decision),
        };
        let stored = serde_json::to_vec(&record)?;
        let content_hash = content_hash(document, &stored);
        Ok(Self { document, stored, content_hash })
    }

    /// The terms and columns. `changed_at` is the commit that will bring it.
    pub(crate) fn into_tantivy(self, fields: &Fields, changed_at: u64) -> TantivyDocument {
        let mut writer = TermWriter { fields, document: TantivyDocument::default() };
        writer.document.add_text(fields.id, self.document.id());
        writer.document.add_bytes(fields.stored, &self.stored);
        writer.document.add_u64(fields.changed_at, changed_at);
        writer.document.add_u64(fields.content_hash, self.content_hash);
        match self.document {
            Document::Entity(entity) => writer.add_entity(entity),
            Document::Decision(decision) => writer.add_decision(decision),
        }
        writer.document
    }
}

/// Everything that is indexed and not stored goes into the hash beside what is stored.
fn content_hash(document: &Document, stored: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(stored);
    let mut add = |text: &str| {
        hasher.write(text.as_bytes());
        hasher.write_u8(0xff);
    };
    match document {
        Document::Entity(entity) => {
            entity.other_codes.iter().for_each(|code| add(code));
            add(&entity.kind.1);
            for (_, label) in entity.status.iter().chain(&entity.region) {
                add(label);
            }
        }
        Document::Decision(decision) => {
            decision.texts.iter().for_each(|text| add(text));
            add(decision.authority.0.as_deref().unwrap_or_default());
            add(decision.region.as_ref().map_or("", |(_, name)| name));
            add(&format!("{:?}", decision.public_until));
        }
    }
    hasher.finish()
}

/// Days of the common era: dates as numbers that sort.
pub(crate) fn day_number(date: NaiveDate) -> u64 {
    u64::try_from(date.num_days_from_ce()).unwrap_or(0)
}

/// The last day of something public, the greatest number if it has none.
pub(crate) fn last_day(public_until: Option<NaiveDate>) -> u64 {
    public_until.map_or(u64::MAX, day_number)
}

/// The term of a filter.
pub(crate) fn filter_term(kind: FilterKind, value: &str) -> String {
    format!("{}:{value}", kind.prefix())
}

/// The term of a membership: those that last until a day or longer stand behind it in the dictionary.
pub(crate) fn list_term(list: &str, until: u64) -> String {
    filter_term(FilterKind::List, &format!("{list}:{until:020}"))
}

/// The name of the facet of lists.
pub(crate) const LIST_FACET: &str = "list";

/// A facet's value without its last day; `None` if that is over.
pub(crate) fn facet_on(joined: &str, today: u64) -> Option<&str> {
    let mut separators = joined.match_indices(FACET_SEPARATOR).map(|(place, _)| place);
    let Some(place) = separators.nth(2) else { return Some(joined) };
    let until: u64 = joined.get(place + FACET_SEPARATOR.len_utf8()..)?.parse().ok()?;
    (until >= today).then(|| &joined[..place])
}

/// The list that a facet's value stands for, if it is one.
pub(crate) fn list_of_facet(joined: &str) -> Option<&str> {
    let mut parts = joined.split(FACET_SEPARATOR);
    parts.next().filter(|name| *name == LIST_FACET).and_then(|_| parts.next())
}

/// What a filter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FilterKind {
    Type,
    Kind,
    Status,
    Region,
    Authority,
    Record,
    List,
}

impl FilterKind {
    const fn prefix(self) -> char {
        match self {
            Self::Type => 't',
            Self::Kind => 'k',
            Self::Status => 's',
            Self::Region => 'r',
            Self::Authority => 'a',
            Self::Record => 'x',
            Self::List => 'l',
        }
    }
}

/// What a whole value is, in the field `exact`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExactKind {
    Name,
    FormerName,
    ShortName,
    Number,
    Party,
}

impl ExactKind {
    const fn prefix(self) -> char {
        match self {
            Self::Name => 'n',
            Self::FormerName => 'f',
            Self::ShortName => 's',
            Self::Number => 'd',
            Self::Party => 'p',
        }
    }

    /// With brackets where they stand.
    pub(crate) fn strict_term(self, text: &str) -> String {
        format!("{}:{}", self.prefix(), exact_key(text))
    }

    /// Letters only.
    pub(crate) fn loose_term(self, letters: &str) -> String {
        format!("{}~{letters}", self.prefix())
    }
}

struct TermWriter<'a> {
    fields: &'a Fields,
    document: TantivyDocument,
}

impl TermWriter<'_> {
    fn add_entity(&mut self, entity: &EntityDocument) {
        self.filter(FilterKind::Type, SearchType::Entity.code());
        self.document.add_text(self.fields.name, &entity.name);
        self.exact(ExactKind::Name, &entity.name);
        for former in &entity.former_names {
            self.document.add_text(self.fields.former_name, former);
            self.exact(ExactKind::FormerName, former);
        }
        if let Some(short) = &entity.short_name {
            self.document.add_text(self.fields.short_name, short);
            self.exact(ExactKind::ShortName, short);
        }
        for name in std::iter::once(&entity.name).chain(&entity.former_names).chain(&entity.short_name) {
            self.document.add_text(self.fields.pinyin, name);
            self.document.add_text(self.fields.initials, name);
        }
        entity.uscc.iter().chain(&entity.other_codes).for_each(|code| self.code(code));

        self.filtered_facet(FilterKind::Kind, "kind", Some(&entity.kind));
        self.filtered_facet(FilterKind::Status, "status", entity.status.as_ref());
        self.region(entity.region.as_ref());
        for (record, label, count) in
            [("licence", "有行政许可", entity.licence_count), ("penalty", "有行政处罚", entity.penalty_count)]
        {
            if count > 0 {
                let value = (record.to_owned(), label.to_owned());
                self.filtered_facet(FilterKind::Record, "record", Some(&value));
            }
        }
        entity.lists.iter().for_each(|membership| self.membership(membership));
        let ranks = EntityRanks::of(entity);
        self.columns(entity.established_on, None, ranks.listed, ranks.named);
    }

    fn add_decision(&mut self, decision: &DecisionDocument) {
        self.filter(FilterKind::Type, SearchType::Decision.code());
        self.document.add_text(self.fields.number, &decision.document_number);
        self.exact(ExactKind::Number, &decision.document_number);
        for party in &decision.parties {
            self.document.add_text(self.fields.party, party);
            self.exact(ExactKind::Party, party);
        }
        decision.party_codes.iter().for_each(|code| self.code(code));
        self.document.add_text(self.fields.authority, &decision.authority.1);
        self.document.add_text(self.fields.title, &decision.title);
        for text in &decision.texts {
            self.document.add_text(self.fields.content, text);
        }

        let kind = (decision.kind.code().to_owned(), decision.kind.label().to_owned());
        self.filtered_facet(FilterKind::Kind, "kind", Some(&kind));
        if let (Some(id), name) = &decision.authority {
            self.filtered_facet(FilterKind::Authority, "authority", Some(&(id.clone(), name.clone())));
        }
        self.region(decision.region.as_ref());
        let year = decision.decided_on.year();
        self.facet("year", &year.to_string(), &format!("{year}年"));
        let newest_first = u64::from(u32::MAX).saturating_sub(day_number(decision.decided_on));
        self.columns(Some(decision.decided_on), decision.public_until, newest_first, newest_first);
    }

    fn filter(&mut self, kind: FilterKind, value: &str) {
        self.document.add_text(self.fields.filter, filter_term(kind, value));
    }

    fn facet(&mut self, name: &str, value: &str, label: &str) {
        let joined = format!("{name}{FACET_SEPARATOR}{value}{FACET_SEPARATOR}{label}");
        self.document.add_text(self.fields.facet, joined);
    }

    fn filtered_facet(&mut self, kind: FilterKind, name: &str, value: Option<&(String, String)>) {
        if let Some((code, label)) = value {
            self.filter(kind, code);
            self.facet(name, code, label);
        }
    }

    /// Every prefix of the code is a filter; the facet is the city (four digits and two zeros), named by a record
    /// that belongs to the city itself.
    fn region(&mut self, region: Option<&(String, String)>) {
        let Some((code, name)) = region else { return };
        for (end, _) in code.char_indices().skip(1).chain([(code.len(), ' ')]) {
            self.filter(FilterKind::Region, &code[..end]);
        }
        if let Some(city) = city_of(code) {
            self.facet("region", &city, if city == *code { name } else { "" });
        }
    }

    /// Filter and facet carry the last day, since an entity outlasts its place on a list.
    fn membership(&mut self, membership: &ListMembership) {
        let list = &membership.list;
        let until = last_day(membership.public_until);
        self.document.add_text(self.fields.filter, list_term(&list.code, until));
        let any_year = if list.years.is_empty() { "" } else { "（任一年度）" };
        self.facet(LIST_FACET, &list.code, &format!("{}{any_year}{FACET_SEPARATOR}{until}", list.label));
    }

    fn exact(&mut self, kind: ExactKind, text: &str) {
        self.document.add_text(self.fields.exact, kind.strict_term(text));
        self.document.add_text(self.fields.exact, kind.loose_term(&FoldedText::new(text).key()));
    }

    /// A credit code is also found by the organisation code inside it.
    fn code(&mut self, code: &str) {
        let Some(key) = code_key(code) else { return };
        if let Some(organisation_code) = key.get(8..17).filter(|_| key.len() == 18) {
            self.document.add_text(self.fields.code, organisation_code);
        }
        self.document.add_text(self.fields.code, key);
    }

    fn columns(&mut self, date: Option<NaiveDate>, until: Option<NaiveDate>, listed: u64, named: u64) {
        self.document.add_u64(self.fields.date, date.map_or(0, day_number));
        self.document.add_u64(self.fields.public_until, last_day(until));
        self.document.add_u64(self.fields.rank_listed, listed);
        self.document.add_u64(self.fields.rank_named, named);
    }
}

/// The code of the city that a region's code belongs to.
pub(crate) fn city_of(code: &str) -> Option<String> {
    code.get(..4).map(|city| format!("{city}00"))
}

/// Static ranks of an entity: from itself alone, so that they change only with it. Smaller is better.
struct EntityRanks {
    /// Status, records, age.
    listed: u64,
    /// Status, length of the name (a fragment is more of a shorter name), records, age.
    named: u64,
}

impl EntityRanks {
    fn of(entity: &EntityDocument) -> Self {
        let status: u64 = match entity.status.as_ref().map(|(code, _)| code.as_str()) {
            Some("active") => 0,
            None | Some("dormant") => 1,
            Some(_) => 2,
        };
        let records = entity.licence_count.saturating_add(entity.penalty_count);
        let few_records = 15 - u64::from((u64::BITS - records.leading_zeros()).min(15));
        let length = u64::try_from(entity.name.chars().count()).unwrap_or(u64::MAX).min(0xfff);
        let established = entity.established_on.map_or(u64::from(u32::MAX), day_number) & u64::from(u32::MAX);
        Self {
            listed: status << 60 | few_records << 36 | established,
            named: status << 60 | length << 40 | few_records << 36 | established,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_facets_value_loses_its_last_day_and_itself_when_that_is_over() {
        let plain = "kind\u{1f}company\u{1f}公司";
        assert_eq!(facet_on(plain, 700), Some(plain));
        let ending = "list\u{1f}tax\u{1f}名单\u{1f}700";
        assert_eq!(facet_on(ending, 700), Some("list\u{1f}tax\u{1f}名单"));
        assert_eq!(facet_on(ending, 701), None);
        assert_eq!((list_of_facet(ending), list_of_facet(plain)), (Some("tax"), None));
    }

    #[test]
    fn terms_of_a_membership_sort_by_their_last_day() {
        assert!(list_term("tax", 999) < list_term("tax", 1_000));
        assert!(list_term("tax", 1_000) < list_term("tax", u64::MAX));
        assert!(list_term("tax-a", u64::MAX) < list_term("tax", 0), "no term of another list is in between");
    }
}
