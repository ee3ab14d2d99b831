//! Neighbours that are only known: their rows, without anybody who answers.

use maille::database::sql;
use maille_federation::keys::SecretKey;

use super::{Instance, NOW_MS};

impl Instance {
    /// An approved neighbour of this name, which last answered two minutes ago.
    pub async fn neighbour(&self, origin: &str) {
        let mut write = self.app.directory.database().write().await.unwrap();
        sql::query(
            "insert into peer (origin, address, name, relation, key, recovery, shares, our_serial, their_serial, to_say, made,
             changed, scheme, due, failures, fault, answered, agreed, clock_s, hinted, stopped)
             values ($1, $2, $3, 'approved', $4, null, $5, 1, 1, '', $6, $6, '', $6, 0, '', $7, $7, 0, 0, '')",
        )
        .bind(origin)
        .bind(format!("https://{origin}"))
        .bind(format!("Chez {origin}"))
        .bind(SecretKey::from_seed(&[7; 32]).public().to_string())
        .bind(r#"["place"]"#)
        .bind(NOW_MS)
        .bind(NOW_MS - 120_000)
        .execute(&mut *write)
        .await
        .unwrap();
        write.commit().await.unwrap();
    }
}
