//! Whose rows one may hand in: a clerk's file never brings another authority's decision into the record.

use domain::issue::{Issue, Severity};

use super::spool::Content;
use crate::record::registry::AuthorityDirectory;
use crate::store::Db;

/// The stable code of a row of another authority.
const CODE: &str = "authority-not-yours";

/// The authorities that somebody may file for, and the directory in which the authority of a row is found.
pub(super) struct OwnRows {
    authorities: Vec<String>,
    directory: AuthorityDirectory,
}

impl OwnRows {
    /// None if everything may come in.
    pub(super) async fn load(db: &Db, authorities: Option<&[String]>) -> sqlx::Result<Option<Self>> {
        let Some(authorities) = authorities else { return Ok(None) };
        let directory = AuthorityDirectory::load(&mut db.read().await?).await?;
        Ok(Some(Self { authorities: authorities.to_vec(), directory }))
    }

    /// Is the authority with that code and name one of them?
    pub(super) fn may_file_for(&self, code: Option<&str>, name: &str) -> bool {
        let by_code = self.directory.find(code, name);
        let by_name = self.directory.find(None, name);
        let is_own = |id: &String| self.authorities.contains(id);
        by_code.as_ref().is_some_and(is_own) && by_name.as_ref().is_none_or(is_own)
    }

    /// What there is to say against a row: its authority is another one, is unknown, or has the code of one's own and
    /// the name of another.
    pub(super) fn objection(&self, content: &Content) -> Option<Issue> {
        let Content::Decision(staged) = content else { return None };
        if self.may_file_for(staged.authority_uscc.as_deref(), &staged.decision.authority_name) {
            return None;
        }
        let field = if staged.decision.kind == "licence" { "XK_XKJGDM" } else { "CF_CFJGDM" };
        Some(Issue {
            code: CODE.to_owned(),
            severity: Severity::Quarantine,
            field: Some(field.to_owned()),
            value: None,
            message:
                "作出决定的机关不是您可以填报的机关，请核对机关名称和代码；需要代报的，请该机关先办理委托"
                    .to_owned(),
        })
    }
}
