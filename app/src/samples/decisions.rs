//! Decisions with their clocks counted by the calendar.

use domain::calendar::Calendar;
use domain::decision::{DecisionKind, PartyClass};
use domain::disclosure::{
    Clock, Correction, DecisionSummary, GsxtClock, ObjectionMark, PublicAuthority, PublicDecision,
    PublicField, PublicParty, Timeliness, Tombstone,
};
use domain::lateness::LateReason;

use super::{day, moment, provenance};

/// 云川市市场监督管理局
pub(crate) fn authority() -> PublicAuthority {
    PublicAuthority {
        id: "a4s9j2lu".to_owned(),
        name: "云川市市场监督管理局".to_owned(),
        uscc: Some("116901000063841729".to_owned()),
        region_name: Some("云川市".to_owned()),
        level: Some("市".to_owned()),
        telephone: Some("0690-5550131".to_owned()),
        address: Some("秦川省云川市云阳区文渊路 2 号".to_owned()),
        former_names: Vec::new(),
    }
}

fn party(name: &str, id: Option<&str>) -> PublicParty {
    PublicParty {
        name: name.to_owned(),
        class: PartyClass::Organisation,
        uscc: Some("91690101MAC7Q2X102".to_owned()),
        entity_id: id.map(str::to_owned),
        registered_name: None,
    }
}

fn field(code: &str, caption: &str, value: &str) -> PublicField {
    PublicField { code: code.to_owned(), caption: caption.to_owned(), value: value.to_owned(), note: None }
}

fn noted(code: &str, caption: &str, value: &str, note: &str) -> PublicField {
    PublicField { note: Some(note.to_owned()), ..field(code, caption, value) }
}

fn clock(decided_on: &str, published_on: &str, timeliness: Timeliness) -> Clock {
    let calendar = Calendar::official();
    let (from, to) = (day(decided_on), day(published_on));
    let due = calendar.deadline(from, 7);
    Clock {
        working_days: 7,
        decided_on: from,
        due_on: due.on(),
        provisional: due.is_provisional(),
        received_at: moment(published_on, 1_002),
        published_at: moment(published_on, 1_003),
        timeliness,
        late_reason: matches!(timeliness, Timeliness::Late { .. }).then_some(LateReason::ServiceDelayed),
        days: calendar.count(from, to, 7),
        notices: calendar.notices(from, to.max(due.on())),
    }
}

fn penalty_summary() -> DecisionSummary {
    DecisionSummary {
        id: "d8f4k1zq".to_owned(),
        kind: DecisionKind::Penalty,
        document_number: "云市监处罚〔2026〕117号".to_owned(),
        title: "销售不合格的电动自行车充电器".to_owned(),
        category: "没收违法所得、没收非法财物；罚款".to_owned(),
        authority_name: "云川市市场监督管理局".to_owned(),
        authority_id: Some("a4s9j2lu".to_owned()),
        parties: vec![party("秦岭云帆科技有限公司", Some("qk3v8m2c"))],
        decided_on: day("2026-09-28"),
        published_at: moment("2026-10-15", 1_003),
        timeliness: Timeliness::Late { by_working_days: 2 },
        public_until: Some(day("2027-09-28")),
        fine_fen: Some(3_870_000),
        valid_from: None,
        valid_until: None,
        state_label: "一般失信".to_owned(),
        objection: None,
    }
}

fn penalty_fields() -> Vec<PublicField> {
    vec![
        field("CF_XDR_MC", "行政相对人名称", "秦岭云帆科技有限公司"),
        field("CF_XDR_LB", "行政相对人类别", "法人及非法人组织"),
        field("CF_XDR_SHXYM", "统一社会信用代码", "91690101MAC7Q2X102"),
        field("CF_WSH", "行政处罚决定书文号", "云市监处罚〔2026〕117号"),
        field("CF_WFXW", "违法行为类型", "违反了《中华人民共和国产品质量法》第三十九条"),
        field(
            "CF_SY",
            "违法事实",
            "当事人于 2026年6月3日至6月21日，在其网店及渭原区星河路门店销售“云帆”牌电动自行车用充电器 86 个。经云川市产品质量检验院检验，输入电流、异常温升两项不符合国家标准，判定为不合格。货值金额 25,800 元，违法所得 6,192 元。",
        ),
        field("CF_YJ", "处罚依据", "《中华人民共和国产品质量法》第五十条"),
        field("CF_CFLB", "处罚类别", "没收违法所得、没收非法财物；罚款"),
        field(
            "CF_NR",
            "处罚内容",
            "一、责令停止销售；二、没收违法所得 6,192.00 元；三、处货值金额 1.5 倍罚款，计 38,700.00 元。",
        ),
        noted("CF_NR_FK", "罚款金额（万元）", "3.870000", "38,700 元"),
        noted("CF_NR_WFFF", "没收违法所得、没收非法财物的金额（万元）", "0.619200", "6,192 元"),
        field("CF_NR_ZKDX", "暂扣或吊销证照名称及编号", ""),
        field("CF_JDRQ", "处罚决定日期", "2026-09-28"),
        field("CF_GSJZQ", "公示截止期", "2027-09-28"),
        field("CF_CFJG", "处罚机关", "云川市市场监督管理局"),
        field("CF_CFJGDM", "处罚机关统一社会信用代码", "116901000063841729"),
        field("CF_SJLY", "数据来源单位", "云川市市场监督管理局"),
        field("CF_SJLYDM", "数据来源单位统一社会信用代码", "116901000063841729"),
    ]
}

/// A penalty published two working days late, over the national holiday, corrected once.
pub fn late_penalty() -> PublicDecision {
    PublicDecision {
        summary: penalty_summary(),
        fields: penalty_fields(),
        clock: clock("2026-09-28", "2026-10-15", Timeliness::Late { by_working_days: 2 }),
        gsxt: Some(GsxtClock { working_days: 20, due_on: day("2026-11-02"), provisional: false }),
        authority: Some(authority()),
        class_label: Some("一般失信".to_owned()),
        policy: Some("国家发展改革委令第36号".to_owned()),
        repair_from: Some(day("2026-12-28")),
        withheld_parties: 0,
        corrections: vec![Correction {
            corrected_on: day("2026-10-21"),
            fields: vec!["罚款金额（万元）".to_owned()],
        }],
        provenance: provenance("云川市市场监督管理局"),
        version: 2,
        ledger_number: 8_214_077,
    }
}

/// A penalty published in time against several parties, one of them a natural person.
pub fn penalty_of_several() -> PublicDecision {
    let on_time = Timeliness::OnTime { working_days: 4 };
    let base = late_penalty();
    PublicDecision {
        summary: DecisionSummary {
            id: "p3n7w5gs".to_owned(),
            document_number: "渭原消行罚决字〔2026〕0043号".to_owned(),
            title: "违反《中华人民共和国消防法》第二十八条".to_owned(),
            category: "罚款".to_owned(),
            authority_name: "渭原区消防救援大队".to_owned(),
            authority_id: None,
            parties: vec![
                party("秦岭云帆科技有限公司", Some("qk3v8m2c")),
                party("云川星河物业服务有限公司", None),
            ],
            decided_on: day("2026-09-17"),
            published_at: moment("2026-09-23", 600),
            timeliness: on_time,
            fine_fen: Some(500_000),
            ..base.summary
        },
        fields: vec![
            field("CF_WSH", "行政处罚决定书文号", "渭原消行罚决字〔2026〕0043号"),
            field("CF_YJ", "处罚依据", "《中华人民共和国消防法》第六十条"),
            field("CF_NR", "处罚内容", "罚款 5,000.00 元。"),
        ],
        clock: clock("2026-09-17", "2026-09-23", on_time),
        gsxt: None,
        authority: None,
        withheld_parties: 1,
        corrections: Vec::new(),
        ..base
    }
}

/// A licence in force, published on the second working day.
pub fn licence() -> PublicDecision {
    let on_time = Timeliness::OnTime { working_days: 2 };
    let base = late_penalty();
    PublicDecision {
        summary: DecisionSummary {
            id: "x2b6t9re".to_owned(),
            kind: DecisionKind::Licence,
            document_number: "云渭审批准字〔2025〕2086号".to_owned(),
            title: "第二类医疗器械经营备案".to_owned(),
            category: "其他-备案".to_owned(),
            authority_name: "渭原区行政审批局".to_owned(),
            authority_id: None,
            decided_on: day("2025-08-12"),
            published_at: moment("2025-08-14", 560),
            timeliness: on_time,
            public_until: None,
            fine_fen: None,
            valid_from: Some(day("2025-08-12")),
            valid_until: None,
            state_label: "有效".to_owned(),
            objection: Some(ObjectionMark { since: day("2026-11-19") }),
            ..base.summary
        },
        fields: vec![
            field("XK_XKWS", "行政许可决定文书名称", "第二类医疗器械经营备案凭证"),
            field("XK_WSH", "行政许可决定文书号", "云渭审批准字〔2025〕2086号"),
            field("XK_XKLB", "许可类别", "其他-备案"),
            field("XK_NR", "许可内容", "第二类医疗器械批发、零售。"),
            field("XK_JDRQ", "许可决定日期", "2025-08-12"),
            field("XK_YXQZ", "有效期自", "2025-08-12"),
            noted("XK_YXQZI", "有效期至", "2099-12-31", "长期"),
        ],
        clock: clock("2025-08-12", "2025-08-14", on_time),
        gsxt: None,
        authority: None,
        class_label: None,
        policy: None,
        repair_from: None,
        corrections: Vec::new(),
        version: 1,
        ..base
    }
}

/// A withdrawn penalty.
pub fn tombstone() -> Tombstone {
    Tombstone {
        id: "h5m1c8vy".to_owned(),
        kind: DecisionKind::Penalty,
        document_number: "丹交罚〔2026〕208号".to_owned(),
        authority_name: "丹岭市交通运输局".to_owned(),
        withdrawn_on: day("2026-11-18"),
        reason: "该行政处罚决定已被行政复议决定撤销，信息已撤回".to_owned(),
    }
}
