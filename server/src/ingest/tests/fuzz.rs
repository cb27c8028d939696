//! Hostile bytes for every reader: small valid files of every format, mutated.
//!
//! `CHENGXIN_FUZZ_INPUTS` says how many inputs in all (default 2,000). They run in a process of their own whose
//! address space is limited, so that memory without bound, a stack without end or an abort ends that process and
//! fails the test; the input that did it is kept and its path printed.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use super::samples::{
    FORMULAS, gb18030, gzip, old_workbook, package, parts_of_markup, workbook, workbook_of,
};
use super::*;

/// How many inputs.
const INPUTS: &str = "CHENGXIN_FUZZ_INPUTS";
const DEFAULT_INPUTS: u32 = 2000;

/// Set for the process that reads the inputs: the folder to put them in.
const FOLDER: &str = "CHENGXIN_FUZZ_FOLDER";

/// Address space of that process, in KiB.
const ADDRESS_SPACE: u64 = 2 << 20;

/// How much memory it may ever hold above what it begins with, in KiB: inputs are below 200 KB.
const MEMORY: u64 = 64 << 10;

/// What is mutated: a file, or one part of a package or the inside of a gzip file that is packed again afterwards.
enum Seed {
    File(Vec<u8>),
    Package(Vec<(String, Vec<u8>)>),
    Gzip(Vec<u8>),
}

fn seeds() -> Vec<Seed> {
    let csv = "名称,代码,备注\n\"甲,\"\"一\",1,=\"001\"\n乙;丙,2,\n注：完,,\n";
    let lines = "{\"名称\":\"甲\",\"n\":1.5,\"股\":[{\"a\":1}]}\n{\"名称\":\"乙\"}\n";
    let array =
        "{\"code\":0,\"data\":[{\"名称\":\"甲\",\"股\":[1,{\"b\":\"]\"}]},{\"名称\":\"乙\"}],\"total\":2}";
    let xlsx = workbook().save_to_buffer().unwrap();
    let zipped = package(&[("a.csv", csv.as_bytes()), ("b.csv", csv.as_bytes())]);
    vec![
        Seed::File(csv.as_bytes().to_vec()),
        Seed::File(gb18030(csv)),
        Seed::File(lines.as_bytes().to_vec()),
        Seed::File(array.as_bytes().to_vec()),
        Seed::File(gb18030(array)),
        Seed::File(xlsx.clone()),
        Seed::File(old_workbook(false)),
        Seed::File(old_workbook(true)),
        Seed::File(gzip(csv.as_bytes())),
        Seed::File(zipped.clone()),
        Seed::Package(parts_of(&xlsx)),
        Seed::Package(parts_of(&xlsx)),
        Seed::Package(parts_of(&workbook_of(&parts_of_markup(FORMULAS)))),
        Seed::Package(parts_of(&zipped)),
        Seed::Package(vec![("a.xls".to_owned(), old_workbook(false))]),
        Seed::Gzip(xlsx),
        Seed::Gzip(array.as_bytes().to_vec()),
    ]
}

fn parts_of(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            std::io::copy(&mut part, &mut content).unwrap();
            (String::from_utf8_lossy(part.name_raw()).into_owned(), content)
        })
        .collect()
}

#[derive(Clone, Debug)]
enum Mutation {
    Flip(Index, u8),
    Cut(Index),
    Remove(Index, usize),
    Repeat(Index, usize, usize),
    Splice(Index, Index, Index, usize),
    /// A number of two or four bytes that is likely to be a length or a place.
    Number(Index, u32, bool),
    Text(Index, &'static str),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let number = prop::sample::select(vec![
        0,
        1,
        2,
        7,
        0x7f,
        0x80,
        0xff,
        0x100,
        0x7fff,
        0xffff,
        0x7fff_ffff,
        u32::MAX,
    ]);
    let text = prop::sample::select(vec![
        "\"",
        "{",
        "[",
        "]",
        ",",
        "\n",
        "\\",
        "<",
        ">",
        "&",
        "/",
        "99999999999",
        "A1048577",
        "ZZZZZZZ9",
        "\u{feff}",
        "]]>",
    ]);
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), 0..8_u8).prop_map(|(place, bit)| Mutation::Flip(place, bit)),
        1 => at().prop_map(Mutation::Cut),
        2 => (at(), 1..64_usize).prop_map(|(place, length)| Mutation::Remove(place, length)),
        2 => (at(), 1..200_usize, 1..300_usize).prop_map(|(place, length, times)| Mutation::Repeat(place, length, times)),
        2 => (at(), at(), at(), 1..600_usize)
            .prop_map(|(seed, from, to, length)| Mutation::Splice(seed, from, to, length)),
        4 => (at(), number, any::<bool>()).prop_map(|(place, number, is_wide)| Mutation::Number(place, number, is_wide)),
        2 => (at(), text).prop_map(|(place, text)| Mutation::Text(place, text)),
    ]
}

fn mutate(bytes: &mut Vec<u8>, mutations: &[Mutation], seeds: &[Seed]) {
    for mutation in mutations {
        if bytes.is_empty() {
            return;
        }
        let length = bytes.len();
        match mutation {
            Mutation::Flip(place, bit) => bytes[place.index(length)] ^= 1 << bit,
            Mutation::Cut(place) => bytes.truncate(place.index(length)),
            Mutation::Remove(place, count) => {
                let from = place.index(length);
                bytes.drain(from..(from + count).min(length));
            }
            Mutation::Repeat(place, count, times) => {
                let from = place.index(length);
                let block = bytes[from..(from + count).min(length)].repeat(*times);
                bytes.splice(from..from, block);
            }
            Mutation::Splice(seed, from, to, count) => {
                let other = content(&seeds[seed.index(seeds.len())]);
                let from = from.index(other.len());
                let to = to.index(length);
                bytes.splice(to..to, other[from..(from + count).min(other.len())].to_vec());
            }
            Mutation::Number(place, number, is_wide) => {
                let from = place.index(length);
                let width = if *is_wide { 4 } else { 2 };
                for (target, byte) in bytes[from..].iter_mut().zip(number.to_le_bytes()).take(width) {
                    *target = byte;
                }
            }
            Mutation::Text(place, text) => {
                let from = place.index(length);
                bytes.splice(from..from, text.bytes());
            }
        }
        bytes.truncate(200_000);
    }
}

fn content(seed: &Seed) -> &[u8] {
    match seed {
        Seed::File(bytes) | Seed::Gzip(bytes) => bytes,
        Seed::Package(parts) => &parts[0].1,
    }
}

fn input(seed: &Seed, part: Index, mutations: &[Mutation], seeds: &[Seed]) -> Vec<u8> {
    match seed {
        Seed::File(bytes) => {
            let mut bytes = bytes.clone();
            mutate(&mut bytes, mutations, seeds);
            bytes
        }
        Seed::Gzip(bytes) => {
            let mut bytes = bytes.clone();
            mutate(&mut bytes, mutations, seeds);
            gzip(&bytes)
        }
        Seed::Package(parts) => {
            let mut parts = parts.clone();
            let chosen = part.index(parts.len());
            mutate(&mut parts[chosen].1, mutations, seeds);
            let parts: Vec<(&str, &[u8])> =
                parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
            package(&parts)
        }
    }
}

fn options() -> impl Strategy<Value = Options> {
    let sheet = prop_oneof![3 => Just(SheetChoice::FirstWithData), 2 => Just(SheetChoice::All)];
    let heading = prop_oneof![4 => Just(HeadingChoice::Detect), 1 => (0..6_u64).prop_map(HeadingChoice::Row)];
    (sheet, heading).prop_map(|(sheet, heading)| Options { sheet, heading })
}

/// Reads an input to its end.
fn read_all(path: &Path, options: &Options) -> Result<(), TestCaseError> {
    let limits = Limits { row_bytes: 4096, unpacked_bytes: 32 << 20, ..Limits::default() };
    let _ = sheets(path, &limits);
    let mut source = match open_with(path, &limits, options) {
        Ok(source) => source,
        Err(error) => {
            prop_assert!(error.to_string().chars().count() < 1000, "{error}");
            return Ok(());
        }
    };
    let mut last = 0;
    while let Ok(Some(row)) = source.next_row() {
        prop_assert!(row.line > last, "{} after {last}", row.line);
        prop_assert_eq!(row.values.len(), source.headings().len());
        prop_assert!(row.part < source.about().parts.len());
        last = row.line;
    }
    Ok(())
}

/// The most memory that this process ever held, in KiB.
pub(super) fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn read_inputs(folder: &Path, count: u32) {
    let seeds = seeds();
    let path = folder.join("input.bin");
    let before = peak_memory();
    let config =
        Config { cases: count, failure_persistence: None, max_shrink_iters: 2000, ..Config::default() };
    // The same inputs in every run.
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let strategy = (any::<Index>(), any::<Index>(), prop::collection::vec(mutation(), 1..8), options());
    let outcome = runner.run(&strategy, |(seed, part, mutations, options)| {
        let seed = &seeds[seed.index(seeds.len())];
        fs::write(&path, input(seed, part, &mutations, &seeds)).unwrap();
        read_all(&path, &options)
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    let grown = peak_memory() - before;
    assert!(grown <= MEMORY, "reading took {grown} KiB");
}

#[test]
fn hostile_files_neither_panic_nor_take_memory_without_bound() {
    let count = env::var(INPUTS).ok().map_or(DEFAULT_INPUTS, |text| text.parse().unwrap());
    if let Some(folder) = env::var_os(FOLDER) {
        read_inputs(Path::new(&folder), count);
        return;
    }
    let folder = TempDir::new().unwrap();
    let module = module_path!().split_once("::").unwrap().1;
    let name = format!("{module}::hostile_files_neither_panic_nor_take_memory_without_bound");
    let output = Command::new("sh")
        .args(["-c", &format!("ulimit -v {ADDRESS_SPACE} && exec \"$0\" \"$@\"")])
        .arg(env::current_exe().unwrap())
        .args(["--exact", &name, "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder.path())
        .env(INPUTS, count.to_string())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    let has_run = said.contains("1 passed");
    if !output.status.success() || !has_run {
        let kept = folder.keep().join("input.bin");
        panic!("{}: the input is {}\n{said}", output.status, kept.display());
    }
}
