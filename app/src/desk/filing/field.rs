//! One field of the form beside its entry of the dictionary.

use domain::amount::Fen;
use domain::check::lint::Weight;
use domain::check::read_day;
use domain::decision::PartyClass;
use domain::standard::{Field, FieldDisclosure, FieldType, Requirement};
use leptos::prelude::*;

use super::super::parts::DAY_EXAMPLE;
use super::lists::day_with_weekday;
use super::{Form, Mark, Party};
use crate::parts;

/// What a field of the form shows.
pub(super) struct Cell<'a> {
    pub(super) form: &'a Form,
    pub(super) field: &'static Field,
    /// Name and `id`.
    pub(super) name: String,
    pub(super) value: &'a str,
    /// The party that it is about, with its number.
    pub(super) party: Option<(&'a Party, usize)>,
}

impl<'a> Cell<'a> {
    /// A field that the parties share.
    pub(super) fn shared(form: &'a Form, field: &'static Field) -> Self {
        let value = form.decision.get(field.code).map_or("", String::as_str);
        Self { form, field, name: field.code.to_owned(), value, party: None }
    }

    /// A field about a party, from 1.
    pub(super) fn of_party(
        form: &'a Form,
        (party, number): (&'a Party, usize),
        field: &'static Field,
    ) -> Self {
        let value = party.values.get(field.code).map_or("", String::as_str);
        Self { form, field, name: format!("{}-{number}", field.code), value, party: Some((party, number)) }
    }

    fn marks(&self) -> impl Iterator<Item = &'a Mark> + '_ {
        self.form.marks.iter().filter(|mark| mark.field.as_ref() == Some(&self.name))
    }

    fn is_wrong(&self) -> bool {
        self.marks().any(|mark| mark.weight == Weight::Block)
    }

    fn is_kept(&self) -> bool {
        self.party.is_some_and(|(party, _)| party.kept.iter().any(|code| code == self.field.code))
    }

    fn class(&self) -> Option<PartyClass> {
        let label = self.party?.0.values.get(&format!("{}_XDR_LB", self.form.kind.table()))?;
        [PartyClass::Organisation, PartyClass::SoleTrader, PartyClass::NaturalPerson]
            .into_iter()
            .find(|class| class.label() == label)
    }

    fn described_by(&self) -> String {
        let fault = self.marks().next().map(|_| format!(" {}-fault", self.name));
        let day = (self.field.field_type == FieldType::Date).then(|| format!(" {}-day", self.name));
        format!("{}-dict{}{}", self.name, day.unwrap_or_default(), fault.unwrap_or_default())
    }
}

/// The whole row: caption, faults, control, dictionary.
pub(super) fn row(cell: &Cell<'_>) -> AnyView {
    let is_group = has_group(cell.field);
    let caption = cell.field.caption;
    let label = (!is_group).then(|| view! { <label for=cell.name.clone()>{caption}</label> });
    let faults = faults(cell);
    let control = if is_group {
        view! {
            <fieldset aria-describedby=cell.described_by()>
                <legend>{caption}</legend>
                {faults}
                {group(cell)}
            </fieldset>
        }
        .into_any()
    } else {
        view! { {label}{faults}{control(cell)} }.into_any()
    };
    let class = format!("entry{}{}", if cell.is_wrong() { " entry-wrong" } else { "" }, condition(cell));
    view! {
        <div class=class>
            <div>{control}{beside(cell)}{theirs(cell)}</div>
            {dictionary(cell)}
        </div>
    }
    .into_any()
}

/// A class by which the style sheet hides a field that the choices above do not ask for. What is filled or marked is
/// never hidden.
fn condition(cell: &Cell<'_>) -> &'static str {
    if !cell.value.is_empty() || cell.is_kept() || cell.marks().next().is_some() {
        return "";
    }
    match cell.field.short_code() {
        "NR_FK" => " when-fine",
        "NR_WFFF" => " when-confiscated",
        "NR_ZKDX" => " when-licence",
        "XDR_ZJLX" | "XDR_ZJHM" => " when-person",
        "XDR_SHXYM" | "XDR_GSZC" | "XDR_ZZJG" | "XDR_SWDJ" | "XDR_SYDW" | "XDR_SHZZ" | "FRDB" | "FR_ZJLX"
        | "FR_ZJHM" => " when-body",
        _ => "",
    }
}

/// Radios and tick boxes have a legend instead of a label.
fn has_group(field: &Field) -> bool {
    matches!(field.short_code(), "XDR_LB" | "CFLB")
}

fn group(cell: &Cell<'_>) -> AnyView {
    let several = cell.field.short_code() == "CFLB";
    let chosen: Vec<&str> = if several {
        cell.value.split(['；', ';', '、']).map(str::trim).filter(|word| !word.is_empty()).collect()
    } else {
        vec![cell.value]
    };
    let choices = cell.field.choices();
    let option = |(index, word): (usize, &'static str)| {
        // The first carries the name as its `id`: the summary leads to it.
        let id = if index == 0 { cell.name.clone() } else { format!("{}-{}", cell.name, index + 1) };
        let kind = if several { "checkbox" } else { "radio" };
        view! {
            <label>
                <input type=kind id=id name=cell.name.clone() value=word checked=chosen.contains(&word)/>{word}
            </label>
        }
        .into_any()
    };
    let options: Vec<AnyView> = choices.iter().copied().enumerate().map(option).collect();
    let other = several.then(|| {
        let others: Vec<&str> = chosen.iter().copied().filter(|word| !choices.contains(word)).collect();
        view! {
            <label class="other">"其他"
                <input name=cell.name.clone() value=others.join("；") placeholder="其他-说明" autocomplete="off"/>
            </label>
        }
    });
    view! { <div class="choices">{options}</div>{other} }.into_any()
}

fn control(cell: &Cell<'_>) -> AnyView {
    let field = cell.field;
    if field.code.ends_with("_ZJHM") {
        return number_of_person(cell);
    }
    match field.field_type {
        FieldType::LongText => view! {
            <textarea id=cell.name.clone() name=cell.name.clone() rows="4" aria-describedby=cell.described_by()
                aria-invalid=cell.is_wrong().then_some("true")>{parts::area_content(cell.value)}</textarea>
        }
        .into_any(),
        FieldType::Choice if !field.takes_other_words() => select(cell),
        FieldType::Choice => suggested(cell),
        FieldType::Amount => {
            view! { <span class="unit">{line(cell, "amount", "decimal")}<span>"万元"</span>{in_yuan(cell)}</span> }
                .into_any()
        }
        FieldType::Date => line(cell, "day", "numeric"),
        FieldType::Time => line(cell, "day", "text"),
        FieldType::Text => line(cell, "", "text"),
    }
}

fn line(cell: &Cell<'_>, class: &'static str, mode: &'static str) -> AnyView {
    view! {
        <input id=cell.name.clone() name=cell.name.clone() class=class value=typed(cell) inputmode=mode
            autocomplete="off" aria-describedby=cell.described_by()
            aria-invalid=cell.is_wrong().then_some("true")/>
    }
    .into_any()
}

/// What stands in a line: days and amounts that come from the record in the form in which they are asked for.
fn typed(cell: &Cell<'_>) -> String {
    match (cell.field.field_type, read_day(cell.value)) {
        (FieldType::Date, Some(day)) => day.to_string(),
        (FieldType::Amount, _) if is_padded(cell.value) => {
            cell.value.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        _ => cell.value.to_owned(),
    }
}

/// `2.000000`, as the standard stores an amount.
fn is_padded(value: &str) -> bool {
    let decimals = value.split_once('.').map_or("", |(_, decimals)| decimals);
    decimals.len() == 6
        && decimals.ends_with('0')
        && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn select(cell: &Cell<'_>) -> AnyView {
    let option = |word: &'static str| {
        let label = match (cell.field.short_code(), word) {
            ("ZT", "1") => "1（有效）",
            ("ZT", "2") => "2（无效）",
            _ => word,
        };
        view! { <option value=word selected=cell.value == word>{label}</option> }.into_any()
    };
    let known = cell.field.choices().iter().copied().map(option).collect::<Vec<_>>();
    // A word that is not on the list stays until somebody chooses another one.
    let foreign = (!cell.value.is_empty() && !cell.field.choices().contains(&cell.value))
        .then(|| view! { <option value=cell.value.to_owned() selected>{cell.value.to_owned()}</option> });
    view! {
        <select id=cell.name.clone() name=cell.name.clone() aria-describedby=cell.described_by()
            aria-invalid=cell.is_wrong().then_some("true")>
            <option value="">"（未填）"</option>
            {known}
            {foreign}
        </select>
    }
    .into_any()
}

fn suggested(cell: &Cell<'_>) -> AnyView {
    let list = format!("{}-list", cell.name);
    let options: Vec<AnyView> =
        cell.field.choices().iter().map(|word| view! { <option value=*word></option> }.into_any()).collect();
    view! {
        <input id=cell.name.clone() name=cell.name.clone() value=cell.value.to_owned() list=list.clone()
            autocomplete="off" aria-describedby=cell.described_by()
            aria-invalid=cell.is_wrong().then_some("true")/>
        <datalist id=list>{options}</datalist>
    }
    .into_any()
}

/// A number of a person is never shown again once it was saved.
fn number_of_person(cell: &Cell<'_>) -> AnyView {
    let kept = cell.is_kept().then(|| {
        view! {
            <p class="hint">"已填写（不回显）。留空则不变，填写新号码则替换。"</p>
            <label class="tick">
                <input type="checkbox" name="forget" value=cell.name.clone()/>
                {format!("删除已填的{}", cell.field.caption)}
            </label>
        }
    });
    view! { {line(&Cell { value: "", name: cell.name.clone(), ..*cell }, "", "text")}{kept} }.into_any()
}

fn in_yuan(cell: &Cell<'_>) -> AnyView {
    match Fen::from_wan(cell.value) {
        Ok(fen) if !cell.value.is_empty() => {
            view! { <span class="muted">{format!("= {} 元", fen.yuan())}</span> }.into_any()
        }
        _ => parts::nothing(),
    }
}

/// What the calendar and the registry say of the value.
fn beside(cell: &Cell<'_>) -> AnyView {
    if cell.field.field_type == FieldType::Date {
        let words = read_day(cell.value).map_or_else(|| DAY_EXAMPLE.to_owned(), day_with_weekday);
        return view! { <p class="hint" id=format!("{}-day", cell.name)>{words}</p> }.into_any();
    }
    let Some((party, number)) = cell.party.filter(|_| cell.field.short_code() == "XDR_SHXYM") else {
        return parts::nothing();
    };
    let action = format!("/desk/drafts/{}/save", cell.form.id);
    let typed = party.values.get(&format!("{}_XDR_MC", cell.form.kind.table())).map_or("", String::as_str);
    let registered = party.registered.as_ref().map(|name| {
        let differs = (!typed.is_empty() && typed != name)
            .then(|| view! { <b class="warn">"与填写的名称不同，请核对"</b> });
        view! { <p class="hint">"登记名称："{parts::name(name)}" "{differs}</p> }
    });
    view! {
        <button class="button-plain" formaction=action name="look-up" value=number.to_string()>
            "按代码查登记名称"
        </button>
        {registered}
    }
    .into_any()
}

fn faults(cell: &Cell<'_>) -> AnyView {
    let mut is_first_mask = true;
    let messages: Vec<AnyView> = cell
        .marks()
        .map(|mark| {
            let is_mask = mark.code == "personal-data";
            let button = (!is_mask || std::mem::take(&mut is_first_mask)).then(|| suggestion(cell, mark));
            message(mark, button)
        })
        .collect();
    if messages.is_empty() {
        return parts::nothing();
    }
    view! { <div id=format!("{}-fault", cell.name)>{messages}</div> }.into_any()
}

fn message(mark: &Mark, button: Option<AnyView>) -> AnyView {
    let (class, word) =
        if mark.weight == Weight::Block { ("fault", "错误：") } else { ("look", "请确认：") };
    let excerpt = mark.excerpt.clone().map(|(before, marked, after)| {
        view! { <q><bdi>{before}<mark>{marked}</mark>{after}</bdi></q> }
    });
    view! { <p class=class>{word}<bdi>{mark.message.clone()}</bdi>" "{excerpt}{button}</p> }.into_any()
}

/// A button that writes what was meant.
fn suggestion(cell: &Cell<'_>, mark: &Mark) -> AnyView {
    let Some(suggestion) = &mark.suggestion else { return parts::nothing() };
    let action = format!("/desk/drafts/{}/save", cell.form.id);
    if mark.code == "personal-data" {
        return view! {
            <button class="button-plain" formaction=action name="mask" value=cell.name.clone()>"遮盖个人信息"</button>
        }
        .into_any();
    }
    let unit = if cell.field.field_type == FieldType::Amount { " 万元" } else { "" };
    view! {
        <button class="button-plain" formaction=action name="take" value=format!("{}={suggestion}", cell.name)>
            <bdi>{format!("改为 {suggestion}{unit}")}</bdi>
        </button>
    }
    .into_any()
}

/// What somebody else saved in this field meanwhile.
fn theirs(cell: &Cell<'_>) -> AnyView {
    let Some(value) = cell.form.theirs.as_ref().and_then(|theirs| theirs.values.get(&cell.name)) else {
        return parts::nothing();
    };
    let value = if value.is_empty() { "（空）" } else { value };
    view! { <p class="look">"对方保存的内容："{parts::name(value)}</p> }.into_any()
}

/// Code, whether it must be filled, who sees it, what to write.
fn dictionary(cell: &Cell<'_>) -> AnyView {
    let field = cell.field;
    let class = cell.class().unwrap_or(PartyClass::Organisation);
    let requirement = match field.requirement(class) {
        // What a natural person must fill is told before anybody has said that it is one.
        Requirement::Blank if cell.class().is_none() => Requirement::Conditional,
        requirement => requirement,
    };
    let disclosure = match field.disclosure_for(class) {
        FieldDisclosure::Never => FieldDisclosure::Hide,
        disclosure => disclosure,
    };
    view! {
        <p class="dict" id=format!("{}-dict", cell.name)>
            <b>{field.code}</b>
            {format!("　{}，{}。{}", requirement.label(), disclosure.label(), field.help())}
        </p>
    }
    .into_any()
}
