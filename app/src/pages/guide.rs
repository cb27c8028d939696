//! `/guide` and its topics: where to go, with what, how long it takes, and that it costs nothing (RULES 3.4, 5.3–5.5).
//! Where RULES is not sure of a period, the page says that the answer of the office counts.

use domain::catalogue::{Nature, items};
use domain::clocks::ClockKind;
use leptos::prelude::*;

use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::{GuideTopic, PageContext};
use crate::parts::{self, CREDIT_CHINA};

pub(crate) fn document(context: &PageContext, topic: GuideTopic) -> Document {
    let title = title(topic);
    Document {
        title: title.to_owned(),
        robots: Robots::Index,
        search: SearchBar::Plain,
        crumbs: match topic {
            GuideTopic::Overview => Crumb::here(title),
            _ => Crumb::below("办事指南", "/guide", title),
        },
        hero: None,
        source: Source::of(context.provider.name.clone()),
        body: body(context, topic),
    }
}

const fn title(topic: GuideTopic) -> &'static str {
    match topic {
        GuideTopic::Overview => "办事指南",
        GuideTopic::Repair => "信用修复",
        GuideTopic::Objection => "提出异议",
        GuideTopic::Complaint => "投诉和举报",
        GuideTopic::Correction => "更正和撤回",
    }
}

fn body(context: &PageContext, topic: GuideTopic) -> AnyView {
    let (lead, body) = match topic {
        GuideTopic::Overview => (
            "对这里的记录能做四件事：修复、异议、更正、投诉。每一件找谁、带什么、多久有答复，都写在下面；每一件都不收费。",
            overview(context),
        ),
        GuideTopic::Repair => {
            ("记录属实，但已经改正、履行了义务：申请修复，获准后停止公示，不留痕迹。", repair())
        }
        GuideTopic::Objection => (
            "认为记录不该公示，或者不该记在自己名下：提出异议。处理期间记录旁标明异议，不因此先行撤下。",
            objection(context),
        ),
        GuideTopic::Complaint => {
            ("买东西、受服务有纠纷是投诉，发现违法线索是举报。两者分开办理，时限也不同。", complaint(context))
        }
        GuideTopic::Correction => (
            "记录里有字写错、数填错、漏了更新：请负责的机关更正。决定被撤销的，应当撤回。",
            correction(context),
        ),
    };
    view! {
        <h1>{title(topic)}</h1>
        <p class="lead">{lead}</p>
        <div class="flow guide">{body}{others(topic)}</div>
    }
    .into_any()
}

fn section(id: &'static str, title: &'static str, body: AnyView) -> AnyView {
    view! { <section class="part" aria-labelledby=id><h2 id=id>{title}</h2>{body}</section> }.into_any()
}

fn row(caption: &'static str, value: AnyView) -> AnyView {
    view! { <div><dt>{caption}</dt><dd>{value}</dd></div> }.into_any()
}

fn rows(rows: Vec<AnyView>) -> AnyView {
    view! { <dl class="pairs pairs-plain">{rows}</dl> }.into_any()
}

fn list(lines: Vec<&str>) -> AnyView {
    let lines: Vec<AnyView> =
        lines.into_iter().map(|line| view! { <li>{line.to_owned()}</li> }.into_any()).collect();
    view! { <ul class="list">{lines}</ul> }.into_any()
}

/// All four cost the same.
fn fee() -> AnyView {
    row("费用", view! { <b>"免费"</b>"。任何环节都不收费，也不需要中介。" }.into_any())
}

/// Those who run the site, with telephone and mail.
fn provider(context: &PageContext) -> AnyView {
    let provider = &context.provider;
    let email = provider.email.clone();
    let email = email.map(|email| view! { "，"<a href=format!("mailto:{email}")>{email.clone()}</a> });
    view! {
        {parts::name(&provider.name)}
        {provider.telephone.clone().map(|telephone| format!("，电话 {telephone}"))}
        {email}
    }
    .into_any()
}

fn overview(context: &PageContext) -> AnyView {
    let line = |topic: GuideTopic, when: &'static str, place: &'static str, time: &str| {
        view! {
            <tr>
                <th scope="row"><a href=topic.path()>{title(topic)}</a></th>
                <td data-label="什么情形">{when}</td>
                <td data-label="在哪里">{place}</td>
                <td data-label="多久">{time.to_owned()}</td>
                <td data-label="费用">"免费"</td>
            </tr>
        }
        .into_any()
    };
    let objected = format!("一般 {}，以受理机关答复为准", context.period(ClockKind::ObjectionTotal));
    let withdrawn = format!(
        "决定被变更、撤销、确认违法或者无效的，应当在 {}内撤回，并公开说明理由。",
        context.period(ClockKind::Withdraw)
    );
    let table = view! {
        <table class="stack">
            <caption class="hidden">"四件事"</caption>
            <thead>
                <tr>
                    <th scope="col">"办什么"</th>
                    <th scope="col">"什么情形"</th>
                    <th scope="col">"在哪里"</th>
                    <th scope="col">"多久"</th>
                    <th scope="col">"费用"</th>
                </tr>
            </thead>
            <tbody>
                {line(GuideTopic::Repair, "记录属实，已经改正", "“信用中国”，全国统一受理", "行业主管部门 10 个工作日答复，复杂的可以延长")}
                {line(GuideTopic::Objection, "不该公示、不该列入、记错了人", "作出机关或者本平台", &objected)}
                {line(GuideTopic::Correction, "字句、金额、日期有误", "记录旁写明的作出机关", "及时办理，以受理机关答复为准")}
                {line(GuideTopic::Complaint, "消费纠纷、违法线索", "12315 或者有管辖权的部门", "投诉 7 个工作日内决定是否受理")}
            </tbody>
        </table>
    };
    view! {
        {section("which", "该办哪一件", table.into_any())}
        {section("automatic", "不用申请就会发生的", list(vec![
            "公示期届满，当日 24 时自动停止，不留痕迹。",
            &withdrawn,
            "名录由来源移出的，这里随之移出；法规规定保留移出记录的除外。",
        ]))}
        {section("contact", "找不到该找谁", view! { <p>"每条记录旁都有作出机关的电话。仍不清楚的，可以问"{provider(context)}"。请说明页面的永久链接，不必写身份证件号码。"</p> }.into_any())}
    }
    .into_any()
}

fn repair() -> AnyView {
    let place = view! {
        <a href=CREDIT_CHINA>"“信用中国”网站"</a>"，全国唯一的统一受理窗口；也可以到各级政务服务大厅的线下窗口提交。谁认定，谁修复。"
    };
    let time = "行业主管部门自收到“信用中国”推送的申请之日起 10 个工作日内答复；情况复杂的可以延长，延长多久以办理部门的答复为准。";
    let table = rows(vec![
        row("在哪里办", place.into_any()),
        row("谁可以办", "受公示的主体。法律、行政法规和党中央、国务院政策文件规定不得修复的除外。".into_any()),
        row(
            "条件",
            list(vec![
                "最短公示期已满",
                "失信行为已经改正，义务已经履行完毕",
                "公开作出信用承诺",
                "符合行业主管部门的其他规定",
            ]),
        ),
        row(
            "带什么",
            list(vec![
                "履行义务的证明材料；部门自己能核验的，不必提交",
                "信用承诺书",
                "主体的证照和经办人的授权，以受理窗口的要求为准",
            ]),
        ),
        row("多久", time.into_any()),
        fee(),
        row("办成以后", "终止公示，停止共享和使用，惩戒措施一并解除；这里不留任何痕迹。其他网站仍显示的，以“信用中国”为准。".into_any()),
        row("没有办成", "答复应当说明理由；可以补充材料再申请，或者依法申诉。虚假承诺的，修复会被撤销，记录恢复。".into_any()),
        row("依据", "《信用修复管理办法》（国家发展改革委令第36号，2026年4月1日起施行）；国办发〔2025〕22号".into_any()),
    ]);
    view! {
        {section("how", "怎样办", table)}
        {section("periods", "行政处罚：最早什么时候", periods())}
        {section("lists", "名录：怎样移出", leaving())}
    }
    .into_any()
}

fn periods() -> AnyView {
    let line = |class: &'static str, first: &'static str, last: &'static str, what: &'static str| {
        view! {
            <tr>
                <th scope="row">{class}</th>
                <td data-label="最早可以申请">{first}</td>
                <td data-label="最长公示">{last}</td>
                <td data-label="举例">{what}</td>
            </tr>
        }
        .into_any()
    };
    view! {
        <table class="stack">
            <caption class="hidden">"失信的三类和公示的期限"</caption>
            <thead>
                <tr>
                    <th scope="col">"类别"</th>
                    <th scope="col">"最早可以申请"</th>
                    <th scope="col">"最长公示"</th>
                    <th scope="col">"举例"</th>
                </tr>
            </thead>
            <tbody>
                {line("轻微失信", "履行义务后即可", "原则上不公示，确需公示的三个月", "简易程序处罚、警告、通报批评")}
                {line("一般失信", "满三个月", "一年", "较大数额罚款、没收非法财物")}
                {line("严重失信", "满一年", "三年", "巨额罚款、吊销许可证、限制从业")}
            </tbody>
        </table>
        <p class="small muted">
            "自认定失信的文书作出之日起算。每条处罚的页面写明它的类别、最早可以申请的日期和公示截止日期；"
            <a href="/rules">"现行规则"</a>"。"
        </p>
    }
    .into_any()
}

/// Every list with its own way off, from the catalogue.
fn leaving() -> AnyView {
    let rows: Vec<AnyView> = items()
        .iter()
        .filter(|item| item.nature == Nature::AdverseList)
        .map(|item| {
            view! {
                <tr>
                    <th scope="row"><a href=format!("/lists/{}", item.code)>{item.label}</a></th>
                    <td data-label="怎样移出">{item.repair}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <table class="stack halves">
            <caption class="hidden">"各名录怎样移出"</caption>
            <thead><tr><th scope="col">"名录"</th><th scope="col">"怎样移出"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
        <p class="small muted">"条件和时限以作出列入决定的机关的答复为准。"</p>
    }
    .into_any()
}

fn objection(context: &PageContext) -> AnyView {
    let grounds = list(vec![
        "记录有错误或者遗漏，例如不是本主体、金额不对",
        "公示期已满，仍在公示",
        "不该列入而列入，或者该移出而没有移出",
        "违反法律、法规规定的其他情形",
    ]);
    let place = view! { "在网上，或者找记录旁写明的作出机关、"{provider(context)}"。在每条记录的页面上点“提出异议”，不需要账号；也可以用电话或者电子邮件。提交以后凭回执"<a href="/objections">"查询进度"</a>"。" };
    let time = format!(
        "受理后应当立即在记录旁标明异议，最迟 {}；本平台自身范围内的 {}答复，需要来源机关核实的共 {}。本省社会信用条例另有规定的从其规定，以受理机关答复为准。",
        context.period(ClockKind::ObjectionMark),
        context.period(ClockKind::ObjectionOwn),
        context.period(ClockKind::ObjectionTotal),
    );
    let table = rows(vec![
        row("在哪里办", place.into_any()),
        row("谁可以办", "记录所涉的主体，或者它授权的人。".into_any()),
        row(
            "带什么",
            list(vec![
                "记录页面的永久链接",
                "哪里不对、应当怎样，以及能说明的材料",
                "证明是本主体的证照；代办的，授权书",
            ]),
        ),
        row("多久", time.into_any()),
        fee(),
        row("处理期间", "记录旁标明“异议处理中”，直到办结；不只因为有异议就撤下。".into_any()),
        row("结果", "更正、补充、停止公开、移出，或者维持并说明理由。".into_any()),
        row("仍不服", "可以申请复核；对作出的决定本身不服的，依法申请行政复议或者提起行政诉讼，期限以决定书载明的为准。对列入经营异常名录不服的，可以自公示之日起 30 日内向作出决定的机关提出。".into_any()),
    ]);
    view! { {section("grounds", "什么情形可以提", grounds)}{section("how", "怎样办", table)} }.into_any()
}

fn complaint(context: &PageContext) -> AnyView {
    let consumer = rows(vec![
        row("在哪里办", "全国 12315 平台、电话 12315，或者经营者所在地的市场监督管理部门。".into_any()),
        row(
            "带什么",
            list(vec!["经营者的名称和地址", "自己的姓名和联系方式", "事实、请求和凭证：订单、付款记录、照片"]),
        ),
        row("多久", "7 个工作日内决定是否受理并告知；受理后 45 个工作日内调解不成的，终止调解并告知。以受理机关答复为准。".into_any()),
        fee(),
        row("结果", "达成调解协议，或者终止调解；终止后可以申请仲裁或者向人民法院起诉。".into_any()),
    ]);
    let report = rows(vec![
        row("在哪里办", "对违法行为有管辖权的部门；市场监管领域同样是 12315。".into_any()),
        row("带什么", list(vec!["涉嫌违法的具体线索", "能取得的证据；可以要求保密"])),
        row(
            "多久",
            "15 个工作日内核查并决定是否立案，特殊情形可以延长；实名举报的另行告知。以受理机关答复为准。"
                .into_any(),
        ),
        fee(),
    ]);
    let agency = view! {
        <p>
            "机关逾期没有公示决定、拒绝更正、收取费用的，可以向它的上级机关投诉，也可以告诉"{provider(context)}
            "。各机关是否按期，见"<a href="/agencies">"机关公示及时率"</a>"。"
        </p>
        <p>"投诉本身不是信用信息，不记入任何主体的页面；查实后依法作出的处罚才公示。举报人的身份受保护。"</p>
    };
    view! {
        {section("consumer", "投诉：消费纠纷", consumer)}
        {section("report", "举报：违法线索", report)}
        {section("agency", "对机关的公示不满意", agency.into_any())}
    }
    .into_any()
}

fn correction(context: &PageContext) -> AnyView {
    let place = view! { "记录由作出或者提供它的机关负责，页面上有它的电话。也可以联系"{provider(context)}"，由我们转交。" };
    let correct = rows(vec![
        row("在哪里办", place.into_any()),
        row(
            "带什么",
            list(vec!["记录页面的永久链接", "哪个字段有误、应当是什么", "能说明的文书；不必写身份证件号码"]),
        ),
        row("多久", "查实后及时更正；核实需要的时间以受理机关答复为准。".into_any()),
        fee(),
        row(
            "结果",
            "公示新的内容，注明更正日期和字段，不显示旧的内容。记错了主体的，从该主体的页面移走，不留痕迹。"
                .into_any(),
        ),
    ]);
    let withdraw = view! {
        <p>{format!("已经公示的行政处罚决定被依法变更、撤销、确认违法或者确认无效的，机关应当在 {}内撤回，", context.period(ClockKind::Withdraw))}"并公开说明理由（《中华人民共和国行政处罚法》第四十八条）。撤回后，原来的地址只显示文书号、机关和理由。"</p>
    };
    let reports = view! {
        <p>"年度报告由企业自己填报并负责。企业可以在当年 6月30日前自行更正，更正前后的内容都公示；公众认为内容虚假的，可以向登记机关举报，登记机关自收到之日起 20 个工作日内核查并书面告知（《企业信息公示暂行条例》第十二条、第十三条，按2014年条文序号）。"</p>
    };
    view! {
        {section("correct", "更正：内容有误", correct)}
        {section("withdraw", "撤回：决定被撤销", withdraw.into_any())}
        {section("reports", "企业自己填报的内容", reports.into_any())}
    }
    .into_any()
}

fn others(topic: GuideTopic) -> AnyView {
    if topic == GuideTopic::Overview {
        return parts::nothing();
    }
    let links: Vec<AnyView> = GuideTopic::ALL
        .into_iter()
        .filter(|other| *other != topic)
        .map(|other| view! { <li><a href=other.path()>{title(other)}</a></li> }.into_any())
        .collect();
    view! { <nav class="no-print others" aria-label="其他指南"><ul>{links}</ul></nav> }.into_any()
}
