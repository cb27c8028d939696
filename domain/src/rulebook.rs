//! By what due days and ends are reckoned: the calendar, the clocks and the policies of publicity, those of the program
//! and those that administrators entered.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, Deadline};
use crate::clocks::{ClockKind, ClockRow, Clocks};
use crate::publicity::{Policies, Policy};

/// All that is in force, will be or was; cheap to clone.
#[derive(Clone, Debug)]
pub struct Rulebook {
    /// Which days are working days.
    pub calendar: Calendar,
    /// How long what may take.
    pub clocks: Clocks,
    /// How long what is public.
    pub policies: Policies,
    /// How many rows were entered: another number means other rules.
    entered: usize,
}

/// The two tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleKind {
    /// How long something may take.
    Clock,
    /// How long something is public.
    Policy,
}

/// A row of either table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// How long something may take.
    Clock(ClockRow),
    /// How long something is public.
    Policy(Policy),
}

impl Rule {
    /// The first day of events or decisions that it governs; none for a clock that governs all.
    pub const fn in_force_from(&self) -> Option<NaiveDate> {
        match self {
            Self::Clock(row) => row.in_force_from,
            Self::Policy(policy) => Some(policy.effective_from),
        }
    }
}

impl Rulebook {
    /// The rows that come with the program.
    pub fn official() -> Self {
        Self::over(Calendar::official())
    }

    /// The same over another calendar.
    pub fn over(calendar: Calendar) -> Self {
        Self { calendar, clocks: Clocks::official(), policies: Policies::official(), entered: 0 }
    }

    /// The last day of a clock whose event happened on that day; none where no rule was in force.
    pub fn due(&self, kind: ClockKind, event_on: NaiveDate) -> Option<Deadline> {
        self.clocks.due(kind, event_on, &self.calendar)
    }

    /// The same with another row, in the place of what it changes from its first day on.
    #[must_use]
    pub fn with(self, rule: Rule) -> Self {
        let entered = self.entered + 1;
        match rule {
            Rule::Clock(row) => Self { clocks: self.clocks.with(row), entered, ..self },
            Rule::Policy(policy) => Self { policies: self.policies.with(policy), entered, ..self },
        }
    }

    /// What tells one edition of the rules from another: the calendar's, and how many rows were entered.
    pub fn edition(&self) -> (String, usize) {
        (self.calendar.edition(), self.entered)
    }
}
