//! Entering a clock or a policy.

use domain::clocks::{ClockKind, Sureness};
use domain::publicity::{Anchor, Class, Regime, Sector};
use domain::rulebook::RuleKind;
use leptos::prelude::*;

use super::RuleForm;
use crate::desk::choice::{Choice, Labelled, select_field};
use crate::desk::frame::Body;
use crate::desk::parts::{TextField, day_field, error_summary, text_field, token};

pub(super) fn body(csrf: &str, form: &RuleForm) -> Body {
    let (title, action, fields) = match form.kind {
        RuleKind::Clock => ("录入期限", "/desk/rules/clocks/new", clock(form)),
        RuleKind::Policy => ("录入公示期限", "/desk/rules/policies/new", policy(form)),
    };
    let html = view! {
        <h1>{title}</h1>
        <p class="lead">
            "录入后由另一位平台管理员对照原文确认。从施行日起适用，施行日须晚于今天：已经开始计算的期限和已经公示的记录不变。现行规则到施行日前一天为止。"
        </p>
        {error_summary(&form.faults)}
        <form class="long-form" method="post" action=action>
            {token(csrf)}
            {fields}
            <p class="actions"><button>"提交确认"</button><a href="/desk/rules">"返回"</a></p>
        </form>
    };
    let title = if form.faults.is_empty() { title.to_owned() } else { format!("错误：{title}") };
    Body { title, html: html.into_any() }
}

impl RuleForm {
    fn value(&self, name: &str) -> &str {
        self.typed.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }

    fn text(&self, name: &str, label: &str, hint: &str) -> AnyView {
        let value = self.value(name);
        let field = TextField { name, label, hint, kind: "text", value, autocomplete: "off" };
        text_field(&field, &self.faults)
    }

    fn select(&self, name: &str, label: &str, hint: &str, choices: &[Choice]) -> AnyView {
        select_field(&Labelled { name, label, hint, value: self.value(name) }, choices, &self.faults)
    }

    fn first_day(&self, hint: &str) -> AnyView {
        let value = self.value("in_force_from");
        day_field(&Labelled { name: "in_force_from", label: "施行日期", hint, value }, &self.faults)
    }
}

fn clock(form: &RuleForm) -> AnyView {
    let kinds: Vec<Choice> =
        ClockKind::ALL.iter().map(|kind| Choice::new(kind.code(), kind.label())).collect();
    let footings: Vec<Choice> =
        [(Sureness::Found, "有文件依据"), (Sureness::Ours, "没有文件规定，由本系统设定")]
            .map(|(sureness, label)| Choice::new(sureness.code(), label))
            .into();
    view! {
        {form.select("kind", "期限", "起算的事由不变", &kinds)}
        {form.text("working_days", "工作日", "1 至 250 的整数；起算当日不计")}
        {form.first_day("起算事由发生在这一天以后的适用")}
        {form.select("sureness", "依据类别", "", &footings)}
        {form.text("basis", "依据", "文件名称、文号和条款，公开")}
    }
    .into_any()
}

fn policy(form: &RuleForm) -> AnyView {
    let regimes: Vec<Choice> =
        Regime::ALL.iter().map(|regime| Choice::new(regime.code(), regime.label())).collect();
    let classes: Vec<Choice> =
        Class::ALL.iter().map(|class| Choice::new(class.code(), class.long_label())).collect();
    let sectors: Vec<Choice> =
        Sector::ALL.iter().map(|sector| Choice::new(sector.code(), sector.label())).collect();
    let anchors: Vec<Choice> =
        Anchor::ALL.iter().map(|anchor| Choice::new(anchor.code(), anchor.label())).collect();
    view! {
        {form.select("regime", "公示场所", "", &regimes)}
        {form.select("class", "类别", "", &classes)}
        {form.select("sector", "领域", "没有单独规定的领域适用一般领域", &sectors)}
        {form.text("minimum", "最短公示期（月）", "满这么多个月可以申请修复；0 为不设，不得提前停止公示的填“不得提前”")}
        {form.text("maximum", "最长公示期（月）", "满期当日 24 时自动停止；1 至 120 的整数")}
        {form.select("anchor", "起算", "", &anchors)}
        {form.first_day("决定日期在这一天以后的适用")}
        {form.text("document", "文件", "名称和文号，公开")}
        {form.text("why", "适用范围", "选填，例如 一般失信；公开")}
    }
    .into_any()
}
