//! One row of a file of entities (registrations).

use chrono::NaiveDate;

use super::cell::fold_code;
use super::codes;
use super::party::is_person_number;
use super::plain::{PlainLayout, PlainRow, ReadCode};
use crate::amount::Fen;
use crate::entity::{EntityKind, RegistrationStatus};
use crate::issue::{Issue, Severity};
use crate::organisation_code::OrganisationCode;
use crate::privacy;
use crate::registration_number::RegistrationNumber;

/// More registered capital than any firm has: one hundred million 万元.
const IMPLAUSIBLE_CAPITAL: i64 = 100_000_000 * 1_000_000;
/// Longest name, in characters (RULES 1.3).
const MOST_NAME: usize = 200;

/// A registration, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityDraft {
    /// 名称, as registered.
    pub name: String,
    /// Credit code; kept if only its check digit fails.
    pub uscc: Option<String>,
    /// True if the code's check digit is right.
    pub uscc_ok: bool,
    /// What stood in the code's column but has no structure of a code; never shown, never joined on.
    pub code_text: Option<String>,
    /// 注册号
    pub registration_number: Option<String>,
    /// 组织机构代码, nine characters.
    pub organisation_code: Option<String>,
    /// 曾用名, in the order of the file.
    pub former_names: Vec<String>,
    /// 简称
    pub short_name: Option<String>,
    /// Kind of body, from 主体类型, code or name.
    pub kind: EntityKind,
    /// 主体类型 as sent.
    pub kind_text: Option<String>,
    /// Group of 登记状态.
    pub status: Option<RegistrationStatus>,
    /// 登记状态 as sent.
    pub status_text: Option<String>,
    /// 行政区划代码, six digits; a code outside the table is in order (RULES 2.1).
    pub region_code: Option<String>,
    /// 住所; always absent for sole traders (经营者住所 never leaves the file).
    pub address: Option<String>,
    /// 法定代表人, 负责人, 经营者.
    pub representative: Option<String>,
    /// 成立日期
    pub established_on: Option<NaiveDate>,
    /// 注册资本
    pub capital: Option<Fen>,
    /// 登记机关
    pub registered_by: Option<String>,
    /// 经营范围
    pub business_scope: Option<String>,
    /// What only some kinds of body register (营业期限, 核准日期, 组成形式 …): caption and value, in the order of the
    /// registry's page.
    pub registration: Vec<(&'static str, String)>,
    /// Captions of fields with personal data that could not be left out: the name. Such an entity is not shown
    /// until a person looked at it.
    pub personal_data: Vec<String>,
}

/// A checked row of an entity file.
#[derive(Clone, Debug)]
pub struct CheckedEntity {
    /// What was read; absent if the row is quarantined.
    pub draft: Option<EntityDraft>,
    /// Everything that is wrong with it.
    pub issues: Vec<Issue>,
}

/// Checks one row of an entity file. Only the name is asked for.
pub fn check_entity(layout: &PlainLayout, values: &[String]) -> CheckedEntity {
    let mut row = PlainRow::new(layout, values);
    let draft = read_entity(&mut row);
    let issues = row.issues;
    let is_readable = super::worst(&issues) != Some(Severity::Quarantine);
    CheckedEntity { draft: is_readable.then_some(draft), issues }
}

fn read_entity(row: &mut PlainRow) -> EntityDraft {
    let name = row.text("名称").to_owned();
    let personal_data = check_name(row, &name);
    let code = row.uscc("统一社会信用代码");
    let (uscc, uscc_ok) = code.uscc();
    let kind_text = row.owned("主体类型");
    let kind = EntityKind::detect(kind_text.as_deref(), uscc.as_deref(), &name);
    let status_text = row.public_text("登记状态");
    let address = row.public_text("住所").filter(|_| kind != EntityKind::SoleTrader);
    EntityDraft {
        uscc,
        uscc_ok,
        registration_number: registration_number(row, &code),
        organisation_code: organisation_code(row),
        former_names: row.public_text("曾用名").map(|text| names(&text)).unwrap_or_default(),
        short_name: row.public_text("简称"),
        kind,
        kind_text,
        status: status_text.as_deref().map(RegistrationStatus::from_text),
        status_text,
        region_code: row.region_code("行政区划代码"),
        address,
        representative: row.public_text("法定代表人"),
        established_on: row.date("成立日期"),
        capital: capital(row),
        registered_by: row.public_text("登记机关"),
        business_scope: row.public_text("经营范围"),
        registration: registration(row, kind),
        code_text: if let ReadCode::Unreadable(text) = code { Some(text) } else { None },
        personal_data,
        name,
    }
}

/// The further captions that this kind of body has (RULES 6.1).
fn registration(row: &mut PlainRow, kind: EntityKind) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    for caption in kind.further_captions() {
        let value = match *caption {
            "核准日期" | "营业期限自" => row.date(caption).map(|day| day.to_string()),
            "营业期限至" => term_end(row),
            _ => row.public_text(caption),
        };
        facts.extend(value.map(|value| (*caption, value)));
    }
    facts
}

/// A term without an end is 长期, however the registry writes it.
fn term_end(row: &mut PlainRow) -> Option<String> {
    let text = row.text("营业期限至");
    if matches!(text, "长期" | "永久" | "无固定期限") || text.starts_with("2099") || text.starts_with("9999")
    {
        return Some("长期".to_owned());
    }
    row.date("营业期限至").map(|day| day.to_string())
}

fn check_name(row: &mut PlainRow, name: &str) -> Vec<String> {
    if name.is_empty() {
        row.note(codes::NAME_MISSING, "名称", None);
    }
    if name.chars().count() > MOST_NAME {
        row.note(codes::TOO_LONG, "名称", None);
    }
    if privacy::scan(name).is_empty() {
        return Vec::new();
    }
    row.note(codes::PERSONAL_DATA, "名称", None);
    vec!["名称".to_owned()]
}

/// Names parted by ；, without blanks and repetitions.
fn names(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in text.split(['；', ';', '\n']).map(str::trim).filter(|name| !name.is_empty()) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// A code without its blanks; a number of a person in its place is taken out (RULES 2.4).
fn code_text(row: &mut PlainRow, caption: &'static str, short: &str) -> String {
    let text = fold_code(row.text(caption));
    if !is_person_number(short, &text) {
        return text;
    }
    row.issues.push(codes::PERSON_NUMBER_IN_CODE.of_column(caption, Some("***".to_owned()), None));
    String::new()
}

fn registration_number(row: &mut PlainRow, code: &ReadCode) -> Option<String> {
    let text = code_text(row, "注册号", "XDR_GSZC");
    if text.is_empty() {
        return match code {
            ReadCode::RegistrationNumber(number) => Some(number.clone()),
            _ => None,
        };
    }
    if let Err(error) = text.parse::<RegistrationNumber>() {
        row.note(codes::CODE_DOUBTFUL, "注册号", Some(&error.message()));
    }
    Some(text)
}

fn organisation_code(row: &mut PlainRow) -> Option<String> {
    let text = code_text(row, "组织机构代码", "XDR_ZZJG");
    if text.is_empty() {
        return None;
    }
    match text.parse::<OrganisationCode>() {
        Ok(code) => Some(code.as_str().to_owned()),
        Err(error) => {
            row.note(codes::CODE_DOUBTFUL, "组织机构代码", Some(&error.message()));
            Some(text.replace('-', ""))
        }
    }
}

/// 注册资本 in 万元; `1000万人民币` is read too. Other currencies are left out: no rate is ours to choose.
fn capital(row: &mut PlainRow) -> Option<Fen> {
    let text = row.owned("注册资本（万元）")?;
    let number = text.replace("人民币", "");
    match Fen::from_wan(&number) {
        Ok(fen) => {
            if fen.fen() > IMPLAUSIBLE_CAPITAL {
                row.note(codes::CAPITAL_IMPLAUSIBLE, "注册资本（万元）", None);
            }
            Some(fen)
        }
        Err(error) => {
            row.note(codes::VALUE_DROPPED, "注册资本（万元）", Some(&error.to_string()));
            None
        }
    }
}
