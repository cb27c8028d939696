//! What is on offer: the current release, and older ones for whoever is still downloading them.
//!
//! On disk a release is a folder below `open-data`; the file `current` names the one on offer, and renaming that file
//! swaps releases under a running server. A release with an ended record goes off offer by itself when its grace is
//! over, and all go if nobody has looked at the ledger for as long: nothing is offered unwatched.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar::start_of_day;

use self::manifest::Manifest;
use crate::random;

pub mod manifest;

/// How long a release may stay on offer after one of its records ended: the rebuild usually is done long before. With
/// the time between two looks this stays below a minute.
const GRACE: TimeDelta = TimeDelta::seconds(45);
/// How long a release may be offered without a look at the ledger.
const UNWATCHED: Duration = Duration::from_secs(45);

/// The folder and what of it is on offer; cheap to clone.
#[derive(Clone, Debug)]
pub struct Shelf {
    root: PathBuf,
    state: Arc<RwLock<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// The current release first.
    standing: Vec<Standing>,
    looked_at: Option<Instant>,
}

/// A release with what is known of its records.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// The release.
    pub(super) release: Arc<Release>,
    /// The ledger number up to which its records were looked after.
    pub(super) checked: i64,
    /// When the first of its records ended.
    pub(super) ended_at: Option<DateTime<Utc>>,
}

/// A release on disk.
#[derive(Debug)]
pub struct Release {
    /// Its manifest.
    pub manifest: Manifest,
    /// The manifest's bytes.
    pub text: String,
    /// Its folder.
    pub folder: PathBuf,
    /// Hash of the ledger's seed at the cut: another ledger has another.
    pub(super) mark: String,
}

impl Standing {
    /// When the first of its records ended, told by the ledger or by the day.
    pub(super) fn ended_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let midnight = self.release.manifest.valid_until.and_then(|day| day.succ_opt()).map(start_of_day);
        let by_day = midnight.filter(|midnight| *midnight <= now);
        [self.ended_at, by_day].into_iter().flatten().min()
    }

    fn is_on_offer(&self, now: DateTime<Utc>) -> bool {
        self.ended_at(now).is_none_or(|ended| now - ended <= GRACE)
    }
}

impl Shelf {
    /// Below the data folder.
    pub fn open(data_folder: &Path) -> io::Result<Self> {
        let root = data_folder.join("open-data");
        fs::create_dir_all(&root)?;
        Ok(Self { root, state: Arc::default() })
    }

    /// The release on offer at that moment.
    pub fn current(&self, now: DateTime<Utc>) -> Option<Arc<Release>> {
        let state = self.state.read().ok()?;
        let first = state.standing.first().filter(|_| is_watched(&state))?;
        first.is_on_offer(now).then(|| Arc::clone(&first.release))
    }

    /// The release of that name, if it is on offer at that moment.
    pub fn find(&self, name: &str, now: DateTime<Utc>) -> Option<Arc<Release>> {
        let state = self.state.read().ok()?;
        let mut standing = state.standing.iter().filter(|_| is_watched(&state));
        let found = standing.find(|one| one.release.manifest.release == name && one.is_on_offer(now))?;
        Some(Arc::clone(&found.release))
    }

    pub(super) fn standing(&self) -> Vec<Standing> {
        self.state.read().map(|state| state.standing.clone()).unwrap_or_default()
    }

    /// True once this process has looked at the ledger.
    pub(super) fn was_looked_after(&self) -> bool {
        self.state.read().is_ok_and(|state| state.looked_at.is_some())
    }

    /// Notes what a look at the ledger showed.
    pub(super) fn set(&self, standing: Vec<Standing>) {
        if let Ok(mut state) = self.state.write() {
            *state = State { standing, looked_at: Some(Instant::now()) };
        }
    }

    /// The name in the file `current`, if it names a release.
    pub(super) fn current_name(&self) -> io::Result<Option<String>> {
        match fs::read_to_string(self.root.join("current")) {
            Ok(name) => Ok(Some(name.trim().to_owned()).filter(|name| is_name(name))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads a release; `None` if it is damaged or not there.
    pub(super) fn read(&self, name: &str) -> Option<Release> {
        let folder = self.root.join(name);
        let text = fs::read_to_string(folder.join("manifest.json")).ok()?;
        let mark = fs::read_to_string(folder.join("mark")).ok()?;
        let manifest: Manifest = serde_json::from_str(&text).ok()?;
        let files = manifest.data_sets.iter().flat_map(|set| &set.files).chain([&manifest.dictionary]);
        let is_whole =
            |name: &str, size| fs::metadata(folder.join(name)).is_ok_and(|file| file.len() == size);
        let is_whole = files.into_iter().all(|file| is_whole(&file.name, file.size));
        is_whole.then_some(Release { manifest, text, folder, mark })
    }

    /// The right to make releases: `None` if another process is making one.
    pub(super) fn claim_building(&self) -> io::Result<Option<File>> {
        let file = File::options().create(true).append(true).open(self.root.join("building.lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// An empty folder for a release of that name, out of sight until [`Shelf::put`]; what a crash left of others goes.
    pub(super) fn draft(&self, _building: &File) -> io::Result<PathBuf> {
        for path in self.folders("draft-")? {
            fs::remove_dir_all(path)?;
        }
        let folder = self.root.join(format!("draft-{}", random::public_id()));
        fs::create_dir(&folder)?;
        Ok(folder)
    }

    /// Puts a finished draft in place and makes it the current release, for this and every other process.
    pub(super) fn put(&self, draft: &Path, name: &str) -> io::Result<()> {
        File::open(draft)?.sync_all()?;
        fs::rename(draft, self.root.join(name))?;
        let pointer = self.root.join("current.new");
        fs::write(&pointer, name)?;
        File::open(&pointer)?.sync_all()?;
        fs::rename(pointer, self.root.join("current"))?;
        File::open(&self.root)?.sync_all()
    }

    /// Removes the releases that are neither current nor in `keep`, and what a build that was killed left.
    ///
    /// Not while a release is made: until it is the current one, its folder looks like a leftover.
    pub(super) fn tidy(&self, keep: &[String]) -> io::Result<()> {
        if self.leftovers(keep)?.is_empty() {
            return Ok(());
        }
        let Some(_building) = self.claim_building()? else { return Ok(()) };
        self.leftovers(keep)?.into_iter().try_for_each(fs::remove_dir_all)
    }

    fn leftovers(&self, keep: &[String]) -> io::Result<Vec<PathBuf>> {
        let current = self.current_name()?;
        let mut leftovers = self.folders("draft-")?;
        leftovers.extend(self.folders("r")?.into_iter().filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let is_kept = current.as_deref() == Some(name) || keep.iter().any(|kept| kept == name);
            is_name(name) && !is_kept
        }));
        Ok(leftovers)
    }

    fn folders(&self, prefix: &str) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.root)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() && entry.file_name().to_string_lossy().starts_with(prefix) {
                found.push(entry.path());
            }
        }
        Ok(found)
    }
}

fn is_watched(state: &State) -> bool {
    state.looked_at.is_some_and(|looked| looked.elapsed() <= UNWATCHED)
}

/// A name for a release: its ledger number, and chance, so that no two are alike.
pub(super) fn new_name(ledger_number: i64) -> String {
    let chance = random::public_id();
    format!("r{ledger_number}-{}", &chance[..8])
}

/// True for names of releases.
pub fn is_name(name: &str) -> bool {
    let parts = name.strip_prefix('r').and_then(|rest| rest.split_once('-'));
    parts.is_some_and(|(number, chance)| {
        !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && chance.len() == 8
            && chance.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}
