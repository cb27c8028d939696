//! What a second person is asked for, with all that the decision needs.

mod removal;

pub(crate) use removal::label as entry_label;

use std::collections::{BTreeMap, BTreeSet};

use app::desk::choice::Choice;
use app::desk::queue::Filed;
use app::desk::queue::item::{Changed, Decide, Item, Late, Shown};
use domain::approval::{ApprovalState, Purpose};
use domain::check::lint;
use domain::decision::{DecisionKind, PartyClass};
use domain::lateness::LateReason;
use domain::leaving::{HidingGround, RemovalGround, WithdrawalGround};
use domain::publication::{Publication, WithheldReason};
use domain::role::{Role, Step};
use domain::standard::{self, FieldDisclosure};

use super::whose::Names;
use super::{queue, records};
use crate::actions::approval::{self as approving, Leaving};
use crate::actions::regulator::{Refusal, Regulator};
use crate::import::{self, Channel};
use crate::record::preview::{Preview, preview};
use crate::state::Core;
use crate::store::approval::{self, ApprovalRow};
use crate::store::decision::{self, DecisionRow, PartyRow};
use crate::store::{Tx, account};

/// One thing that waits or was decided. Whose record it is not, it is unknown to.
pub async fn load(core: &Core, tx: &mut Tx, regulator: &Regulator, id: &str) -> Result<Item, Refusal> {
    let row = approval::by_id(tx, id).await?.ok_or(Refusal::Unknown)?;
    may_see(regulator, &row)?;
    let purpose = row.purpose;
    if purpose == Purpose::Remove {
        return removal::load(tx, regulator, &row).await;
    }
    let decision = decision::by_ids(tx, std::slice::from_ref(&row.record_id)).await?.pop();
    let decision = decision.ok_or(Refusal::Unknown)?;
    let parties = decision::parties(tx, std::slice::from_ref(&decision.id)).await?;
    let kind = DecisionKind::from_code(&decision.kind).ok_or(Refusal::Unknown)?;
    let leaving = Leaving::of(&row).filter(|_| !matches!(purpose, Purpose::Publish | Purpose::Correct));
    let names = Names::load(tx, [row.submitted_by.clone()]).await?;
    let (shown, changed) = shown(core, tx, (purpose, &row), &decision, &parties).await?;
    let decide = decide(regulator, purpose, &row);
    let others = match &decide {
        Decide::No(_) if row.state == ApprovalState::Waiting => deciders(tx, &row).await?,
        _ => Vec::new(),
    };
    Ok(Item {
        id: row.id.clone(),
        purpose: (purpose.code(), purpose.label()),
        state: row.state.label(purpose).to_owned(),
        record: decision.public_id.clone(),
        path: format!("/desk/records/{}", decision.public_id),
        number: decision.document_number.clone(),
        authority: decision.authority_name.clone(),
        kind: kind.label(),
        shown,
        inside: inside(&decision, &parties),
        ticked: ticked(&row),
        due: queue::due_of(core, purpose, leaving.as_ref(), (decision.due_on, decision.due_provisional)),
        late: late(core, purpose, &row, &decision),
        filed: filed(&row, &names),
        batch: row.batch_id.clone().zip(row.line),
        changed,
        request: leaving.as_ref().map(|leaving| request(purpose, leaving)).unwrap_or_default(),
        decide,
        reopen: may_reopen(regulator, purpose, &row, &decision),
        may_give_up: may_give_up(regulator, purpose, &row),
        others,
        note: row.note.clone().filter(|note| !note.is_empty()),
        faults: Vec::new(),
    })
}

fn may_see(regulator: &Regulator, row: &ApprovalRow) -> Result<(), Refusal> {
    let authority = row.authority_id.as_deref();
    let hides = row.purpose == Purpose::Hide && regulator.may_for(Step::Hide, authority).is_ok();
    if hides {
        return Ok(());
    }
    match regulator.may_for(Step::Read, authority) {
        Err(Refusal::Authority(_)) => Err(Refusal::Unknown),
        other => other,
    }
}

/// Who handed it in.
fn filed(row: &ApprovalRow, names: &Names) -> Filed {
    Filed {
        by: names.of(&row.submitted_by),
        channel: Channel::from_code(&row.channel).map_or("", Channel::label).to_owned(),
        begun_at: row.begun_at,
        submitted_at: row.submitted_at,
    }
}

/// The warnings that the clerk ticked: the sentence of each code that has one.
fn ticked(row: &ApprovalRow) -> Vec<String> {
    let codes: Vec<String> =
        row.ticked.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    codes.iter().map(|code| lint::words(code)).collect()
}

fn late(core: &Core, purpose: Purpose, row: &ApprovalRow, decision: &DecisionRow) -> Option<Late> {
    let is_late = purpose == Purpose::Publish
        && row.state == ApprovalState::Waiting
        && approving::is_late(decision, core.clock.today());
    is_late.then(|| Late {
        code: row.late_reason.clone().unwrap_or_default(),
        words: row.late_words.clone().unwrap_or_default(),
        choices: late_reasons(),
    })
}

/// The reasons of lateness.
pub fn late_reasons() -> Vec<Choice> {
    LateReason::ALL.map(|reason| Choice::new(reason.code(), reason.label())).to_vec()
}

/// The grounds of a withdrawal.
pub fn withdrawal_grounds() -> Vec<Choice> {
    WithdrawalGround::ALL.map(|ground| Choice::new(ground.code(), ground.label())).to_vec()
}

/// The grounds of a removal.
pub fn removal_grounds() -> Vec<Choice> {
    RemovalGround::ALL.map(|ground| Choice::new(ground.code(), ground.label())).to_vec()
}

/// The grounds of withholding.
pub fn withholding_grounds() -> Vec<Choice> {
    WithheldReason::ALL.map(|ground| Choice::new(ground.code(), ground.label())).to_vec()
}

fn decide(regulator: &Regulator, purpose: Purpose, row: &ApprovalRow) -> Decide {
    if row.state != ApprovalState::Waiting {
        return Decide::No(format!("这一件{}。", row.state.label(purpose)));
    }
    match approving::may_decide(regulator, row) {
        Ok(()) if purpose == Purpose::Hide => Decide::Hiding(withdrawal_grounds(), withholding_grounds()),
        Ok(()) => Decide::Approve,
        Err(refusal) => Decide::No(format!("{refusal}。")),
    }
}

/// What was returned is put right in the form.
fn may_reopen(
    regulator: &Regulator,
    purpose: Purpose,
    row: &ApprovalRow,
    decision: &DecisionRow,
) -> Option<&'static str> {
    let is_returned =
        row.state == ApprovalState::Returned && matches!(purpose, Purpose::Publish | Purpose::Correct);
    records::reopen(regulator, decision).filter(|_| is_returned)
}

fn may_give_up(regulator: &Regulator, purpose: Purpose, row: &ApprovalRow) -> bool {
    matches!(purpose, Purpose::Withdraw | Purpose::Repair | Purpose::Withhold | Purpose::Remove)
        && row.state.is_open()
        && regulator.may_for(Step::File, row.authority_id.as_deref()).is_ok()
}

/// Names of those who may decide.
async fn deciders(tx: &mut Tx, row: &ApprovalRow) -> sqlx::Result<Vec<String>> {
    let Some(authority_id) = row.authority_id.as_deref() else { return Ok(Vec::new()) };
    let accounts = account::list(tx, Some(authority_id)).await?;
    let may = |role: &str| Role::from_code(role).is_some_and(|role| role.reach(Step::Approve).is_some());
    Ok(accounts
        .into_iter()
        .filter(|one| one.state == "active" && one.id != row.submitted_by && may(&one.role))
        .map(|one| one.name)
        .collect())
}

/// What the public will see, and which fields a correction changes.
async fn shown(
    core: &Core,
    tx: &mut Tx,
    (purpose, row): (Purpose, &ApprovalRow),
    decision: &DecisionRow,
    parties: &[PartyRow],
) -> Result<(Shown, Vec<Changed>), Refusal> {
    let sentence = |text: &str| Ok((Shown::Nothing(text.to_owned()), Vec::new()));
    match purpose {
        Purpose::Withdraw => sentence(
            "原页面换成撤回说明：只有文号、作出机关和公开原因，没有当事人和内容，保留到原公示截止日。",
        ),
        Purpose::Repair => sentence("什么也看不到：记录终止公示，不留“已修复”之类的痕迹。"),
        Purpose::Withhold => sentence("什么也看不到：不予公示，也不留痕迹。"),
        // What it does to an entry is told in its own module.
        Purpose::Remove => Err(Refusal::Unknown),
        _ if matches!(decision.state, Publication::Ended | Publication::Withdrawn) => {
            sentence("这条记录已不在公示中。")
        }
        Purpose::Publish | Purpose::Hide => {
            Ok((page(preview(core, tx, decision, parties).await?), Vec::new()))
        }
        Purpose::Correct => {
            let Ok((sent, party)) = import::proposed(row) else {
                return sentence("更正内容无法读取，请退回后重新提交。");
            };
            let changed = changed(decision, parties, &sent, &party);
            let (sent, party) = in_its_place(decision, parties, sent, party);
            Ok((page(preview(core, tx, &sent, &[party]).await?), changed))
        }
    }
}

fn page(preview: Preview) -> Shown {
    match preview {
        Preview::Public(page) => Shown::Page(page),
        Preview::Withheld(ground) => {
            Shown::Nothing(format!("什么也看不到：通过后依法不予公示（{ground}）。"))
        }
        Preview::Nothing => Shown::Nothing("什么也看不到：缺少法定必填字段，或者公示期已满。".to_owned()),
    }
}

/// The corrected row under the identity of the one that it corrects.
fn in_its_place(
    known: &DecisionRow,
    parties: &[PartyRow],
    sent: DecisionRow,
    party: PartyRow,
) -> (DecisionRow, PartyRow) {
    let stored = parties.first();
    let party = PartyRow {
        decision_id: known.id.clone(),
        position: stored.map_or(1, |stored| stored.position),
        entity_id: stored.and_then(|stored| stored.entity_id.clone()),
        ..party
    };
    let row = DecisionRow {
        id: known.id.clone(),
        public_id: known.public_id.clone(),
        authority_id: known.authority_id.clone(),
        received_at: known.received_at,
        published_at: known.published_at,
        working_days: known.working_days,
        late_by: known.late_by,
        taken_over: known.taken_over,
        version: known.version + 1,
        ..sent
    };
    (row, party)
}

type Values = BTreeMap<String, String>;

fn values(row: &DecisionRow) -> Values {
    serde_json::from_str(&row.fields).unwrap_or_default()
}

fn changed(known: &DecisionRow, parties: &[PartyRow], sent: &DecisionRow, party: &PartyRow) -> Vec<Changed> {
    let (old, new) = (values(known), values(sent));
    let codes: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let value = |values: &Values, code: &String| values.get(code).cloned().unwrap_or_default();
    let mut changes: Vec<Changed> = codes
        .into_iter()
        .filter(|code| old.get(*code) != new.get(*code))
        .filter_map(|code| {
            let field = standard::field(code)?;
            let [old, new] = [&old, &new].map(|values| field.in_words(&value(values, code)));
            Some(Changed { caption: field.caption.to_owned(), old, new })
        })
        .collect();
    let before = parties.first().map(shown_name).unwrap_or_default();
    let after = shown_name(party);
    if before != after {
        changes.push(Changed { caption: "行政相对人名称".to_owned(), old: before, new: after });
    }
    changes
}

/// A party's name; a person's is masked, its page asks for a purpose.
pub fn shown_name(party: &PartyRow) -> String {
    if party.class == PartyClass::NaturalPerson.code() {
        domain::privacy::mask_name(&party.name)
    } else {
        party.name.clone()
    }
}

/// What stays inside: fields that the dictionary does not show, and what is known of the parties.
fn inside(decision: &DecisionRow, parties: &[PartyRow]) -> Vec<(String, String)> {
    let values = values(decision);
    let hidden = values.iter().filter_map(|(code, value)| {
        let field = standard::field(code)?;
        let is_shown = matches!(field.disclosure, FieldDisclosure::Show | FieldDisclosure::ShowAfterScan);
        (!is_shown && !value.is_empty()).then(|| (field.caption.to_owned(), field.in_words(value)))
    });
    let of_parties = parties.iter().flat_map(|party| {
        let has_number = party.person_number_cipher.is_some() || party.representative_number_cipher.is_some();
        [
            Some(("行政相对人".to_owned(), shown_name(party))),
            party.registration_number.clone().map(|number| ("工商注册号".to_owned(), number)),
            party.representative.clone().map(|name| ("法定代表人".to_owned(), name)),
            has_number.then(|| ("证件号码".to_owned(), "已报送，加密保存".to_owned())),
        ]
    });
    hidden.chain(of_parties.flatten()).collect()
}

fn request(purpose: Purpose, leaving: &Leaving) -> Vec<(String, String)> {
    let ground = leaving.ground.as_deref().and_then(|code| match purpose {
        Purpose::Withdraw => WithdrawalGround::from_code(code).map(WithdrawalGround::label),
        Purpose::Withhold => WithheldReason::from_code(code).map(WithheldReason::label),
        Purpose::Hide => HidingGround::from_code(code).map(HidingGround::label),
        Purpose::Remove => RemovalGround::from_code(code).map(RemovalGround::label),
        _ => None,
    });
    let (day, words) = match purpose {
        Purpose::Withdraw => ("原决定变更、撤销之日", "公开原因"),
        Purpose::Repair => ("信用中国办结之日", "修复结果（不公开）"),
        Purpose::Hide => ("隐藏之日", "说明（不公开）"),
        Purpose::Remove => ("移出之日", "移出原因"),
        _ => ("申请之日", "说明（不公开）"),
    };
    let ground = ground.map(|label| ("事由".to_owned(), label.to_owned()));
    let mut pairs: Vec<(String, String)> = ground.into_iter().collect();
    pairs.push((day.to_owned(), leaving.on.to_string()));
    if !leaving.reason.is_empty() {
        pairs.push((words.to_owned(), leaving.reason.clone()));
    }
    pairs
}
