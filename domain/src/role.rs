//! Who may do what at the regulators' desk: roles and steps, as one table.
//!
//! A step that concerns an authority's records may be taken for the account's own authority and for those that
//! delegated to it; [`Reach`] says which.

use serde::{Deserialize, Serialize};

/// What an account is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// 经办: files decisions.
    Clerk,
    /// 复核: the second person, who approves.
    Reviewer,
    /// 机关负责人: views, statistics, accounts; may approve or appoint a dated deputy.
    Head,
    /// 平台管理员: authorities, calendar, policies; cannot publish.
    Administrator,
    /// 审计员: reads everything with the audit trail, changes nothing but the inspection sample.
    Auditor,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] = [Self::Clerk, Self::Reviewer, Self::Head, Self::Administrator, Self::Auditor];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Clerk => "clerk",
            Self::Reviewer => "reviewer",
            Self::Head => "head",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        }
    }

    /// The role with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Clerk => "经办",
            Self::Reviewer => "复核",
            Self::Head => "机关负责人",
            Self::Administrator => "平台管理员",
            Self::Auditor => "审计员",
        }
    }

    /// True if the account belongs to one authority; the others are the platform's.
    pub const fn belongs_to_an_authority(self) -> bool {
        matches!(self, Self::Clerk | Self::Reviewer | Self::Head)
    }

    /// True if the account takes part in publishing: it needs the head and a second administrator.
    pub const fn publishes(self) -> bool {
        self.belongs_to_an_authority()
    }

    /// True if a second factor is compulsory.
    pub const fn needs_second_factor(self) -> bool {
        matches!(self, Self::Reviewer | Self::Head | Self::Administrator)
    }

    /// Whether this role asks for accounts (and for new passwords) of the other; another person then confirms. Nobody asks
    /// upward; administrators are asked for by administrators because there is nobody above them.
    pub const fn asks_for(self, other: Self) -> bool {
        match self {
            Self::Head => matches!(other, Self::Clerk | Self::Reviewer),
            Self::Administrator => matches!(other, Self::Head | Self::Administrator | Self::Auditor),
            Self::Clerk | Self::Reviewer | Self::Auditor => false,
        }
    }

    /// Whether this role ends accounts of the other, alone and at once: never those of its own role or upward.
    pub const fn ends(self, other: Self) -> bool {
        match self {
            Self::Head => matches!(other, Self::Clerk | Self::Reviewer),
            Self::Administrator => !matches!(other, Self::Administrator),
            Self::Clerk | Self::Reviewer | Self::Auditor => false,
        }
    }

    /// What the role may do for which authorities; `None` if it may not.
    pub const fn reach(self, step: Step) -> Option<Reach> {
        use Reach::{Everywhere, Own};
        use Role::{Administrator, Auditor, Clerk, Head, Reviewer};
        match (self, step) {
            (Clerk | Reviewer | Head, Step::Read | Step::ReadPersonalData | Step::Urge)
            | (Clerk, Step::File | Step::ExplainGap | Step::Commit)
            | (Reviewer | Head, Step::Approve | Step::DecideObjection)
            | (Reviewer, Step::Hide)
            | (Head, Step::ManageAccounts | Step::ManageKeys | Step::Delegate | Step::ReadStatistics) => {
                Some(Own)
            }
            (
                Auditor,
                Step::Read
                | Step::ReadPersonalData
                | Step::ReadAudit
                | Step::ReadStatistics
                | Step::Oversee
                | Step::Sample,
            )
            | (
                Administrator,
                Step::Hide
                | Step::ManageAccounts
                | Step::ConfirmAccount
                | Step::ManageAuthorities
                | Step::ManageCalendar,
            ) => Some(Everywhere),
            _ => None,
        }
    }
}

/// Something that one does at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Looking at records that are not public.
    Read,
    /// Looking at non-public fields of a person: a purpose is asked for and recorded.
    ReadPersonalData,
    /// 填报: filing, correcting, asking for a withdrawal.
    File,
    /// 复核: the second person's approval or return.
    Approve,
    /// 紧急隐藏: taking a record out of view at once; a second person confirms it.
    Hide,
    /// Explaining a gap in the numbering.
    ExplainGap,
    /// Committing to a decision on its day.
    Commit,
    /// Accepting and deciding objections.
    DecideObjection,
    /// Timeliness and the time in each hand.
    ReadStatistics,
    /// Asking for accounts, ending them, resetting them.
    ManageAccounts,
    /// The second administrator's confirmation of an account.
    ConfirmAccount,
    /// Keys of the machine interface.
    ManageKeys,
    /// Delegating filing to another authority; appointing a deputy.
    Delegate,
    /// Authorities.
    ManageAuthorities,
    /// Calendar, clocks and policies.
    ManageCalendar,
    /// The audit trail.
    ReadAudit,
    /// Looking at what heads and administrators manage, and at the course of objections; changing nothing of it.
    Oversee,
    /// Entering the inspection sample.
    Sample,
    /// 催办: reminding those whose turn it is.
    Urge,
}

impl Step {
    /// All steps.
    pub const ALL: [Self; 19] = [
        Self::Read,
        Self::ReadPersonalData,
        Self::File,
        Self::Approve,
        Self::Hide,
        Self::ExplainGap,
        Self::Commit,
        Self::DecideObjection,
        Self::ReadStatistics,
        Self::ManageAccounts,
        Self::ConfirmAccount,
        Self::ManageKeys,
        Self::Delegate,
        Self::ManageAuthorities,
        Self::ManageCalendar,
        Self::ReadAudit,
        Self::Oversee,
        Self::Sample,
        Self::Urge,
    ];

    /// The Chinese term, for the sentence that refuses it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Read => "查看未公示的记录",
            Self::ReadPersonalData => "查看个人非公开信息",
            Self::File => "填报",
            Self::Approve => "复核",
            Self::Hide => "紧急隐藏",
            Self::ExplainGap => "说明断号",
            Self::Commit => "登记存在承诺",
            Self::DecideObjection => "办理异议",
            Self::ReadStatistics => "查看统计",
            Self::ManageAccounts => "管理账号",
            Self::ConfirmAccount => "确认账号",
            Self::ManageKeys => "管理接口密钥",
            Self::Delegate => "委托填报",
            Self::ManageAuthorities => "管理机关",
            Self::ManageCalendar => "管理日历与期限",
            Self::ReadAudit => "查看审计记录",
            Self::Oversee => "查阅管理事项",
            Self::Sample => "录入抽查样本",
            Self::Urge => "催办",
        }
    }
}

/// For which authorities a step may be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The account's own and, for filing, those that delegated to it.
    Own,
    /// All of them.
    Everywhere,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_files_never_approves_and_who_approves_never_files() {
        for role in Role::ALL {
            assert!(role.reach(Step::File).is_none() || role.reach(Step::Approve).is_none(), "{role:?}");
        }
    }

    #[test]
    fn an_administrator_can_neither_file_nor_publish() {
        for step in [Step::File, Step::Approve, Step::Read, Step::ReadPersonalData] {
            assert_eq!(Role::Administrator.reach(step), None, "{step:?}");
        }
    }

    #[test]
    fn an_auditor_reads_everything_and_changes_nothing_but_its_sample() {
        let may: Vec<Step> =
            Step::ALL.into_iter().filter(|step| Role::Auditor.reach(*step).is_some()).collect();
        assert_eq!(
            may,
            [
                Step::Read,
                Step::ReadPersonalData,
                Step::ReadStatistics,
                Step::ReadAudit,
                Step::Oversee,
                Step::Sample
            ]
        );
    }

    #[test]
    fn nobody_ends_an_account_of_the_own_role_or_upward() {
        for role in Role::ALL {
            assert!(!role.ends(role), "{role:?}");
            assert!(!role.ends(Role::Administrator), "{role:?}");
            assert!(
                role.reach(Step::ManageAccounts).is_some()
                    || Role::ALL.iter().all(|other| !role.ends(*other))
            );
        }
        assert!(!Role::Head.ends(Role::Head) && Role::Administrator.ends(Role::Head));
    }

    #[test]
    fn every_role_can_be_asked_for_by_exactly_one() {
        for role in Role::ALL {
            let asking = Role::ALL.iter().filter(|asker| asker.asks_for(role)).count();
            assert_eq!(asking, 1, "{role:?}");
        }
    }

    #[test]
    fn words_lead_back_to_their_roles() {
        for role in Role::ALL {
            assert_eq!(Role::from_code(role.code()), Some(role));
        }
    }
}
