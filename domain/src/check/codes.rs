//! The stable codes of everything that can be wrong with a row, with their sentences.

use crate::catalogue;
use crate::issue::{Issue, Severity};
use crate::standard::Field;

/// A kind of issue: its code is stable, its sentence is for the person who sent the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssueCode {
    /// Stable machine word.
    pub code: &'static str,
    /// What it does to the row.
    pub severity: Severity,
    /// What is wrong and what to do, in Chinese.
    pub sentence: &'static str,
}

impl IssueCode {
    const fn warning(code: &'static str, sentence: &'static str) -> Self {
        Self { code, severity: Severity::Warning, sentence }
    }

    const fn incomplete(code: &'static str, sentence: &'static str) -> Self {
        Self { code, severity: Severity::Incomplete, sentence }
    }

    const fn quarantine(code: &'static str, sentence: &'static str) -> Self {
        Self { code, severity: Severity::Quarantine, sentence }
    }

    /// An issue of the whole row.
    pub(super) fn of_row(self) -> Issue {
        self.issue(None, None, None)
    }

    /// An issue of a field of the dictionary; `value` must be fit to be shown.
    pub(super) fn of(self, field: &Field, value: Option<String>) -> Issue {
        self.issue(Some((field.code, field.caption)), value, None)
    }

    /// The same with a detail, such as the expected check digit.
    pub(super) fn with_detail(self, field: &Field, value: Option<String>, detail: &str) -> Issue {
        self.issue(Some((field.code, field.caption)), value, Some(detail))
    }

    /// An issue of a column of a plain layout, which has a caption only.
    pub(super) fn of_column(self, caption: &str, value: Option<String>, detail: Option<&str>) -> Issue {
        self.issue(Some((caption, caption)), value, detail)
    }

    /// An issue of a column of the catalogue.
    pub(super) fn of_entry(
        self,
        field: &catalogue::Field,
        value: Option<String>,
        detail: Option<&str>,
    ) -> Issue {
        self.issue(Some((field.code, field.caption)), value, detail)
    }

    fn issue(self, place: Option<(&str, &str)>, value: Option<String>, detail: Option<&str>) -> Issue {
        let subject = place.map(|(_, caption)| format!("{caption}：")).unwrap_or_default();
        let detail = detail.map(|detail| format!("（{detail}）")).unwrap_or_default();
        Issue {
            code: self.code.to_owned(),
            severity: self.severity,
            field: place.map(|(code, _)| code.to_owned()),
            value,
            message: format!("{subject}{}{detail}", self.sentence),
        }
    }
}

macro_rules! issue_codes {
    ($($name:ident = $severity:ident($code:literal, $sentence:literal);)*) => {
        $(pub(super) const $name: IssueCode = IssueCode::$severity($code, $sentence);)*
        /// Every issue code, in the order of the rules.
        pub const ISSUE_CODES: &[IssueCode] = &[$($name),*];
    };
}

issue_codes! {
    ROW_EMPTY = quarantine("row-empty", "整行没有内容，请删除该行或补充数据");
    ROW_TOO_LONG = quarantine("row-too-long", "该行的列数多于表头，可能是引号或分隔符错误，请核对原文件");
    NUL_CHARACTER = quarantine("nul-character", "含有空字符（U+0000），文件可能已损坏，请重新导出");
    COLUMN_REPEATED = warning("column-repeated", "同一字段出现多列且内容不同，已取第一个非空值");
    CLASS_UNKNOWN = quarantine("class-unknown", "应为“法人及非法人组织”“自然人”“个体工商户”之一");
    FIELD_MISSING = incomplete("field-missing", "必填项为空，请补充；补充前不公示、不计入统计");
    MUST_BE_BLANK = warning("must-be-blank", "该类行政相对人不应填写此项，已忽略");
    TOO_LONG = warning("too-long", "超过数据标准规定的长度，请核对");
    DATE_UNREADABLE = quarantine("date-unreadable", "不是有效日期，应为“年/月/日”，如2026/01/02");
    DATE_IMPLAUSIBLE = quarantine("date-implausible", "日期早于1949年10月1日，请核对");
    DECIDED_IN_FUTURE = quarantine("decided-in-future", "决定日期不能晚于今天，请核对");
    TERM_REVERSED = quarantine("term-reversed", "有效期至早于有效期自，两列可能颠倒，请核对");
    LONG_TERM_TYPO = warning("long-term-typo", "疑为“2099/12/31”（长期）的误写，已按长期处理");
    PENALTY_ENDS_EARLY = warning("penalty-ends-early", "处罚有效期早于处罚决定日期，请核对");
    PUBLICITY_ENDS_EARLY = warning("publicity-ends-early", "公示截止期早于决定日期，已忽略并按规定期限计算");
    STATUS_UNKNOWN = warning("status-unknown", "当前状态的取值不在本版数据标准之内，已按未说明处理");
    STATUS_DISPUTED = warning("status-disputed", "2015年版当前状态为“异议”，请核对该决定是否仍然有效");
    SCOPE_UNKNOWN = warning("scope-unknown", "信息使用范围的取值不在标准之内，已按不公开处理");
    USCC_CHECK_DIGIT = warning("uscc-check-digit", "统一社会信用代码的校验码不正确，请核对");
    USCC_MALFORMED = warning("uscc-malformed", "不是统一社会信用代码，已不作为代码使用，请核对");
    USCC_IN_OTHER_COLUMN = warning("uscc-in-other-column", "此列填写的是统一社会信用代码，已移至统一社会信用代码列");
    PLACEHOLDER_NOT_ALLOWED = warning("placeholder-not-allowed", "只有填写了工商注册号的个体工商户可以使用17个0加X的占位代码");
    PLACEHOLDER_EXPECTED = warning("placeholder-expected", "个体工商户没有统一社会信用代码时应填写17个0加X");
    CODE_DOUBTFUL = warning("code-doubtful", "代码不符合编码规则，请核对");
    PERSON_NUMBER_IN_CODE = warning("person-number-in-code", "此列填写的是个人证件号码，已移除；个人证件号码只能填写在证件号码列");
    PERSON_DOCUMENT_TYPE = warning("person-document-type", "证件类型不在数据标准的列表之内，其他证件请写“其他-名称”");
    PERSON_DOCUMENT_PAIR = warning("person-document-pair", "证件类型与证件号码应同时填写或同时为空");
    PERSON_NUMBER_INVALID = warning("person-number-invalid", "身份证号码不正确，请核对（号码已隐去）");
    CLASS_DOES_NOT_MATCH_CODE = warning("class-does-not-match-code", "行政相对人类别与统一社会信用代码不一致：92开头应为个体工商户，其他应为法人及非法人组织");
    AUTHORITY_CODE_CHECK_DIGIT = warning("authority-code-check-digit", "机关或来源单位统一社会信用代码的校验码不正确，请核对");
    AUTHORITY_CODE_MALFORMED = warning("authority-code-malformed", "机关或来源单位代码不是统一社会信用代码，已忽略");
    DOCUMENT_NUMBER_FROM_LICENCE = warning("document-number-from-licence", "没有文书号，已使用许可编号代替");
    LICENCE_KIND_UNKNOWN = warning("licence-kind-unknown", "应为普通、特许、认可、核准、登记或“其他-说明”");
    PENALTY_KIND_UNKNOWN = warning("penalty-kind-unknown", "未能识别处罚种类，请使用规定的名称或“其他-说明”");
    SUSPENSION_OR_REVOCATION = warning("suspension-or-revocation", "未能从处罚内容区分暂扣与吊销，暂按暂扣处理，请核对");
    AMOUNT_UNREADABLE = quarantine("amount-unreadable", "金额无法读取，请填写以万元为单位的数字，最多6位小数");
    FINE_NOT_POSITIVE = warning("fine-not-positive", "罚款金额应大于0，请核对");
    AMOUNT_WITHOUT_KIND = warning("amount-without-kind", "填写了金额，但处罚类别中没有相应种类，请核对");
    FINE_UNIT_MISMATCH = warning("fine-unit-mismatch", "与处罚内容中的金额相差一万倍，可能把元填成了万元");
    SIMPLE_PROCEDURE_FINE = warning("simple-procedure-fine", "简易程序的罚款超过法定限额（公民200元，单位3000元），请核对案件程序");
    PROCEDURE_UNKNOWN = warning("procedure-unknown", "应为“简易程序”或“普通程序”，已按未说明处理");
    FINDING_UNKNOWN = warning("finding-unknown", "认定结论不在列表之内，已按不公开处理，请核对");
    FINDING_MISSING = warning("finding-missing", "未填写认定结论，按报送单位报送视为认定");
    FINDING_UNSIGNED = warning("finding-unsigned", "未填写认定人或时间，将使用来源单位与收到时间");
    SEVERITY_CLASS_UNKNOWN = warning("severity-class-unknown", "失信类别应为轻微、一般、严重之一，已按处罚种类确定");
    SEVERITY_CLASS_DIFFERS = warning("severity-class-differs", "确认的失信类别与处罚种类的默认类别不同，已采用确认的类别");
    EXCEPTION_WITHOUT_REASON = warning("exception-without-reason", "填写了例外公示截止日但没有理由，不作为例外处理");
    EXCEPTION_TOO_LONG = warning("exception-too-long", "例外公示不得超过决定之日起三个月，已按三个月处理");
    TIME_UNREADABLE = warning("time-unreadable", "时间无法读取，已忽略");
    PERSONAL_DATA = warning("personal-data", "含有个人信息，处理（遮盖）之前不公示");
    NAME_MISSING = quarantine("name-missing", "名称为空，该行无法使用");
    UNKNOWN_VALUE = warning("unknown-value", "取值无法识别，已忽略");
    CAPITAL_IMPLAUSIBLE = warning("capital-implausible", "注册资本异常大，请核对单位是否为万元");
    VALUE_DROPPED = warning("value-dropped", "内容无法读取，已忽略此项");
    REQUIRED_FOR_ENDING = quarantine("required-for-ending", "缺少确定该记录所需的内容");
    ENDING_KIND_UNKNOWN = quarantine("ending-kind-unknown", "类型应为修复、撤回、更正错误、删除之一");
    REASON_MISSING = quarantine("reason-missing", "撤回必须填写公开原因（行政处罚法第四十八条）");
    LISTED_IN_FUTURE = quarantine("listed-in-future", "不能晚于今天，请核对");
    REMOVED_IN_FUTURE = quarantine("removed-in-future", "移出（恢复、删除）日期不能晚于今天，请核对");
    REMOVED_BEFORE_LISTED = quarantine("removed-before-listed", "移出（恢复、删除）日期早于列入日期，两列可能颠倒，请核对");
    SUBJECT_NOT_IN_ITEM = quarantine("subject-not-in-item", "该类主体不属于此类信息");
    REASON_CODE_UNKNOWN = warning("reason-code-unknown", "原因代码不在该类主体的代码表之内，请核对");
    PLANNED_END_TOO_LATE = warning("planned-end-too-late", "晚于规定的最长期限，已按规定期限计算");
    PERSONAL_DATA_MASKED = warning("personal-data-masked", "含有个人信息，已遮盖，请核对");
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_is_a_kebab_word_of_its_own_with_a_chinese_sentence() {
        let codes: BTreeSet<&str> = ISSUE_CODES.iter().map(|issue| issue.code).collect();
        assert_eq!(codes.len(), ISSUE_CODES.len());
        for issue in ISSUE_CODES {
            assert!(issue.code.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", issue.code);
            assert!(issue.sentence.chars().any(|c| c > '\u{4e00}'), "{}", issue.code);
        }
    }
}
