//! What no mapping may fill: a decision date or a deciding authority from another field.
//!
//! A row without them stays incomplete: it is kept, and nobody sees it. A guessed day would move a legal deadline and
//! the end of publicity; a guessed authority would put a decision into another's mouth.

use domain::text::fold_heading;

/// A field that must come from its own column or stay empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guarded {
    /// The day of a decision, or of an entry into a list.
    Day,
    /// Who decided, by name or by code.
    Authority,
    /// A conclusion that is reached case by case (社会影响, 保密审查, 失信类别).
    Finding,
}

/// Why a source may not fill such a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A constant.
    #[error(
        "“{field}”不能写成固定值：{}。没有该项的行会保留为“不完整”，补正前不公示。", reason(*.guarded)
    )]
    Constant {
        /// The field.
        field: String,
        /// What it is.
        guarded: Guarded,
    },
    /// Taken out of a text, put together, or replaced where it is empty.
    #[error(
        "“{field}”只能原样取自写明该项的列，不能用 {step}：{}。没有该项的行会保留为“不完整”，补正前不公示。",
        reason(*.guarded)
    )]
    Step {
        /// The field.
        field: String,
        /// What it is.
        guarded: Guarded,
        /// The key of the step.
        step: &'static str,
    },
    /// Another date or another body.
    #[error(
        "不能用“{heading}”列填写“{field}”：该列写的是“{word}”，{}。没有该项的行会保留为“不完整”，补正前不公示。",
        other(*.guarded)
    )]
    OtherColumn {
        /// The heading.
        heading: String,
        /// The field.
        field: String,
        /// What is it.
        guarded: Guarded,
        /// The word in the heading that says so.
        word: &'static str,
    },
    /// A heading that does not say what it is, and nobody has confirmed it.
    #[error(
        "“{heading}”列的表头没有写明它就是“{field}”。如果确实是，请写 {{ field = …, confirm = true }}；不能确定的不要填写。"
    )]
    Unsaid {
        /// The heading.
        heading: String,
        /// The field.
        field: String,
    },
}

const fn reason(guarded: Guarded) -> &'static str {
    match guarded {
        Guarded::Day => "决定日期决定公示时限和公示期，不能推算或代填",
        Guarded::Authority => "决定机关以决定书为准，不能推断或代填",
        Guarded::Finding => "认定结论须逐件作出",
    }
}

const fn other(guarded: Guarded) -> &'static str {
    match guarded {
        Guarded::Day => "不是作出决定的日期",
        Guarded::Authority => "不是作出决定的机关",
        Guarded::Finding => "不是认定结论",
    }
}

/// Words of headings that name another date than that of the decision.
const OTHER_DAYS: [&str; 62] = [
    "公示",
    "公布",
    "公开",
    "公告",
    "发布",
    "发文",
    "印发",
    "送达",
    "立案",
    "结案",
    "更新",
    "上传",
    "上报",
    "报送",
    "截止",
    "截至",
    "有效",
    "期限",
    "到期",
    "届满",
    "终止",
    "采集",
    "录入",
    "导出",
    "导入",
    "入库",
    "检查",
    "违法",
    "缴款",
    "缴纳",
    "履行",
    "执行",
    "成立",
    "受理",
    "申请",
    "发证",
    "领证",
    "打印",
    "移出",
    "修复",
    "撤销",
    "告知",
    "听证",
    "备案",
    "注册",
    "登记日",
    "PUBLISH",
    "POST",
    "UPDATE",
    "UPLOAD",
    "CREATE",
    "EXPIR",
    "VALID",
    "COMPLETE",
    "ENDTIME",
    "ENDDATE",
    "END_",
    "RECEI",
    "SERVE",
    "DELIVER",
    "IMPORT",
    "EXPORT",
];

/// The same for entries in lists: 列入 is their decision, but 移出 and the rest are not.
const OTHER_THAN_DECIDED: [&str; 2] = ["列入", "标记"];

/// Words of headings that name another body than the one that decided.
const OTHER_BODIES: [&str; 25] = [
    "来源",
    "登记机关",
    "报送",
    "上报",
    "上传",
    "发布",
    "公示",
    "公布",
    "采集",
    "录入",
    "提供",
    "检验",
    "检测",
    "检查机",
    "监管",
    "监督所",
    "日常",
    "主管",
    "移送",
    "受理",
    "网站",
    "SOURCE",
    "UPLOAD",
    "PUBLISH",
    "REGISTRAR",
];

/// Refuses a heading that names another date or another body. `removal` is true for the fields of a removal.
pub(super) fn check_heading(
    guarded: Guarded,
    place: Place,
    heading: &str,
    field: &str,
) -> Result<(), Refusal> {
    let folded = fold_heading(heading);
    let is_own =
        |word: &&&str| place == Place::Removal && matches!(**word, "移出" | "修复" | "撤销" | "终止");
    let found = match guarded {
        Guarded::Day => {
            let lists = OTHER_THAN_DECIDED.iter().filter(|_| place == Place::Decision);
            OTHER_DAYS.iter().chain(lists).find(|word| folded.contains(**word) && !is_own(word))
        }
        Guarded::Authority => OTHER_BODIES.iter().find(|word| folded.contains(**word)),
        Guarded::Finding => None,
    };
    match found {
        Some(word) => {
            Err(Refusal::OtherColumn { heading: heading.to_owned(), field: field.to_owned(), guarded, word })
        }
        None => Ok(()),
    }
}

/// Where a guarded field stands: what its own heading may be called depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A decision (双公示).
    Decision,
    /// An entry in a list: 列入日期 is its day.
    Entry,
    /// The removal from a list.
    Removal,
}

/// Why a heading is no source of a guarded field, if it names another day or body: for drafts.
pub(super) fn names_something_else(heading: &str) -> Option<&'static str> {
    let folded = fold_heading(heading);
    let is_day = ["日期", "时间", "DATE", "TIME"].iter().any(|word| folded.contains(word));
    if is_day && OTHER_DAYS.iter().any(|word| folded.contains(word)) {
        return Some("是另一个日期，不能作为决定日期");
    }
    let is_body = ["机关", "单位", "部门", "来源"].iter().any(|word| folded.contains(word));
    (is_body && OTHER_BODIES.iter().any(|word| folded.contains(word)))
        .then_some("不是作出决定的机关，不能代替决定机关")
}
