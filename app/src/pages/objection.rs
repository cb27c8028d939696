//! `/objections` and below: somebody without an account objects to a record, and looks how far it is (RULES 5.4).

use domain::objection::{Ground, ObjectionState, Objector, Outcome, REMEDIES, Typed};
use leptos::prelude::*;

use super::objection_parts::{choice, clocks, described, steps, words_field};
use crate::desk::Fault;
use crate::desk::parts::{TextField, error_summary, text_field, token};
use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::{
    ObjectionForm, ObjectionLookup, ObjectionPage, ObjectionReceipt, ObjectionStatus, PageContext,
};
use crate::parts::{self, BadgeTone, badge};
use crate::text;

pub(crate) fn document(context: &PageContext, page: ObjectionPage) -> Document {
    let (title, body) = match page {
        ObjectionPage::Form(page) => ("提出异议", form(&page)),
        ObjectionPage::Elsewhere => ("提出异议", elsewhere(context)),
        ObjectionPage::Lookup(page) => ("查询异议进度", lookup(&page)),
        ObjectionPage::Receipt(page) => ("异议已收到", receipt(&page)),
        ObjectionPage::Status(page) => ("异议办理进度", status(&page)),
    };
    Document {
        title: title.to_owned(),
        robots: Robots::NoIndex,
        search: SearchBar::Plain,
        crumbs: Crumb::below("办事指南", "/guide/objection", title),
        hero: None,
        body,
        source: Source::of(context.provider.name.clone()),
    }
}

fn form(page: &ObjectionForm) -> AnyView {
    let authority = page.authority.clone().map(|name| view! { "，由"{parts::name(name)}"负责" });
    view! {
        <h1>"提出异议"</h1>
        <p class="lead">
            "针对："{parts::name_link(page.record_path.clone(), &page.record_label)}{authority}
            "。不需要账号，不收费。"
        </p>
        {error_summary(&page.faults)}
        <form method="post" action="/objections" enctype="multipart/form-data" class="objection">
            {token(&page.csrf)}
            <input type="hidden" name="form" value=page.form.clone()/>
            <input type="hidden" name="record" value=page.record_id.clone()/>
            {fields(page)}
            <p class="actions"><button>"提交异议"</button></p>
        </form>
        {what_follows(page.kept_months)}
    }
    .into_any()
}

fn fields(page: &ObjectionForm) -> AnyView {
    let (typed, faults) = (&page.typed, &page.faults);
    let grounds = Ground::ALL.map(|ground| (ground.code(), ground.label()));
    let objectors = Objector::ALL.map(|objector| (objector.code(), objector.label()));
    let text = |name, label, hint, kind, value, autocomplete| {
        text_field(&TextField { name, label, hint, kind, value, autocomplete }, faults)
    };
    view! {
        {choice(("ground", "异议理由"), &grounds, &typed.ground, faults)}
        {words_field(("words", "哪里不对，应当怎样", "10 至 2000 字。不必写身份证件号码。"), &typed.words, faults)}
        {files(faults)}
        {choice(("objector", "您是"), &objectors, &typed.objector, faults)}
        {text("name", "姓名或者单位名称", "代理人填写自己的姓名，并附授权书。", "text", &typed.name, "name")}
        {text("telephone", "联系电话", "办理人员用它核实身份。", "tel", &typed.telephone, "tel")}
        {text("email", "电子邮箱（可不填）", "", "email", &typed.email, "email")}
        {capable(typed, faults)}
    }
    .into_any()
}

/// The box to tick: others are outside the regulation.
fn capable(typed: &Typed, faults: &[Fault]) -> AnyView {
    let (class, messages, _) = described("capable", faults);
    view! {
        <div class=class>
            {messages}
            <div class="choice">
                <input type="checkbox" id="capable" name="capable" value="1" checked=typed.capable/>
                <label for="capable">"本人具有完全民事行为能力"</label>
            </div>
        </div>
    }
    .into_any()
}

fn files(faults: &[Fault]) -> AnyView {
    let (class, messages, described) = described("attachment", faults);
    view! {
        <div class=class>
            <label for="attachment">"附件（可不附）"</label>
            <p class="hint" id="attachment-hint">
                "PDF、PNG 或者 JPEG，最多 3 个，每个不超过 5 MB，合计不超过 10 MB。含有脚本或者自动打开内容的 PDF 不接受。"
            </p>
            {messages}
            <input id="attachment" name="attachment" type="file" multiple
                accept="application/pdf,image/png,image/jpeg" aria-describedby=described/>
        </div>
    }
    .into_any()
}

fn what_follows(kept_months: u32) -> AnyView {
    let kept = format!(
        "办结、不予受理或者撤回满 {kept_months} 个月后，以上内容自动删除，只保留受理编号、理由类别、结果和日期"
    );
    view! {
        <section class="part" aria-labelledby="follows">
            <h2 id="follows">"提交以后"</h2>
            <ul class="list">
                <li>"马上得到受理编号和查询码，凭它们"<a href="/objections">"查询进度"</a>"，或者撤回异议"</li>
                <li>"受理的，记录旁标明“异议处理中”，直到办结；不只因为有异议就撤下"</li>
                <li>"您的姓名、联系方式、陈述和附件加密保存，只有办理异议的人员能看到"</li>
                <li>{kept}</li>
                <li>"期限和结果见"<a href="/guide/objection">"异议指南"</a></li>
            </ul>
        </section>
    }
    .into_any()
}

fn elsewhere(context: &PageContext) -> AnyView {
    let provider = &context.provider;
    let reach: Vec<String> = [&provider.telephone, &provider.email].into_iter().flatten().cloned().collect();
    view! {
        <h1>"提出异议"</h1>
        <p class="lead">{format!("这条记录的来源单位不在本平台办理异议，请联系{}，由其转交。", provider.name)}</p>
        <p>{reach.join("，")}</p>
        <p><a href="/guide/objection">"异议指南"</a></p>
    }
    .into_any()
}

fn lookup(page: &ObjectionLookup) -> AnyView {
    let faults: Vec<Fault> = page
        .fault
        .iter()
        .map(|message| Fault { field: "number".to_owned(), message: message.clone() })
        .collect();
    let text = |name, label, hint, value| {
        let field = TextField { name, label, hint, kind: "text", value, autocomplete: "off" };
        text_field(&field, &faults)
    };
    view! {
        <h1>"查询异议进度"</h1>
        <p class="lead">"受理编号和查询码都在提交异议时的回执上。"</p>
        {error_summary(&faults)}
        <form method="post" action="/objections/status" class="objection">
            {token(&page.csrf)}
            {text("number", "受理编号", "例如 YY20261126-7F3K9Q", &page.number)}
            {text("code", "查询码", "16 位，大小写和连字符不影响", "")}
            <p class="actions"><button>"查询"</button></p>
        </form>
    }
    .into_any()
}

fn receipt(page: &ObjectionReceipt) -> AnyView {
    let attachments = page.attachments.iter().map(|name| view! { <li>{parts::name(name)}</li> });
    let attachments: Vec<AnyView> = attachments.map(IntoAny::into_any).collect();
    let attachments = (!attachments.is_empty()).then(|| view! { <ul>{attachments}</ul> }.into_any());
    view! {
        <h1>"异议已收到"</h1>
        <p class="lead">"请打印本页，或者抄下受理编号和查询码。"<b>"查询码只在这里显示一次。"</b></p>
        <dl class="pairs pairs-plain">
            {parts::pair("受理编号", view! { <code class="code">{page.number.clone()}</code> }.into_any())}
            {parts::pair("查询码", view! { <code class="code">{page.code.clone()}</code> }.into_any())}
            {parts::pair("收到时间", text::zh_minute(page.received_at).into_any())}
            {parts::pair("针对", parts::name(&page.record_label))}
            {parts::pair("附件", attachments.unwrap_or_else(|| "没有".into_any()))}
        </dl>
        <p><a href="/objections">"查询进度"</a>"；办理期限见"<a href="/guide/objection">"异议指南"</a>"。打印本页即为 A4 版式。"</p>
    }
    .into_any()
}

fn status(page: &ObjectionStatus) -> AnyView {
    let record = match &page.record_path {
        Some(path) => view! { "所针对的记录："<a href=path.clone()>"仍在公示"</a>"。" }.into_any(),
        None => "所针对的记录已经停止公开。".into_any(),
    };
    view! {
        <div class="title">
            <h1>"异议办理进度"</h1>
            <span class="badges">{badge(page.state.label(), BadgeTone::Blue)}</span>
        </div>
        <p class="lead">{format!("受理编号 {}。", page.number)}{record}</p>
        {outcome(page)}
        {page.erased_on.map(|day| view! { <p class="small">{format!("异议人的信息、陈述、附件和办理理由保存期满，已于 {} 删除。", text::zh_date(day))}</p> })}
        <section class="part" aria-labelledby="steps"><h2 id="steps">"经过"</h2>{steps(&page.steps)}</section>
        <section class="part" aria-labelledby="clocks">
            <h2 id="clocks">"期限"<small>"工作日，受理当日不计"</small></h2>
            {clocks(&page.clocks)}
            {page.extension_reason.clone().map(|reason| view! { <p class="small">"延期原因："{parts::name(reason)}</p> })}
        </section>
        {take_back(page)}
    }
    .into_any()
}

/// How it ended, and what may follow.
fn outcome(page: &ObjectionStatus) -> AnyView {
    let words = match (page.state, page.outcome) {
        (ObjectionState::Closed, Some(outcome)) => outcome.label(),
        (ObjectionState::Declined, _) => "不予受理",
        _ => return parts::nothing(),
    };
    let is_refused = page.state == ObjectionState::Declined || page.outcome == Some(Outcome::Upheld);
    view! {
        <section class="part" aria-labelledby="outcome">
            <h2 id="outcome">"结果"<small>{words}</small></h2>
            {page.reason.clone().map(|reason| view! { <p>"理由："{parts::name(reason)}</p> })}
            {is_refused.then(remedies)}
        </section>
    }
    .into_any()
}

/// 复核, 行政复议, 行政诉讼.
pub(crate) fn remedies() -> AnyView {
    let rows: Vec<AnyView> = REMEDIES
        .iter()
        .map(|(caption, words)| view! { <li><b>{*caption}</b>"："{*words}</li> }.into_any())
        .collect();
    view! { <p>"仍不服的："</p><ul class="list">{rows}</ul> }.into_any()
}

fn take_back(page: &ObjectionStatus) -> AnyView {
    if !page.state.is_open() {
        return parts::nothing();
    }
    view! {
        <section class="part no-print" aria-labelledby="take-back">
            <h2 id="take-back">"撤回异议"</h2>
            <form method="post" action="/objections/withdraw">
                {token(&page.csrf)}
                <input type="hidden" name="number" value=page.number.clone()/>
                <input type="hidden" name="code" value=page.code.clone()/>
                <p class="small">"撤回后不再办理，记录旁的标注同时取消；需要时可以重新提出。"</p>
                <p class="actions"><button class="button-plain">"撤回这件异议"</button></p>
            </form>
        </section>
    }
    .into_any()
}
