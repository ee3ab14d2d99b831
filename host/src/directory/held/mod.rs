//! Which values of a filter anybody can find at all: a form offers no choice that leads nowhere.

mod store;

use super::{Directory, DirectoryError};

impl Directory {
    /// Those of these values that a published record of these kinds holds in public at a path, in their order. The first
    /// record is enough for each: it costs as much in a large directory as in a small one.
    pub async fn held<'a>(
        &self,
        kinds: &[&str],
        path: &str,
        values: &[&'a str],
    ) -> Result<Vec<&'a str>, DirectoryError> {
        let found = store::held(self.database.readers(), kinds, path, values).await?;
        let values = values.iter().copied();
        Ok(values
            .filter(|value| found.iter().any(|found| found == value))
            .collect())
    }
}
