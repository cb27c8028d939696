use chrono::NaiveDate;

use super::{Course, ObjectionState as State, ObjectionStep as Step, Typed, clocks, next_due, reason_fault};
use crate::calendar::Calendar;
use crate::clocks::{ClockKind, ClockRow, Clocks};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// All transitions that there are; every other pair is refused.
const TRANSITIONS: [(State, Step, State); 13] = [
    (State::Received, Step::Accept, State::Accepted),
    (State::Received, Step::Decline, State::Declined),
    (State::Received, Step::Withdraw, State::Withdrawn),
    (State::Accepted, Step::Forward, State::Forwarded),
    (State::Accepted, Step::Extend, State::Accepted),
    (State::Accepted, Step::Close, State::Closed),
    (State::Accepted, Step::Withdraw, State::Withdrawn),
    (State::Forwarded, Step::Answer, State::Answered),
    (State::Forwarded, Step::Extend, State::Forwarded),
    (State::Forwarded, Step::Withdraw, State::Withdrawn),
    (State::Answered, Step::Extend, State::Answered),
    (State::Answered, Step::Close, State::Closed),
    (State::Answered, Step::Withdraw, State::Withdrawn),
];

#[test]
fn every_pair_of_state_and_step_leads_where_the_table_says_or_is_refused() {
    for state in State::ALL {
        for step in Step::ALL {
            let expected = TRANSITIONS.iter().find(|(from, by, _)| (*from, *by) == (state, step));
            assert_eq!(state.after(step).ok(), expected.map(|(_, _, to)| *to), "{state:?} {step:?}");
        }
    }
}

#[test]
fn a_refused_step_says_where_the_objection_stands() {
    let refused = State::Closed.after(Step::Accept).unwrap_err();
    assert_eq!(refused.message(), "这件异议已办结，不能受理，请刷新后再看");
}

#[test]
fn the_record_is_marked_from_the_acceptance_to_the_close_and_no_longer() {
    let marked: Vec<State> = State::ALL.into_iter().filter(|state| state.marks_the_record()).collect();
    assert_eq!(marked, [State::Accepted, State::Forwarded, State::Answered]);
}

#[test]
fn words_lead_back() {
    for state in State::ALL {
        assert_eq!(State::try_from(state.code().to_owned()), Ok(state));
    }
    for step in Step::ALL {
        assert_eq!(Step::from_code(step.code()), Some(step));
    }
    for ground in super::Ground::ALL {
        assert_eq!(super::Ground::from_code(ground.code()), Some(ground));
    }
    for outcome in super::Outcome::ALL {
        assert_eq!(super::Outcome::from_code(outcome.code()), Some(outcome));
    }
}

/// Accepted on Monday 2026-11-23, and what followed.
fn course(forwarded: Option<&str>, answered: Option<&str>, extended: Option<&str>) -> Course {
    Course {
        accepted_on: Some(day("2026-11-23")),
        forwarded_on: forwarded.map(day),
        answered_on: answered.map(day),
        extended_on: extended.map(day),
        ended_on: None,
    }
}

#[test]
fn what_is_to_be_done_next_has_its_last_day() {
    let calendar = Calendar::official();
    let (own, tuesday) = (course(None, None, None), Some("2026-11-24"));
    for (state, course, due, why) in [
        (State::Received, Course::default(), None, "no rule sets a time for the acceptance"),
        (State::Accepted, own, Some("2026-11-26"), "own scope: three working days"),
        (
            State::Forwarded,
            course(tuesday, None, None),
            Some("2026-12-01"),
            "the source: five from the forwarding",
        ),
        (
            State::Forwarded,
            course(Some("2026-11-30"), None, None),
            Some("2026-12-02"),
            "the total comes first",
        ),
        (State::Answered, course(tuesday, Some("2026-11-27"), None), Some("2026-12-02"), "seven in all"),
        (State::Answered, course(tuesday, Some("2026-11-27"), tuesday), Some("2026-12-11"), "seven more"),
        (State::Accepted, course(None, None, tuesday), Some("2026-12-11"), "an extension replaces both"),
        (State::Closed, own, None, "nothing is to be done"),
    ] {
        let found =
            next_due(state, &course, &Clocks::official(), &calendar).map(crate::calendar::Deadline::on);
        assert_eq!(found, due.map(day), "{state:?}: {why}");
    }
}

#[test]
fn a_rule_entered_later_has_its_own_length_for_what_is_accepted_from_then_on() {
    let calendar = Calendar::official();
    let row = Clocks::official().row(ClockKind::ObjectionOwn, day("2026-11-20")).expect("a row").clone();
    let table =
        Clocks::official().with(ClockRow { working_days: 5, in_force_from: Some(day("2026-11-23")), ..row });
    let own = |accepted_on: &str| {
        let course = Course { accepted_on: Some(day(accepted_on)), ..Course::default() };
        let running = clocks(&course, &table, &calendar);
        running.iter().find(|clock| clock.kind == ClockKind::ObjectionOwn).map(|clock| clock.due.on())
    };
    assert_eq!(own("2026-11-20"), Some(day("2026-11-25")));
    assert_eq!(own("2026-11-23"), Some(day("2026-11-30")));
}

#[test]
fn a_clock_that_was_met_says_when() {
    let calendar = Calendar::official();
    let whole =
        Course { ended_on: Some(day("2026-11-30")), ..course(Some("2026-11-24"), Some("2026-11-27"), None) };
    let done: Vec<_> = clocks(&whole, &Clocks::official(), &calendar)
        .into_iter()
        .map(|clock| (clock.kind.code(), clock.done_on.map(|day| day.to_string())))
        .collect();
    let expected = [
        ("objection-mark", "2026-11-23"),
        ("objection-forward", "2026-11-24"),
        ("objection-source", "2026-11-27"),
        ("objection-total", "2026-11-30"),
    ];
    assert_eq!(done, expected.map(|(kind, on)| (kind, Some(on.to_owned()))));
}

fn typed() -> Typed {
    Typed {
        ground: "wrong".to_owned(),
        objector: "party".to_owned(),
        name: " 示例异议人 ".to_owned(),
        telephone: "0690-5550199".to_owned(),
        email: String::new(),
        words: "罚款金额与决定书不一致，应为 200 元。".to_owned(),
        capable: true,
    }
}

#[test]
fn what_was_typed_is_taken_without_blanks_around_it() {
    let statement = typed().check().unwrap();
    assert_eq!((statement.name.as_str(), statement.email), ("示例异议人", None));
}

#[test]
fn every_fault_is_told_at_its_field() {
    let text = |text: &str| text.to_owned();
    for (typed, field) in [
        (Typed { ground: text("x"), ..typed() }, "ground"),
        (Typed { objector: text(""), ..typed() }, "objector"),
        (Typed { name: text(" "), ..typed() }, "name"),
        (Typed { name: "长".repeat(101), ..typed() }, "name"),
        (Typed { telephone: text("电话"), ..typed() }, "telephone"),
        (Typed { telephone: text("-----"), ..typed() }, "telephone"),
        (Typed { email: text("name@"), ..typed() }, "email"),
        (Typed { email: text("a b@c.cn"), ..typed() }, "email"),
        (Typed { words: text("太短"), ..typed() }, "words"),
        (Typed { words: "长".repeat(2_001), ..typed() }, "words"),
        (Typed { capable: false, ..typed() }, "capable"),
    ] {
        let faults = typed.check().unwrap_err();
        assert_eq!(faults.iter().map(|fault| fault.field).collect::<Vec<_>>(), [field]);
    }
    assert_eq!(Typed::default().check().unwrap_err().len(), 6);
}

#[test]
fn a_reason_is_there_short_and_without_personal_data() {
    assert_eq!(reason_fault("经核查，决定书载明的金额与公示一致。"), None);
    for wrong in [" ", "联系人电话 13800138000", &"长".repeat(501)] {
        assert!(reason_fault(wrong).is_some(), "{wrong}");
    }
}

#[test]
fn who_objected_is_kept_to_the_end_of_the_corresponding_day() {
    for (ended_on, months, from) in [
        ("2026-11-23", 12, "2027-11-24"),
        ("2024-02-29", 12, "2025-03-01"),
        ("2026-08-31", 6, "2027-03-01"),
        ("2026-12-31", 1, "2027-02-01"),
    ] {
        assert_eq!(super::erased_from(day(ended_on), months), Some(day(from)), "{ended_on} {months}");
    }
}
