//! Bytes to content lines: endings of every kind, folded lines, encodings. Never keeps more of a line than its bound.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes of an unfolded line; a description of twenty thousand letters fits.
pub const LINE_BYTES_MAX: usize = 64 * 1024;

/// An unfolded line and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Line<'a> {
    /// Where it begins.
    pub start: usize,
    /// Where the next line begins.
    pub end: usize,
    /// Its bytes, without its ending.
    pub bytes: Cow<'a, [u8]>,
    /// It is longer than what is kept of it.
    pub cut: bool,
}

impl Line<'_> {
    /// Its text; what is not UTF-8 is taken as Windows-1252, and said.
    pub fn text(&self) -> (Cow<'_, str>, bool) {
        match std::str::from_utf8(&self.bytes) {
            Ok(text) => (Cow::Borrowed(text), false),
            Err(_) => (
                WINDOWS_1252.decode_without_bom_handling(&self.bytes).0,
                true,
            ),
        }
    }
}

/// The bytes as UTF-8 where a mark says that they are UTF-16, else without the mark of UTF-8.
pub fn plain(bytes: Vec<u8>) -> Vec<u8> {
    let wide = match bytes.as_slice() {
        [0xff, 0xfe, ..] => UTF_16LE,
        [0xfe, 0xff, ..] => UTF_16BE,
        [0xef, 0xbb, 0xbf, rest @ ..] => return rest.to_vec(),
        _ => return bytes,
    };
    wide.decode_with_bom_removal(&bytes)
        .0
        .into_owned()
        .into_bytes()
}

/// The unfolded lines of some bytes, the empty ones left out.
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Lines<'a> {
    /// Of these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// A line as it stands in the file: its bytes without its ending, and where the next begins. CR LF, LF and CR alone end it.
    fn physical(&self, from: usize) -> (&'a [u8], usize) {
        let rest = &self.bytes[from..];
        let length = rest
            .iter()
            .position(|byte| matches!(byte, b'\r' | b'\n'))
            .unwrap_or(rest.len());
        let ending = match &rest[length..] {
            [b'\r', b'\n', ..] => 2,
            [_, ..] => 1,
            [] => 0,
        };
        (&rest[..length], from + length + ending)
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        loop {
            if self.at >= self.bytes.len() {
                return None;
            }
            let start = self.at;
            let (first, mut end) = self.physical(start);
            let cut = first.len() > LINE_BYTES_MAX;
            let mut line = Line {
                start,
                end,
                bytes: Cow::Borrowed(&first[..first.len().min(LINE_BYTES_MAX)]),
                cut,
            };
            // A folded line may cut a letter of several bytes: bytes are joined before they are read.
            while let Some(b' ' | b'\t') = self.bytes.get(end) {
                let (more, next) = self.physical(end + 1);
                let room = LINE_BYTES_MAX.saturating_sub(line.bytes.len());
                line.cut |= more.len() > room;
                line.bytes
                    .to_mut()
                    .extend_from_slice(&more[..more.len().min(room)]);
                end = next;
            }
            line.end = end;
            self.at = end;
            if !line.bytes.iter().all(u8::is_ascii_whitespace) {
                return Some(line);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<String> {
        Lines::new(bytes)
            .map(|line| line.text().0.into_owned())
            .collect()
    }

    #[test]
    fn lines_end_in_every_way_and_are_unfolded() {
        assert_eq!(
            lines(b"A:1\r\nB:2\nC:3\rD:\r\n 4\r\n\t5\n\nE:6"),
            ["A:1", "B:2", "C:3", "D:45", "E:6"]
        );
    }

    #[test]
    fn a_letter_may_be_cut_by_a_fold() {
        assert_eq!(lines(b"SUMMARY:caf\xc3\r\n \xa9"), ["SUMMARY:café"]);
        assert_eq!(lines(b"SUMMARY:caf\xe9"), ["SUMMARY:café"]);
    }

    #[test]
    fn nothing_but_the_beginning_of_an_endless_line_is_kept() {
        let long = vec![b'a'; 50 * 1024 * 1024];
        let all: Vec<Line> = Lines::new(&long).collect();
        assert!(all.len() == 1 && all[0].cut && all[0].bytes.len() == LINE_BYTES_MAX);
        let folded: Vec<u8> = b"a\n ".repeat(1_000_000);
        let all: Vec<Line> = Lines::new(&folded).collect();
        assert!(all.len() == 1 && all[0].cut && all[0].bytes.len() == LINE_BYTES_MAX);
    }

    #[test]
    fn wide_letters_are_made_plain() {
        assert_eq!(plain(b"\xff\xfeA\0:\0".to_vec()), b"A:");
        assert_eq!(plain(b"\xef\xbb\xbfA".to_vec()), b"A");
    }
}
