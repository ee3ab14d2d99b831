//! Why a file cannot be read on: where in it, and what to do. What is wrong with one row is no such error.

use super::remark::What;

/// A file that ends here, for its reader.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The disk, the network or the pipe below.
    #[error("the file could not be read at byte {byte}")]
    Input {
        byte: u64,
        #[source]
        source: std::io::Error,
    },
    /// What stands there is not of the format.
    #[error("{}", place(*line, *byte, what))]
    Shape {
        /// From 1; 0 where lines say nothing.
        line: u64,
        /// From 0.
        byte: u64,
        what: What,
    },
}

impl ReadError {
    /// The sentence's key and arguments, with `line` and `byte`, for who shows it in another language.
    pub fn what(&self) -> What {
        match self {
            Self::Input { byte, source } => What::new("import-unreadable")
                .with("byte", byte)
                .with("reason", source),
            Self::Shape { line, byte, what } => what.clone().with("line", line).with("byte", byte),
        }
    }
}

fn place(line: u64, byte: u64, what: &What) -> String {
    match line {
        0 => format!("at byte {byte}: {what}"),
        _ => format!("at line {line}, byte {byte}: {what}"),
    }
}
