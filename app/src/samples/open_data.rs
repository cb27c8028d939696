//! The bulk files and the interface.

use super::{day, moment};
use crate::page::{Developers, Endpoint, OpenData, OpenField, OpenFile, OpenRelease, OpenSet, Page};

/// The pages with their names and addresses.
pub(super) fn pages() -> Vec<(&'static str, &'static str, Page)> {
    vec![
        ("open-data", "/open-data", Page::OpenData(open_data())),
        ("open-data-empty", "/open-data", Page::OpenData(OpenData { release: None, ..open_data() })),
        ("developers", "/developers", Page::Developers(developers())),
    ]
}

/// A release with three data sets.
pub fn open_data() -> OpenData {
    OpenData {
        release: Some(OpenRelease {
            name: RELEASE.to_owned(),
            ledger_number: 8_214_077,
            cut_at: moment("2026-11-23", 625),
            valid_until: Some(day("2026-11-30")),
            sets: vec![
                set("entities", "主体登记", "登记的主体：名称、代码、状态、曾用名。", 1_284_903),
                set("penalties", "行政处罚", "公示中的行政处罚决定，一行一个相对人。", 48_120),
                set("abnormal-operation", "经营异常名录", "未按时年报、失联等，由市场监督管理部门列入。", 0),
            ],
        }),
        licence: "秦川省公共数据开放许可".to_owned(),
        duty: "记录停止公示后，副本须同步删除。".to_owned(),
    }
}

const RELEASE: &str = "r8214077-k3m9x2qa";

fn set(code: &str, label: &str, summary: &str, rows: u64) -> OpenSet {
    let file = |(suffix, row_size): (&str, u64)| {
        let name = format!("{code}.{suffix}");
        let href = format!("/open-data/{RELEASE}/{name}");
        OpenFile { name, href, size: 120 + rows * row_size, sha256: "5c1f9e0a".repeat(8) }
    };
    OpenSet {
        code: code.to_owned(),
        label: label.to_owned(),
        summary: summary.to_owned(),
        rows,
        files: [("csv", 310), ("csv.gz", 64), ("jsonl", 520), ("jsonl.gz", 71)].map(file).to_vec(),
        fields: fields(),
    }
}

fn fields() -> Vec<OpenField> {
    let field =
        |code: &str, caption: &str, meaning: &str, (kind, unit): (&str, &str), source: &str| OpenField {
            code: code.to_owned(),
            caption: caption.to_owned(),
            meaning: meaning.to_owned(),
            kind: kind.to_owned(),
            unit: unit.to_owned(),
            source: source.to_owned(),
        };
    vec![
        field("id", "记录标识", "随机、永久，不含次序", ("文本", ""), "本平台"),
        field("uscc", "统一社会信用代码", "没有代码的为空", ("文本", ""), "GB 32100-2015"),
        field("public_until", "公示截止日", "当日 24 时停止公示；空为未规定", ("日期", ""), "公示期规则"),
        field("fine_fen", "罚款", "与罚款金额（万元）同值", ("整数", "分"), "行政处罚公示标准"),
    ]
}

/// Some addresses of the interface.
pub fn developers() -> Developers {
    let endpoint = |path: &str, summary: &str, parameters: &[&str]| Endpoint {
        path: format!("/api/v1{path}"),
        summary: summary.to_owned(),
        parameters: parameters.iter().map(|name| (*name).to_owned()).collect(),
    };
    let search =
        ["q", "type", "kind", "status", "region", "authority", "record", "list", "year", "from", "to"];
    Developers {
        endpoints: vec![
            endpoint("/search", "查询主体或者决定", &search),
            endpoint("/entities/{id}", "一个主体的公开档案；用代码也可以", &["id"]),
            endpoint("/changes", "公开台账自某号以后的变动，可以等待", &["since", "limit", "wait"]),
            endpoint("/openapi.json", "供程序读取的接口说明", &[]),
        ],
        rate: 100,
    }
}
