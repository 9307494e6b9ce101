//! What reading a paper costs beside inflating the parts that are read, with their CRC checked, on one thread of one
//! process: `cargo bench --bench read -- FOLDER`. Without a folder the samples are taken.
//!
//! The figure is a ratio of minima: each file is read and inflated again and again, in turns, and the least of each counts.
//! A minimum of wall time is processor time: the turn that nothing else cut into.

use liangze::paper::{self, Container, Kind, Limits};
use libdeflater::{Decompressor, crc32};
use std::fs;
use std::hint::black_box;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use zip::{CompressionMethod, ZipArchive};

/// Turns of each file.
const TURNS: usize = 30;

fn main() {
    let given = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let folder = given.map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"), PathBuf::from);
    println!("kind    files   MB inflated   inflate ms   read ms   ratio");
    for (name, container) in [("xlsx", Container::Xlsx), ("docx", Container::Docx)] {
        let (mut files, mut bytes, mut inflate, mut read) = (0, 0, Duration::ZERO, Duration::ZERO);
        for file in papers(&folder, container) {
            let parts = parts(&file);
            let least = |work: &mut dyn FnMut()| {
                let begun = Instant::now();
                work();
                begun.elapsed()
            };
            let mut once = (Duration::MAX, Duration::MAX);
            let limits = Limits::default();
            for _ in 0..TURNS {
                let mut decompressor = Decompressor::new();
                once.0 = once.0.min(least(&mut || {
                    parts.iter().for_each(|part| drop(black_box(part.plain(&mut decompressor))));
                }));
                once.1 = once.1.min(least(&mut || drop(black_box(paper::read(&file, &limits)))));
            }
            files += 1;
            bytes += parts.iter().map(|part| part.size).sum::<usize>();
            inflate += once.0;
            read += once.1;
        }
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        println!(
            "{name:<6} {files:>6} {:>13.1} {:>12.2} {:>9.2} {:>7.2}",
            bytes as f64 / 1e6,
            ms(inflate),
            ms(read),
            read.as_secs_f64() / inflate.as_secs_f64()
        );
    }
}

/// The files of one kind that can be read.
fn papers(folder: &Path, container: Container) -> Vec<Vec<u8>> {
    let (mut folders, mut papers) = (vec![folder.to_owned()], Vec::new());
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path).unwrap_or_default();
            let is_read = || paper::read(&bytes, &Limits::default()).is_ok();
            if paper::sniff(&bytes) == Kind::Paper(container) && is_read() {
                papers.push(bytes);
            }
        }
    }
    papers
}

/// A part as it lies in its file.
struct Part {
    deflated: bool,
    packed: Vec<u8>,
    size: usize,
    crc: u32,
}

impl Part {
    fn plain(&self, decompressor: &mut Decompressor) -> Vec<u8> {
        let plain = if self.deflated {
            let mut plain = vec![0; self.size];
            decompressor.deflate_decompress(&self.packed, &mut plain).expect("it is whole");
            plain
        } else {
            self.packed.clone()
        };
        assert_eq!(crc32(&plain), self.crc);
        plain
    }
}

/// The parts that a reader of forms needs: words, numbers, and what is needed to understand them.
fn parts(file: &[u8]) -> Vec<Part> {
    let mut archive = ZipArchive::new(Cursor::new(file)).expect("it was read");
    let mut parts = Vec::new();
    for number in 0..archive.len() {
        let mut entry = archive.by_index_raw(number).expect("it was read");
        let name = entry.name().expect("it was read").into_owned();
        let needed = name.ends_with(".xml") || name.ends_with(".rels");
        let passed_over = [
            "theme/",
            "docProps/app",
            "docProps/core",
            "webSettings",
            "fontTable",
            "Content_Types",
            "settings",
            "word/styles",
        ];
        if needed && !passed_over.iter().any(|other| name.contains(other)) {
            let mut packed = Vec::new();
            let deflated = entry.compression() == CompressionMethod::Deflated;
            let (size, crc) = (usize::try_from(entry.size()).expect("it was read"), entry.crc32());
            entry.read_to_end(&mut packed).expect("it was read");
            parts.push(Part { deflated, packed, size, crc });
        }
    }
    parts
}
