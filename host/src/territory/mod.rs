//! The territory: communes and their groups, which searches near a commune and pages by territory stand on. It holds what
//! INSEE says and nothing of ours.

mod import;
mod store;

#[cfg(test)]
mod tests;

pub use import::Communes;

use crate::database::{Database, DatabaseError};
use crate::directory::{fold, journal};
use crate::imports::{Commune, Epci};

/// The position that moves with communes and groups.
pub const POSITION: &str = "territory";
/// Communes that one question may have for an answer.
const FOUND_MAX: i64 = 50;
/// Communes written in one transaction: visitors' writes wait for no more.
pub const BATCH_MAX: usize = 2_000;

/// Communes that a rectangle gives at most: a plan has room for fewer names.
const WITHIN_MAX: i64 = 250;

/// A rectangle on Earth, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    pub south: f64,
    pub north: f64,
    /// Never east of `east`.
    pub west: f64,
    pub east: f64,
}

/// A commune as a plan needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct CommunePoint {
    pub name: String,
    /// Degrees, WGS 84, of its centre.
    pub latitude: f64,
    pub longitude: f64,
    pub population: Option<u64>,
}

/// Communes and their groups. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Territory {
    database: Database,
}

/// What an import of communes changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    pub new: u64,
    pub changed: u64,
    pub unchanged: u64,
}

impl Territory {
    /// Over an open database.
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    /// How many communes are known.
    pub async fn communes(&self) -> Result<u64, DatabaseError> {
        Ok(store::count(self.database.readers()).await?)
    }

    /// The commune with this INSEE code.
    pub async fn commune(&self, code: &str) -> Result<Option<Commune>, DatabaseError> {
        let found = store::by_code(self.database.readers(), code).await?;
        Ok(self.whole(found).await?.pop())
    }

    /// The communes that people may mean by a name, a postal code or an INSEE code: `angers`, `49000`, `49007`,
    /// `Saint-Aubin (49)`. The most peopled first; none where nothing fits.
    pub async fn find(&self, said: &str) -> Result<Vec<Commune>, DatabaseError> {
        let readers = self.database.readers();
        let said = said.trim();
        let (name, department) = name_and_department(said);
        // Some numbers are both: people type postal codes.
        let mut found = store::by_postal_code(readers, said, FOUND_MAX).await?;
        if found.is_empty() {
            found = store::by_code(readers, &said.to_uppercase()).await?;
        }
        if found.is_empty() {
            found = store::by_name(readers, &fold(name), FOUND_MAX).await?;
            found.retain(|commune| {
                department.is_none_or(|code| commune.department.as_deref() == Some(code))
            });
        }
        self.whole(found).await
    }

    /// The communes whose centre lies in a rectangle, the most peopled first; those that stand beyond a plan's room are left
    /// out.
    pub async fn within(&self, bounds: &Bounds) -> Result<Vec<CommunePoint>, DatabaseError> {
        Ok(store::within(self.database.readers(), bounds, WITHIN_MAX).await?)
    }

    /// How many communes are known, and how many of them have their centre in a rectangle.
    pub async fn on_ground(&self, bounds: &Bounds) -> Result<(u64, u64), DatabaseError> {
        let readers = self.database.readers();
        let all = store::count(readers).await?;
        Ok((all, store::count_within(readers, bounds).await?))
    }

    async fn whole(&self, mut found: Vec<Commune>) -> Result<Vec<Commune>, DatabaseError> {
        for commune in &mut found {
            commune.postal_codes =
                store::postal_codes(self.database.readers(), &commune.code).await?;
        }
        Ok(found)
    }

    /// Takes communes as INSEE says them now; at most [`BATCH_MAX`] at once.
    pub async fn put_communes(&self, communes: &[Commune]) -> Result<Changed, DatabaseError> {
        let mut changed = Changed::default();
        let mut write = self.database.write().await?;
        for commune in communes {
            let mut known = store::by_code(&mut *write, &commune.code).await?;
            for known in &mut known {
                known.postal_codes = store::postal_codes(&mut *write, &known.code).await?;
            }
            let mut wanted = commune.clone();
            wanted.postal_codes.sort();
            wanted.postal_codes.dedup();
            // A file that does not speak of groups takes none away.
            if let (None, Some(known)) = (&wanted.epci, known.first()) {
                wanted.epci.clone_from(&known.epci);
            }
            match known.first() {
                Some(known) if *known == wanted => {
                    changed.unchanged += 1;
                    continue;
                }
                Some(_) => changed.changed += 1,
                None => changed.new += 1,
            }
            store::put(&mut write, &wanted, &fold(&wanted.name)).await?;
        }
        self.moved(&mut write, changed).await?;
        write.commit().await?;
        Ok(changed)
    }

    /// Takes groups of communes; their members then belong to them.
    pub async fn put_epcis(&self, epcis: &[Epci]) -> Result<Changed, DatabaseError> {
        let mut changed = Changed::default();
        let mut write = self.database.write().await?;
        for epci in epcis {
            match store::put_epci(&mut write, epci).await? {
                None => changed.new += 1,
                Some(true) => changed.changed += 1,
                Some(false) => changed.unchanged += 1,
            }
        }
        self.moved(&mut write, changed).await?;
        write.commit().await?;
        Ok(changed)
    }

    async fn moved(
        &self,
        write: &mut crate::database::Write,
        changed: Changed,
    ) -> Result<(), DatabaseError> {
        if changed.new + changed.changed > 0 {
            journal::store::bump(write, &[POSITION.to_owned()].into()).await?;
        }
        Ok(())
    }
}

/// `Saint-Aubin (49)` is a name and a département.
fn name_and_department(said: &str) -> (&str, Option<&str>) {
    let split = said
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
        .filter(|(_, code)| (2..=3).contains(&code.len()));
    split.map_or((said, None), |(name, code)| (name.trim(), Some(code)))
}
