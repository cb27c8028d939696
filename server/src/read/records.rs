//! The records of an authority in any state, and one of them with everything inside but the numbers of persons.

use std::collections::BTreeMap;

use app::desk::changes::record::{Asked, Deed, Field, Personal, Record};
use app::desk::changes::{Records, Row};
use app::desk::choice::Choice;
use chrono::{DateTime, Utc};
use domain::decision::{DecisionKind, PartyClass};
use domain::publication::{Publication, WithheldReason};
use domain::role::Step;
use domain::standard::{self, FieldDisclosure};
use domain::text::fold_name;

use super::review::shown_name;
use super::whose::{Names, whose};
use crate::actions::regulator::{Refusal, Regulator};
use crate::record::act;
use crate::state::Core;
use crate::store::approval::{self, ApprovalRow};
use crate::store::audit::{self, AuditRow};
use crate::store::decision::{self, DecisionRow, PartyRow};
use crate::store::inside::{self, InsideRow, Standing, Wanted};
use crate::store::{Tx, replacement};

/// Records of a page.
const ROWS: usize = 50;
/// Pairs of brackets in which numbers are written (RULES 1.7).
const BRACKETS: [(char, char); 5] = [('〔', '〕'), ('[', ']'), ('［', '］'), ('(', ')'), ('（', '）')];

/// What the list is asked for.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub struct Asks {
    /// Beginning of a document number.
    #[serde(default)]
    pub number: String,
    /// Beginning of a party's name.
    #[serde(default)]
    pub party: String,
    /// Where the records stand: the word of a state, or `unseen`.
    #[serde(default)]
    pub state: String,
    /// Where the page starts.
    #[serde(default)]
    pub before: String,
}

/// What was given up or ended before the public saw it.
const UNSEEN: &str = "unseen";

impl Asks {
    /// Without any question the list leaves out what was given up: a file of a thousand wrong rows would hide the rest.
    fn standing(&self) -> Standing {
        match self.state.as_str() {
            UNSEEN => Standing::Unseen,
            "" if self.number.trim().is_empty() && self.party.trim().is_empty() => Standing::Alive,
            "" => Standing::Any,
            state => Publication::from_code(state).map_or(Standing::Any, Standing::In),
        }
    }
}

/// The states that the list can be asked for.
fn states() -> Vec<Choice> {
    let known = Publication::ALL.iter().map(|state| Choice::new(state.code(), state.label()));
    known.chain([Choice::new(UNSEEN, "已终止，未公示")]).collect()
}

/// A page of the list.
pub async fn list(tx: &mut Tx, regulator: &Regulator, asks: &Asks) -> Result<Records, Refusal> {
    regulator.may(Step::Read)?;
    let wanted = Wanted {
        numbers: spellings(asks.number.trim()),
        party_folded: fold_name(asks.party.trim()),
        standing: asks.standing(),
        before: asks.before.clone(),
    };
    let limit = i64::try_from(ROWS).unwrap_or(50) + 1;
    let mut rows = inside::list(tx, &whose(regulator, Step::Read), &wanted, limit).await?;
    let has_more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let next = rows.last().filter(|_| has_more).map(|last| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("before", &last.id);
        for (name, value) in [("number", &asks.number), ("party", &asks.party), ("state", &asks.state)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        format!("/desk/records?{}", query.finish())
    });
    let mut ways = vec![("/desk/unresolved", "主体待确认")];
    if regulator.may(Step::Hide).is_ok() {
        ways.push(("/desk/hide", "紧急隐藏"));
    }
    Ok(Records {
        number: asks.number.clone(),
        party: asks.party.clone(),
        state: asks.state.clone(),
        states: states(),
        rows: rows.into_iter().map(row).collect(),
        next,
        ways,
    })
}

/// The same beginning in all styles of brackets; none of nothing.
fn spellings(number: &str) -> Vec<String> {
    if number.is_empty() {
        return Vec::new();
    }
    let opens = |character: char| BRACKETS.iter().any(|(open, _)| *open == character);
    let closes = |character: char| BRACKETS.iter().any(|(_, close)| *close == character);
    let mut all: Vec<String> = BRACKETS
        .iter()
        .map(|(open, close)| {
            number
                .chars()
                .map(|character| match character {
                    character if opens(character) => *open,
                    character if closes(character) => *close,
                    other => other,
                })
                .collect()
        })
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn row(row: InsideRow) -> Row {
    let is_person = row.party_class.as_deref() == Some(PartyClass::NaturalPerson.code());
    let party = row.party.map(|name| if is_person { domain::privacy::mask_name(&name) } else { name });
    Row {
        id: row.public_id,
        number: row.document_number,
        kind: kind(&row.kind),
        title: row.title,
        party,
        decided_on: row.decided_on,
        due_on: row.due_on,
        state: standing(row.state, row.published_at),
    }
}

fn kind(code: &str) -> &'static str {
    DecisionKind::from_code(code).map_or("", DecisionKind::label)
}

/// Where a decision stands, in Chinese; what nobody ever saw told from what was public.
fn standing(state: Publication, published_at: Option<DateTime<Utc>>) -> &'static str {
    if state == Publication::Ended && published_at.is_none() {
        "已终止，未公示"
    } else {
        state.label()
    }
}

/// One record with everything inside.
pub async fn load(
    core: &Core,
    tx: &mut Tx,
    regulator: &Regulator,
    public_id: &str,
) -> Result<Record, Refusal> {
    regulator.may(Step::Read)?;
    let row = decision::by_public_id(tx, public_id).await?.ok_or(Refusal::Unknown)?;
    match regulator.may_for(Step::Read, row.authority_id.as_deref()) {
        Err(Refusal::Authority(_)) => return Err(Refusal::Unknown),
        other => other?,
    }
    let parties = decision::parties(tx, std::slice::from_ref(&row.id)).await?;
    let approvals = approval::of_decision(tx, &row.id).await?;
    let trail = audit::of_record(tx, &row.id).await?;
    let who = approvals.iter().map(|one| one.submitted_by.clone());
    let who = who.chain(approvals.iter().filter_map(|one| one.decided_by.clone()));
    let names = Names::load(tx, who.chain(trail.iter().map(|deed| deed.done_by.clone()))).await?;
    let versions = decision::corrections(tx, &row.id).await?;
    let today = core.clock.today();
    Ok(Record {
        id: row.public_id.clone(),
        number: row.document_number.clone(),
        kind: kind(&row.kind),
        state: match inside::replaced_at(tx, &row.id).await? {
            Some(_) => "已由改正后的记录代替",
            None => standing(row.state, row.published_at),
        },
        is_public: row.state.is_visible_on(row.public_until, today),
        facts: facts(&row),
        fields: fields(&row, &parties),
        parties: parties.iter().flat_map(party).collect(),
        versions: versions.into_iter().map(|one| (one.corrected_at, one.fields)).collect(),
        approvals: approvals.iter().map(|one| asked(one, &names)).collect(),
        trail: trail.into_iter().map(|one| deed(one, &names)).collect(),
        links: links(tx, &row).await?,
        reopen: reopen(regulator, &row),
        ways: ways(regulator, &row),
        personal: personal(regulator, &row, &parties),
        faults: Vec::new(),
    })
}

fn facts(row: &DecisionRow) -> Vec<(String, String)> {
    let moment = |at: DateTime<Utc>| (at + chrono::TimeDelta::hours(8)).format("%Y-%m-%d %H:%M").to_string();
    let withheld = row.withheld_reason.as_deref().map(|code| {
        WithheldReason::from_code(code).map_or_else(|| code.to_owned(), |reason| reason.label().to_owned())
    });
    let provisional = if row.due_provisional { "（暂定）" } else { "" };
    let pairs = [
        ("作出机关", Some(row.authority_name.clone())),
        ("数据来源单位", Some(row.source_name.clone())),
        ("决定日期", row.decided_on.map(|day| day.to_string())),
        ("公示期限", row.due_on.map(|day| format!("{day}{provisional}"))),
        ("收到", Some(moment(row.received_at))),
        ("公示", row.published_at.map(moment)),
        ("迟于期限", row.late_by.map(|days| format!("{days} 个工作日"))),
        ("公示截止", row.public_until.map(|day| day.to_string())),
        ("最早修复", row.repair_from.map(|day| day.to_string())),
        ("离开公示", row.ended_on.map(|day| day.to_string())),
        ("公开原因", row.public_reason.clone()),
        ("不予公示的理由", withheld),
        ("失信类别", row.class.clone()),
        ("公示期依据", row.policy.clone()),
        ("版本", Some(format!("第 {} 版", row.version))),
    ];
    pairs.into_iter().filter_map(|(caption, value)| Some((caption.to_owned(), value?))).collect()
}

fn fields(row: &DecisionRow, parties: &[PartyRow]) -> Vec<Field> {
    let values: BTreeMap<String, String> = serde_json::from_str(&row.fields).unwrap_or_default();
    let class = parties.first().and_then(|party| PartyClass::from_code(&party.class));
    let class = class.unwrap_or(PartyClass::Organisation);
    values
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .filter_map(|(code, value)| {
            let field = standard::field(&code)?;
            let is_public =
                matches!(field.disclosure_for(class), FieldDisclosure::Show | FieldDisclosure::ShowAfterScan);
            Some(Field { caption: field.caption.to_owned(), value: field.in_words(&value), is_public })
        })
        .collect()
}

fn party(party: &PartyRow) -> Vec<(String, String)> {
    let resolution = match party.resolution.as_str() {
        "unresolved" => "待确认",
        "settled" => "由人确认",
        _ => "按代码对应",
    };
    let pairs = [
        ("名称", Some(shown_name(party))),
        ("类别", PartyClass::from_code(&party.class).map(|class| class.label().to_owned())),
        ("统一社会信用代码", party.uscc.clone()),
        ("工商注册号", party.registration_number.clone()),
        ("对应的主体", Some(resolution.to_owned())),
    ];
    pairs.into_iter().filter_map(|(caption, value)| Some((caption.to_owned(), value?))).collect()
}

fn asked(row: &ApprovalRow, names: &Names) -> Asked {
    let purpose = row.purpose;
    Asked {
        id: row.id.clone(),
        purpose: purpose.label(),
        state: row.state.label(purpose),
        by: names.of(&row.submitted_by),
        at: row.submitted_at,
        decided: row.decided_by.as_ref().map(|id| names.of(id)).zip(row.decided_at),
        note: row.note.clone().filter(|note| !note.is_empty()),
    }
}

fn deed(row: AuditRow, names: &Names) -> Deed {
    Deed {
        number: row.number,
        at: row.recorded_at,
        action: act::label(&row.action),
        by: names.of(&row.done_by),
        note: row.note,
    }
}

async fn links(tx: &mut Tx, row: &DecisionRow) -> sqlx::Result<Vec<(&'static str, String, String)>> {
    let old = replacement::of_new(tx, &row.id).await?.map(|link| link.old_id);
    let new: Vec<String> =
        replacement::of_old(tx, &row.id).await?.into_iter().map(|link| link.new_id).collect();
    let ids: Vec<String> = old.iter().chain(&new).cloned().collect();
    let found = decision::by_ids(tx, &ids).await?;
    let place = |public_id: &str| format!("/desk/records/{public_id}");
    let decisions = found.into_iter().map(|other| {
        let caption = if Some(&other.id) == old.as_ref() { "替代了" } else { "被替代为" };
        (caption, place(&other.public_id), other.document_number)
    });
    let versions = inside::other_versions(tx, &row.id).await?.into_iter().map(|other| {
        let caption = if other.is_present { "改正后的记录" } else { "改正前的首次报送" };
        (caption, place(&other.public_id), other.document_number)
    });
    Ok(decisions.chain(versions).collect())
}

/// What opening the record in the form again is called, if the account may and it can be.
pub fn reopen(regulator: &Regulator, row: &DecisionRow) -> Option<&'static str> {
    regulator.may_for(Step::File, row.authority_id.as_deref()).ok()?;
    match row.state {
        Publication::Returned => Some("改错"),
        Publication::Published | Publication::Hidden => Some("更正"),
        _ => None,
    }
}

/// What the account may do with the record now.
fn ways(regulator: &Regulator, row: &DecisionRow) -> Vec<(String, &'static str)> {
    let id = &row.public_id;
    let may = |step| regulator.may_for(step, row.authority_id.as_deref()).is_ok();
    let is_public = row.state == Publication::Published;
    let waits = row.state.waits();
    let is_penalty = row.kind == DecisionKind::Penalty.code();
    let at = |word: &str| format!("/desk/records/{id}/{word}");
    let mut ways = Vec::new();
    if may(Step::File) {
        if is_public {
            ways.push((at("withdraw"), "撤回"));
        }
        if is_public && is_penalty {
            ways.push((at("repair"), "登记修复结果"));
        }
        if is_public || waits {
            ways.push((at("withhold"), "不予公示"));
        }
        if is_public || waits {
            ways.push((at("replace"), "登记所替代的决定"));
        }
    }
    if may(Step::Hide) && is_public {
        ways.push((format!("/desk/hide?record={id}"), "紧急隐藏"));
    }
    ways
}

fn personal(regulator: &Regulator, row: &DecisionRow, parties: &[PartyRow]) -> Personal {
    let holds = parties.iter().any(|party| {
        party.class == PartyClass::NaturalPerson.code()
            || party.person_number_cipher.is_some()
            || party.representative_number_cipher.is_some()
    });
    let may = regulator.may_for(Step::ReadPersonalData, row.authority_id.as_deref()).is_ok();
    if holds && may { Personal::Askable } else { Personal::None }
}
