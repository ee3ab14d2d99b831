//! Erasing: of a record nothing is left but that it is gone, and who made it so.

use super::{Author, Batch, Change, Directory, DirectoryError, history, provenance, store};
use crate::database::Connection;

impl Directory {
    /// Deletes a record of this instance, in a transaction, with all that it ever was and all that sources said of it. One that
    /// was deleted before loses the rest.
    pub async fn erase(
        &self,
        connection: &mut Connection,
        id: &str,
        author: &Author,
    ) -> Result<(), DirectoryError> {
        let own = &self.settings.origin;
        let found = store::records_by_ids(connection, &[id], own).await?;
        if let Some(record) = found.first() {
            let batch = Batch {
                changes: vec![Change::Delete {
                    id: id.to_owned(),
                    expected: record.revision,
                }],
                ..Batch::default()
            };
            self.write_batch(connection, &batch, author, true).await?;
        } else if history::store::tombstones(connection, &[id])
            .await?
            .is_empty()
        {
            return Err(DirectoryError::NotFound(format!("there is no record {id}")));
        }
        history::store::erase_own(connection, id).await?;
        provenance::store::erase(connection, id).await?;
        Ok(())
    }
}
