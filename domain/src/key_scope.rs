//! What a key of the machine interface may be used for.

use serde::{Deserialize, Serialize};

use crate::role::Step;

/// One use of a key; a key has one or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// 报送: filing decisions, which then wait for a second person.
    File,
    /// 读取: reading the authority's own records and receipts.
    Read,
    /// 登记存在承诺: committing to decisions on their day.
    Commit,
}

impl Scope {
    /// All scopes.
    pub const ALL: [Self; 3] = [Self::File, Self::Read, Self::Commit];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Read => "read",
            Self::Commit => "commit",
        }
    }

    /// The scope with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.code() == code)
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::File => "报送决定",
            Self::Read => "读取本机关记录",
            Self::Commit => "登记存在承诺",
        }
    }

    /// The step at the desk that it stands for.
    pub const fn step(self) -> Step {
        match self {
            Self::File => Step::File,
            Self::Read => Step::Read,
            Self::Commit => Step::Commit,
        }
    }

    /// Scopes as one text, as the store keeps them: `file read`.
    pub fn write(scopes: &[Self]) -> String {
        scopes.iter().map(|scope| scope.code()).collect::<Vec<_>>().join(" ")
    }

    /// Reads what [`Scope::write`] wrote; words that nobody knows allow nothing.
    pub fn read(text: &str) -> Vec<Self> {
        text.split(' ').filter_map(Self::from_code).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role::Role;

    #[test]
    fn what_is_written_is_read_again_and_unknown_words_allow_nothing() {
        assert_eq!(Scope::read(&Scope::write(&Scope::ALL)), Scope::ALL);
        assert_eq!(Scope::read("read approve"), [Scope::Read]);
        assert!(Scope::read("").is_empty());
    }

    #[test]
    fn no_key_can_do_more_than_a_clerk() {
        for scope in Scope::ALL {
            assert!(Role::Clerk.reach(scope.step()).is_some(), "{scope:?}");
        }
    }
}
