//! What goes between a run and its workers: frames of length, checksum and content over a pipe.

use crate::paper::marking::Marks;
use crate::paper::{Limits, Opened, Paper, Refusal};
use serde::{Deserialize, Serialize};
use std::io::{self, ErrorKind, Read, Write};

/// Length and checksum stand before the content.
pub(super) const HEAD: usize = 12;

/// What a worker is asked; the bytes of the file follow in the frame.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    /// Bounds of a paper.
    pub limits: Limits,
    /// Bounds of an archive.
    pub budget: Limits,
    /// What is to be done.
    pub task: Task,
    /// Seconds of processor time for it.
    pub seconds: u32,
}

/// What is to be done with a file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Task {
    /// Open it.
    Open,
    /// Read a paper again, with the fills of its cells.
    AddFills,
    /// Mark it up for its sender.
    Mark(Box<Marks>),
}

/// What a worker answers.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Answer {
    /// It has confined itself and waits for requests.
    Ready,
    Opened(Opened),
    WithFills(Box<Paper>),
    Marked(Vec<u8>),
    Refused(Refusal),
    /// It broke down at this place of the program.
    Broken(String),
}

/// The head of a frame with this content.
pub(super) fn head(content: &[&[u8]]) -> [u8; HEAD] {
    let length: usize = content.iter().map(|part| part.len()).sum();
    let mut checksum = libdeflater::Crc::new();
    content.iter().for_each(|part| checksum.update(part));
    let mut head = [0; HEAD];
    head[..8].copy_from_slice(&(length as u64).to_le_bytes());
    head[8..].copy_from_slice(&checksum.sum().to_le_bytes());
    head
}

/// Length and checksum of the content that follows a head.
pub(super) fn told(head: [u8; HEAD]) -> (u64, u32) {
    let [a, b, c, d, e, f, g, h, i, j, k, l] = head;
    (u64::from_le_bytes([a, b, c, d, e, f, g, h]), u32::from_le_bytes([i, j, k, l]))
}

/// Writes a frame.
pub(super) fn write_frame(output: &mut impl Write, content: &[&[u8]]) -> io::Result<()> {
    output.write_all(&head(content))?;
    content.iter().try_for_each(|part| output.write_all(part))?;
    output.flush()
}

/// Reads a frame; `None` at the end of the input.
pub(super) fn read_frame(input: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut head = [0; HEAD];
    match input.read_exact(&mut head) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let (length, checksum) = told(head);
    let mut content = Vec::new();
    input.take(length).read_to_end(&mut content)?;
    if content.len() as u64 != length || libdeflater::crc32(&content) != checksum {
        return Err(ErrorKind::InvalidData.into());
    }
    Ok(Some(content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_comes_back_whole_or_is_an_error() {
        let mut frame = Vec::new();
        write_frame(&mut frame, &[b"ab", b"", b"c"]).unwrap();
        assert_eq!(read_frame(&mut frame.as_slice()).unwrap().unwrap(), b"abc");
        assert_eq!(read_frame(&mut &b""[..]).unwrap(), None);
        for at in 8..frame.len() {
            let mut changed = frame.clone();
            changed[at] ^= 1;
            assert!(read_frame(&mut changed.as_slice()).is_err(), "byte {at}");
        }
        for length in HEAD..frame.len() {
            assert!(read_frame(&mut &frame[..length]).is_err(), "cut after {length}");
        }
    }
}
