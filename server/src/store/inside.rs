//! Decisions in any state, as the desk of their authority finds them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::publication::Publication;

use super::Tx;
use super::approval::Whose;

/// A decision in a list of the desk.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of decision and decision_party")]
pub struct InsideRow {
    pub id: String,
    pub public_id: String,
    pub kind: String,
    pub document_number: String,
    pub title: String,
    #[sqlx(try_from = "String")]
    pub state: Publication,
    pub decided_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub published_at: Option<DateTime<Utc>>,
    pub party: Option<String>,
    pub party_class: Option<String>,
}

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Beginnings of document numbers, any of them; empty for all.
    pub numbers: Vec<String>,
    /// Beginning of a party's name, folded; empty for all.
    pub party_folded: String,
    /// Where they stand.
    pub standing: Standing,
    /// Only records that came before this one; empty from the newest.
    pub before: String,
}

/// Where records stand that are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Anywhere.
    #[default]
    Any,
    /// Anywhere but given up or ended before the public saw them.
    Alive,
    /// Given up or ended before the public saw them.
    Unseen,
    /// In that state, seen by the public or still to be.
    In(Publication),
}

/// Nobody outside ever saw it, and nobody will.
const UNSEEN: &str = "d.state = 'ended' and d.published_at is null";

/// Behind every text that begins with another one.
const LAST: char = '\u{10FFFF}';

/// A statement in the making, with what is bound to it.
struct Statement {
    sql: String,
    values: Vec<String>,
}

impl Statement {
    /// The placeholder of one more value.
    fn bind(&mut self, value: String) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    /// `column` begins with the text.
    fn begins(&mut self, column: &str, text: &str) -> String {
        let from = self.bind(text.to_owned());
        let to = self.bind(format!("{text}{LAST}"));
        format!("({column} >= {from} and {column} < {to})")
    }
}

/// Decisions, newest receipt first. A search by name or number looks through the records of the authorities in
/// question; no index is kept for it.
pub async fn list(tx: &mut Tx, whose: &Whose, wanted: &Wanted, limit: i64) -> sqlx::Result<Vec<InsideRow>> {
    let statement = statement(whose, wanted, limit);
    let mut query = tx.query_text(statement.sql);
    for value in statement.values {
        query = query.bind(value);
    }
    query.all().await
}

fn statement(whose: &Whose, wanted: &Wanted, limit: i64) -> Statement {
    let mut statement = Statement { sql: String::new(), values: Vec::new() };
    // The first version of a row that was corrected is found through the record that took its place.
    let mut tests = vec!["d.replaced_at is null".to_owned()];
    if let Whose::Of(ids) = whose {
        let places: Vec<String> = ids.iter().map(|id| statement.bind(id.clone())).collect();
        tests.push(if places.is_empty() {
            "1 = 0".to_owned()
        } else {
            format!("d.authority_id in ({})", places.join(", "))
        });
    }
    match &wanted.standing {
        Standing::Any => {}
        Standing::Alive => tests.push(format!("not ({UNSEEN})")),
        Standing::Unseen => tests.push(UNSEEN.to_owned()),
        Standing::In(state) => {
            let place = statement.bind(state.code().to_owned());
            tests.push(format!("d.state = {place} and not ({UNSEEN})"));
        }
    }
    if !wanted.before.is_empty() {
        let place = statement.bind(wanted.before.clone());
        tests.push(format!("d.id < {place}"));
    }
    if !wanted.numbers.is_empty() {
        let any: Vec<String> =
            wanted.numbers.iter().map(|number| statement.begins("d.document_number", number)).collect();
        tests.push(format!("({})", any.join(" or ")));
    }
    if !wanted.party_folded.is_empty() {
        let begins = statement.begins("f.name_folded", &wanted.party_folded);
        tests
            .push(format!("exists (select 1 from decision_party f where f.decision_id = d.id and {begins})"));
    }
    let tests = tests.join(" and ");
    statement.sql = format!(
        "select d.id, d.public_id, d.kind, d.document_number, d.title, d.state, d.decided_on, d.due_on, d.published_at,
                p.name as party, p.class as party_class
           from decision d left join decision_party p on p.decision_id = d.id and p.position = 1
          where {tests} order by d.id desc limit {limit}"
    );
    statement
}

/// The other record of a corrected row: of its first version the present one, of the present one its first version.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OtherVersion {
    /// True for the record that is counted and shown.
    pub is_present: bool,
    /// Its public identifier.
    pub public_id: String,
    /// Its document number, as sent.
    pub document_number: String,
}

/// The other records of a row that was corrected before anybody but its authority saw it, oldest first.
pub async fn other_versions(tx: &mut Tx, decision_id: &str) -> sqlx::Result<Vec<OtherVersion>> {
    tx.query(
        "select replaced_at is null as is_present, public_id, document_number from decision
          where replaced_by = $1 or id = (select f.replaced_by from decision f where f.id = $1)
          order by id",
    )
    .bind(decision_id.to_owned())
    .all()
    .await
}

/// When a record's place was taken by its corrected version, if it was.
pub async fn replaced_at(tx: &mut Tx, decision_id: &str) -> sqlx::Result<Option<DateTime<Utc>>> {
    let (at,): (Option<DateTime<Utc>>,) =
        tx.query("select replaced_at from decision where id = $1").bind(decision_id.to_owned()).one().await?;
    Ok(at)
}
