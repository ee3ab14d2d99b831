//! Pictures that visitors send with a plugin's form: read, scaled down and written anew, so that nothing of what came is kept but
//! what it shows. A picture is seen while the record that it belongs to is published, and is erased with it. Never kept: a file as it
//! came, its metadata, its name.

mod acts;
mod bounds;
mod scale;
mod sniff;
mod store;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub use acts::Acts;
pub use scale::{Format, SIDE_MAX, Scaled, scale};
pub use sniff::{Looks, looks};

use self::bounds::Counts;
use crate::clock::Clock;
use crate::contributors::Wait;
use crate::database::sql::Connection;
use crate::database::{Database, DatabaseError};
use crate::suggestions::{UnknownWord, words};

/// Bytes of one file; a telephone's camera makes three to eight million.
pub const FILE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Bytes of a whole form with pictures: a file that is too large is read to its end, so that what was typed comes back.
pub const BODY_BYTES_MAX: u64 = 48 * 1024 * 1024;
/// Seconds for such a form to come: eight million bytes over the poor line of a village.
pub const BODY_S: u64 = 5 * 60;
/// Pictures of one form, and of one record.
pub const OF_FORM_MAX: usize = 4;
pub const OF_RECORD_MAX: usize = 10;
/// Characters of what a picture shows, and of who made it.
pub const ALTERNATIVE_CHARS_MAX: usize = 300;
pub const CREDIT_CHARS_MAX: usize = 200;
/// Records whose pictures are asked for at once.
pub const ASKED_MAX: usize = 1_000;
/// The most that a manifest may ask for.
pub const OF_PLUGIN_BYTES_MAX: u64 = 1024 * 1024 * 1024;
/// Bytes of one plugin's pictures that belong to no record yet.
const WAITING_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// A form that was not sent again after so long is given up.
const WAITING_MS: i64 = 24 * 60 * 60 * 1000;
/// Forms with a picture that come in at once: each holds [`FILE_BYTES_MAX`] of memory until it is read.
const COMING_AT_ONCE: usize = 12;
/// Pictures that are read at once: each takes up to [`scale`]'s bound of memory and a core.
const AT_ONCE: usize = 1;
/// Whoever waits longer is asked to try again.
const WAIT: Duration = Duration::from_secs(20);

words!(
    /// Whether others may use a picture.
    Rights {
        /// Its sender made it and gives it under the Licence Ouverte 2.0.
        Open => "open",
        /// Its sender made it and gives it under CC BY-SA 4.0.
        BySa => "by-sa",
        /// Somebody else made it and allows that it is shown here; nobody else may use it without asking.
        Allowed => "allowed",
    }
);

impl Rights {
    /// The licence's name; none where there is none.
    pub fn licence(self) -> Option<&'static str> {
        match self {
            Self::Open => Some("Licence Ouverte 2.0"),
            Self::BySa => Some("CC BY-SA 4.0"),
            Self::Allowed => None,
        }
    }
}

/// What is said with a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What it shows.
    pub alternative: String,
    /// Whether others may use it.
    pub rights: Rights,
    /// Who made it; empty where the sender did and wants no name there.
    pub credit: String,
}

/// A picture, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Letters and digits that nobody guesses, and the end that its format has: `0193….jpg`.
    pub name: String,
    /// On whose form it came.
    pub plugin: String,
    /// Where it belongs; none as long as no record took it.
    pub record_id: Option<String>,
    /// What it is.
    pub format: Format,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Bytes.
    pub size: u64,
    /// None as long as no record took it.
    pub said: Option<Said>,
}

/// Why a file is not taken: what its sender can do about it differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is no picture that is read here.
    Not(Looks),
    /// More than [`FILE_BYTES_MAX`].
    TooManyBytes,
    /// More pixels than are read.
    TooManyPixels,
    /// It is cut off, or says of itself what is not so.
    Damaged,
    /// Others are being read.
    Busy,
    /// Too many came from there; the seconds to wait.
    TooMany(Wait),
    /// The plugin holds as much as it may.
    Full,
    /// It came with a form a day ago, and was given up.
    Gone,
}

/// The pictures of an instance. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Images {
    database: Database,
    clock: Clock,
    coming: Arc<Semaphore>,
    at_once: Arc<Semaphore>,
    sent: Arc<Counts>,
}

/// The position that moves with a plugin's pictures.
pub fn position(plugin: &str) -> String {
    format!("images:{plugin}")
}

impl Images {
    /// Over an open database.
    pub fn new(database: Database, clock: Clock) -> Self {
        Self {
            database,
            clock,
            coming: Arc::new(Semaphore::new(COMING_AT_ONCE)),
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
            sent: Arc::default(),
        }
    }

    /// Room for the files of one form, as long as it is held; none where too many come in.
    pub fn room(&self) -> Option<OwnedSemaphorePermit> {
        self.coming.clone().try_acquire_owned().ok()
    }

    /// Reads a file that came with a form of `plugin`, which holds `bytes_max` at most; the picture's name comes back. It waits for
    /// a record to take it.
    pub async fn take(
        &self,
        (plugin, bytes_max): (&str, u64),
        network: IpAddr,
        file: Vec<u8>,
    ) -> Result<Result<String, Fault>, DatabaseError> {
        if let Err(wait) = self.sent.take(network, self.clock.now_ms()) {
            return Ok(Err(Fault::TooMany(wait)));
        }
        let scaled = match self.scaled(file).await {
            Ok(scaled) => scaled,
            Err(fault) => return Ok(Err(fault)),
        };
        let mut write = self.database.write().await?;
        let size = scaled.bytes.len() as u64;
        let (all, waiting) = store::bytes(&mut write, plugin).await?;
        if all + size > bytes_max || waiting + size > WAITING_BYTES_MAX {
            return Ok(Err(Fault::Full));
        }
        let name = format!("{}.{}", uuid::Uuid::now_v7().simple(), scaled.format.end());
        let made = self.clock.now_ms();
        store::insert(&mut write, (&name, plugin), made, scaled).await?;
        write.commit().await?;
        Ok(Ok(name))
    }

    /// Off the threads that answer, and a few at a time: a panic in there is a damaged file and nothing else.
    async fn scaled(&self, file: Vec<u8>) -> Result<Scaled, Fault> {
        if file.len() > FILE_BYTES_MAX {
            return Err(Fault::TooManyBytes);
        }
        let waiting = tokio::time::timeout(WAIT, self.at_once.clone().acquire_owned());
        let Ok(Ok(permit)) = waiting.await else {
            return Err(Fault::Busy);
        };
        let reading = tokio::task::spawn_blocking(move || {
            let scaled = scale(&file);
            drop(permit);
            scaled
        });
        reading.await.unwrap_or(Err(Fault::Damaged))
    }

    /// One of a plugin's pictures.
    pub async fn get(&self, plugin: &str, name: &str) -> Result<Option<Image>, DatabaseError> {
        Ok(store::get(self.database.readers(), plugin, name).await?)
    }

    /// What it is made of.
    pub async fn bytes(&self, image: &Image) -> Result<Option<Vec<u8>>, DatabaseError> {
        Ok(store::content(self.database.readers(), &image.name).await?)
    }

    /// The pictures of a record, whoever's form they came with, the oldest first.
    pub async fn of_record(&self, record_id: &str) -> Result<Vec<Image>, DatabaseError> {
        Ok(store::of_record(self.database.readers(), record_id).await?)
    }

    /// A plugin's pictures of these records, the oldest first.
    pub async fn of_records(
        &self,
        plugin: &str,
        records: &[String],
    ) -> Result<BTreeMap<String, Vec<Image>>, DatabaseError> {
        let found = store::of_records(self.database.readers(), plugin, records).await?;
        let mut all: BTreeMap<String, Vec<Image>> = BTreeMap::new();
        for image in found {
            if let Some(record) = image.record_id.clone() {
                all.entry(record).or_default().push(image);
            }
        }
        Ok(all)
    }

    /// Erases what no record took within a day. May be tried again at any time.
    pub async fn sweep(&self) -> Result<u64, DatabaseError> {
        let mut write = self.database.write().await?;
        let swept = store::sweep(&mut write, self.clock.now_ms() - WAITING_MS).await?;
        write.commit().await?;
        Ok(swept)
    }

    /// Erases all of a plugin's, when it is removed together with its data.
    pub async fn clear(&self, plugin: &str) -> Result<(), DatabaseError> {
        let mut write = self.database.write().await?;
        store::clear(&mut write, plugin).await?;
        announce(&mut write, plugin).await?;
        Ok(write.commit().await?)
    }
}

async fn announce(connection: &mut Connection, plugin: &str) -> Result<(), sqlx::Error> {
    let moved = [position(plugin)].into();
    crate::directory::journal::store::bump(connection, &moved).await?;
    Ok(())
}
