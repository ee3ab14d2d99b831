//! Any text as UTF-8: with or without its mark, UTF-16, and Windows-1252, which is read wherever the bytes are not
//! UTF-8. What is no text at all (a workbook, an archive) is named.

use std::io::{ErrorKind, Read};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::super::error::ReadError;
use super::super::remark::What;

/// Read from the source at once.
const CHUNK_BYTES: usize = 64 << 10;

/// A file's text, byte by byte in UTF-8, with lines and bytes counted.
pub(in super::super) struct Text {
    input: Box<dyn Read + Send>,
    /// For UTF-16 alone.
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    text: Vec<u8>,
    next: usize,
    ended: bool,
    line: u64,
    byte: u64,
}

impl Text {
    /// Reads the first bytes.
    pub fn new(input: Box<dyn Read + Send>) -> Result<Self, ReadError> {
        let mut text = Self {
            input,
            decoder: None,
            raw: Vec::new(),
            text: Vec::new(),
            next: 0,
            ended: false,
            line: 1,
            byte: 0,
        };
        while text.raw.len() < 4 && text.read()? {}
        text.begin()?;
        Ok(text)
    }

    /// The line of the next byte, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The next byte, which stays.
    pub fn peek(&mut self) -> Result<Option<u8>, ReadError> {
        Ok(self.rest()?.first().copied())
    }

    /// Takes the byte that was peeked at.
    pub fn take(&mut self) {
        self.advance(1);
    }

    /// What is at hand, at least one byte before the end.
    pub fn rest(&mut self) -> Result<&[u8], ReadError> {
        while self.next == self.text.len() {
            self.text.clear();
            self.next = 0;
            if self.ended && self.raw.is_empty() {
                break;
            }
            if !self.ended {
                self.read()?;
            }
            self.decode();
        }
        Ok(&self.text[self.next..])
    }

    /// Takes this many of the bytes at hand.
    pub fn advance(&mut self, count: usize) {
        let end = (self.next + count).min(self.text.len());
        let taken = &self.text[self.next..end];
        self.line += taken.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.byte += taken.len() as u64;
        self.next = end;
    }

    /// An error at the place that was reached.
    pub fn error(&self, what: What) -> ReadError {
        ReadError::Shape {
            line: self.line,
            byte: self.byte,
            what,
        }
    }

    fn read(&mut self) -> Result<bool, ReadError> {
        let start = self.raw.len();
        self.raw.resize(start + CHUNK_BYTES, 0);
        let count = loop {
            match self.input.read(&mut self.raw[start..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(source) => {
                    let byte = self.byte + (self.text.len() - self.next) as u64;
                    return Err(ReadError::Input { byte, source });
                }
                Ok(count) => break count,
            }
        };
        self.raw.truncate(start + count);
        self.ended = count == 0;
        Ok(count > 0)
    }

    /// Looks for a byte order mark, and for the marks of files that are no text.
    fn begin(&mut self) -> Result<(), ReadError> {
        let other = match self.raw.as_slice() {
            [b'P', b'K', 3, 4, ..] => Some("zip"),
            [0x1f, 0x8b, ..] => Some("gzip"),
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Some("xls"),
            [b'%', b'P', b'D', b'F', ..] => Some("pdf"),
            _ => None,
        };
        if let Some(name) = other {
            return Err(self.error(What::new("import-not-text").with("name", name)));
        }
        let (encoding, mark) = match self.raw.as_slice() {
            [0xef, 0xbb, 0xbf, ..] => (None, 3),
            [0xff, 0xfe, ..] => (Some(UTF_16LE), 2),
            [0xfe, 0xff, ..] => (Some(UTF_16BE), 2),
            [first, 0, second, 0] | [first, 0, second, 0, ..] if *first != 0 && *second != 0 => {
                (Some(UTF_16LE), 0)
            }
            _ => (None, 0),
        };
        self.raw.drain(..mark);
        self.decoder = encoding.map(|encoding| encoding.new_decoder_without_bom_handling());
        Ok(())
    }

    fn decode(&mut self) {
        match &mut self.decoder {
            Some(decoder) => {
                let size = decoder.max_utf8_buffer_length(self.raw.len());
                self.text.resize(size.unwrap_or(self.raw.len() * 3 + 16), 0);
                let (result, read, written, _) =
                    decoder.decode_to_utf8(&self.raw, &mut self.text, self.ended);
                debug_assert_eq!(result, CoderResult::InputEmpty);
                self.text.truncate(written);
                self.raw.drain(..read);
            }
            None => {
                let kept = mixed(&self.raw, &mut self.text, self.ended);
                self.raw.drain(..kept);
            }
        }
    }
}

/// UTF-8 as it is, and each other byte as Windows-1252: a table edited by two people has both. Returns how many bytes
/// were read; the beginning of a character at the end waits for the rest of it.
fn mixed(raw: &[u8], text: &mut Vec<u8>, ended: bool) -> usize {
    let mut read = 0;
    while read < raw.len() {
        match std::str::from_utf8(&raw[read..]) {
            Ok(valid) => {
                text.extend_from_slice(valid.as_bytes());
                return raw.len();
            }
            Err(error) => {
                let valid = read + error.valid_up_to();
                text.extend_from_slice(&raw[read..valid]);
                let wrong = match error.error_len() {
                    None if !ended => return valid,
                    None => raw.len() - valid,
                    Some(length) => length,
                };
                let (decoded, _) =
                    WINDOWS_1252.decode_without_bom_handling(&raw[valid..valid + wrong]);
                text.extend_from_slice(decoded.as_bytes());
                read = valid + wrong;
            }
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> String {
        let mut text = Text::new(Box::new(std::io::Cursor::new(bytes.to_vec()))).unwrap();
        let mut all = Vec::new();
        loop {
            let rest = text.rest().unwrap().to_vec();
            if rest.is_empty() {
                return String::from_utf8(all).unwrap();
            }
            text.advance(rest.len());
            all.extend(rest);
        }
    }

    #[test]
    fn each_encoding_becomes_utf_8() {
        assert_eq!(read("\u{feff}Médiathèque".as_bytes()), "Médiathèque");
        assert_eq!(read(b"M\xe9diath\xe8que \x80"), "Médiathèque €");
        assert_eq!(read("Mé et M".as_bytes()), "Mé et M");
        assert_eq!(read(b"\xff\xfen\x00o\x00m\x00"), "nom");
        assert_eq!(read(b"n\x00o\x00m\x00"), "nom");
        assert_eq!(read(b""), "");
        assert_eq!(read(b"caf\xe9"), "café");
    }

    #[test]
    fn a_character_between_two_chunks_stays_whole() {
        let text = format!("{}é{}", "a".repeat(CHUNK_BYTES - 1), "b".repeat(10));
        assert_eq!(read(text.as_bytes()), text);
    }

    #[test]
    fn a_workbook_is_named() {
        let bytes = b"PK\x03\x04\x14\x00".to_vec();
        let refused = Text::new(Box::new(std::io::Cursor::new(bytes)))
            .err()
            .unwrap();
        assert!(refused.to_string().contains("zip"), "{refused}");
    }
}
