//! What one administrator enters and another compares with the original and confirms: notices on holidays, clocks and
//! policies.

use chrono::{DateTime, Utc};

#[cfg(feature = "ssr")]
pub(super) use html::{buttons, hands, list, state_badge};

/// Something that an administrator entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    /// Identifier.
    pub id: String,
    /// What it is, such as the number of a notice.
    pub title: String,
    /// How far it is.
    pub state: EnteredState,
    /// Who entered it and when.
    pub entered: (String, DateTime<Utc>),
    /// Who confirmed or refused it and when.
    pub decided: Option<(String, DateTime<Utc>)>,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnteredState {
    /// A second administrator is to confirm it.
    Waiting,
    /// It is reckoned by.
    InForce,
    /// Not confirmed, or taken back.
    Refused,
}

impl EnteredState {
    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Waiting => "待另一人确认",
            Self::InForce => "已生效",
            Self::Refused => "未生效",
        }
    }
}

/// What the reader may do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Buttons {
    /// Nothing: it is decided.
    None,
    /// Who entered it takes it back.
    TakeBack,
    /// Another administrator confirms or refuses.
    Decide,
}

#[cfg(feature = "ssr")]
mod html {
    use leptos::prelude::*;

    use super::{Buttons, Entered, EnteredState};
    use crate::desk::parts::token;
    use crate::parts::{self, BadgeTone, badge};
    use crate::text;

    pub(in crate::desk) fn state_badge(state: EnteredState) -> AnyView {
        let tone = match state {
            EnteredState::Waiting => BadgeTone::Red,
            EnteredState::InForce => BadgeTone::Blue,
            EnteredState::Refused => BadgeTone::Grey,
        };
        badge(state.label(), tone)
    }

    /// Who entered and who decided.
    pub(in crate::desk) fn hands(entered: &Entered) -> AnyView {
        let (name, at) = &entered.entered;
        let decided = entered.decided.as_ref().map(|(name, at)| {
            let word = if entered.state == EnteredState::InForce { "确认" } else { "退回或者撤回" };
            view! { "；"{parts::name(name)}" 于 "{text::iso_minute(*at)}" "{word} }
        });
        view! { <p class="small muted">{parts::name(name)}" 于 "{text::iso_minute(*at)}" 录入"{decided}</p> }
            .into_any()
    }

    /// `folder` is the address of what it is one of, such as `/desk/calendar`.
    pub(in crate::desk) fn buttons(csrf: &str, folder: &str, entered: &Entered, buttons: Buttons) -> AnyView {
        let button = |act: &str, label: &'static str, class: &'static str| {
            let action = format!("{folder}/{}/{act}", entered.id);
            view! { <form method="post" action=action>{token(csrf)}<button class=class>{label}</button></form> }
        };
        match buttons {
            Buttons::None => parts::nothing(),
            Buttons::TakeBack => view! {
                <p>"请另一位平台管理员对照原文确认。"</p>
                <div class="actions">{button("refuse", "撤回", "button-plain")}</div>
            }
            .into_any(),
            Buttons::Decide => view! {
                <p>"请打开原文逐项核对，再确认。"</p>
                <div class="actions">
                    {button("confirm", "与原文一致，确认生效", "")}{button("refuse", "不一致，退回", "button-plain")}
                </div>
            }
            .into_any(),
        }
    }

    /// What administrators entered, and how far it is; nothing where there is nothing.
    pub(in crate::desk) fn list(folder: &str, caption: &'static str, all: &[Entered]) -> AnyView {
        if all.is_empty() {
            return parts::nothing();
        }
        let rows: Vec<AnyView> = all.iter().map(|entered| line(folder, entered)).collect();
        view! {
            <section aria-labelledby="entered">
                <h2 id="entered">{caption}</h2>
                <table class="stack">
                    <caption class="hidden">{caption}</caption>
                    <thead><tr>
                        <th scope="col">"名称"</th><th scope="col">"状态"</th><th scope="col">"录入"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        }
        .into_any()
    }

    fn line(folder: &str, entered: &Entered) -> AnyView {
        let (name, at) = &entered.entered;
        view! {
            <tr>
                <th scope="row">{parts::name_link(format!("{folder}/{}", entered.id), &entered.title)}</th>
                <td data-label="状态">{state_badge(entered.state)}</td>
                <td data-label="录入">{parts::name(name)}<small>{text::iso_minute(*at)}</small></td>
            </tr>
        }
        .into_any()
    }
}
