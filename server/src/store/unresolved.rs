//! Parties that no registered entity could be found for by code: a person settles them.

use super::Tx;
use super::approval::Whose;

/// An unresolved party, as the list of work shows it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Unresolved {
    /// The decision's public identifier.
    pub public_id: String,
    /// The decision inside the house.
    pub decision_id: String,
    /// Which of its parties.
    pub position: i64,
    /// The document number.
    pub document_number: String,
    /// The deciding authority.
    pub authority_name: String,
    /// Name on the decision.
    pub name: String,
    /// The name, folded for comparison.
    pub name_folded: String,
    /// Code on the decision.
    pub uscc: Option<String>,
    /// Registration number on the decision.
    pub registration_number: Option<String>,
}

const SELECT: &str =
    "select d.public_id, p.decision_id, p.position, d.document_number, d.authority_name, p.name,
    p.name_folded, p.uscc, p.registration_number from decision_party p join decision d on d.id = p.decision_id
    where p.resolution = 'unresolved'";

/// Unresolved parties, in the order of their decisions, after a place.
pub async fn list(tx: &mut Tx, after: (&str, i64), limit: i64) -> sqlx::Result<Vec<Unresolved>> {
    tx.query_text(format!(
        "{SELECT} and (p.decision_id > $1 or (p.decision_id = $1 and p.position > $2))
          order by p.decision_id, p.position limit $3"
    ))
    .bind(after.0.to_owned())
    .bind(after.1)
    .bind(limit)
    .all()
    .await
}

/// Unresolved parties of decisions of these authorities, after a decision.
pub async fn of_authorities(
    tx: &mut Tx,
    whose: &Whose,
    after: &str,
    limit: i64,
) -> sqlx::Result<Vec<Unresolved>> {
    let none = Vec::new();
    let (test, ids) = match whose {
        Whose::Everybody => (String::new(), &none),
        Whose::Of(ids) if ids.is_empty() => ("and 1 = 0".to_owned(), ids),
        Whose::Of(ids) => {
            let places: Vec<String> = (0..ids.len()).map(|index| format!("${}", index + 3)).collect();
            (format!("and d.authority_id in ({})", places.join(", ")), ids)
        }
    };
    let mut query = tx
        .query_text(format!(
            "{SELECT} and p.decision_id > $1 {test} order by p.decision_id, p.position limit $2"
        ))
        .bind(after.to_owned())
        .bind(limit);
    for id in ids {
        query = query.bind(id.clone());
    }
    query.all().await
}

/// Unresolved parties that carry one of these codes.
pub async fn with_codes(tx: &mut Tx, codes: &[String]) -> sqlx::Result<Vec<Unresolved>> {
    tx.select_in(&format!("{SELECT} and p.uscc in"), "order by p.decision_id, p.position", codes).await
}

/// How many there are.
pub async fn count(tx: &mut Tx) -> sqlx::Result<i64> {
    let (count,): (i64,) =
        tx.query("select count(*) from decision_party where resolution = 'unresolved'").one().await?;
    Ok(count)
}

/// How many parties of a decision are unresolved.
pub async fn count_of(tx: &mut Tx, decision_id: &str) -> sqlx::Result<i64> {
    let (count,): (i64,) = tx
        .query("select count(*) from decision_party where decision_id = $1 and resolution = 'unresolved'")
        .bind(decision_id.to_owned())
        .one()
        .await?;
    Ok(count)
}
