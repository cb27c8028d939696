//! `chengxin backup` and `chengxin restore`.
//!
//! SQLite copies itself with `vacuum into`; PostgreSQL with `pg_dump` and `pg_restore`. The attachments of objections lie
//! beside the copy, encrypted as they are. Neither the key nor the erasure journal is in a copy.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::{DONE, print};
use crate::actions::replay::replay;
use crate::attachments::Folder;
use crate::config::Common;
use crate::followers::index;
use crate::index_folder::IndexFolder;
use crate::record::end;
use crate::state::Core;
use crate::store::{Db, audit, backup as copy, ledger, objection};
use crate::usage::Usage;

#[derive(Debug, clap::Args)]
pub(super) struct Backup {
    /// The file to write; it must not exist. The attachments of objections go to the folder of that name with
    /// `.attachments` behind it.
    to: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(super) struct Restore {
    /// The file that `backup` wrote; the attachments are taken from the folder beside it.
    from: PathBuf,
}

pub(super) async fn backup(common: &Common, request: &Backup) -> anyhow::Result<u8> {
    let beside = attachments_beside(&request.to);
    for place in [&request.to, &beside] {
        if place.exists() {
            anyhow::bail!("{} 已存在，不覆盖", place.display());
        }
    }
    let core = Core::open(common).await?;
    // Before the copy: what the copy holds has at least this.
    let head = audit::head(&mut core.db.read().await?).await?;
    let beside = Folder::at(beside);
    // Before: what is erased while the copy is made. Afterwards: what came meanwhile. A file is complete before a row names
    // it, and goes after its row says so: so each file that the copy names is there.
    copy_attachments(&core, &beside).await?;
    match &core.db {
        Db::Sqlite { .. } => copy::sqlite_into(&core.db, &request.to).await?,
        Db::Postgres(_) => {
            let url = common.database_url();
            run("pg_dump", &["--format=custom", "--no-owner", "--file", &text(&request.to)?, &url])?;
        }
    }
    let missing = copy_attachments(&core, &beside).await?;
    std::fs::write(head_beside(&request.to), format!("{head}\n"))?;
    print(&format!("backed up to {}; audit trail {head}", request.to.display()));
    tell_missing(missing);
    Ok(DONE)
}

/// The head of the audit trail that a copy holds, in a file of its own: to be kept apart from the copy.
fn head_beside(copy: &Path) -> PathBuf {
    beside(copy, ".audit-head")
}

/// Copies what the record names now and was not copied yet. Answers how many are lost.
async fn copy_attachments(core: &Core, to: &Folder) -> anyhow::Result<usize> {
    let named = objection::files(&mut core.db.read().await?).await?;
    Ok(core.attachments.copy_missing(&named, to)?)
}

/// Where the attachments of a copy are.
fn attachments_beside(copy: &Path) -> PathBuf {
    beside(copy, ".attachments")
}

/// A copy's name with more behind it.
fn beside(copy: &Path, more: &str) -> PathBuf {
    let mut name = copy.as_os_str().to_owned();
    name.push(more);
    PathBuf::from(name)
}

fn tell_missing(missing: usize) {
    if missing > 0 {
        eprintln!("异议附件缺失 {missing} 个：记录中有，附件目录中没有");
    }
}

pub(super) async fn restore(common: &Common, request: &Restore) -> anyhow::Result<u8> {
    if !request.from.is_file() {
        anyhow::bail!("没有文件 {}", request.from.display());
    }
    // Nobody else may read or write meanwhile: a server would go on with what is no longer there.
    let usage = Usage::alone(&common.data_dir)?;
    put_back(common, &request.from).await?;
    let core = Core::open_with(common, common.clock(), usage).await?;
    if let Some(building) = core.index_folder.claim_building()? {
        core.index_folder.remove_others(&building)?;
    }
    let now = core.clock.now();
    let head = core.audit_heads.note_restore(&core.db, now).await?;
    let replayed = replay(&core.db, &core.journal, now).await?;
    let expired = end::expire(&core.db, now, core.clock.today()).await?;
    let missing = put_back_attachments(&core, &Folder::at(attachments_beside(&request.from))).await?;
    index::catch_up(&core.db, &core.index_folder, core.clock.today()).await?;
    print(&format!("restored; {replayed} erasures and {expired} expiries replayed; audit trail {head}"));
    tell_missing(missing);
    Ok(DONE)
}

/// Brings back what the restored record names and removes what it does not know: nobody would ever erase that. Answers how
/// many are lost.
async fn put_back_attachments(core: &Core, from: &Folder) -> anyhow::Result<usize> {
    let named = objection::files(&mut core.db.read().await?).await?;
    let missing = from.copy_missing(&named, &core.attachments)?;
    for id in core.attachments.ids()? {
        if named.binary_search(&id).is_err() {
            core.attachments.erase(&id)?;
        }
    }
    Ok(missing)
}

/// Puts the copy in the place of the data base. What is no copy of one of ours changes nothing.
async fn put_back(common: &Common, from: &Path) -> anyhow::Result<()> {
    let url = common.database_url();
    if url.starts_with("postgres") {
        let from = text(from)?;
        run("pg_restore", &["--list", &from])?;
        forget_index(common)?;
        let arguments =
            ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--dbname", &url, &from];
        return run("pg_restore", &arguments);
    }
    let to = Path::new(url.trim_start_matches("sqlite:").trim_start_matches("//"));
    let draft = checked_copy(from, to).await?;
    forget_index(common)?;
    remove_sidecars(to)?;
    // A crash leaves either the old or the new file.
    std::fs::rename(draft, to)?;
    Ok(())
}

/// The index may know more than the copy: it is built again from the restored ledger. It goes first, so that a crash
/// leaves no index of a record that is gone.
fn forget_index(common: &Common) -> std::io::Result<()> {
    let folder = IndexFolder::open(&common.data_dir)?;
    folder.swap_to(&folder.new_build()?)
}

/// Copies a SQLite file beside the one that it will replace, and reads it.
async fn checked_copy(from: &Path, to: &Path) -> anyhow::Result<PathBuf> {
    if let Some(folder) = to.parent() {
        crate::config::make_private_folder(folder)?;
    }
    let draft = to.with_extension("restoring");
    std::fs::copy(from, &draft)?;
    if let Err(error) = read_ledger(&draft).await {
        remove_sidecars(&draft)?;
        std::fs::remove_file(&draft)?;
        return Err(error).with_context(|| format!("{} 不是可用的备份", from.display()));
    }
    std::fs::File::open(&draft)?.sync_all()?;
    remove_sidecars(&draft)?;
    Ok(draft)
}

/// Fails unless the file is a data base of ours.
async fn read_ledger(path: &Path) -> sqlx::Result<i64> {
    let db = Db::connect(&format!("sqlite:{}", path.display())).await?;
    let number = async { ledger::last(&mut db.read().await?).await }.await;
    db.close().await;
    number
}

/// Removes the write-ahead log of a SQLite file that nobody has open.
fn remove_sidecars(path: &Path) -> std::io::Result<()> {
    for suffix in ["-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn text(path: &Path) -> anyhow::Result<String> {
    path.to_str().map(str::to_owned).context("the path is not UTF-8")
}

fn run(program: &str, arguments: &[&str]) -> anyhow::Result<()> {
    let program = std::env::var("CHENGXIN_POSTGRES_BIN")
        .map_or_else(|_| PathBuf::from(program), |folder| Path::new(&folder).join(program));
    let mut command = std::process::Command::new(&program);
    // What it lists is for nobody; what it complains about is for the person at the terminal.
    let status = command.args(arguments).stdout(std::process::Stdio::null()).status().with_context(|| {
        format!("{} cannot be started; is PostgreSQL's client installed?", program.display())
    })?;
    anyhow::ensure!(status.success(), "{}: {status}", program.display());
    Ok(())
}
