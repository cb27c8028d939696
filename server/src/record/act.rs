//! What the audit trail says was done: a closed list, each with its word in the trail and its Chinese term.

use std::borrow::Cow;

use domain::approval::{ApprovalState, Purpose};
use domain::objection::ObjectionStep;

macro_rules! acts {
    ($($variant:ident, $code:literal, $label:literal;)+) => {
        /// Something that was done, as the audit trail keeps it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Act {
            $(#[doc = $label] $variant,)+
            /// Something was asked of a second person, or that ended.
            Request(Purpose, RequestAct),
            /// A step of an objection.
            Objection(ObjectionStep),
        }

        impl Act {
            /// All without something in them.
            const PLAIN: &[Self] = &[$(Self::$variant),+];

            /// The word in the audit trail, such as `publish-approved`.
            pub fn code(self) -> Cow<'static, str> {
                match self {
                    $(Self::$variant => $code.into(),)+
                    Self::Request(purpose, act) => format!("{}-{}", purpose.code(), act.code()).into(),
                    Self::Objection(step) => format!("objection-{}", step.code()).into(),
                }
            }

            /// The Chinese term.
            fn label(self) -> Cow<'static, str> {
                match self {
                    $(Self::$variant => $label.into(),)+
                    Self::Request(purpose, act) => act.label(purpose).into(),
                    Self::Objection(step) => format!("异议{}", step.label()).into(),
                }
            }
        }
    };
}

acts! {
    SignIn, "sign-in", "登录";
    SignInWithRecoveryCode, "sign-in-with-recovery-code", "用恢复代码登录";
    SignOut, "sign-out", "退出登录";
    SignOutEverywhere, "sign-out-everywhere", "退出所有登录";
    SecondFactorFailed, "second-factor-failed", "验证码错误";
    SecondFactorEnrolled, "second-factor-enrolled", "设置两步验证";
    RecoveryCodesRenewed, "recovery-codes-renewed", "生成新的恢复代码";
    PasswordChanged, "password-changed", "修改密码";
    DemoAccount, "demo-account", "建立演示账号";
    AccountAsked, "account-asked", "提请建立账号";
    AccountConfirmed, "account-confirmed", "确认建立账号";
    AccountRefused, "account-refused", "不同意建立账号";
    AccountDisabled, "account-disabled", "停用账号";
    AccountResetAsked, "account-reset-asked", "提请重置账号";
    AccountReset, "account-reset", "重置账号";
    DelegationAdded, "delegation-added", "登记委托";
    DelegationEnded, "delegation-ended", "终止委托";
    DeputyAppointed, "deputy-appointed", "指定代行人";
    DeputyEnded, "deputy-ended", "终止代行";
    KeyCreated, "key-created", "建立接口密钥";
    KeyRevoked, "key-revoked", "吊销接口密钥";
    FiledByKey, "filed-by-key", "用接口密钥报送";
    DraftBegun, "draft-begun", "新建填报";
    DraftHandedIn, "draft-handed-in", "提交填报";
    DraftReopened, "draft-reopened", "重新打开填报";
    Replace, "replace", "登记替代决定";
    Upload, "upload", "上传文件";
    UploadConfirm, "upload-confirm", "逐类确认上传的行";
    UploadCorrect, "upload-correct", "改正上传的行";
    UploadGiveUp, "upload-give-up", "放弃上传的行";
    UploadFaults, "upload-faults", "下载有错误的行";
    UploadExport, "upload-export", "导出已通过的记录";
    ColumnMapping, "column-mapping", "设定栏目对应";
    SettleParty, "settle-party", "确认相对人对应的主体";
    AttachEntry, "attach-entry", "确认名单记录对应的主体";
    DetachEntry, "detach-entry", "解除名单记录与主体的对应";
    ReadPersonalData, "read-personal-data", "查看个人信息";
    Urged, "urged", "催办";
    ExplainGap, "explain-gap", "说明断号";
    EnterSample, "enter-sample", "登记抽查样本";
    Committed, "committed", "登记承诺值";
    CommitmentOpened, "commitment-opened", "打开承诺值";
    AuthorityAdded, "authority-added", "登记机关";
    AuthorityChanged, "authority-changed", "修改机关";
    CalendarNoticeEntered, "calendar-notice-entered", "录入放假通知";
    CalendarNoticeConfirmed, "calendar-notice-confirmed", "确认放假通知";
    CalendarNoticeRefused, "calendar-notice-refused", "不同意放假通知";
    RuleEntered, "rule-entered", "录入规则";
    RuleConfirmed, "rule-confirmed", "确认规则";
    RuleRefused, "rule-refused", "不同意规则";
    CalendarChanged, "calendar-changed", "换用新的工作日历";
    DueDayMoved, "due-day-moved", "重算公示期限";
    ObjectionReceived, "objection-received", "收到异议";
    ObjectionWithdrawn, "objection-withdrawn", "异议人撤回异议";
    ObjectionRead, "objection-read", "查看异议";
    ObjectionAttachmentRead, "objection-attachment-read", "查看异议附件";
    ObjectionEndAsked, "objection-end-asked", "提请以终止公示办结异议";
    ObjectionErased, "objection-erased", "删除异议人信息";
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestAct {
    /// Somebody asked.
    Asked,
    /// A second person agreed.
    Approved,
    /// A second person did not.
    Returned,
    /// Who asked gave it up.
    GivenUp,
    /// A second person undid it, as for a hiding.
    Lifted,
}

impl RequestAct {
    const ALL: [Self; 5] = [Self::Asked, Self::Approved, Self::Returned, Self::GivenUp, Self::Lifted];

    /// The word in the audit trail.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Approved => "approved",
            Self::Returned => "returned",
            Self::GivenUp => "given-up",
            Self::Lifted => "lifted",
        }
    }

    /// How what was asked for stands after it.
    pub const fn state(self) -> ApprovalState {
        match self {
            Self::Asked => ApprovalState::Waiting,
            Self::Approved => ApprovalState::Approved,
            Self::Returned => ApprovalState::Returned,
            Self::GivenUp => ApprovalState::GivenUp,
            Self::Lifted => ApprovalState::Lifted,
        }
    }

    /// The Chinese term for one of that purpose.
    fn label(self, purpose: Purpose) -> String {
        let purpose = purpose.label();
        match self {
            Self::Asked => format!("提请{purpose}"),
            Self::Approved => format!("同意{purpose}"),
            Self::Returned => format!("退回{purpose}"),
            Self::GivenUp => format!("放弃{purpose}申请"),
            Self::Lifted => format!("解除{purpose}"),
        }
    }
}

impl Act {
    /// Everything that is ever noted.
    fn all() -> impl Iterator<Item = Self> {
        let requests =
            Purpose::ALL.iter().flat_map(|purpose| RequestAct::ALL.map(|act| Self::Request(*purpose, act)));
        let steps = ObjectionStep::ALL.iter().map(|step| Self::Objection(*step));
        Self::PLAIN.iter().copied().chain(requests).chain(steps)
    }

    /// What was done with that word in the audit trail; none if another program wrote it.
    fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|act| act.code() == code)
    }
}

/// The Chinese term of a word of the audit trail. One that this program does not know stays as it is: an older or newer
/// program wrote it.
pub fn label(code: &str) -> String {
    Act::from_code(code).map_or_else(|| code.to_owned(), |act| act.label().into_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_act_has_a_word_of_its_own_and_a_chinese_term() {
        let mut words = BTreeSet::new();
        for act in Act::all() {
            let code = act.code().into_owned();
            assert!(!label(&code).is_ascii(), "{code} is shown as {}", label(&code));
            assert_eq!(Act::from_code(&code), Some(act));
            assert!(words.insert(code), "{act:?}");
        }
        assert_eq!(label("withdraw-given-up"), "放弃撤回申请");
        assert_eq!(label("a-word-of-another-program"), "a-word-of-another-program");
    }
}
