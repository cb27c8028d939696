//! One release: cut from one ledger number, written beside the one on offer, then put in its place.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use chrono::NaiveDate;
use domain::calendar::beijing_date;
use serde_json::json;

use super::columns::{DataSet, data_sets};
use super::files::{SetWriter, Summed};
use super::{OpenDataError, follow, rows};
use crate::config;
use crate::shelf;
use crate::shelf::manifest::{DUTY, DataSetSum, FileSum, Manifest, Previous};
use crate::state::Core;
use crate::store::{Tx, ledger};

/// Form of the manifest.
const FORMAT: u32 = 1;

/// Makes a release of what is public now and makes it the current one. Answers its name.
pub(super) async fn build(core: &Core, options: &config::OpenData) -> Result<String, OpenDataError> {
    let Some(building) = core.shelf.claim_building()? else { return Err(OpenDataError::Building) };
    let previous =
        core.shelf.current_name()?.and_then(|name| core.shelf.read(&name)).map(|release| Previous {
            release: release.manifest.release.clone(),
            ledger_number: release.manifest.ledger_number,
            cut_at: release.manifest.cut_at,
        });
    let folder = core.shelf.draft(&building)?;
    let cut_at = core.clock.now();
    let cut_on = beijing_date(cut_at);
    // The first statement fixes what the transaction sees; all that follows is of the same ledger number.
    let mut tx = core.db.read().await?;
    let ledger_number = ledger::last(&mut tx).await?;
    let mark = follow::mark(&mut tx, ledger_number).await?;
    let (mut sums, mut valid_until) = (Vec::new(), None);
    for set in data_sets() {
        let (sum, ends_on) = write_set(core, &mut tx, &folder, &set, cut_on).await?;
        sums.push(sum);
        valid_until = earlier(valid_until, ends_on);
    }
    drop(tx);
    let release = shelf::new_name(ledger_number);
    let manifest = Manifest {
        format: FORMAT,
        release: release.clone(),
        ledger_number,
        cut_at,
        cut_on,
        valid_until,
        demo: core.is_demo,
        licence: options.data_licence.clone(),
        duty: DUTY.to_owned(),
        changes: format!("/api/v1/changes?since={ledger_number}"),
        dictionary: write_dictionary(&folder)?,
        data_sets: sums,
        previous,
    };
    write_durably(&folder.join("mark"), mark.as_bytes())?;
    write_durably(&folder.join("manifest.json"), &serde_json::to_vec_pretty(&manifest)?)?;
    core.shelf.put(&folder, &release)?;
    Ok(release)
}

/// Writes the files of one data set, a page at a time. Answers the first day on which publicity of a record ends.
async fn write_set(
    core: &Core,
    tx: &mut Tx,
    folder: &Path,
    set: &DataSet,
    today: NaiveDate,
) -> Result<(DataSetSum, Option<NaiveDate>), OpenDataError> {
    let mut writer = SetWriter::create(folder, set.code, set.columns())?;
    let (mut place, mut ends_on) = (Some(rows::Place::Start), None);
    while let Some(from) = place {
        let page = rows::page(core, tx, set, from, today).await?;
        ends_on = earlier(ends_on, page.ends_on);
        place = page.next;
        // Writing and hashing would hold up the requests.
        writer = blocking(move || writer.write(page.rows).map(|()| writer)).await?;
    }
    let (rows, files) = blocking(move || writer.finish()).await?;
    let sum = DataSetSum {
        code: set.code.to_owned(),
        label: set.label.to_owned(),
        summary: set.summary.to_owned(),
        rows,
        files,
    };
    Ok((sum, ends_on))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, OpenDataError> + Send + 'static,
) -> Result<T, OpenDataError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| OpenDataError::Stopped)?
}

fn earlier(one: Option<NaiveDate>, other: Option<NaiveDate>) -> Option<NaiveDate> {
    [one, other].into_iter().flatten().min()
}

/// The dictionary: each field of each data set.
fn write_dictionary(folder: &Path) -> Result<FileSum, OpenDataError> {
    let sets: Vec<_> = data_sets()
        .iter()
        .map(|set| {
            json!({ "code": set.code, "label": set.label, "summary": set.summary, "fields": set.columns() })
        })
        .collect();
    let mut file = Summed::create(folder, "dictionary.json".to_owned())?;
    serde_json::to_writer_pretty(&mut file, &json!({ "format": FORMAT, "data_sets": sets }))?;
    Ok(file.finish()?)
}

fn write_durably(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
