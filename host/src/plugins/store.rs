//! SQL of the documents that plugins hold. A document is read in pieces, written in parts as they arrive, and takes
//! the place of the one before it only when it is whole.

mod error;

pub use self::error::DocumentError;
use self::error::check_name;

use crate::clock::Clock;
use crate::database::sql::{self, Connection};
use crate::database::{Database, Write};
use crate::directory::journal::documents_position;
use crate::directory::journal::store::bump;

/// Small enough for little memory, large enough that a row's overhead does not count.
const PART_BYTES: usize = 256 << 10;
/// A path inside an archive.
pub const DOCUMENT_NAME_BYTES_MAX: usize = 256;
/// One piece; a guest has 64 MiB.
pub const DOCUMENT_READ_BYTES_MAX: u32 = 8 << 20;
/// Names listed at once.
pub const DOCUMENT_NAMES_LISTED_MAX: u32 = 1_000;
/// A writing that was not finished after so long was cut off.
const ABANDONED_AFTER_MS: i64 = 24 * 60 * 60 * 1_000;

/// The documents of all plugins. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Documents {
    database: Database,
    clock: Clock,
}

impl Documents {
    /// Over an open database.
    pub fn new(database: Database, clock: Clock) -> Self {
        Self { database, clock }
    }

    /// Names that begin with `prefix`, after `after`, in the order of their bytes; at most 1,000.
    pub async fn names(
        &self,
        plugin: &str,
        (prefix, after): (&str, Option<&str>),
        limit: u32,
    ) -> Result<Vec<String>, DocumentError> {
        let names = sql::query_scalar(
            "select name from document
             where plugin = $1 and complete = 1 and name >= $2 and name <= $3 and name > $4
             order by name limit $5",
        )
        .bind(plugin)
        .bind(prefix)
        // The last character of Unicode, which no text holds: the end of the prefix's range.
        .bind(format!("{prefix}\u{10FFFF}"))
        .bind(after.unwrap_or_default())
        .bind(i64::from(limit.min(DOCUMENT_NAMES_LISTED_MAX)))
        .fetch_all(self.database.readers())
        .await?;
        Ok(names)
    }

    /// Names, bytes, and when each was written, in milliseconds since 1970; by name, after `after`.
    pub async fn listed(
        &self,
        plugin: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<(String, i64, i64)>, DocumentError> {
        Ok(sql::query_as(
            "select name, bytes, updated from document
             where plugin = $1 and complete = 1 and name > $2 order by name limit $3",
        )
        .bind(plugin)
        .bind(after)
        .bind(i64::from(limit))
        .fetch_all(self.database.readers())
        .await?)
    }

    /// The size in bytes.
    pub async fn size(&self, plugin: &str, name: &str) -> Result<u64, DocumentError> {
        Ok(self.find(plugin, name).await?.1)
    }

    /// How many bytes a plugin's documents have together.
    pub async fn bytes(&self, plugin: &str) -> Result<u64, DocumentError> {
        let bytes: i64 = sql::query_scalar(
            "select cast(coalesce(sum(bytes), 0) as bigint) from document where plugin = $1 and complete = 1",
        )
        .bind(plugin)
        .fetch_one(self.database.readers())
        .await?;
        Ok(bytes.max(0) as u64)
    }

    /// A piece of at most 8 MiB; shorter at the document's end, empty behind it.
    pub async fn read(
        &self,
        plugin: &str,
        name: &str,
        offset: u64,
        length: u32,
    ) -> Result<Vec<u8>, DocumentError> {
        let (number, bytes) = self.find(plugin, name).await?;
        let end = offset
            .saturating_add(u64::from(length.min(DOCUMENT_READ_BYTES_MAX)))
            .min(bytes);
        if offset >= end {
            return Ok(Vec::new());
        }
        let part = PART_BYTES as u64;
        let (first, last) = (offset / part, (end - 1) / part);
        let parts: Vec<Vec<u8>> = sql::query_scalar(
            "select bytes from document_part where document_number = $1 and part between $2 and $3 order by part",
        )
        .bind(number)
        .bind(first as i64)
        .bind(last as i64)
        .fetch_all(self.database.readers())
        .await?;
        let skipped = (offset - first * part) as usize;
        let all = parts.into_iter().flatten();
        let piece: Vec<u8> = all.skip(skipped).take((end - offset) as usize).collect();
        if piece.is_empty() {
            // It was replaced between the two questions.
            return Err(DocumentError::NotFound(name.to_owned()));
        }
        Ok(piece)
    }

    /// Begins a document of at most `bytes_max` bytes. Nobody sees it before [`DocumentWriter::finish`].
    pub async fn writer(
        &self,
        plugin: &str,
        name: &str,
        bytes_max: u64,
    ) -> Result<DocumentWriter, DocumentError> {
        check_name(name)?;
        let now = self.clock.now_ms();
        let mut write = self.database.write().await?;
        sql::query("delete from document where complete = 0 and updated < $1")
            .bind(now - ABANDONED_AFTER_MS)
            .execute(&mut *write)
            .await?;
        let number = sql::query_scalar(
            "insert into document (plugin, name, bytes, updated, complete) values ($1, $2, 0, $3, 0)
             returning number",
        )
        .bind(plugin)
        .bind(name)
        .bind(now)
        .fetch_one(&mut *write)
        .await?;
        write.commit().await?;
        Ok(DocumentWriter {
            documents: self.clone(),
            plugin: plugin.to_owned(),
            name: name.to_owned(),
            number,
            parts: 0,
            bytes: 0,
            bytes_max,
            waiting: Vec::new(),
        })
    }

    /// Writes a document that is in memory already; its size comes back.
    pub async fn write(
        &self,
        plugin: &str,
        name: &str,
        bytes: &[u8],
    ) -> Result<u64, DocumentError> {
        let mut writer = self.writer(plugin, name, bytes.len() as u64).await?;
        writer.push(bytes).await?;
        writer.finish().await
    }

    /// Takes a document out, at once.
    pub async fn delete(&self, plugin: &str, name: &str) -> Result<(), DocumentError> {
        let mut write = self.database.write().await?;
        if forget(&mut write, plugin, name).await? == 0 {
            return Err(DocumentError::NotFound(name.to_owned()));
        }
        self.announce(write, plugin).await
    }

    /// Takes all documents of a plugin out, when it is removed together with its data.
    pub async fn clear(&self, plugin: &str) -> Result<(), DocumentError> {
        let mut write = self.database.write().await?;
        sql::query("delete from document where plugin = $1")
            .bind(plugin)
            .execute(&mut *write)
            .await?;
        self.announce(write, plugin).await
    }

    async fn announce(&self, mut write: Write, plugin: &str) -> Result<(), DocumentError> {
        bump(&mut write, &[documents_position(plugin)].into()).await?;
        Ok(write.commit().await?)
    }

    async fn find(&self, plugin: &str, name: &str) -> Result<(i64, u64), DocumentError> {
        let found: Option<(i64, i64)> = sql::query_as(
            "select number, bytes from document where plugin = $1 and name = $2 and complete = 1",
        )
        .bind(plugin)
        .bind(name)
        .fetch_optional(self.database.readers())
        .await?;
        let (number, bytes) =
            found.ok_or_else(|| DocumentError::NotFound(name.chars().take(64).collect()))?;
        Ok((number, bytes.max(0) as u64))
    }
}

/// A document on its way in. Each part is a short transaction: a slow sender does not hold up other writers. A writer
/// that is dropped leaves parts that nobody sees, which a later writer sweeps after a day.
#[derive(Debug)]
pub struct DocumentWriter {
    documents: Documents,
    plugin: String,
    name: String,
    number: i64,
    parts: i64,
    bytes: u64,
    bytes_max: u64,
    waiting: Vec<u8>,
}

impl DocumentWriter {
    /// Adds bytes; `TooLarge` once they pass the bound.
    pub async fn push(&mut self, mut bytes: &[u8]) -> Result<(), DocumentError> {
        self.bytes += bytes.len() as u64;
        if self.bytes > self.bytes_max {
            return Err(DocumentError::TooLarge(self.bytes_max));
        }
        while self.waiting.len() + bytes.len() >= PART_BYTES {
            let (now, later) = bytes.split_at(PART_BYTES - self.waiting.len());
            self.waiting.extend_from_slice(now);
            self.write_part().await?;
            bytes = later;
        }
        self.waiting.extend_from_slice(bytes);
        Ok(())
    }

    /// Puts the document in the place of the one with this name, at once; its size comes back.
    pub async fn finish(mut self) -> Result<u64, DocumentError> {
        if !self.waiting.is_empty() {
            self.write_part().await?;
        }
        let mut write = self.documents.database.write().await?;
        forget(&mut write, &self.plugin, &self.name).await?;
        let done = sql::query(
            "update document set complete = 1, bytes = $1, updated = $2 where number = $3",
        )
        .bind(self.bytes as i64)
        .bind(self.documents.clock.now_ms())
        .bind(self.number)
        .execute(&mut *write)
        .await?;
        if done.rows_affected() == 0 {
            // Swept after a day, or cleared with the plugin: the document before it stays.
            return Err(DocumentError::NotFound(self.name));
        }
        self.documents.announce(write, &self.plugin).await?;
        Ok(self.bytes)
    }

    /// Takes out what was written so far.
    pub async fn abandon(self) -> Result<(), DocumentError> {
        let mut write = self.documents.database.write().await?;
        sql::query("delete from document where number = $1 and complete = 0")
            .bind(self.number)
            .execute(&mut *write)
            .await?;
        Ok(write.commit().await?)
    }

    async fn write_part(&mut self) -> Result<(), DocumentError> {
        let bytes = std::mem::take(&mut self.waiting);
        let mut write = self.documents.database.write().await?;
        sql::query("insert into document_part (document_number, part, bytes) values ($1, $2, $3)")
            .bind(self.number)
            .bind(self.parts)
            .bind(bytes)
            .execute(&mut *write)
            .await?;
        write.commit().await?;
        self.parts += 1;
        Ok(())
    }
}

async fn forget(connection: &mut Connection, plugin: &str, name: &str) -> Result<u64, sqlx::Error> {
    let done = sql::query("delete from document where plugin = $1 and name = $2 and complete = 1")
        .bind(plugin)
        .bind(name)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

#[cfg(test)]
mod tests;
