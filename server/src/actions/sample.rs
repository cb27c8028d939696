//! The inspection sample: what an auditor found elsewhere is looked for among all that was ever filed. The share that
//! was not there is the 瞒报率; nothing else may be called that.

use chrono::NaiveDate;
use domain::decision::DecisionKind;
use domain::gaps::SerialNumber;
use domain::privacy;
use domain::role::Step;
use domain::text::fold_document_number;

use super::regulator::{Change, Refusal, Regulator};
use crate::random;
use crate::record::act::Act;
use crate::state::Core;
use crate::store::sample::{self, SampleRow};
use crate::store::{authority, filed_number};

/// The longest number and place, in characters.
const LONGEST: usize = 200;

/// A decision that was found elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sampled {
    /// The authority's public identifier.
    pub authority: String,
    /// Licence or penalty.
    pub kind: DecisionKind,
    /// As printed.
    pub document_number: String,
    /// Its day.
    pub decided_on: NaiveDate,
    /// Where it was found: a file, a court, another site.
    pub found_at: String,
}

/// Enters one; answers whether it had been filed. What is filed later changes nothing about it.
pub async fn enter(core: &Core, regulator: &Regulator, sampled: &Sampled) -> Result<bool, Refusal> {
    regulator.may(Step::Sample)?;
    let now = core.clock.now();
    check(sampled, core.clock.today())?;
    let mut tx = core.db.write().await?;
    let authority = authority::by_public_id(&mut tx, &sampled.authority).await?;
    let authority = authority.ok_or_else(|| Refusal::State("请选择作出机关".to_owned()))?;
    let numbers = filed_number::of_authority(&mut tx, &authority.id, sampled.kind.code()).await?;
    let number_key = key(&sampled.document_number);
    let row = SampleRow {
        id: random::record_id(),
        authority_id: authority.id,
        kind: sampled.kind.code().to_owned(),
        document_number: sampled.document_number.clone(),
        is_filed: numbers.iter().any(|number| key(number) == number_key),
        number_key,
        decided_on: sampled.decided_on,
        found_at: sampled.found_at.clone(),
        entered_by: regulator.account_id.clone(),
        entered_at: now,
    };
    if !sample::add(&mut tx, &row).await? {
        return Err(Refusal::State("这个文号已在抽查样本中，不能重复录入".to_owned()));
    }
    let note = if row.is_filed { "filed" } else { "not filed" };
    regulator.note(&mut tx, (Act::EnterSample, &row.id), Change::none(), note.to_owned(), now).await?;
    tx.commit().await?;
    Ok(row.is_filed)
}

/// The same for all ways to write a number: 云示监罚〔2026〕12号 and 云示监罚(2026)第12号.
fn key(number: &str) -> String {
    match SerialNumber::parse(number) {
        Some(SerialNumber { series, year, serial }) => format!("{series}|{year:?}|{serial}"),
        None => fold_document_number(number),
    }
}

fn check(sampled: &Sampled, today: NaiveDate) -> Result<(), Refusal> {
    let texts = [&sampled.document_number, &sampled.found_at];
    let sentence = if sampled.document_number.is_empty() || sampled.found_at.is_empty() {
        "请填写文号和发现的地方"
    } else if texts.iter().any(|text| text.chars().count() > LONGEST) {
        "文号和发现的地方各不超过 200 个字"
    } else if texts.iter().any(|text| !privacy::scan(text).is_empty()) {
        "不能填写个人信息（证件号码、电话等），请删去后再录入"
    } else if sampled.decided_on > today {
        "决定日期不能晚于今天，请核对"
    } else {
        return Ok(());
    };
    Err(Refusal::State(sentence.to_owned()))
}
