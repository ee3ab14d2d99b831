//! The interface `territory`: communes, which everybody may know.

use super::budget::Answer;
use super::contract::maille::plugin::territory::{Commune, Host};
use super::contract::{Error, error};
use super::directory::tried;
use super::state::State;
use crate::directory::DirectoryError;
use crate::territory::{POSITION, Territory};

/// The longest name of a commune has 45 letters.
const SAID_BYTES_MAX: usize = 400;

impl Host for State {
    async fn communes(&mut self, said: String) -> Answer<Vec<Commune>> {
        tried!(self.read_once());
        if said.len() > SAID_BYTES_MAX {
            let message = format!(
                "what was said has {} bytes, and {SAID_BYTES_MAX} are enough for a commune: cut it",
                said.len()
            );
            return Ok(Err(error("invalid", message)));
        }
        self.reads.positions.insert(POSITION.to_owned());
        let territory = Territory::new(self.around.directory.database().clone());
        let found = territory.find(&said).await.map_err(DirectoryError::from);
        let found = found.map_err(Error::from);
        Ok(found.map(|communes| communes.into_iter().map(commune).collect()))
    }
}

fn commune(commune: crate::imports::Commune) -> Commune {
    Commune {
        insee_code: commune.code,
        name: commune.name,
        postal_codes: commune.postal_codes,
        centre: commune.latitude.zip(commune.longitude),
    }
}
