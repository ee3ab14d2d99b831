//! Where an epoch was left: its end, as far as its owner knew it when it began another one.

use maille_federation::log::{Opening, Place};
use maille_federation::message::Unverified;
use maille_federation::moment::Moment;

use super::{Kept, store};
use crate::database::Connection;
use crate::federation::error::FederationError;

/// The place at which our log left an earlier epoch, and when: as the last opening says that names it. Nothing where none does, or
/// where what came after that place was revoked.
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
        // It is our own, out of our own database: the recovery key may have signed it.
        let opening = Unverified::<Opening>::read(&opening)?;
        let revokes = opening
            .claimed_keys()
            .any(|id| kept.keys.recovery(id).is_some());
        let Opening { previous, at, .. } = opening.claimed().clone();
        match previous {
            // What stands behind its place was said by whoever stole a key.
            Some(place) if revokes && place.epoch <= epoch => return Ok(None),
            Some(place) if place.epoch == epoch => return Ok(Some((place, at))),
            _ => {}
        }
    }
    Ok(None)
}
