//! What one administrator enters and another confirms, as pages show it.

use app::desk::Fault;
use app::desk::entered::{Buttons, Entered, EnteredState};
use chrono::{DateTime, Utc};
use domain::role::Step;

use crate::actions::regulator::Regulator;
use crate::store::entered::{IN_FORCE, WAITING};
use crate::store::{Tx, account};

/// Through whose hands it went, as it is stored.
pub(super) struct Hands<'a> {
    /// How far it is.
    pub(super) state: &'a str,
    /// Account and moment.
    pub(super) entered: (&'a str, DateTime<Utc>),
    /// Account and moment.
    pub(super) decided: Option<(&'a str, DateTime<Utc>)>,
}

impl Hands<'_> {
    /// The same with the names of the people.
    pub(super) async fn entered(&self, tx: &mut Tx, (id, title): (&str, String)) -> sqlx::Result<Entered> {
        let ids = std::iter::once(self.entered).chain(self.decided).map(|(id, _)| id.to_owned());
        let people = account::by_ids(tx, &ids.collect::<Vec<_>>()).await?;
        let named = |(id, at): (&str, DateTime<Utc>)| {
            let person = people.iter().find(|person| person.id == id);
            (person.map_or(id, |person| &person.name).to_owned(), at)
        };
        Ok(Entered {
            id: id.to_owned(),
            title,
            state: match self.state {
                IN_FORCE => EnteredState::InForce,
                WAITING => EnteredState::Waiting,
                _ => EnteredState::Refused,
            },
            entered: named(self.entered),
            decided: self.decided.map(named),
        })
    }
}

/// What this account may do with it.
pub(super) fn buttons_of(state: EnteredState, entered_by: &str, regulator: &Regulator) -> Buttons {
    match state {
        _ if regulator.may(Step::ManageCalendar).is_err() => Buttons::None,
        EnteredState::Waiting if entered_by == regulator.account_id => Buttons::TakeBack,
        EnteredState::Waiting => Buttons::Decide,
        EnteredState::InForce | EnteredState::Refused => Buttons::None,
    }
}

/// Faults as a form shows them.
pub(super) fn faults_of(faults: Vec<(&'static str, String)>) -> Vec<Fault> {
    faults.into_iter().map(|(field, message)| Fault { field: field.to_owned(), message }).collect()
}
