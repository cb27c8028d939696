//! A record with everything inside but the numbers of persons.

use chrono::{DateTime, Utc};

use crate::desk::Fault;

/// A record.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Public identifier.
    pub id: String,
    /// Document number.
    pub number: String,
    /// 行政许可 or 行政处罚.
    pub kind: &'static str,
    /// Where it stands, in Chinese.
    pub state: &'static str,
    /// True if the public sees it now.
    pub is_public: bool,
    /// The state, days and reckonings: caption and value.
    pub facts: Vec<(String, String)>,
    /// All fields of the dictionary: caption, value, and whether the public sees it.
    pub fields: Vec<Field>,
    /// The parties: names (persons masked) and codes.
    pub parties: Vec<(String, String)>,
    /// Versions: when, and which fields.
    pub versions: Vec<(DateTime<Utc>, String)>,
    /// What was asked for and how it ended.
    pub approvals: Vec<Asked>,
    /// The audit trail of the record.
    pub trail: Vec<Deed>,
    /// Records that it replaces or that replace it: caption, address, text.
    pub links: Vec<(&'static str, String, String)>,
    /// Caption of the button that opens the record in the form again, if the reader may.
    pub reopen: Option<&'static str>,
    /// What the reader may do: address and caption.
    pub ways: Vec<(String, &'static str)>,
    /// Whether there are personal data, and whether the reader may look.
    pub personal: Personal,
    /// What is wrong with what was typed.
    pub faults: Vec<Fault>,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Caption.
    pub caption: String,
    /// Value.
    pub value: String,
    /// True if the public sees it once the record is public.
    pub is_public: bool,
}

/// Something that a second person was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The approval's identifier.
    pub id: String,
    /// What for.
    pub purpose: &'static str,
    /// How it ended.
    pub state: &'static str,
    /// Who asked.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who decided and when.
    pub decided: Option<(String, DateTime<Utc>)>,
    /// The word with it.
    pub note: Option<String>,
}

/// An entry of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// Its number.
    pub number: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub action: String,
    /// Who.
    pub by: String,
    /// In words.
    pub note: String,
}

/// Non-public fields of persons.
#[derive(Clone, PartialEq, Eq)]
pub enum Personal {
    /// There are none, or the reader may not see them.
    None,
    /// They can be asked for with a purpose.
    Askable,
    /// Shown this once: who, name, kind and number of the document.
    Shown(Vec<[String; 4]>),
}

impl std::fmt::Debug for Personal {
    /// Without the persons.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::None => "None",
            Self::Askable => "Askable",
            Self::Shown(_) => "Shown(***)",
        })
    }
}

#[cfg(feature = "ssr")]
pub(super) use html::body;

#[cfg(feature = "ssr")]
mod html {
    use leptos::prelude::*;

    use super::{Asked, Deed, Personal, Record};
    use crate::desk::choice::{Labelled, words_field};
    use crate::desk::frame::Body;
    use crate::desk::parts::{error_summary, filled, reopen, token};
    use crate::{parts, text};

    pub(in crate::desk::changes) fn body(csrf: &str, record: Record) -> Body {
        let title = format!("记录：{}", filled(&record.number, "（无文号）"));
        let public = record
            .is_public
            .then(|| view! { <a href=format!("/decisions/{}", record.id)>"查看公示页面"</a> });
        let html = view! {
            <div class="title">
                <h1>{parts::name(filled(&record.number, "（无文号）"))}</h1>
                <span class="badges">
                    {parts::badge(record.kind, parts::BadgeTone::Grey)}{parts::badge(record.state, parts::BadgeTone::Blue)}
                </span>
            </div>
            <p class="lead">"内部留存的全部内容；个人证件号码另需查询目的。"{public}</p>
            {error_summary(&record.faults)}
            {ways(csrf, &record)}
            <div class="flow">
                {section("standing", "状态与期限", pairs(&record.facts))}
                {links(&record)}
                {section("parties", "行政相对人", pairs(&record.parties))}
                {personal(csrf, &record)}
                {section("fields", "字段", fields(&record))}
                {section("versions", "版本", versions(&record))}
                {section("approvals", "复核", approvals(&record.approvals))}
                {section("trail", "审计记录", trail(&record.trail))}
            </div>
        }
        .into_any();
        Body { title, html }
    }

    fn section(id: &'static str, title: &'static str, inner: AnyView) -> AnyView {
        view! { <section class="part" aria-labelledby=id><h2 id=id>{title}</h2>{inner}</section> }.into_any()
    }

    fn pairs(values: &[(String, String)]) -> AnyView {
        let rows: Vec<AnyView> =
            values.iter().map(|(caption, value)| parts::pair(caption.clone(), parts::name(value))).collect();
        view! { <dl class="pairs">{rows}</dl> }.into_any()
    }

    fn ways(csrf: &str, record: &Record) -> AnyView {
        let links: Vec<AnyView> = record
            .ways
            .iter()
            .map(|(href, label)| {
                view! { <a class="button button-plain" href=href.clone()>{*label}</a> }.into_any()
            })
            .collect();
        if links.is_empty() && record.reopen.is_none() {
            return parts::nothing();
        }
        view! { <div class="actions">{reopen(csrf, &record.id, record.reopen)}{links}</div> }.into_any()
    }

    fn links(record: &Record) -> AnyView {
        let rows: Vec<AnyView> = record
            .links
            .iter()
            .map(|(caption, href, label)| {
                view! { <li>{*caption}"："{parts::name_link(href.clone(), label)}</li> }.into_any()
            })
            .collect();
        if rows.is_empty() {
            return parts::nothing();
        }
        section("links", "新旧决定", view! { <ul class="list">{rows}</ul> }.into_any())
    }

    fn personal(csrf: &str, record: &Record) -> AnyView {
        let inner = match &record.personal {
            Personal::None => return parts::nothing(),
            Personal::Askable => {
                let purpose = Labelled {
                    name: "purpose",
                    label: "查询目的",
                    hint: "写明为何查看，记入审计记录；内容只显示一次。",
                    value: "",
                };
                view! {
                    <form method="post" action=format!("/desk/records/{}/person", record.id)>
                        {token(csrf)}
                        {words_field(&purpose, &record.faults)}
                        <p class="actions"><button>"查看个人非公开信息"</button></p>
                    </form>
                }
                .into_any()
            }
            Personal::Shown(persons) => {
                let rows: Vec<AnyView> = persons.iter().map(person).collect();
                view! {
                    <p class="notice">"本次查看已记入审计记录；离开本页后不再显示。"</p>
                    <dl class="pairs pairs-one">{rows}</dl>
                }
                .into_any()
            }
        };
        section("personal", "个人非公开信息", inner)
    }

    fn person([who, name, kind, number]: &[String; 4]) -> AnyView {
        let number =
            if number.is_empty() { "未报送证件号码".to_owned() } else { format!("{kind} {number}") };
        parts::pair(who.clone(), view! { {parts::name(name)}"，"{parts::name(number)} }.into_any())
    }

    fn fields(record: &Record) -> AnyView {
        let rows: Vec<AnyView> = record
            .fields
            .iter()
            .map(|field| {
                let who = if field.is_public { "公开" } else { "不公开" };
                view! {
                    <div>
                        <dt>{field.caption.clone()}</dt>
                        <dd>{parts::name(&field.value)}</dd>
                        <dd class="key">{who}</dd>
                    </div>
                }
                .into_any()
            })
            .collect();
        view! { <dl class="pairs pairs-one">{rows}</dl> }.into_any()
    }

    fn versions(record: &Record) -> AnyView {
        if record.versions.is_empty() {
            return view! { <p class="muted">"只有第一版。"</p> }.into_any();
        }
        let rows: Vec<AnyView> = record
            .versions
            .iter()
            .map(|(at, fields)| {
                view! { <li>{text::iso_minute(*at)}"："{parts::name(fields)}</li> }.into_any()
            })
            .collect();
        view! { <ul class="list">{rows}</ul> }.into_any()
    }

    fn approvals(approvals: &[Asked]) -> AnyView {
        let rows: Vec<AnyView> = approvals.iter().map(asked).collect();
        if rows.is_empty() {
            return view! { <p class="muted">"没有经过复核：设立账号之前导入，由原有系统接续，或者还不完整、没有提交复核。"</p> }
                .into_any();
        }
        view! { <ul class="list">{rows}</ul> }.into_any()
    }

    fn asked(asked: &Asked) -> AnyView {
        let decided = asked
            .decided
            .as_ref()
            .map(|(by, at)| view! { "，"{parts::name(by)}{format!(" {}", text::iso_minute(*at))} });
        let note = asked.note.as_ref().map(|note| view! { <small>{parts::name(note)}</small> });
        view! {
            <li>
                <a href=format!("/desk/approvals/{}", asked.id)>{asked.purpose}</a>"："
                {parts::name(&asked.by)}{format!(" {} 提交，", text::iso_minute(asked.at))}{asked.state}{decided}{note}
            </li>
        }
        .into_any()
    }

    fn trail(trail: &[Deed]) -> AnyView {
        if trail.is_empty() {
            return view! { <p class="muted">"没有条目。"</p> }.into_any();
        }
        let rows: Vec<AnyView> = trail
            .iter()
            .map(|deed| {
                view! {
                    <tr>
                        <th scope="row">{deed.number}</th>
                        <td data-label="时间" class="date">{text::iso_minute(deed.at)}</td>
                        <td data-label="何事">{parts::name(&deed.action)}</td>
                        <td data-label="何人">{parts::name(&deed.by)}</td>
                        <td data-label="说明">{parts::name(&deed.note)}</td>
                    </tr>
                }
                .into_any()
            })
            .collect();
        view! {
            <table class="stack">
                <caption class="hidden">"审计记录"</caption>
                <thead>
                    <tr>
                        <th scope="col">"编号"</th><th scope="col">"时间"</th><th scope="col">"何事"</th>
                        <th scope="col">"何人"</th><th scope="col">"说明"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    }
}
