//! Kinds of penalty and their amounts (RULES 1.4, 1.6, 1.7 point 9).

use super::cell::Row;
use super::codes;
use super::draft::Procedure;
use crate::amount::{AmountError, Fen, fines_in};
use crate::decision::PartyClass;
use crate::publicity::{PenaltyKind, PenaltyKinds};
use crate::standard::Unit;

/// Limits of the simple procedure in 分: natural persons and others (行政处罚法 51).
const SIMPLE_LIMITS: (i64, i64) = (20_000, 300_000);

/// What a penalty takes.
#[derive(Default)]
pub(super) struct Money {
    pub(super) kinds: PenaltyKinds,
    pub(super) fine: Option<Fen>,
    pub(super) confiscated: Option<Fen>,
}

/// 处罚类别 and the amounts and licences that it asks for (RULES 1.4, 1.7 point 9).
pub(super) fn read_money(row: &mut Row<'_>) -> Money {
    let content = format!("{} {}", row.text("NR"), row.text("NR_ZKDX"));
    let kinds = PenaltyKinds::parse(row.text("CFLB")).settled_by(&content);
    if kinds.has(PenaltyKind::SuspensionOrRevocation) {
        row.note(codes::SUSPENSION_OR_REVOCATION, "CFLB");
    }
    let is_unknown = kinds.has(PenaltyKind::Other) && !row.text("CFLB").contains("其他");
    if is_unknown {
        row.note(codes::PENALTY_KIND_UNKNOWN, "CFLB");
    }
    let fine = read_amount(row, "NR_FK");
    let confiscated = read_amount(row, "NR_WFFF");
    let asked = [
        ("NR_FK", kinds.has(PenaltyKind::Fine)),
        ("NR_WFFF", kinds.has_confiscation()),
        ("NR_ZKDX", kinds.touches_licence()),
    ];
    for (short, _) in asked.iter().filter(|(_, is_asked)| *is_asked) {
        require(row, short);
    }
    if let Some(fine) = fine {
        check_fine(row, fine, &kinds);
    }
    if confiscated.is_some_and(|amount| !amount.is_zero()) && !kinds.has_confiscation() {
        row.note(codes::AMOUNT_WITHOUT_KIND, "NR_WFFF");
    }
    Money { kinds, fine, confiscated }
}

fn read_amount(row: &mut Row<'_>, short: &'static str) -> Option<Fen> {
    let cell = row.cell(short)?;
    let amount: Result<Fen, AmountError> = match cell.unit {
        Unit::AsIs => Fen::from_wan(&cell.text),
        Unit::Yuan => Fen::from_yuan(&cell.text),
    };
    match amount {
        Ok(fen) => {
            row.replace(short, fen.wan());
            Some(fen)
        }
        Err(error) => {
            row.note_with(codes::AMOUNT_UNREADABLE, short, Some(&error.to_string()));
            None
        }
    }
}

/// A conditional field whose condition holds.
fn require(row: &mut Row<'_>, short: &str) {
    if let Some(field) = row.field(short)
        && row.text(short).is_empty()
        && row.is_needed(field)
    {
        row.note_missing(field);
    }
}

/// A fine is above zero, belongs to a 罚款, and agrees with the content of the decision. TRAP 元/万元: 罚款2000元
/// is 0.2 in the column.
fn check_fine(row: &mut Row<'_>, fine: Fen, kinds: &PenaltyKinds) {
    if !kinds.has(PenaltyKind::Fine) {
        if !fine.is_zero() {
            row.note(codes::AMOUNT_WITHOUT_KIND, "NR_FK");
        }
        return;
    }
    if fine.is_zero() {
        row.note(codes::FINE_NOT_POSITIVE, "NR_FK");
    }
    let named = fines_in(row.text("NR"));
    if let Some(amount) = named.iter().find(|amount| amount.differs_by_unit(fine))
        && !named.contains(&fine)
    {
        let detail = format!("处罚内容为{}元，此处为{}元", amount.yuan(), fine.yuan());
        row.note_with(codes::FINE_UNIT_MISMATCH, "NR_FK", Some(&detail));
    }
}

/// The simple procedure has limits: a higher fine means that the procedure is wrong.
pub(super) fn check_procedure(row: &mut Row<'_>, procedure: Procedure, fine: Option<Fen>) {
    let most = if row.class == PartyClass::NaturalPerson { SIMPLE_LIMITS.0 } else { SIMPLE_LIMITS.1 };
    if procedure == Procedure::Simple && fine.is_some_and(|fine| fine.fen() > most) {
        row.note(codes::SIMPLE_PROCEDURE_FINE, "NR_FK");
    }
}
