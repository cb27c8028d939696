//! What the tests need beside Rust: found, or on Debian as root installed, or named.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{cargo, execute, find, output, succeeds};
use crate::workspace;

/// Something that a stage needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Need {
    /// A browser of the Chromium family.
    Chromium,
    /// A font with Han characters, else pictures show boxes.
    HanFont,
    /// Node.js with npm.
    Node,
    /// The programs of a PostgreSQL server.
    PostgreSql,
    /// Python with its module for environments.
    Python,
}

impl Need {
    fn is_met(self) -> bool {
        match self {
            Self::Chromium => chromium().is_some(),
            Self::HanFont => output(Command::new("fc-list").args([":lang=zh", "family"]))
                .is_ok_and(|fonts| !fonts.trim().is_empty()),
            Self::Node => find("node").is_some() && find("npm").is_some(),
            Self::PostgreSql => postgres_programs().is_some(),
            Self::Python => succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"])),
        }
    }

    /// Debian's packages for it.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["chromium"],
            Self::HanFont => &["fonts-noto-cjk", "fontconfig"],
            Self::Node => &["nodejs", "npm"],
            Self::PostgreSql => &["postgresql"],
            Self::Python => &["python3", "python3-venv"],
        }
    }
}

/// Makes sure that all of these are there.
///
/// # Errors
/// If something is missing and cannot be installed here; the message says what to install.
pub(crate) fn ensure(needs: &[Need]) -> Result<()> {
    let missing: Vec<Need> = needs.iter().copied().filter(|need| !need.is_met()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages()).copied().collect();
    let names = packages.join(" ");
    if !is_debian_root() {
        bail!("install these and try again (their names in Debian): {names}");
    }
    println!("installing {names}");
    execute(apt_get().args(["update", "-qq"]))?;
    execute(apt_get().args(["install", "-y", "-qq", "--no-install-recommends"]).args(&packages))?;
    match missing.iter().find(|need| !need.is_met()) {
        Some(need) => bail!("{need:?} is still missing after installing {names}"),
        None => Ok(()),
    }
}

/// The browser: `CHROMIUM`, or the first of the usual names.
pub(crate) fn chromium() -> Option<PathBuf> {
    let named = env::var_os("CHROMIUM").map(PathBuf::from);
    named.or_else(|| ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find))
}

/// The folder with `initdb`, `postgres` and `pg_ctl`; of several versions the newest.
pub(crate) fn postgres_programs() -> Option<PathBuf> {
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = installed.map(|entry| entry.path().join("bin")).collect();
    folders.retain(|folder| folder.join("initdb").is_file());
    folders.sort_by_key(|folder| version_of(folder));
    folders.pop().or_else(|| Some(find("initdb")?.parent()?.to_path_buf()))
}

fn version_of(folder: &std::path::Path) -> u32 {
    let version = folder.parent().and_then(|folder| folder.file_name()).and_then(|name| name.to_str());
    version.and_then(|version| version.parse().ok()).unwrap_or(0)
}

/// Makes sure that cargo-deny is there; it comes from crates.io on any machine.
///
/// # Errors
/// If it is missing and cannot be built.
pub(crate) fn ensure_cargo_deny() -> Result<()> {
    if succeeds(cargo(&["deny", "--version"]).env_remove("RUSTC")) {
        return Ok(());
    }
    println!("installing cargo-deny (once, some minutes)");
    // Its own release profile would take twice as long to build.
    execute(
        cargo(&["install", "cargo-deny", "--locked", "--quiet"])
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    )
    .context("cargo-deny could not be installed")
}

/// The release of Schemathesis that the contract is tested with.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";

/// The program `schemathesis`, installed from `PyPI` into an environment of its own below `target/`.
///
/// # Errors
/// If Python is missing or the package cannot be installed.
pub(crate) fn ensure_schemathesis() -> Result<PathBuf> {
    let folder = workspace::target().join("schemathesis");
    let program = folder.join("bin/schemathesis");
    if !program.is_file() {
        ensure(&[Need::Python])?;
        println!("installing {SCHEMATHESIS} (once)");
        execute(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        execute(Command::new(folder.join("bin/pip")).args(["install", "--quiet", SCHEMATHESIS]))?;
    }
    Ok(program)
}

/// Whether this process has the rights of root.
pub(crate) fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn is_debian_root() -> bool {
    std::path::Path::new("/etc/debian_version").exists() && find("apt-get").is_some() && is_root()
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
