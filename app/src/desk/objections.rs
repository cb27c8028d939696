//! Objections, as those see them who decide: the queue by clock, and a case with what can be done about it.

use chrono::NaiveDate;
use domain::objection::{Ground, ObjectionState, Outcome, Statement};
#[cfg(feature = "ssr")]
use {
    super::Fault,
    super::frame::Body,
    super::parts::token,
    crate::pages::objection::remedies,
    crate::pages::objection_parts::{choice, clocks, described, steps, words_field},
    crate::parts::{self, BadgeTone, badge},
    domain::leaving::{RemovalGround, WithdrawalGround},
    domain::objection::ObjectionStep,
    domain::publication::WithheldReason,
    leptos::prelude::*,
};

use crate::page::ObjectionClock;

/// The pages of the topic.
#[derive(Clone, Debug, PartialEq)]
pub enum View {
    /// `/desk/objections`
    Queue(Queue),
    /// `/desk/objections/{id}`
    Case(Box<Case>),
}

/// `/desk/objections`: nothing that tells who objects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    /// What is to be done, the least time left first; what was not yet accepted comes before all.
    pub open: Vec<Line>,
    /// What ended last.
    pub ended: Vec<Line>,
}

/// A line of the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Identifier inside the house.
    pub id: String,
    /// 受理编号
    pub number: String,
    /// Which record.
    pub record_label: String,
    /// Where it stands.
    pub state: ObjectionState,
    /// When it was received.
    pub received_on: NaiveDate,
    /// The last day of what is to be done next; none before the acceptance.
    pub due: Option<Due>,
    /// How it ended.
    pub outcome: Option<Outcome>,
}

/// A last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The day.
    pub on: NaiveDate,
    /// May it still change?
    pub provisional: bool,
    /// Working days left; none once it is over.
    pub left: Option<u32>,
}

/// `/desk/objections/{id}`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Identifier inside the house.
    pub id: String,
    /// 受理编号
    pub number: String,
    /// Where it stands.
    pub state: ObjectionState,
    /// Which record.
    pub record_label: String,
    /// Its address, if it is still public.
    pub record_path: Option<String>,
    /// Where a correction of it is filed; decisions only.
    pub correction_path: Option<String>,
    /// What it says, as far as the reader may know it.
    pub content: Content,
    /// What happened on which day.
    pub steps: Vec<(&'static str, NaiveDate)>,
    /// Its clocks.
    pub clocks: Vec<ObjectionClock>,
    /// Why it was extended.
    pub extension_reason: Option<String>,
    /// How it ended, or is to end.
    pub outcome: Option<Outcome>,
    /// Why.
    pub reason: Option<String>,
    /// What a second person was asked for, and how that stands.
    pub request: Option<String>,
    /// What was typed and refused.
    pub typed: CaseTyped,
    /// Why it was refused: the field, and a sentence.
    pub fault: Option<super::Fault>,
}

/// What an objection says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// For those who decide it.
    Open {
        /// Who objects, why and in which words.
        statement: Box<Statement>,
        /// What was attached.
        attachments: Vec<Attached>,
        /// What the source answered.
        answer: Option<String>,
    },
    /// For those who only look: nothing that tells who objects, and nothing to do.
    Sealed {
        /// 理由
        ground: Option<Ground>,
    },
    /// The time of keeping is over.
    Erased {
        /// Since that day.
        on: Option<NaiveDate>,
    },
}

/// An attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// Its place, from 1.
    pub position: i64,
    /// The file's name as it was sent.
    pub name: String,
    /// PDF, PNG, JPEG.
    pub kind: String,
    /// In bytes.
    pub size: u64,
}

/// What was typed into the forms of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseTyped {
    /// The reason or the answer.
    pub words: String,
    /// Code of the outcome.
    pub outcome: String,
    /// Code of the ground.
    pub ground: String,
}

/// Its HTML.
#[cfg(feature = "ssr")]
pub(crate) fn body(csrf: &str, view: View) -> Body {
    match view {
        View::Queue(queue) => Body { title: "异议".to_owned(), html: queue_html(&queue) },
        View::Case(case) => Body { title: format!("异议 {}", case.number), html: case_html(csrf, &case) },
    }
}

#[cfg(feature = "ssr")]
fn queue_html(queue: &Queue) -> AnyView {
    let late = queue.open.iter().filter(|line| line.due.is_some_and(|due| due.left.is_none())).count();
    let late = (late > 0).then(|| view! { <b class="warn">{format!("{late} 件已逾期。")}</b> });
    view! {
        <h1>"异议"</h1>
        <p class="lead">{format!("{} 件待办，尚未受理的在前，其余按剩余时间排列。", queue.open.len())}{late}</p>
        {table("待办的异议", &queue.open)}
        {(!queue.ended.is_empty()).then(|| view! {
            <section class="part" aria-labelledby="ended"><h2 id="ended">"最近办结"</h2>{table("最近办结的异议", &queue.ended)}</section>
        })}
    }
    .into_any()
}

#[cfg(feature = "ssr")]
fn table(caption: &'static str, lines: &[Line]) -> AnyView {
    if lines.is_empty() {
        return view! { <p class="muted">"没有待办的异议。"</p> }.into_any();
    }
    let rows: Vec<AnyView> = lines.iter().map(line).collect();
    view! {
        <table class="stack">
            <caption class="hidden">{caption}</caption>
            <thead>
                <tr>
                    <th scope="col">"受理编号"</th>
                    <th scope="col">"针对"</th>
                    <th scope="col">"收到"</th>
                    <th scope="col">"状态"</th>
                    <th scope="col">"时限"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

#[cfg(feature = "ssr")]
fn line(line: &Line) -> AnyView {
    let due = match line.due {
        Some(due) => {
            let provisional = due.provisional.then_some("（暂定）");
            let left = match due.left {
                None => badge("已逾期", BadgeTone::Red),
                Some(0) => badge("今日到期", BadgeTone::Red),
                Some(left) => badge(format!("剩 {left} 个工作日"), BadgeTone::Grey),
            };
            view! { {left}" "{parts::table_day(due.on)}{provisional} }.into_any()
        }
        None if line.state == ObjectionState::Received => badge("待受理", BadgeTone::Blue),
        None => "—".into_any(),
    };
    let outcome = line.outcome.filter(|_| line.state == ObjectionState::Closed).map(Outcome::label);
    view! {
        <tr>
            <th scope="row"><a href=format!("/desk/objections/{}", line.id)>{line.number.clone()}</a></th>
            <td data-label="针对">{parts::name(&line.record_label)}</td>
            <td data-label="收到" class="date">{parts::table_day(line.received_on)}</td>
            <td data-label="状态">{line.state.label()}{outcome.map(|outcome| view! { <small>{outcome}</small> })}</td>
            <td data-label="时限" class="date">{due}</td>
        </tr>
    }
    .into_any()
}

#[cfg(feature = "ssr")]
fn case_html(csrf: &str, case: &Case) -> AnyView {
    let record = match &case.record_path {
        Some(path) => parts::name_link(path.clone(), &case.record_label),
        None => view! { {parts::name(&case.record_label)}"（已停止公开）" }.into_any(),
    };
    let faults: Vec<Fault> = case.fault.iter().cloned().collect();
    view! {
        <div class="title">
            <h1>"异议 "{case.number.clone()}</h1>
            <span class="badges">{badge(case.state.label(), BadgeTone::Blue)}</span>
        </div>
        <p class="lead">"针对："{record}</p>
        {super::parts::error_summary(&faults)}
        {content(case)}
        <section class="part" aria-labelledby="course">
            <h2 id="course">"经过和期限"</h2>
            {steps(&case.steps)}
            {clocks(&case.clocks)}
            {said(case)}
        </section>
        {actions(csrf, case, &faults)}
    }
    .into_any()
}

/// What it says.
#[cfg(feature = "ssr")]
fn content(case: &Case) -> AnyView {
    match &case.content {
        Content::Open { statement: told, attachments, .. } => statement(&case.id, told, attachments),
        Content::Sealed { ground } => sealed(*ground),
        Content::Erased { on } => erased(*on),
    }
}

/// Who objects, why, in which words, with what.
#[cfg(feature = "ssr")]
fn statement(id: &str, statement: &Statement, attachments: &[Attached]) -> AnyView {
    let attachments: Vec<AnyView> = attachments.iter().map(|one| attached(id, one)).collect();
    let attachments = if attachments.is_empty() {
        "没有".into_any()
    } else {
        view! { <ul>{attachments}</ul> }.into_any()
    };
    view! {
        <section class="part" aria-labelledby="statement">
            <h2 id="statement">"异议内容"<small>"只有办理人员能看到，查看已记入审计"</small></h2>
            <dl class="pairs pairs-plain">
                {parts::pair("理由", statement.ground.label().into_any())}
                {parts::pair("陈述", parts::name(&statement.words))}
                {parts::pair("附件", attachments)}
                {parts::pair("异议人", parts::name(&statement.name))}
                {parts::pair("身份", statement.objector.label().into_any())}
                {parts::pair("电话", parts::name(&statement.telephone))}
                {parts::pair("电子邮箱", statement.email.as_ref().map_or_else(|| "—".into_any(), parts::name))}
            </dl>
        </section>
    }
    .into_any()
}

/// The reason alone.
#[cfg(feature = "ssr")]
fn sealed(ground: Option<Ground>) -> AnyView {
    let ground = ground.map_or("—", Ground::label);
    view! {
        <section class="part" aria-labelledby="statement">
            <h2 id="statement">"异议内容"<small>"异议人的信息、陈述、附件和来源单位的答复只有办理人员能看到"</small></h2>
            <dl class="pairs pairs-plain">{parts::pair("理由", ground.into_any())}</dl>
        </section>
    }
    .into_any()
}

/// In the place of what was erased.
#[cfg(feature = "ssr")]
fn erased(day: Option<NaiveDate>) -> AnyView {
    let day = day.map(|day| format!("已于 {} ", crate::text::zh_date(day)));
    view! { <p class="notice">"异议人的信息、陈述、附件和办理理由保存期满，"{day}"删除。"</p> }.into_any()
}

#[cfg(feature = "ssr")]
fn attached(id: &str, attached: &Attached) -> AnyView {
    let href = format!("/desk/objections/{id}/attachments/{}", attached.position);
    let size = format!("（{}，{} KB）", attached.kind.to_uppercase(), attached.size.div_ceil(1_024));
    view! { <li><a href=href download="">{parts::name(&attached.name)}</a>{size}</li> }.into_any()
}

/// What was said in its course.
#[cfg(feature = "ssr")]
fn said(case: &Case) -> AnyView {
    let answer = match &case.content {
        Content::Open { answer, .. } => answer.clone(),
        Content::Sealed { .. } | Content::Erased { .. } => None,
    };
    let rows = [
        ("来源单位答复", answer),
        ("延期原因", case.extension_reason.clone()),
        ("结果", case.outcome.map(|outcome| outcome.label().to_owned())),
        ("理由", case.reason.clone()),
        ("第二人复核", case.request.clone()),
    ];
    let rows: Vec<AnyView> = rows
        .into_iter()
        .filter_map(|(caption, text)| Some(parts::pair(caption, parts::name(text?))))
        .collect();
    if rows.is_empty() {
        return parts::nothing();
    }
    view! { <dl class="pairs pairs-plain">{rows}</dl> }.into_any()
}

/// What can be done in this state, one form each; nothing by who only looks.
#[cfg(feature = "ssr")]
fn actions(csrf: &str, case: &Case, faults: &[Fault]) -> AnyView {
    let decides = !matches!(case.content, Content::Sealed { .. });
    let can = |step| decides && case.state.after(step).is_ok();
    let form = |step: ObjectionStep, fields: AnyView| {
        can(step).then(|| {
            let action = format!("/desk/objections/{}/{}", case.id, step.code());
            // What takes the objection no further is never the button that leads.
            let button = match step {
                ObjectionStep::Decline | ObjectionStep::Extend => {
                    view! { <button class="button-plain">{step.label()}</button> }.into_any()
                }
                _ => view! { <button>{step.label()}</button> }.into_any(),
            };
            view! {
                <section class="part" aria-label=step.label()>
                    <form method="post" action=action class="objection">
                        {token(csrf)}{fields}<p class="actions">{button}</p>
                    </form>
                </section>
            }
        })
    };
    let words = |name, label, hint| {
        let typed = if faults.iter().any(|fault| fault.field == name) { &case.typed.words } else { "" };
        words_field((name, label, hint), typed, faults)
    };
    let extended = case.extension_reason.is_some();
    view! {
        {form(ObjectionStep::Accept, view! { <p class="small">"受理后，记录旁立即标明“异议处理中”，期限从今天起算。"</p> }.into_any())}
        {form(ObjectionStep::Decline, words("decline", "不予受理的理由", "异议人会看到。"))}
        {form(ObjectionStep::Forward, view! { <p class="small">"本机关不能判断的，转记录的来源单位核查；来源单位答复后在这里登记。"</p> }.into_any())}
        {form(ObjectionStep::Answer, words("answer", "来源单位的答复", "只供内部查看。"))}
        {(!extended).then(|| form(ObjectionStep::Extend, words("extend", "延期的原因", "只能延期一次，异议人会看到。")))}
        {form(ObjectionStep::Close, closing(case, faults))}
    }
    .into_any()
}

/// Outcome, reason, and what the chosen outcome needs besides: the style sheet hides the rest where the browser can
/// (`:has`), the headings tell it everywhere, the server looks at nothing else.
#[cfg(feature = "ssr")]
fn closing(case: &Case, faults: &[Fault]) -> AnyView {
    let is_decision = case.correction_path.is_some();
    let outcomes: Vec<(&'static str, &'static str)> = Outcome::ALL
        .into_iter()
        .filter(|outcome| is_decision || *outcome != Outcome::Stopped)
        .map(|outcome| (outcome.code(), outcome.label()))
        .collect();
    let kept = case.outcome.map_or("", Outcome::code);
    let is_typed = faults.iter().any(|fault| fault.field == "close");
    let outcome = if case.typed.outcome.is_empty() { kept } else { &case.typed.outcome };
    let words = if is_typed { case.typed.words.clone() } else { case.reason.clone().unwrap_or_default() };
    let chosen = &case.typed.ground;
    let (stopped, removed) = if is_decision {
        let withheld = WithheldReason::ALL.map(|ground| (ground.code(), ground.label()));
        let withdrawn = WithdrawalGround::ALL.map(|ground| (ground.code(), ground.label()));
        (
            Some(ground(("withheld", "不予公示的依据", LEAVES_DECISION), &withheld, chosen)),
            ground(("withdrawn", "撤回的依据", LEAVES_DECISION), &withdrawn, chosen),
        )
    } else {
        let removal = RemovalGround::ALL.map(|ground| (ground.code(), ground.label()));
        (None, ground(("removal", "移出的依据", LEAVES_LIST), &removal, chosen))
    };
    view! {
        <div class="closing">
            {choice(("outcome", "结果"), &outcomes, outcome, &[])}
            {when("corrected", "更正、补充", correction(case))}
            {stopped.map(|field| when("stopped", "停止公开", field))}
            {when("removed", "移出", removed)}
            {when("upheld", "维持", view! { <div class="small">"告知异议人："{remedies()}</div> }.into_any())}
            {words_field(("close", "理由", "异议人会看到；撤回、移出的，随撤回或者移出的原因公开。不要写个人信息。"), &words, faults)}
        </div>
    }
    .into_any()
}

/// What follows where a decision is to leave the public view.
#[cfg(feature = "ssr")]
const LEAVES_DECISION: &str = "提请另一人复核；记录撤下后再回到这里办结。";
/// The same for an entry.
#[cfg(feature = "ssr")]
const LEAVES_LIST: &str = "提请另一人复核；条目移出后再回到这里办结。名录保留移出记录的，列入原因消除的显示为“已移出”，其余不留痕迹。";

/// A part of the form that belongs to one outcome.
#[cfg(feature = "ssr")]
fn when(outcome: &'static str, caption: &'static str, part: AnyView) -> AnyView {
    let class = format!("when when-{outcome}");
    view! { <fieldset class=class><legend>{format!("结果为“{caption}”的")}</legend>{part}</fieldset> }
        .into_any()
}

#[cfg(feature = "ssr")]
fn correction(case: &Case) -> AnyView {
    match case.correction_path.clone() {
        Some(path) => {
            view! { <p class="small">"先"<a href=path>"填报更正"</a>"，由另一人复核；生效以后再办结。"</p> }
                .into_any()
        }
        None => view! { <p class="small">"由来源单位更正并报送，同步以后再办结。"</p> }.into_any(),
    }
}

/// By what ground the record leaves.
#[cfg(feature = "ssr")]
fn ground(
    (name, label, hint): (&'static str, &'static str, &'static str),
    grounds: &[(&'static str, &'static str)],
    chosen: &str,
) -> AnyView {
    let (class, _, described) = described(name, &[]);
    let options: Vec<AnyView> = grounds
        .iter()
        .map(|(code, label)| {
            let is_chosen = *code == chosen;
            view! { <option value=*code selected=is_chosen>{*label}</option> }.into_any()
        })
        .collect();
    view! {
        <div class=class>
            <label for=name>{label}</label>
            <p class="hint" id=format!("{name}-hint")>{hint}</p>
            <select id=name name=name aria-describedby=described><option value="">"请选择"</option>{options}</select>
        </div>
    }
    .into_any()
}
