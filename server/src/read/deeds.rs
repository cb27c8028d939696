//! What the words of the audit trail mean, for whoever reads it.

use domain::objection::ObjectionStep;

use crate::actions::approval::Purpose;

/// The Chinese term of an action of the audit trail. A word that this program does not know stays as it is: an older
/// or newer program wrote it.
pub fn label(action: &str) -> String {
    plain(action)
        .map(str::to_owned)
        .or_else(|| of_request(action))
        .or_else(|| of_objection(action))
        .unwrap_or_else(|| action.to_owned())
}

/// What was asked for and how that ended: `publish-approved`.
fn of_request(action: &str) -> Option<String> {
    let (purpose, end) = action.split_once('-')?;
    let purpose = Purpose::from_code(purpose)?.label();
    Some(match end {
        "asked" => format!("提请{purpose}"),
        "approved" => format!("同意{purpose}"),
        "returned" => format!("退回{purpose}"),
        "given-up" => format!("放弃{purpose}申请"),
        "lifted" => format!("解除{purpose}"),
        _ => return None,
    })
}

/// A step of an objection: `objection-accept`.
fn of_objection(action: &str) -> Option<String> {
    let step = ObjectionStep::from_code(action.strip_prefix("objection-")?)?;
    Some(format!("异议{}", step.label()))
}

/// Every other action and its term.
const PLAIN: [(&str, &str); 58] = [
    ("sign-in", "登录"),
    ("sign-in-with-recovery-code", "用备用码登录"),
    ("sign-out", "退出登录"),
    ("sign-out-everywhere", "退出所有登录"),
    ("second-factor-failed", "动态验证码错误"),
    ("second-factor-enrolled", "绑定动态验证码"),
    ("recovery-codes-renewed", "重新生成备用码"),
    ("password-changed", "修改密码"),
    ("demo-account", "建立演示账号"),
    ("account-asked", "提请建立账号"),
    ("account-confirmed", "确认建立账号"),
    ("account-refused", "不同意建立账号"),
    ("account-disabled", "停用账号"),
    ("account-reset-asked", "提请重置账号"),
    ("account-reset", "重置账号"),
    ("delegation-added", "登记委托"),
    ("delegation-ended", "终止委托"),
    ("deputy-appointed", "指定代行人"),
    ("deputy-ended", "终止代行"),
    ("key-created", "建立接口密钥"),
    ("key-revoked", "吊销接口密钥"),
    ("filed-by-key", "用接口密钥报送"),
    ("draft-begun", "新建填报"),
    ("draft-handed-in", "提交填报"),
    ("draft-reopened", "重新打开填报"),
    ("replace", "登记替代决定"),
    ("upload", "上传文件"),
    ("upload-confirm", "逐类确认上传的行"),
    ("upload-correct", "改正上传的行"),
    ("upload-give-up", "放弃上传的行"),
    ("upload-faults", "下载有错误的行"),
    ("upload-export", "导出已通过的记录"),
    ("column-mapping", "设定栏目对应"),
    ("settle-party", "确认相对人对应的主体"),
    ("attach-entry", "确认名单记录对应的主体"),
    ("detach-entry", "解除名单记录与主体的对应"),
    ("read-personal-data", "查看个人信息"),
    ("urged", "催办"),
    ("explain-gap", "说明断号"),
    ("enter-sample", "登记抽查样本"),
    ("committed", "登记承诺值"),
    ("commitment-opened", "打开承诺值"),
    ("authority-added", "登记机关"),
    ("authority-changed", "修改机关"),
    ("calendar-notice-entered", "录入放假通知"),
    ("calendar-notice-confirmed", "确认放假通知"),
    ("calendar-notice-refused", "不同意放假通知"),
    ("rule-entered", "录入规则"),
    ("rule-confirmed", "确认规则"),
    ("rule-refused", "不同意规则"),
    ("calendar-changed", "换用新的工作日历"),
    ("due-day-moved", "重算公示期限"),
    ("objection-received", "收到异议"),
    ("objection-withdrawn", "异议人撤回异议"),
    ("objection-read", "查看异议"),
    ("objection-attachment-read", "查看异议附件"),
    ("objection-end-asked", "提请以终止公示办结异议"),
    ("objection-erased", "删除异议人信息"),
];

fn plain(action: &str) -> Option<&'static str> {
    PLAIN.iter().find(|(known, _)| *known == action).map(|(_, term)| *term)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_of_a_request_and_every_step_of_an_objection_has_a_chinese_term() {
        let ends = ["asked", "approved", "returned", "given-up", "lifted"];
        let requests =
            Purpose::ALL.iter().flat_map(|purpose| ends.map(|end| format!("{}-{end}", purpose.code())));
        let steps = ObjectionStep::ALL.iter().map(|step| format!("objection-{}", step.code()));
        for word in requests.chain(steps) {
            assert!(!label(&word).contains('-'), "{word} is shown as {}", label(&word));
        }
        assert_eq!(label("withdraw-given-up"), "放弃撤回申请");
        assert_eq!(label("a-word-of-another-program"), "a-word-of-another-program");
    }
}
