//! The choices of the directory's form that lead somewhere, looked up once for each change of the directory.

use std::sync::{Arc, Mutex, PoisonError};

use crate::directory::vocabulary;
use crate::directory::{DIRECTORY_KINDS, Directory, DirectoryError};
use crate::web::render::{DirectoryOffered, SPOKEN};

/// The choices as they stood at the last look.
#[derive(Debug, Default)]
pub struct Offers {
    /// With the sum of the kinds' positions.
    kept: Mutex<Option<(i64, Arc<DirectoryOffered>)>>,
}

impl Offers {
    /// The choices of now.
    pub async fn now(
        &self,
        directory: &Directory,
    ) -> Result<Arc<DirectoryOffered>, DirectoryError> {
        let positions = directory.positions().await?;
        let position = |kind: &&str| positions.get(&format!("kind:{kind}")).copied();
        let moved: i64 = DIRECTORY_KINDS.iter().filter_map(position).sum();
        if let Some((at, offered)) = &*self.kept.lock().unwrap_or_else(PoisonError::into_inner)
            && *at == moved
        {
            return Ok(offered.clone());
        }
        let offered = Arc::new(look(directory).await?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((moved, offered.clone()));
        Ok(offered)
    }
}

async fn look(directory: &Directory) -> Result<DirectoryOffered, DirectoryError> {
    let spoken: Vec<&'static str> = SPOKEN.iter().map(|(code, _)| *code).collect();
    let held =
        async |path, codes: Vec<&'static str>| directory.held(&DIRECTORY_KINDS, path, &codes).await;
    Ok(DirectoryOffered {
        audiences: held("/audiences", codes("audiences")).await?,
        languages: held("/languages", spoken).await?,
        equipment: held("/equipment", codes("equipment")).await?,
        mobile: !held("/mobility", vec!["itinerant"]).await?.is_empty(),
    })
}

fn codes(name: &str) -> Vec<&'static str> {
    let terms = vocabulary::get(name).map_or(&[][..], |vocabulary| vocabulary.terms());
    terms.iter().map(|term| term.code.as_str()).collect()
}
