//! What happened, line by line, in names that are the same each time that a seed is run.

use super::world::START_MS;

#[derive(Default)]
pub struct Trace {
    lines: Vec<String>,
}

impl Trace {
    /// Notes something that happened at a moment, in milliseconds since 1970.
    pub fn note(&mut self, now_ms: i64, words: &str) {
        let ms = now_ms - START_MS;
        let (hours, minutes) = (ms / 3_600_000, ms / 60_000 % 60);
        let seconds = ms / 1000 % 60;
        let line = format!(
            "{hours:02}:{minutes:02}:{seconds:02}.{:03} {words}",
            ms % 1000
        );
        self.lines.push(line);
    }

    pub fn lines(&self) -> &[String] {
        &self.lines
    }
}

/// A path in the same words each time: hashes are made of random salts.
pub fn plain(path: &str) -> String {
    let word = |part: &str| match part.len() {
        64 => "HASH".to_owned(),
        _ => part.to_owned(),
    };
    let parts: Vec<String> = path.split('/').map(word).collect();
    parts.join("/").replace("/federation/", "")
}
