//! The form of a decision: parties, decision, what the public will see, what is to be ticked.

use domain::check::lint::Weight;
use domain::decision::DecisionKind;
use domain::lateness::{LateReason, Urgency};
use domain::standard::{Field, form_fields};
use leptos::prelude::*;

use super::super::frame::Body;
use super::super::parts::{error_summary, token};
use super::field::{self, Cell};
use super::lists::{day_with_weekday, time_left};
use super::{Due, Form, Mark, Party, Preview};
use crate::document;
use crate::keeper::DraftKeeper;
use crate::page::PageContext;
use crate::pages;
use crate::parts;
use crate::text;

/// Fields that say how a decision is shown, below those that say what was decided.
const ON_PUBLICATION: &str = "CX";
/// Who decided and who files: chosen, not typed.
const OFFICES: [&str; 8] = ["XKJG", "XKJGDM", "CFJG", "CFJGDM", "LYDW", "LYDWDM", "SJLY", "SJLYDM"];

pub(super) fn body(context: &PageContext, csrf: &str, form: &Form) -> Body {
    let caption = format!("填报{}", form.kind.label());
    let title = if form.faults.is_empty() { caption.clone() } else { format!("错误：{caption}") };
    let action = format!("/desk/drafts/{}/save", form.id);
    let html = view! {
        <h1>{caption}</h1>
        {steps(form)}
        {error_summary(&form.faults)}
        {conflict(form)}
        {word(form)}
        {deadline(form)}
        <form id="form" class="filing" method="post" action=action autocomplete="off" novalidate tabindex="-1">
            {token(csrf)}
            <input type="hidden" name="version" value=form.version.to_string()/>
            <input type="hidden" name="parties" value=form.parties.len().to_string()/>
            // Enter saves; it never presses one of the buttons between the fields.
            <button class="hidden" tabindex="-1" aria-hidden="true">"存为草稿"</button>
            {parties(form)}
            {decision(form)}
            {publication(form)}
            {lateness(form)}
            {preview(context, form)}
            {ticks(form)}
            {actions(form)}
            <DraftKeeper path=format!("/desk/drafts/{}", form.id)/>
        </form>
        {document::island_loader(context)}
    };
    Body { title, html: html.into_any() }
}

fn steps(form: &Form) -> AnyView {
    let current = usize::from(form.preview.is_some());
    let step = |(index, label): (usize, &'static str)| {
        view! {
            <li aria-current=(index == current).then_some("step")><b>{(index + 1).to_string()}</b>" "{label}</li>
        }
        .into_any()
    };
    let steps: Vec<AnyView> =
        ["填写", "预览公众所见", "另一人复核", "公示"].into_iter().enumerate().map(step).collect();
    view! { <ol class="steps" aria-label="步骤">{steps}</ol> }.into_any()
}

fn conflict(form: &Form) -> AnyView {
    let Some(theirs) = &form.theirs else { return parts::nothing() };
    view! {
        <div class="notice notice-red" role="alert">
            <b>"这份草稿刚由另一处保存过，您的内容尚未保存。"</b>
            {parts::name(&theirs.by)}
            {format!(
                " 于 {} 保存。下面是您填写的内容，与对方不同的各项下面列出了对方的内容；核对后再保存，以您的为准。证件号码不回显，须重新填写。",
                text::zh_minute(theirs.at),
            )}
        </div>
    }
    .into_any()
}

fn word(form: &Form) -> AnyView {
    let Some(word) = &form.word else { return parts::nothing() };
    view! { <p class="notice notice-red"><b>"复核退回："</b>{parts::name(word)}</p> }.into_any()
}

fn deadline(form: &Form) -> AnyView {
    let (by, at) = &form.saved;
    let saved = view! {
        "草稿由 "{parts::name(by)}" 于 "{text::zh_minute(*at)}" 保存。"
    };
    let Some(due) = form.due else {
        return view! { <p class="notice">"填写决定日期并保存后，这里显示公示期限。"{saved}</p> }.into_any();
    };
    let is_over = matches!(due.urgency, Urgency::Overdue { .. });
    let class = if is_over { "notice notice-red" } else { "notice" };
    let provisional =
        due.is_provisional.then_some("期限暂定：有关年度的节假日安排尚未录入，录入以后重新计算。");
    view! {
        <p class=class><b>{deadline_words(due)}</b>{since(form.kind, due)}{provisional}{saved}</p>
    }
    .into_any()
}

fn deadline_words(due: Due) -> String {
    let provisional = if due.is_provisional { "（暂定）" } else { "" };
    format!("期限：{}24 时{provisional}，{}。", day_with_weekday(due.on), time_left(due))
}

fn since(kind: DecisionKind, due: Due) -> String {
    let what = match kind {
        DecisionKind::Licence => "许可决定日期",
        DecisionKind::Penalty => "处罚决定日期",
    };
    format!("{what} {}，当日不计，第 {} 个工作日截止。", text::zh_date(due.from), due.working_days)
}

fn parties(form: &Form) -> AnyView {
    let several = form.parties.len() > 1;
    let parties: Vec<AnyView> = form
        .parties
        .iter()
        .zip(1..)
        .map(|(party, number)| one_party(form, (party, number), several))
        .collect();
    let save = format!("/desk/drafts/{}/save", form.id);
    view! {
        <section aria-labelledby="parties-heading">
            <h2 id="parties-heading">"行政相对人"</h2>
            {parties}
            <p class="actions">
                <button class="button-plain" formaction=save name="add-party" value="1">"添加相对人"</button>
                <span class="hint">"一份文书涉及几个相对人的，每人一条记录，决定内容共用。"</span>
            </p>
        </section>
    }
    .into_any()
}

fn one_party(form: &Form, (party, number): (&Party, usize), several: bool) -> AnyView {
    // The class first: it says which of the other fields are asked for.
    let (class, others): (Vec<&'static Field>, Vec<&'static Field>) = form_fields(form.kind)
        .filter(|field| field.is_about_party())
        .partition(|field| field.short_code() == "XDR_LB");
    let rows: Vec<AnyView> = class
        .into_iter()
        .chain(code_before_name(others))
        .map(|field| field::row(&Cell::of_party(form, (party, number), field)))
        .collect();
    let save = format!("/desk/drafts/{}/save", form.id);
    let head = several.then(|| {
        view! {
            <h3>{format!("第 {number} 个")}</h3>
            <button class="button-plain" formaction=save name="remove-party" value=number.to_string()>
                {format!("删除第 {number} 个相对人")}
            </button>
        }
    });
    let label = format!("第 {number} 个行政相对人");
    view! {
        <div class="party" id=format!("party-{number}") tabindex="-1" role="group" aria-label=label>{head}{rows}</div>
    }
    .into_any()
}

/// The credit code stands before the name, which it fills.
fn code_before_name(mut fields: Vec<&'static Field>) -> Vec<&'static Field> {
    fields.sort_by_key(|field| field.short_code() != "XDR_SHXYM");
    fields
}

fn decision(form: &Form) -> AnyView {
    let fields = form_fields(form.kind).filter(|field| {
        !field.is_about_party() && field.table != ON_PUBLICATION && !OFFICES.contains(&field.short_code())
    });
    let rows: Vec<AnyView> = fields.map(|field| field::row(&Cell::shared(form, field))).collect();
    view! {
        <section aria-labelledby="decision-heading">
            <h2 id="decision-heading">"决定"</h2>
            {offices(form)}
            {rows}
        </section>
    }
    .into_any()
}

fn offices(form: &Form) -> AnyView {
    let options: Vec<AnyView> = form
        .authorities
        .iter()
        .map(|(id, name)| {
            view! { <option value=id.clone() selected=*id == form.authority>{name.clone()}</option> }
                .into_any()
        })
        .collect();
    let marks: Vec<&Mark> =
        form.marks.iter().filter(|mark| mark.field.as_deref() == Some("authority")).collect();
    let is_wrong = marks.iter().any(|mark| mark.weight == Weight::Block);
    let faults: Vec<AnyView> = marks
        .iter()
        .map(|mark| view! { <p class="fault">"错误："<bdi>{mark.message.clone()}</bdi></p> }.into_any())
        .collect();
    let class = if is_wrong { "entry entry-wrong" } else { "entry" };
    let word = match form.kind {
        DecisionKind::Licence => "许可机关",
        DecisionKind::Penalty => "处罚机关",
    };
    view! {
        <div class=class>
            <div>
                <label for="authority">{word}</label>
                {faults}
                <select id="authority" name="authority" aria-describedby="authority-dict">{options}</select>
                <p class="hint">"数据来源单位："{parts::name(&form.source_name)}</p>
            </div>
            <p class="dict" id="authority-dict">
                "必填，公开。作出决定的机关：本机关，或者委托本机关填报的机关。数据来源单位是填报人所在的机关。名称与代码取自机关名录。"
            </p>
        </div>
    }
    .into_any()
}

fn publication(form: &Form) -> AnyView {
    let fields = form_fields(form.kind).filter(|field| field.table == ON_PUBLICATION);
    let rows: Vec<AnyView> = fields.map(|field| field::row(&Cell::shared(form, field))).collect();
    view! {
        <section aria-labelledby="publication-heading">
            <h2 id="publication-heading">"公示"</h2>
            {rows}
        </section>
    }
    .into_any()
}

/// Asked for once the due day is over.
fn lateness(form: &Form) -> AnyView {
    let Some((code, words)) = &form.late else { return parts::nothing() };
    let options: Vec<AnyView> = LateReason::ALL
        .into_iter()
        .map(|reason| {
            view! { <option value=reason.code() selected=reason.code() == code>{reason.label()}</option> }
                .into_any()
        })
        .collect();
    let mark = form.marks.iter().find(|mark| mark.field.as_deref() == Some("late_reason"));
    let fault =
        mark.map(|mark| view! { <p class="fault" id="late_reason-fault">"错误："{mark.message.clone()}</p> });
    let class = if mark.is_some() { "entry entry-wrong" } else { "entry" };
    view! {
        <section aria-labelledby="late-heading">
            <h2 id="late-heading">"逾期原因"</h2>
            <div class=class>
                <div>
                    <label for="late_reason">"原因"</label>
                    {fault}
                    <select id="late_reason" name="late_reason" aria-describedby="late_reason-dict">
                        <option value="">"（请选择）"</option>
                        {options}
                    </select>
                </div>
                <p class="dict" id="late_reason-dict">"已超过公示期限时必填。原因的类别公开。"</p>
            </div>
            <div class="entry">
                <div>
                    <label for="late_words">"说明"</label>
                    <textarea id="late_words" name="late_words" rows="2" aria-describedby="late_words-dict">
                        {parts::area_content(words)}
                    </textarea>
                </div>
                <p class="dict" id="late_words-dict">"选填，只在内部使用，不公开。"</p>
            </div>
        </section>
    }
    .into_any()
}

fn preview(context: &PageContext, form: &Form) -> AnyView {
    let Some(Preview { page, verdicts }) = &form.preview else { return parts::nothing() };
    let verdicts: Vec<AnyView> = verdicts
        .iter()
        .map(|(party, verdict)| {
            view! { <div><dt>{parts::name(party)}</dt><dd>{verdict.clone()}</dd></div> }.into_any()
        })
        .collect();
    let page = page.as_ref().map(|page| pages::decision::preview(context, page));
    view! {
        <section class="part seen" aria-labelledby="preview">
            <h2 id="preview" tabindex="-1">"公众将看到"<small>"按现在公示预览，尚未公示"</small></h2>
            <dl class="pairs pairs-plain">{verdicts}</dl>
            {page}
        </section>
    }
    .into_any()
}

/// Every warning has its box; the tick is recorded.
fn ticks(form: &Form) -> AnyView {
    let mut codes: Vec<&str> = Vec::new();
    for mark in form.marks.iter().filter(|mark| mark.weight == Weight::Warn) {
        if !codes.contains(&mark.code.as_str()) {
            codes.push(&mark.code);
        }
    }
    if codes.is_empty() || form.preview.is_none() {
        return parts::nothing();
    }
    let boxes: Vec<AnyView> = codes.into_iter().map(|code| tick(form, code)).collect();
    view! {
        <fieldset class="ticks">
            <legend>"请逐项确认"</legend>
            <p class="hint">"已核对无误的，逐项打勾；您的确认会记录下来，复核人可以看到。"</p>
            {boxes}
        </fieldset>
    }
    .into_any()
}

fn tick(form: &Form, code: &str) -> AnyView {
    let messages: Vec<&str> = form
        .marks
        .iter()
        .filter(|mark| mark.code == code && mark.weight == Weight::Warn)
        .map(|mark| mark.message.as_str())
        .collect();
    let is_ticked = form.ticked.iter().any(|ticked| ticked == code);
    view! {
        <label class="tick">
            <input type="checkbox" id=format!("tick-{code}") name="tick" value=code.to_owned() checked=is_ticked/>
            <bdi>{messages.join("；")}</bdi>
        </label>
    }
    .into_any()
}

fn actions(form: &Form) -> AnyView {
    let address = |step: &str| format!("/desk/drafts/{}/{step}", form.id);
    let can_hand_in = form.preview.is_some() && form.marks.iter().all(|mark| mark.weight == Weight::Warn);
    let hand_in =
        can_hand_in.then(|| view! { <button formaction=address("hand-in")>"提交，请另一人复核"</button> });
    let check_class = if can_hand_in { "button-plain" } else { "" };
    view! {
        <p class="actions end">
            {hand_in}
            <button class=check_class formaction=address("check")>"检查并预览公众所见"</button>
            <button class="button-plain" formaction=address("save")>"存为草稿"</button>
            <a href="/desk/drafts">"回到草稿列表"</a>
        </p>
    }
    .into_any()
}
