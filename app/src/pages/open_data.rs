//! `/open-data`: the bulk files, what is in them, and what goes with a copy.

use leptos::prelude::*;

use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::{OpenData, OpenField, OpenFile, OpenRelease, OpenSet, PageContext};
use crate::parts::{self, scrolling};
use crate::text;

pub(crate) fn document(context: &PageContext, page: OpenData) -> Document {
    let mut source = Source::of(format!("{}汇总的各机关公开信息", context.provider.name));
    if page.release.is_some() {
        source = source
            .with("清单 JSON", "/open-data/manifest.json".to_owned())
            .with("字典 JSON", "/open-data/dictionary.json".to_owned());
    }
    Document {
        title: "公共数据".to_owned(),
        robots: Robots::Index,
        search: SearchBar::Plain,
        crumbs: Crumb::here("公共数据"),
        hero: None,
        body: body(&page),
        source,
    }
}

fn body(page: &OpenData) -> AnyView {
    let files = page.release.as_ref().map_or_else(absent, release);
    let dictionary = page.release.as_ref().map(dictionary);
    view! {
        <h1>"公共数据"</h1>
        <p class="lead">"全部公开记录，整份下载，免费，不用登录。每一版的全部文件截自台账的同一号，不重不漏。"</p>
        <div class="flow">{files}{terms(page)}{verify()}{dictionary}</div>
    }
    .into_any()
}

fn absent() -> AnyView {
    view! {
        <section class="part" aria-labelledby="files">
            <h2 id="files">"文件"</h2>
            <p class="notice">
                <b>"文件正在制作。"</b>
                "首次制作，或者刚有记录停止公示：含有它的旧文件已经撤下，新文件通常一分钟内可以下载。"
            </p>
        </section>
    }
    .into_any()
}

fn release(release: &OpenRelease) -> AnyView {
    let number = text::thousands(u64::try_from(release.ledger_number).unwrap_or_default());
    let until = release
        .valid_until
        .map(|day| format!("其中最早的一条公示到 {} 24 时，此后本版失效。", text::zh_date(day)));
    let rows: Vec<AnyView> = release.sets.iter().map(set).collect();
    let table = view! {
        <table class="stack">
            <caption class="hidden">"数据集和文件"</caption>
            <thead>
                <tr>
                    <th scope="col">"数据集"</th>
                    <th scope="col" class="num">"记录"</th>
                    <th scope="col">"文件（大小、SHA-256 前 12 位）"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    view! {
        <section class="part" aria-labelledby="files">
            <h2 id="files">"文件"<small>{format!("截至 {}，台账第 {number} 号", text::iso_minute(release.cut_at))}</small></h2>
            <p class="measure">
                {until}
                "CSV 为 UTF-8（带 BOM），表格软件可以直接打开；JSON lines 一行一条；.gz 是同一文件的压缩。下载中断可以续传。"
            </p>
            {scrolling("数据集和文件表", table.into_any())}
        </section>
    }
    .into_any()
}

fn set(set: &OpenSet) -> AnyView {
    let files: Vec<AnyView> = set.files.iter().map(file).collect();
    view! {
        <tr>
            <th scope="row">
                <a href=format!("#fields-{}", set.code)>{set.label.clone()}</a><small>{set.summary.clone()}</small>
            </th>
            <td data-label="记录" class="num">{text::thousands(set.rows)}</td>
            <td data-label="文件"><ul>{files}</ul></td>
        </tr>
    }
    .into_any()
}

fn file(file: &OpenFile) -> AnyView {
    let sum: String = file.sha256.chars().take(12).collect();
    view! {
        <li><a href=file.href.clone() download="">{file.name.clone()}</a><small>{size(file.size)}" · "<code class="code">{sum}</code></small></li>
    }
    .into_any()
}

/// `1.4 MB`; below a thousand bytes the very number.
fn size(bytes: u64) -> String {
    let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];
    let unit = units.into_iter().find(|(_, unit)| bytes >= *unit);
    unit.map_or_else(
        || format!("{bytes} B"),
        |(name, unit)| {
            let tenths = bytes / (unit / 10);
            format!("{}.{} {name}", text::thousands(tenths / 10), tenths % 10)
        },
    )
}

fn terms(page: &OpenData) -> AnyView {
    view! {
        <section class="part" aria-labelledby="terms">
            <h2 id="terms">"使用条件"</h2>
            <dl class="pairs pairs-plain">
                <div><dt>"许可"</dt><dd><bdi>{page.licence.clone()}</bdi></dd></div>
                <div><dt>"删除义务"</dt><dd>{page.duty.clone()}" 变更接口见"<a href="/developers#changes">"开发者"</a>"。"</dd></div>
                <div><dt>"效力"</dt><dd>"以作出机关的文书为准。没有某个主体的记录，只说明这里没有公示中的记录。"</dd></div>
                <div><dt>"不含"</dt><dd>"身份证件号码、法定代表人和经营者姓名、个体工商户的经营场所、注册号，以及未公示、已停止公示的记录。"</dd></div>
            </dl>
        </section>
    }
    .into_any()
}

fn verify() -> AnyView {
    view! {
        <section class="part" aria-labelledby="verify">
            <h2 id="verify">"怎样核对"</h2>
            <ul class="list measure">
                <li>"取 "<a href="/open-data/manifest.json">"manifest.json"</a>"：每个文件的行数、大小和完整的 SHA-256，以及台账号、截取时间、上一版。"</li>
                <li>"算出下载文件的 SHA-256（如 "<code class="code">"sha256sum penalties.csv"</code>"），与清单比对；它也是文件的 ETag。"</li>
                <li>"文件地址含版本名，续传（Range、If-Range）不会接到另一版上。"</li>
                <li>"一版中有记录停止公示，这一版随即撤下，一分钟内不再提供，并立即重新制作。"</li>
            </ul>
        </section>
    }
    .into_any()
}

fn dictionary(release: &OpenRelease) -> AnyView {
    let sets: Vec<AnyView> = release.sets.iter().map(fields).collect();
    view! {
        <section aria-labelledby="dictionary">
            <h2 id="dictionary">"字段字典"</h2>
            {sets}
        </section>
    }
    .into_any()
}

fn fields(set: &OpenSet) -> AnyView {
    let rows: Vec<AnyView> = set.fields.iter().map(field).collect();
    view! {
        <details id=format!("fields-{}", set.code)>
            <summary>{format!("{}：{} 个字段", set.label, set.fields.len())}</summary>
            <div class="scroll" tabindex="0" role="region" aria-label=format!("{}的字段", set.label)>
                <table>
                    <caption class="hidden">{format!("{}的字段", set.label)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">"字段"</th>
                            <th scope="col">"含义"</th>
                            <th scope="col">"类型"</th>
                            <th scope="col">"依据"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

fn field(field: &OpenField) -> AnyView {
    let kind = if field.unit.is_empty() {
        field.kind.clone()
    } else {
        format!("{}（{}）", field.kind, field.unit)
    };
    view! {
        <tr>
            <th scope="row">{parts::name(field.caption.clone())}<small><code class="code">{field.code.clone()}</code></small></th>
            <td>{field.meaning.clone()}</td>
            <td>{kind}</td>
            <td>{field.source.clone()}</td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::size;
    use crate::page::{OpenData, Page};
    use crate::{render, samples};

    fn html(page: OpenData) -> String {
        render(&samples::context("/open-data"), Page::OpenData(page))
    }

    #[test]
    fn every_file_has_its_address_size_and_sum() {
        let html = html(samples::open_data());
        for word in
            ["/open-data/r8214077-k3m9x2qa/entities.csv", "398.3 MB", "120 B", "5c1f9e0a5c1f", "1,284,903"]
        {
            assert!(html.contains(word), "{word}");
        }
    }

    #[test]
    fn a_licence_in_any_words_does_nothing_to_the_page() {
        let html = html(OpenData { licence: samples::HOSTILE.to_owned(), ..samples::open_data() });
        assert!(Html::parse_document(&html).errors.is_empty());
        assert!(!html.contains("<script>alert"));
    }

    #[test]
    fn a_size_is_short() {
        for (bytes, expected) in
            [(0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (1_450_000, "1.4 MB"), (2_000_000_000, "2.0 GB")]
        {
            assert_eq!(size(bytes), expected);
        }
    }
}
