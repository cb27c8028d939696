//! The audit trail, newest first.

use leptos::prelude::*;

use super::{Audit, AuditLine, Verdict};
use crate::address;
use crate::parts;
use crate::text;

pub(super) fn page(page: Audit) -> AnyView {
    let Audit { record, lines, older, last, verdict } = page;
    let last = last.map(|(number, hash)| {
        view! {
            <dl class="pairs pairs-plain">
                <div><dt>"最后一条"</dt><dd>{format!("第 {number} 号")}</dd></div>
                <div><dt>"其散列值"</dt><dd><code class="hash">{hash}</code></dd></div>
            </dl>
        }
    });
    let rows: Vec<AnyView> = lines.into_iter().map(line).collect();
    let older = older.map(|number| {
        let href = address::link(
            "/desk/audit",
            [("before", Some(number.to_string())), ("record", (!record.is_empty()).then(|| record.clone()))],
        );
        view! { <p class="more"><a href=href>"更早的记录"</a></p> }
    });
    let table = view! {
        <table class="audit">
            <caption class="hidden">"审计记录"</caption>
            <thead><tr>
                <th scope="col">"编号"</th><th scope="col">"时间"</th><th scope="col">"办理人"</th><th scope="col">"事项"</th>
                <th scope="col">"记录"</th><th scope="col">"来源地址"</th><th scope="col">"说明与散列值"</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
    };
    view! {
        <h1>"审计记录"</h1>
        <p class="lead">"每条的散列值包含前一条的散列值：改动、删去或者插入任何一条，其后各条都对不上。这里没有个人信息，改动前后的内容只留承诺值。"</p>
        {verdict.map(verdict_line)}
        {last}
        <p class="actions"><a class="button button-plain" href="/desk/audit?verify=1">"核对全链"</a></p>
        <form class="filter" method="get" action="/desk/audit" role="search">
            <div><label for="record">"记录编号"</label><input id="record" name="record" value=record autocomplete="off"/></div>
            <p class="actions"><button>"筛选"</button></p>
        </form>
        {parts::scrolling("审计记录", table.into_any())}
        {older}
    }
    .into_any()
}

fn verdict_line(verdict: Verdict) -> AnyView {
    match verdict {
        Verdict::Whole(entries) => view! {
            <p class="notice" role="status"><b>"完整。"</b>{format!("共 {entries} 条，逐条相扣。请把最后一条的散列值记在别处，日后可以比对。")}</p>
        }
        .into_any(),
        Verdict::Broken(number) => view! {
            <p class="notice notice-red" role="alert"><b>"不完整。"</b>{format!("第 {number} 号与前一条对不上，请立即查明原因。")}</p>
        }
        .into_any(),
        Verdict::CutOff(number) => view! {
            <p class="notice notice-red" role="alert"><b>"不完整。"</b>{format!("数据库以外留存的第 {number} 号已经不在记录中或者不是原来那一条，请立即查明原因。")}</p>
        }
        .into_any(),
    }
}

fn line(line: AuditLine) -> AnyView {
    let href = address::link("/desk/audit", [("record", Some(line.record_id.clone()))]);
    let commitments = [("前", line.commitments.0), ("后", line.commitments.1)]
        .into_iter()
        .filter_map(|(label, hash)| hash.map(|hash| format!("{label} {}", short(&hash))))
        .collect::<Vec<_>>()
        .join("，");
    view! {
        <tr>
            <th scope="row">{line.number}</th>
            <td class="date">{text::iso_minute(line.recorded_at)}</td>
            <td>{parts::name(line.done_by)}</td>
            <td>{parts::name(line.action)}</td>
            <td><a href=href><code class="hash"><bdi>{short(&line.record_id)}</bdi></code></a></td>
            <td>{line.done_from.unwrap_or_default()}</td>
            <td><bdi>{line.note}</bdi><small>{commitments}</small><small><code class="hash" title=line.hash.clone()>{short(&line.hash)}</code></small></td>
        </tr>
    }
    .into_any()
}

/// The beginning of a long word; the whole one is in the link or the title.
fn short(word: &str) -> String {
    if word.chars().count() <= 12 { word.to_owned() } else { word.chars().take(12).chain(['…']).collect() }
}
