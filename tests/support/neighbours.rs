//! Neighbours that are only known: their rows, and copies of what they would have said, without anybody who answers.

use maille::database::sql;
use maille::directory::{Copy, Mirrored};
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

    /// A copy of a record of this neighbour, at its third revision.
    pub async fn copied(&self, origin: &str, kind: &str, id: &str, content: &str) {
        let copy = Copy {
            id: id.to_owned(),
            kind: kind.to_owned(),
            key: None,
            revision: 3,
            updated: NOW_MS,
            content: serde_json::from_str(content).unwrap(),
        };
        let mut write = self.app.directory.database().write().await.unwrap();
        let fates = self
            .app
            .directory
            .mirror(&mut write, origin, vec![Mirrored::Put(copy)])
            .await
            .unwrap();
        write.commit().await.unwrap();
        assert_eq!(fates, [None], "the copy is shown");
    }
}
