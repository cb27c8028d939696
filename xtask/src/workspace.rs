//! Where things are.

use std::env;
use std::path::{Path, PathBuf};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let manifest =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    manifest.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Cargo's target folder.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// Where the built site lies: style sheet, islands, icon. The server gets it as `--assets`.
pub(crate) fn site() -> PathBuf {
    target().join("site")
}

/// The folder with the real data, if it is there.
pub(crate) fn real_data() -> Option<PathBuf> {
    let folder = env::var_os("CHENGXIN_REAL_DATA").map_or_else(|| "../shared/data".into(), PathBuf::from);
    let folder = root().join(folder);
    folder.is_dir().then_some(folder)
}

/// Whether this is CI, where nothing may be skipped.
pub(crate) fn is_ci() -> bool {
    env::var("CI").is_ok_and(|value| value == "true")
}

/// Which cargo profile a program is built with.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum Profile {
    /// Quick to build; the tests' own.
    Development,
    /// Quick to run; the demo's.
    Release,
}

/// A program of this workspace, as built.
pub(crate) fn program(name: &str, profile: Profile) -> PathBuf {
    let folder = match profile {
        Profile::Development => "debug",
        Profile::Release => "release",
    };
    target().join(folder).join(format!("{name}{}", env::consts::EXE_SUFFIX))
}
