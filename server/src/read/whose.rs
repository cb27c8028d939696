//! Whose records an account of the desk sees, and names of accounts.

use std::collections::HashMap;

use domain::role::{Reach, Step};

use crate::actions::regulator::Regulator;
use crate::store::approval::Whose;
use crate::store::{Tx, account};

/// The authorities whose records the account reaches with that step.
pub fn whose(regulator: &Regulator, step: Step) -> Whose {
    match regulator.reach(step) {
        Some(Reach::Everywhere) => Whose::Everybody,
        Some(Reach::Own) => Whose::Of(regulator.authorities(step)),
        None => Whose::Of(Vec::new()),
    }
}

/// Names of those who did something, by the word that the record keeps of them.
#[derive(Debug, Default)]
pub struct Names(HashMap<String, String>);

impl Names {
    /// Loads the names of these accounts.
    pub async fn load(tx: &mut Tx, ids: impl IntoIterator<Item = String>) -> sqlx::Result<Self> {
        let mut ids: Vec<String> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        let rows = account::by_ids(tx, &ids).await?;
        Ok(Self(rows.into_iter().map(|row| (row.id, row.name)).collect()))
    }

    /// The name of an account, or what stands for one that is none.
    pub fn of(&self, id: &str) -> String {
        match (self.0.get(id), id) {
            (Some(name), _) => name.clone(),
            (None, "operator") => "运维人员（命令行）".to_owned(),
            (None, "erasure-journal") => "系统（撤除日志）".to_owned(),
            (None, id) if id.starts_with("key:") => "数据接口".to_owned(),
            (None, other) => other.to_owned(),
        }
    }
}
