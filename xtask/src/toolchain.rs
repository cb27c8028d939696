//! A Rust compiler that can build for `wasm32-unknown-unknown`.
//!
//! On an ordinary machine rustup has the target or adds it. Where it cannot be downloaded but Debian's packages can,
//! Debian's `rustc-web` is unpacked into a private folder (no root needed) and the standard library is built into it
//! once from Debian's sources: about two minutes of two cores and 560 MB in `~/.cache/chengxin/wasm-toolchain`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command};

use anyhow::{Context, Result, bail, ensure};

use crate::process::{cargo, find, output, succeeds};

/// The target of the islands.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Starts the unpacked compiler with its own libraries.
const WRAPPER: &str = r#"#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
LD_LIBRARY_PATH=$here/LIBRARIES${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} exec "$here/usr/bin/rustc" "$@"
"#;

/// The `rustc` to build the islands with. `CHENGXIN_WASM_NO_RUSTUP=1` leaves rustup alone, to try the other way.
///
/// # Errors
/// If this machine has none and none can be made; the message says what to install.
pub(crate) fn find_or_make() -> Result<PathBuf> {
    let rustc = PathBuf::from("rustc");
    let use_rustup = env::var_os("CHENGXIN_WASM_NO_RUSTUP").is_none();
    if use_rustup && has_target(&rustc) {
        return Ok(rustc);
    }
    let made = cache()?.join("rustc");
    if has_target(&made) {
        return Ok(made);
    }
    if use_rustup && succeeds(Command::new("rustup").args(["target", "add", TARGET])) && has_target(&rustc) {
        return Ok(rustc);
    }
    if find("apt-get").is_none() || find("dpkg").is_none() {
        bail!("no standard library for {TARGET}: run `rustup target add {TARGET}`");
    }
    println!("rustup has no {TARGET}: making a compiler from Debian's rustc-web (once, about two minutes)");
    make_from_debian(&cache()?).context("Debian's rustc-web could not be made into a wasm compiler")?;
    ensure!(has_target(&made), "the compiler made from Debian's rustc-web has no {TARGET}");
    Ok(made)
}

/// Whether this compiler has a standard library for wasm.
fn has_target(rustc: &Path) -> bool {
    let Ok(folder) = output(Command::new(rustc).args(["--print", "target-libdir", "--target", TARGET]))
    else {
        return false;
    };
    fs::read_dir(folder.trim()).is_ok_and(|files| {
        files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
    })
}

fn cache() -> Result<PathBuf> {
    if let Some(folder) = env::var_os("CHENGXIN_WASM_TOOLCHAIN") {
        return Ok(folder.into());
    }
    let home = env::home_dir().context("no home folder")?;
    Ok(home.join(".cache/chengxin/wasm-toolchain"))
}

/// Unpacks and builds into a folder beside `folder`, then renames: a half-made compiler is never found.
fn make_from_debian(folder: &Path) -> Result<()> {
    let work = folder.with_extension(format!("new-{}", process::id()));
    let made = unpack(&work).and_then(|()| build_standard_library(&work));
    if made.is_ok() {
        let _ = fs::remove_dir_all(folder);
        fs::rename(&work, folder)?;
    } else {
        let _ = fs::remove_dir_all(&work);
    }
    made
}

fn unpack(work: &Path) -> Result<()> {
    let downloads = work.join("downloads");
    fs::create_dir_all(&downloads)?;
    // apt checks each file against the signed index of the distribution.
    output(Command::new("apt-get").args(["download", "-qq"]).args(packages()?).current_dir(&downloads))?;
    for file in fs::read_dir(&downloads)? {
        output(Command::new("dpkg").arg("-x").arg(file?.path()).arg(work))?;
    }
    fs::remove_dir_all(&downloads)?;
    let _ = fs::remove_dir_all(work.join("usr/share"));

    let libraries = library_folder(work, "librustc_driver", holds_driver)?;
    let libraries = libraries.strip_prefix(work)?.to_string_lossy().into_owned();
    write_executable(&work.join("rustc"), &WRAPPER.replace("LIBRARIES", &libraries))?;
    link_linker(work)
}

/// Debian's packages: the compiler, its sources, its own standard library, LLVM and the linker of the same version.
fn packages() -> Result<Vec<String>> {
    if output(Command::new("apt-cache").args(["madison", "rustc-web"]))?.trim().is_empty() {
        output(Command::new("apt-get").args(["update", "-qq"]))?;
    }
    let development = depends("rustc-web", "libstd-rust-web-dev")?;
    let standard = depends(&development, "libstd-rust-web-1")?;
    let llvm = depends(&standard, "libllvm")?;
    let linker = format!("lld-{}", llvm.trim_start_matches("libllvm"));
    Ok(vec!["rustc-web".to_owned(), "rust-web-src".to_owned(), development, standard, llvm, linker])
}

/// The package with this start of a name that another one depends on.
fn depends(package: &str, start: &str) -> Result<String> {
    let text = output(Command::new("apt-cache").args(["depends", package]))?;
    let names = text.lines().filter_map(|line| Some(line.split_once("Depends: ")?.1));
    let found = names.into_iter().find(|name| name.starts_with(start));
    found.map(str::to_owned).with_context(|| format!("Debian's {package} depends on no {start}…"))
}

/// The compiler looks for its linker as `rust-lld` among the host's programs.
fn link_linker(work: &Path) -> Result<()> {
    let programs = work.join("usr/lib/rustlib").join(host()?).join("bin");
    fs::create_dir_all(&programs)?;
    let lld = library_folder(work, "lld", |folder| folder.join("bin/lld").is_file())?.join("bin/lld");
    let relative = Path::new("../../../../..").join(lld.strip_prefix(work)?);
    symlink(&relative, &programs.join("rust-lld"))
}

fn host() -> Result<String> {
    let text = output(Command::new("rustc").arg("-vV"))?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc -vV names no host")
}

/// The folder directly under `usr/lib` for which this holds.
fn library_folder(work: &Path, what: &str, is_it: impl Fn(&Path) -> bool) -> Result<PathBuf> {
    let folders = fs::read_dir(work.join("usr/lib"))?.flatten().map(|entry| entry.path());
    let found = folders.into_iter().find(|folder| is_it(folder));
    found.with_context(|| format!("no {what} in Debian's packages"))
}

fn holds_driver(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|files| {
        files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("librustc_driver"))
    })
}

/// Builds `std` for wasm once, with bitcode so that link-time optimisation across it works.
fn build_standard_library(work: &Path) -> Result<()> {
    let package = work.join("standard");
    fs::create_dir_all(package.join("src"))?;
    fs::write(package.join("src/lib.rs"), "")?;
    let manifest = "[package]\nname = \"standard\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n";
    fs::write(package.join("Cargo.toml"), manifest)?;
    let arguments = ["build", "-q", "-Z", "build-std=std,panic_abort", "--release", "--target", TARGET];
    output(
        cargo(&arguments)
            .current_dir(&package)
            .env("RUSTC", work.join("rustc"))
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTFLAGS", "-Cembed-bitcode=yes")
            .env("CARGO_TARGET_DIR", package.join("target")),
    )?;
    let libraries = work.join("usr/lib/rustlib").join(TARGET).join("lib");
    fs::create_dir_all(&libraries)?;
    for file in fs::read_dir(package.join("target").join(TARGET).join("release/deps"))? {
        let file = file?;
        let is_library = file.path().extension().is_some_and(|extension| extension == "rlib");
        if is_library && !file.file_name().to_string_lossy().starts_with("libstandard-") {
            fs::copy(file.path(), libraries.join(file.file_name()))?;
        }
    }
    fs::remove_dir_all(&package)?;
    fs::remove_dir_all(work.join("usr/src"))?; // needed for this build only
    Ok(())
}

#[cfg(unix)]
fn symlink(target: &Path, link: &Path) -> Result<()> {
    Ok(std::os::unix::fs::symlink(target, link)?)
}

#[cfg(unix)]
fn write_executable(path: &Path, text: &str) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::write(path, text)?;
    Ok(fs::set_permissions(path, fs::Permissions::from_mode(0o755))?)
}

#[cfg(not(unix))]
fn symlink(_: &Path, _: &Path) -> Result<()> {
    bail!("Debian's compiler runs on Debian only")
}

#[cfg(not(unix))]
fn write_executable(_: &Path, _: &str) -> Result<()> {
    bail!("Debian's compiler runs on Debian only")
}
