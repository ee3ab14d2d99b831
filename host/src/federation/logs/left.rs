//! Where an epoch was left: its end, as far as its owner knew it when it began another one.

use maille_federation::log::{Opening, Place};
use maille_federation::moment::Moment;

use super::{Kept, read_kept, store};
use crate::database::Connection;
use crate::federation::error::FederationError;

/// The place at which a log left an earlier epoch, and when: as the last opening says that names it. Nothing where none does.
pub async fn left(
    connection: &mut Connection,
    (log, kept): (&str, &Kept),
    epoch: u64,
) -> Result<Option<(Place, Moment)>, FederationError> {
    for later in store::epochs(&mut *connection, log)
        .await?
        .into_iter()
        .rev()
    {
        if later <= epoch {
            break;
        }
        let Some(opening) = store::opening(&mut *connection, log, later).await? else {
            continue;
        };
        let opening = read_kept::<Opening>(&opening, &kept.keys)?.into_message();
        if let Some(place) = opening.previous.filter(|place| place.epoch == epoch) {
            return Ok(Some((place, opening.at)));
        }
    }
    Ok(None)
}
