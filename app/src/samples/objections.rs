//! Objections: the public pages and the desk's.

use domain::clocks::ClockKind;
use domain::objection::{Ground, ObjectionState, Objector, Outcome, Statement, Typed};
use domain::role::Role;

use super::{HOSTILE, day, moment};
use crate::desk::objections::{Attached, Case, CaseTyped, Content, Due, Line, Queue, View as Topic};
use crate::desk::{Desk, Fault, Reader, View};
use crate::page::{
    ObjectionClock, ObjectionForm, ObjectionLookup, ObjectionPage, ObjectionReceipt, ObjectionStatus, Page,
};

const NUMBER: &str = "YY20261119-7F3K9Q";
const RECORD: &str = "行政处罚 云市监处罚〔2026〕117号";

fn clock(kind: ClockKind, due_on: &str, done_on: Option<&str>, left: Option<u32>) -> ObjectionClock {
    ObjectionClock { kind, due_on: day(due_on), provisional: false, done_on: done_on.map(day), left }
}

fn clocks() -> Vec<ObjectionClock> {
    vec![
        clock(ClockKind::ObjectionMark, "2026-11-20", Some("2026-11-19"), None),
        clock(ClockKind::ObjectionForward, "2026-11-20", Some("2026-11-20"), None),
        clock(ClockKind::ObjectionSource, "2026-11-27", None, Some(4)),
        clock(ClockKind::ObjectionTotal, "2026-11-30", None, Some(5)),
    ]
}

fn steps() -> Vec<(&'static str, chrono::NaiveDate)> {
    vec![("收到", day("2026-11-19")), ("受理", day("2026-11-19")), ("转来源单位核查", day("2026-11-20"))]
}

fn form() -> ObjectionForm {
    ObjectionForm {
        csrf: "0".repeat(64),
        form: "1".repeat(64),
        record_id: "d8f4k1zq".to_owned(),
        record_path: "/decisions/d8f4k1zq".to_owned(),
        record_label: RECORD.to_owned(),
        authority: Some("云川市市场监督管理局".to_owned()),
        kept_months: domain::objection::KEPT_MONTHS,
        typed: Typed::default(),
        faults: Vec::new(),
    }
}

/// The form after it was sent with faults; all texts are as given.
fn wrong_form(text: &str) -> ObjectionForm {
    let fault = |field: &str, message: String| Fault { field: field.to_owned(), message };
    ObjectionForm {
        record_label: text.to_owned(),
        typed: Typed { words: text.to_owned(), name: text.to_owned(), ..Typed::default() },
        faults: vec![
            fault("ground", "请选择一项异议理由".to_owned()),
            fault("attachment", format!("第 1 个附件：文件是空的，请重新选择 {text}")),
        ],
        ..form()
    }
}

fn receipt(text: &str) -> ObjectionReceipt {
    ObjectionReceipt {
        number: NUMBER.to_owned(),
        code: "7GQ2-M4XT-9KBD-0WZE".to_owned(),
        received_at: moment("2026-11-19", 632),
        record_label: text.to_owned(),
        attachments: vec![text.to_owned()],
    }
}

fn status() -> ObjectionStatus {
    ObjectionStatus {
        csrf: "0".repeat(64),
        number: NUMBER.to_owned(),
        code: "7GQ2-M4XT-9KBD-0WZE".to_owned(),
        state: ObjectionState::Forwarded,
        steps: steps(),
        clocks: clocks(),
        record_path: Some("/decisions/d8f4k1zq".to_owned()),
        extension_reason: None,
        outcome: None,
        reason: None,
        erased_on: None,
    }
}

/// Closed, the record being no longer public.
fn closed(reason: &str) -> ObjectionStatus {
    let mut steps = steps();
    steps.extend([("来源单位答复", day("2026-11-22")), ("已办结", day("2026-11-23"))]);
    ObjectionStatus {
        state: ObjectionState::Closed,
        steps,
        record_path: None,
        extension_reason: Some(reason.to_owned()),
        outcome: Some(Outcome::Upheld),
        reason: Some(reason.to_owned()),
        ..status()
    }
}

/// The same when the time for which it is kept is over.
fn erased() -> ObjectionStatus {
    let erased_on = Some(day("2027-11-24"));
    ObjectionStatus { extension_reason: None, reason: None, erased_on, ..closed("") }
}

/// The public pages of objections.
pub(super) fn pages() -> Vec<(&'static str, &'static str, Page)> {
    let (form_path, status_path) = ("/objections/new?record=d8f4k1zq", "/objections/YY20261119-7F3K9Q");
    let pages = [
        ("objection-form", form_path, ObjectionPage::Form(Box::new(form()))),
        ("objection-form-wrong", "/objections", ObjectionPage::Form(Box::new(wrong_form(RECORD)))),
        ("objection-elsewhere", form_path, ObjectionPage::Elsewhere),
        ("objection-receipt", "/objections", ObjectionPage::Receipt(receipt(RECORD))),
        ("objection-lookup", "/objections", ObjectionPage::Lookup(ObjectionLookup::default())),
        ("objection-status", status_path, ObjectionPage::Status(Box::new(status()))),
        (
            "objection-closed",
            status_path,
            ObjectionPage::Status(Box::new(closed("公示的金额与决定书一致。"))),
        ),
        ("objection-erased", status_path, ObjectionPage::Status(Box::new(erased()))),
    ];
    pages.map(|(name, path, page)| (name, path, Page::Objection(page))).to_vec()
}

/// Those that show texts of others.
pub(super) fn hostile(text: &str) -> Vec<(&'static str, Page)> {
    vec![
        ("hostile-objection-form", ObjectionPage::Form(Box::new(wrong_form(text)))),
        ("hostile-objection-receipt", ObjectionPage::Receipt(receipt(text))),
        ("hostile-objection-status", ObjectionPage::Status(Box::new(closed(text)))),
    ]
    .into_iter()
    .map(|(name, page)| (name, Page::Objection(page)))
    .collect()
}

fn line(id: &str, state: ObjectionState, due: Option<(&str, Option<u32>)>) -> Line {
    Line {
        id: id.to_owned(),
        number: NUMBER.to_owned(),
        record_label: RECORD.to_owned(),
        state,
        received_on: day("2026-11-19"),
        due: due.map(|(on, left)| Due { on: day(on), provisional: false, left }),
        outcome: (state == ObjectionState::Closed).then_some(Outcome::Upheld),
    }
}

fn case(state: ObjectionState, text: &str) -> Case {
    Case {
        id: "0199a2c3".to_owned(),
        number: NUMBER.to_owned(),
        state,
        record_label: RECORD.to_owned(),
        record_path: Some("/decisions/d8f4k1zq".to_owned()),
        correction_path: Some("/desk/drafts/new?corrects=d8f4k1zq".to_owned()),
        content: Content::Open {
            statement: Box::new(Statement {
                ground: Ground::Wrong,
                objector: Objector::Representative,
                name: text.to_owned(),
                telephone: "0690-5550199".to_owned(),
                email: Some("yiyi@example.cn".to_owned()),
                words: text.to_owned(),
            }),
            attachments: vec![Attached {
                position: 1,
                name: text.to_owned(),
                kind: "pdf".to_owned(),
                size: 48_200,
            }],
            answer: Some(text.to_owned()),
        },
        steps: steps(),
        clocks: clocks(),
        extension_reason: None,
        outcome: None,
        reason: None,
        request: None,
        typed: CaseTyped::default(),
        fault: None,
    }
}

fn desk(view: Topic) -> Page {
    Page::Desk(Box::new(Desk {
        reader: Some(Reader {
            name: "示例复核人".to_owned(),
            role: Role::Reviewer,
            authority_name: Some("云川市市场监督管理局".to_owned()),
            is_deputy: false,
        }),
        csrf: "0".repeat(64),
        notice: None,
        view: View::Objections(view),
    }))
}

/// The desk's pages of objections.
pub(super) fn desk_pages() -> Vec<(&'static str, &'static str, Page)> {
    let queue = Queue {
        open: vec![
            line("a", ObjectionState::Received, None),
            line("b", ObjectionState::Answered, Some(("2026-11-20", None))),
            line("c", ObjectionState::Accepted, Some(("2026-11-23", Some(0)))),
            line("d", ObjectionState::Forwarded, Some(("2026-11-27", Some(4)))),
        ],
        ended: vec![line("e", ObjectionState::Closed, None)],
    };
    let refused = Case {
        fault: Some(Fault {
            field: "close".to_owned(), message: "请写明理由：异议人会看到".to_owned()
        }),
        typed: CaseTyped { outcome: "upheld".to_owned(), ..CaseTyped::default() },
        ..case(ObjectionState::Answered, "罚款金额与决定书不一致。")
    };
    let erased = Case {
        content: Content::Erased { on: Some(day("2027-11-24")) },
        outcome: Some(Outcome::Upheld),
        ..case(ObjectionState::Closed, "")
    };
    let of_entry = Case {
        record_label: "经营异常名录：云川示例商贸有限公司".to_owned(),
        record_path: Some("/entries/m3j6b8kd".to_owned()),
        correction_path: None,
        typed: CaseTyped { outcome: "removed".to_owned(), ..CaseTyped::default() },
        ..case(ObjectionState::Accepted, "已补报年度报告。")
    };
    let sealed = Case {
        content: Content::Sealed { ground: Some(Ground::Wrong) },
        ..case(ObjectionState::Accepted, "")
    };
    let path = "/desk/objections/0199a2c3";
    let boxed = |case| desk(Topic::Case(Box::new(case)));
    vec![
        ("desk-objections", "/desk/objections", desk(Topic::Queue(queue))),
        ("desk-objections-empty", "/desk/objections", desk(Topic::Queue(Queue::default()))),
        ("desk-objection", path, boxed(case(ObjectionState::Received, "罚款金额与决定书不一致。"))),
        ("desk-objection-refused", path, boxed(refused)),
        ("desk-objection-erased", path, boxed(erased)),
        ("desk-objection-sealed", path, boxed(sealed)),
        ("desk-objection-entry", path, boxed(of_entry)),
        ("desk-objection-hostile", path, boxed(case(ObjectionState::Accepted, HOSTILE))),
    ]
}
