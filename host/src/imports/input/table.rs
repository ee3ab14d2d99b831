//! Tables: comma, semicolon or tab, quotes, lines inside quotes. The reader owns its buffers, so that no line costs
//! more memory than the bound: a longer one is told and passed over.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::super::error::ReadError;
use super::super::remark::What;
use super::{ROW_BYTES_MAX, Text};

/// The widest real table has 71 columns.
const COLUMNS_MAX: usize = 1_000;
/// Looked at to find the separator.
const HEAD_BYTES: usize = 16 << 10;

/// A line of a table.
#[derive(Debug, PartialEq)]
pub(in super::super) enum Line {
    /// Its cells by the order of the columns; a cell that is not there is empty.
    Cells { line: u64, cells: Vec<String> },
    /// It cannot be read, and the next one can.
    Refused { line: u64, what: What },
}

/// A table whose first line names the columns.
pub(in super::super) struct Table {
    text: Text,
    reader: Reader,
    columns: Vec<String>,
    output: Vec<u8>,
    ends: Vec<usize>,
}

/// One record in the buffers, or why it is not there.
enum Read {
    Record { bytes: usize, cells: usize },
    TooLong,
    TooWide,
    End,
}

impl Table {
    /// Finds the separator and reads the names of the columns.
    pub fn new(mut text: Text) -> Result<Self, ReadError> {
        let head = text.rest()?;
        let separator = separator(&head[..head.len().min(HEAD_BYTES)]);
        let mut table = Self {
            text,
            reader: ReaderBuilder::new().delimiter(separator).build(),
            columns: Vec::new(),
            output: vec![0; ROW_BYTES_MAX],
            ends: vec![0; COLUMNS_MAX],
        };
        table.columns = match table.read()? {
            Read::Record { bytes, cells } => {
                let cells = table.cells(bytes, cells);
                cells
                    .into_iter()
                    .map(|cell| cell.trim().to_owned())
                    .collect()
            }
            Read::End => Vec::new(),
            Read::TooLong => return Err(table.text.error(too_long())),
            Read::TooWide => return Err(table.text.error(too_wide())),
        };
        Ok(table)
    }

    /// The names of the columns, trimmed.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The next line that has a cell with something in it.
    pub fn next_line(&mut self) -> Result<Option<Line>, ReadError> {
        loop {
            let line = self.text.line();
            let (bytes, count) = match self.read()? {
                Read::End => return Ok(None),
                Read::TooLong => return Ok(Some(refused(line, too_long()))),
                Read::TooWide => return Ok(Some(refused(line, too_wide()))),
                Read::Record { bytes, cells } => (bytes, cells),
            };
            let mut cells = self.cells(bytes, count);
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let width = self.columns.len();
            if cells.iter().skip(width).any(|cell| !cell.trim().is_empty()) {
                let what = What::new("import-cells")
                    .with("count", cells.len())
                    .with("columns", width);
                return Ok(Some(refused(line, what)));
            }
            cells.resize(width, String::new());
            return Ok(Some(Line::Cells { line, cells }));
        }
    }

    fn cells(&self, bytes: usize, count: usize) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.output[..bytes]).into_owned();
        let mut start = 0;
        let cell = |end: &usize| {
            let cell = text.get(start..*end).unwrap_or_default().to_owned();
            start = *end;
            cell
        };
        self.ends[..count].iter().map(cell).collect()
    }

    /// Reads one record into the buffers; of one that does not fit, everything is taken and nothing kept.
    fn read(&mut self) -> Result<Read, ReadError> {
        let (mut written, mut ended) = (0, 0);
        let mut spilt = None;
        loop {
            let input = self.text.rest()?;
            let (result, read, bytes, cells) = self.reader.read_record(
                input,
                &mut self.output[written..],
                &mut self.ends[ended..],
            );
            self.text.advance(read);
            written += bytes;
            ended += cells;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => {
                    spilt = Some(Read::TooLong);
                    written = 0;
                }
                ReadRecordResult::OutputEndsFull => {
                    spilt = spilt.or(Some(Read::TooWide));
                    ended = 0;
                }
                ReadRecordResult::Record => {
                    return Ok(spilt.unwrap_or(Read::Record {
                        bytes: written,
                        cells: ended,
                    }));
                }
                ReadRecordResult::End => return Ok(spilt.unwrap_or(Read::End)),
            }
        }
    }
}

fn refused(line: u64, what: What) -> Line {
    Line::Refused { line, what }
}

fn too_long() -> What {
    What::new("import-line-too-long").with("max", ROW_BYTES_MAX)
}

fn too_wide() -> What {
    What::new("import-line-too-wide").with("max", COLUMNS_MAX)
}

/// The separator that the first line has most of, outside quotes.
fn separator(head: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some((_, count)) = counts.iter_mut().find(|(one, _)| one == byte) {
                    *count += 1;
                }
            }
        }
    }
    let most = counts.iter().max_by_key(|(_, count)| *count);
    // Of several with as many, the last: a table of one column has none.
    most.filter(|(_, count)| *count > 0)
        .map_or(b',', |(byte, _)| *byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<Table, ReadError> {
        Table::new(Text::new(Box::new(std::io::Cursor::new(text.to_owned())))?)
    }

    fn lines(text: &str) -> Vec<Line> {
        let mut table = table(text).unwrap();
        std::iter::from_fn(|| table.next_line().unwrap()).collect()
    }

    fn cells(line: u64, cells: &[&str]) -> Line {
        Line::Cells {
            line,
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
        }
    }

    #[test]
    fn each_separator_is_found() {
        for separator in [",", ";", "\t"] {
            let text = format!("a{separator}b\n1{separator}\"2\n3\"\n\n4{separator}5\n");
            assert_eq!(
                lines(&text),
                [cells(2, &["1", "2\n3"]), cells(4, &["4", "5"])]
            );
        }
    }

    #[test]
    fn a_short_line_is_filled_and_a_wide_one_refused() {
        let found = lines("a,b\n1\n1,2,3\n1,2,\n");
        assert_eq!(found[0], cells(2, &["1", ""]));
        assert!(matches!(&found[1], Line::Refused { line: 3, what } if what.key == "import-cells"));
        assert_eq!(found[2], cells(4, &["1", "2"]));
    }

    #[test]
    fn a_line_past_the_bound_is_passed_over() {
        let text = format!("a,b\n{},x\n3,4\n", "1".repeat(3 * ROW_BYTES_MAX));
        let found = lines(&text);
        assert!(
            matches!(&found[0], Line::Refused { line: 2, what } if what.key == "import-line-too-long")
        );
        assert_eq!(found[1], cells(3, &["3", "4"]));
    }

    #[test]
    fn ten_thousand_columns_are_refused() {
        let head = vec!["c"; 10_000].join(",");
        let error = table(&head).err().unwrap();
        assert_eq!(error.what().key, "import-line-too-wide");
        let found = lines(&format!("a,b\n{head}\n1,2\n"));
        assert!(
            matches!(&found[0], Line::Refused { what, .. } if what.key == "import-line-too-wide")
        );
        assert_eq!(found[1], cells(3, &["1", "2"]));
    }

    #[test]
    fn a_zero_byte_is_a_character_like_another() {
        assert_eq!(lines("a,b\n1\0,2\n"), [cells(2, &["1\0", "2"])]);
    }
}
