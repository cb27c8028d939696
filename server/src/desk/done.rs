//! What was just done and what comes next, told on the page to which a form leads: `/desk?done=approved`.
//!
//! The address carries a word of a closed list, never a sentence: nobody can make the desk say something else.

use axum::http::Uri;
use axum::response::Response;

use super::see;

/// Something that was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    Approved,
    Returned,
    GivenUp,
    Confirmed,
    Lifted,
    Asked,
    Hidden,
    Replaced,
    Settled,
    KeyRevoked,
    Opened,
    GapExplained,
    Sampled,
    Delegated,
    Appointed,
    TermEnded,
    AccountConfirmed,
    AccountRefused,
    AccountDisabled,
    Urged,
    AuthorityKept,
    NoticeEntered,
    NoticeConfirmed,
    NoticeRefused,
    RuleEntered,
    RuleConfirmed,
    RuleRefused,
    Uploaded,
    ColumnsKept,
    RowsConfirmed,
    UploadGivenUp,
    ObjectionAccepted,
    ObjectionDeclined,
    ObjectionForwarded,
    ObjectionAnswered,
    ObjectionExtended,
    ObjectionClosed,
}

impl Done {
    const ALL: [Self; 37] = [
        Self::Approved,
        Self::Returned,
        Self::GivenUp,
        Self::Confirmed,
        Self::Lifted,
        Self::Asked,
        Self::Hidden,
        Self::Replaced,
        Self::Settled,
        Self::KeyRevoked,
        Self::Opened,
        Self::GapExplained,
        Self::Sampled,
        Self::Delegated,
        Self::Appointed,
        Self::TermEnded,
        Self::AccountConfirmed,
        Self::AccountRefused,
        Self::AccountDisabled,
        Self::Urged,
        Self::AuthorityKept,
        Self::NoticeEntered,
        Self::NoticeConfirmed,
        Self::NoticeRefused,
        Self::RuleEntered,
        Self::RuleConfirmed,
        Self::RuleRefused,
        Self::Uploaded,
        Self::ColumnsKept,
        Self::RowsConfirmed,
        Self::UploadGivenUp,
        Self::ObjectionAccepted,
        Self::ObjectionDeclined,
        Self::ObjectionForwarded,
        Self::ObjectionAnswered,
        Self::ObjectionExtended,
        Self::ObjectionClosed,
    ];

    /// The word in the address.
    const fn code(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Returned => "returned",
            Self::GivenUp => "given-up",
            Self::Confirmed => "confirmed",
            Self::Lifted => "lifted",
            Self::Asked => "asked",
            Self::Hidden => "hidden",
            Self::Replaced => "replaced",
            Self::Settled => "settled",
            Self::KeyRevoked => "key-revoked",
            Self::Opened => "opened",
            Self::GapExplained => "gap-explained",
            Self::Sampled => "sampled",
            Self::Delegated => "delegated",
            Self::Appointed => "appointed",
            Self::TermEnded => "term-ended",
            Self::AccountConfirmed => "account-confirmed",
            Self::AccountRefused => "account-refused",
            Self::AccountDisabled => "account-disabled",
            Self::Urged => "urged",
            Self::AuthorityKept => "authority-kept",
            Self::NoticeEntered => "notice-entered",
            Self::NoticeConfirmed => "notice-confirmed",
            Self::NoticeRefused => "notice-refused",
            Self::RuleEntered => "rule-entered",
            Self::RuleConfirmed => "rule-confirmed",
            Self::RuleRefused => "rule-refused",
            Self::Uploaded => "uploaded",
            Self::ColumnsKept => "columns-kept",
            Self::RowsConfirmed => "rows-confirmed",
            Self::UploadGivenUp => "upload-given-up",
            Self::ObjectionAccepted => "objection-accepted",
            Self::ObjectionDeclined => "objection-declined",
            Self::ObjectionForwarded => "objection-forwarded",
            Self::ObjectionAnswered => "objection-answered",
            Self::ObjectionExtended => "objection-extended",
            Self::ObjectionClosed => "objection-closed",
        }
    }

    /// What was done, and the next step.
    const fn sentence(self) -> &'static str {
        match self {
            Self::Approved => "已复核通过。下一步：办理下面最紧的一件。",
            Self::Returned => "已退回经办人。下一步：经办人改正后重新提交，届时再次列入待办。",
            Self::GivenUp => "已放弃这项申请，记录保持原样。下一步：办理下面最紧的一件。",
            Self::Confirmed => "已确认隐藏，记录不再恢复公示。下一步：办理下面最紧的一件。",
            Self::Lifted => "已解除隐藏，记录恢复公示。下一步：办理下面最紧的一件。",
            Self::Asked => "已提交复核。下一步：由另一人在待办队列中复核，通过后生效。",
            Self::Hidden => "已紧急隐藏。下一步：由另一人在期限以前确认或者解除。",
            Self::Replaced => {
                "已登记所替代的决定。下一步：原决定仍在公示的，撤回申请已列入待办，由另一人复核。"
            }
            Self::Settled => "已确认主体。下一步：核对下一个相对人。",
            Self::KeyRevoked => "密钥已停用。下一步：仍在使用它的业务系统换用新密钥。",
            Self::Opened => "已揭示，承诺与决定对应。下一步：决定公示后承诺即告兑现，不必再办。",
            Self::GapExplained => "已提交说明。下一步：说明其余断号，漏报的请补报。",
            Self::Sampled => "已录入并比对，结果在“最近录入”的第一行。下一步：录入下一件。",
            Self::Delegated => "已委托填报。下一步：受委托机关从起始日期起可以填报。",
            Self::Appointed => "已指定代行人。下一步：代行人从起始日期起在待办队列中复核。",
            Self::TermEnded => "已即日终止。下一步：需要继续的，在下面重新登记。",
            Self::AccountConfirmed => "已确认，即时生效。下一步：通知本人登录。",
            Self::AccountRefused => "申请已撤下，没有生效。下一步：需要的，重新申请。",
            Self::AccountDisabled => "账号已停用，其登录立即失效。下一步：其待办由同机关的其他人办理。",
            Self::Urged => "已发出催办。下一步：明天仍未办理的，可以再催。",
            Self::AuthorityKept => "已保存，公示页面随即更新。下一步：录入或者修改其他机关。",
            Self::NoticeEntered | Self::RuleEntered => {
                "已录入，尚未生效。下一步：由另一位平台管理员对照原文确认。"
            }
            Self::NoticeConfirmed => "已生效，未公示决定的期限正在重新计算。下一步：在审计记录中查看变动。",
            Self::NoticeRefused => "通知没有生效。下一步：核对原文，需要的重新录入。",
            Self::RuleConfirmed => "已确认，从施行日起适用。下一步：在公开的规则页查看。",
            Self::RuleRefused => "规则没有生效。下一步：核对原文，需要的重新录入。",
            Self::Uploaded => "已收到文件。下一步：等检查结果列在下面，按提示办理。",
            Self::ColumnsKept => "已保存栏目对应。下一步：等检查结果列在下面，按提示办理。",
            Self::RowsConfirmed => "已确认提示，这些行已提交复核。下一步：由另一人在待办队列中复核。",
            Self::UploadGivenUp => "已放弃其余的行，已提交的不受影响。下一步：需要的，重新上传。",
            Self::ObjectionAccepted => {
                "已受理，记录已标注“异议处理中”。下一步：核查并办结，或者转来源单位核查。"
            }
            Self::ObjectionDeclined => "已不予受理，异议人可以查到理由。下一步：办理下一件异议。",
            Self::ObjectionForwarded => "已转来源单位核查。下一步：在期限内录入来源单位的答复。",
            Self::ObjectionAnswered => "已录入来源单位的答复。下一步：作出处理并办结。",
            Self::ObjectionExtended => "已延期，异议人可以查到理由。下一步：在新的期限内办结。",
            Self::ObjectionClosed => "已办结，异议人可以查到结果。下一步：办理下一件异议。",
        }
    }
}

/// After a POST: the page that shows what was done, which also says so.
pub(super) fn see_done(target: &str, done: Done) -> Response {
    see(&format!("{target}?done={}", done.code()))
}

/// What this address is to tell.
pub(super) fn told(uri: &Uri) -> Option<String> {
    let word = uri.query()?.split('&').find_map(|pair| pair.strip_prefix("done="))?;
    Done::ALL.into_iter().find(|done| done.code() == word).map(|done| done.sentence().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_that_was_done_names_the_next_step_and_no_other_word_tells_anything() {
        for done in Done::ALL {
            let uri: Uri = format!("/desk?after=1&done={}", done.code()).parse().unwrap();
            let sentence = told(&uri).unwrap();
            assert!(sentence.contains("。下一步：") && sentence.ends_with('。'), "{sentence}");
        }
        for other in ["/desk", "/desk?done=", "/desk?done=approved2", "/desk?undone=approved"] {
            assert_eq!(told(&other.parse().unwrap()), None, "{other}");
        }
    }
}
