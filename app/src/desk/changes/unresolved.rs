//! Parties that no registered entity was found for: a person settles them.

/// One page of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unresolved {
    /// The parties.
    pub rows: Vec<Party>,
    /// Address of the next page.
    pub next: Option<String>,
}

/// An unresolved party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The record's public identifier.
    pub record: String,
    /// Which of its parties.
    pub position: i64,
    /// Document number.
    pub number: String,
    /// Name on the decision.
    pub name: String,
    /// Code on the decision.
    pub code: Option<String>,
    /// Entities with the same code or name: public identifier, name, code.
    pub candidates: Vec<(String, String, Option<String>)>,
    /// True if the reader settles it.
    pub may_settle: bool,
}

#[cfg(feature = "ssr")]
pub(super) use html::body;

#[cfg(feature = "ssr")]
mod html {
    use leptos::prelude::*;

    use super::{Party, Unresolved};
    use crate::desk::frame::Body;
    use crate::desk::parts::{empty, filled, token};
    use crate::parts;

    pub(in crate::desk::changes) fn body(csrf: &str, unresolved: Unresolved) -> Body {
        let rows: Vec<AnyView> = unresolved.rows.iter().map(|row| party(csrf, row)).collect();
        let next = unresolved
            .next
            .clone()
            .map(|href| view! { <p class="more"><a rel="next" href=href>"下一页"</a></p> });
        let list = if rows.is_empty() {
            empty("没有待核对的相对人。", Some(("/desk", "办理待办")))
        } else {
            view! { <ul class="catalogue-plain">{rows}</ul>{next} }.into_any()
        };
        let html = view! {
            <h1>"主体待确认"</h1>
            <p class="lead">"决定书上的名称和代码与登记不一致，系统不猜测。请对照文书选定主体；公示期限照常计算。"</p>
            {list}
        }
        .into_any();
        Body { title: "主体待确认".to_owned(), html }
    }

    fn party(csrf: &str, party: &Party) -> AnyView {
        let id = format!("entity-{}-{}", party.record, party.position);
        let candidates: Vec<AnyView> =
            party.candidates.iter().map(|one| candidate(csrf, party, one)).collect();
        let typed = party.may_settle.then(|| {
            view! {
                <form method="post" action="/desk/unresolved/settle">
                    {token(csrf)}
                    <input type="hidden" name="record" value=party.record.clone()/>
                    <input type="hidden" name="position" value=party.position.to_string()/>
                    <div class="field">
                        <label for=id.clone()>"其他主体的标识（主体页面地址的末段）"</label>
                        <input id=id name="entity" autocomplete="off"/>
                    </div>
                    <p class="actions"><button class="button-plain">"确认为这个主体"</button></p>
                </form>
            }
        });
        view! {
            <li>
                <h2>{parts::name(filled(&party.name, "（无名称）"))}</h2>
                <p>
                    {parts::name_link(format!("/desk/records/{}", party.record), filled(&party.number, "（无文号）"))}
                    "，决定书上的代码："{party.code.as_ref().map_or_else(|| "无".into_any(), parts::name)}
                </p>
                {candidates}
                {typed}
            </li>
        }
        .into_any()
    }

    fn candidate(csrf: &str, party: &Party, (id, name, code): &(String, String, Option<String>)) -> AnyView {
        let code = code.as_deref().map(parts::credit_code);
        let button = party.may_settle.then(|| {
            view! {
                <form method="post" action="/desk/unresolved/settle">
                    {token(csrf)}
                    <input type="hidden" name="record" value=party.record.clone()/>
                    <input type="hidden" name="position" value=party.position.to_string()/>
                    <input type="hidden" name="entity" value=id.clone()/>
                    <p class="actions"><button>"确认为此主体"<span class="hidden">"："{parts::name(name)}</span></button></p>
                </form>
            }
        });
        view! {
            <div class="aside-box">
                <p>{parts::name_link(format!("/entities/{id}"), name)}" "{code}</p>
                {button}
            </div>
        }
        .into_any()
    }
}
