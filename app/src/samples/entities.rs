//! Entities: full, bare, several under one code.

use domain::disclosure::{FormerName, Provenance, PublicProfile};
use domain::entity::{EntityKind, RegistrationStatus};

use super::{all_sections, day, decisions, figures, late_penalty, moment, penalty_of_several, sections};
use crate::page::{Candidates, Entity, TimelineEntry, Tone};

/// A company with former names, one of several of that name.
pub fn profile() -> PublicProfile {
    let former = |name: &str, from: &str, until: &str| FormerName {
        name: name.to_owned(),
        from: Some(day(from)),
        until: Some(day(until)),
    };
    PublicProfile {
        id: "qk3v8m2c".to_owned(),
        name: "秦岭云帆科技有限公司".to_owned(),
        uscc: Some("91690101MAC7Q2X102".to_owned()),
        uscc_check_failed: false,
        kind: EntityKind::Company,
        status: Some(RegistrationStatus::Active),
        status_text: Some("存续（在营、开业、在册）".to_owned()),
        region_code: Some("690102".to_owned()),
        region_name: Some("云川市渭原区".to_owned()),
        address: Some("秦川省云川市渭原区星河路 18 号云谷产业园 3 号楼 602 室".to_owned()),
        representative: Some("甄见山".to_owned()),
        established_on: Some(day("2019-04-16")),
        capital_fen: Some(500_000_000),
        registered_by: Some("云川市市场监督管理局".to_owned()),
        business_scope: Some("一般项目：技术服务、技术开发；电子产品销售；电动自行车及配件销售；互联网销售（除销售需要许可的商品）。".to_owned()),
        short_name: Some("云帆科技".to_owned()),
        former_names: vec![
            former("云川云帆电子商务有限公司", "2019-04-16", "2021-11-30"),
            former("秦岭云帆商贸有限公司", "2021-11-30", "2025-02-20"),
        ],
        same_name_count: 3,
        licence_count: 12,
        penalty_count: 4,
        provenance: provenance("云川市市场监督管理局"),
        updated_at: moment("2026-11-22", 1_205),
    }
}

/// Where a sample came from.
pub(crate) fn provenance(source: &str) -> Provenance {
    Provenance { source: source.to_owned(), received_at: moment("2026-10-15", 1_002), taken_over: false }
}

/// A sole trader about whom little is known, with a code that fails its check.
pub fn bare_profile() -> PublicProfile {
    PublicProfile {
        id: "w7d2n5xa".to_owned(),
        name: "渭原区秦岭老味餐馆".to_owned(),
        uscc: Some("92690102MA9YW3E22E".to_owned()),
        uscc_check_failed: true,
        kind: EntityKind::SoleTrader,
        status: Some(RegistrationStatus::Deregistered),
        status_text: None,
        region_code: Some("690102".to_owned()),
        region_name: Some("云川市渭原区".to_owned()),
        address: None,
        representative: Some("林晚舟".to_owned()),
        established_on: Some(day("2020-05-21")),
        capital_fen: None,
        registered_by: None,
        business_scope: None,
        short_name: None,
        former_names: Vec::new(),
        same_name_count: 0,
        licence_count: 0,
        penalty_count: 0,
        provenance: provenance("云川市渭原区市场监督管理局"),
        updated_at: moment("2026-08-01", 540),
    }
}

/// A full profile: penalties as cards and in a table, licences, a time line.
pub fn entity() -> Entity {
    let entry = |on: &str, label: &str, detail: Option<&str>, tone| TimelineEntry {
        on: day(on),
        label: label.to_owned(),
        detail: detail.map(str::to_owned),
        tone,
    };
    Entity {
        profile: profile(),
        penalties: vec![late_penalty(), penalty_of_several(), penalty_of_several(), penalty_of_several()],
        penalties_next: None,
        licences: figures::licence_rows(),
        licences_next: Some("bGljZW5jZXM".to_owned()),
        timeline: vec![
            entry("2026-09-28", "云市监处罚〔2026〕117号", Some("罚款 38,700 元"), Tone::Warning),
            entry("2026-09-17", "渭原消行罚决字〔2026〕0043号", Some("罚款 5,000 元"), Tone::Warning),
            entry("2025-08-12", "取得第二类医疗器械经营备案", None, Tone::Plain),
            entry("2025-02-20", "名称由“秦岭云帆商贸有限公司”变更为现名", None, Tone::Plain),
            entry("2019-04-16", "设立登记", None, Tone::Plain),
        ],
        sections: sections(),
        authorities: vec![decisions::authority()],
        registration: registration(),
        former_name_count: 1,
        representative_count: 12,
    }
}

/// The same company with every kind of information that the catalogue knows.
pub fn full_entity() -> Entity {
    Entity { sections: all_sections(), ..entity() }
}

/// What a company registers beside the common facts.
fn registration() -> Vec<(String, String)> {
    [
        ("类型", "有限责任公司（自然人投资或控股）"),
        ("营业期限自", "2019-04-16"),
        ("营业期限至", "长期"),
        ("核准日期", "2025-02-20"),
    ]
    .map(|(caption, value)| (caption.to_owned(), value.to_owned()))
    .to_vec()
}

/// A profile with nothing but its registration.
pub fn bare_entity() -> Entity {
    Entity {
        profile: bare_profile(),
        penalties: Vec::new(),
        penalties_next: None,
        licences: Vec::new(),
        licences_next: None,
        timeline: Vec::new(),
        sections: Vec::new(),
        authorities: Vec::new(),
        registration: Vec::new(),
        former_name_count: 0,
        representative_count: 0,
    }
}

/// Two entities under one code.
pub fn candidates() -> Candidates {
    let other =
        PublicProfile {
            id: "z1y4p0bd".to_owned(), name: "渭原区老巷面馆".to_owned(), ..bare_profile()
        };
    Candidates { code: "92690102MA9YW3E22E".to_owned(), profiles: vec![bare_profile(), other] }
}
