//! The container of old workbooks (MS-CFB), as far as it takes to get the stream of the workbook out of it.
//!
//! Our own, and not calamine's: there a chain of sectors that bites its tail, or a stream that claims four gigabytes,
//! takes memory until the process ends. Here no chain is longer than the file.

use std::fs::File;
use std::io::{Read, Seek};

use super::Limits;
use super::error::FileFault;

/// Chains of sectors end with numbers from this on.
const LAST_SECTOR: u32 = 0xffff_fff9;

/// A directory entry has so many bytes.
const ENTRY: usize = 128;

/// The storage of an old workbook's macros (MS-OVBA 2.2.1).
const MACROS: &str = "_VBA_PROJECT_CUR";

/// Streams shorter than this are in the small sectors.
const SMALL_STREAM: usize = 4096;

const SMALL_SECTOR: usize = 64;

/// An old workbook of all its rows has some ten megabytes a sheet; strings take several times their bytes in memory.
const MOST_OF_TEXT_LIMIT: usize = 4;

/// The stream of records of an old workbook.
pub(super) fn workbook_stream(mut file: File, limits: &Limits) -> Result<Vec<u8>, FileFault> {
    let most = limits.workbook_text_bytes / MOST_OF_TEXT_LIMIT;
    if file.metadata()?.len() > most as u64 {
        return Err(FileFault::TooMuchText(most >> 20));
    }
    let mut bytes = Vec::new();
    file.rewind()?;
    file.take(most as u64).read_to_end(&mut bytes)?;
    let opened = Container::open(&bytes);
    if holds_name(&bytes, "EncryptedPackage") {
        return Err(FileFault::Encrypted);
    }
    let container = opened.ok_or_else(|| FileFault::Damaged("OLE 容器结构错误".to_owned()))?;
    if container.find(MACROS).is_some() {
        return Err(FileFault::Macros);
    }
    if let Some(entry) = container.find("Workbook") {
        return container.read(entry).ok_or_else(|| FileFault::Damaged("工作簿数据不完整".to_owned()));
    }
    if container.find("Book").is_some() {
        return Err(FileFault::OtherWorkbook("Excel 95 或更早的工作簿"));
    }
    if container.find("WordDocument").is_some() {
        return Err(FileFault::NotATable("旧版 Word 文档"));
    }
    Err(FileFault::OtherWorkbook("旧版 Office 文档"))
}

/// An encrypted XLSX has a stream of this name.
fn holds_name(bytes: &[u8], name: &str) -> bool {
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|part| part == name)
}

struct Container<'a> {
    bytes: &'a [u8],
    sector_size: usize,
    next: Vec<u32>,
    directory: Vec<Entry>,
    small: Vec<u8>,
    small_next: Vec<u32>,
}

struct Entry {
    name: String,
    start: u32,
    size: usize,
}

impl<'a> Container<'a> {
    /// Reads the tables of the container; `None` if they make no sense.
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let sector_size = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut container = Self {
            bytes,
            sector_size,
            next: Vec::new(),
            directory: Vec::new(),
            small: Vec::new(),
            small_next: Vec::new(),
        };
        container.next = container.allocation_table()?;
        let directory = container.chain(u32_at(bytes, 48)?)?;
        container.directory = directory.chunks_exact(ENTRY).filter_map(entry).collect();
        let (root_start, root_size) = container.directory.first().map(|root| (root.start, root.size))?;
        if u32_at(bytes, 64)? > 0 && root_start < LAST_SECTOR {
            container.small_next = numbers(&container.chain(u32_at(bytes, 60)?)?);
            container.small = container.chain(root_start)?;
            container.small.truncate(root_size);
        }
        Some(container)
    }

    /// For each sector the next one of its chain.
    fn allocation_table(&self) -> Option<Vec<u32>> {
        let mut tables: Vec<u32> = numbers(self.bytes.get(76..512)?);
        let mut more = u32_at(self.bytes, 68)?;
        for _ in 0..self.bytes.len() / self.sector_size {
            if more >= LAST_SECTOR {
                break;
            }
            tables.extend(numbers(self.sector(more)?));
            more = tables.pop()?;
        }
        let mut next = Vec::new();
        for table in tables.into_iter().filter(|table| *table < LAST_SECTOR) {
            if next.len() * self.sector_size > self.bytes.len() + self.sector_size * self.sector_size {
                return None; // tables for more sectors than there are
            }
            next.extend(numbers(self.sector(table)?));
        }
        Some(next)
    }

    /// A sector; the last one of the file may be short.
    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector_size)?;
        let end = (start + self.sector_size).min(self.bytes.len());
        self.bytes.get(start..end).filter(|sector| !sector.is_empty())
    }

    /// All bytes of a chain of sectors.
    fn chain(&self, start: u32) -> Option<Vec<u8>> {
        let mut chain = Vec::new();
        let mut number = start;
        while number < LAST_SECTOR {
            if chain.len() > self.bytes.len() {
                return None; // it bites its tail
            }
            chain.extend_from_slice(self.sector(number)?);
            number = *self.next.get(number as usize)?;
        }
        Some(chain)
    }

    fn find(&self, name: &str) -> Option<&Entry> {
        self.directory.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    fn read(&self, entry: &Entry) -> Option<Vec<u8>> {
        let mut stream =
            if entry.size < SMALL_STREAM { self.small_chain(entry.start)? } else { self.chain(entry.start)? };
        if stream.len() < entry.size {
            return None;
        }
        stream.truncate(entry.size);
        Some(stream)
    }

    fn small_chain(&self, start: u32) -> Option<Vec<u8>> {
        let mut chain = Vec::new();
        let mut number = start;
        while number < LAST_SECTOR {
            if chain.len() > self.small.len() {
                return None;
            }
            let at = number as usize * SMALL_SECTOR;
            let end = (at + SMALL_SECTOR).min(self.small.len());
            chain.extend_from_slice(self.small.get(at..end)?);
            number = *self.small_next.get(number as usize)?;
        }
        Some(chain)
    }
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let length = usize::from(u16_at(bytes, 64)?).min(64);
    let units: Vec<u16> =
        bytes[..length].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let name = String::from_utf16_lossy(&units).trim_end_matches('\0').to_owned();
    Some(Entry { name, start: u32_at(bytes, 116)?, size: u32_at(bytes, 120)? as usize })
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
}

/// Two bytes as a number, little end first.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|two| u16::from_le_bytes(*two))
}

/// Four bytes as a number, little end first.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|four| u32::from_le_bytes(*four))
}
