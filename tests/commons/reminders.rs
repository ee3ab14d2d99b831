//! What is written in the seven days before the last one.

use maille::directory::{Author, Kinds, Reader, Session};
use serde_json::json;

use super::text;
use crate::support::Instance;

#[tokio::test(flavor = "multi_thread")]
async fn an_author_is_reminded_once_and_only_near_the_end() {
    let instance = Instance::commons().await;
    let kind = "commons.offer";
    let reader = Reader::plugin("commons", Kinds::only([kind]));
    let mut ids = Vec::new();
    let mut session = Session::new(&instance.app.directory, Author::plugin(reader));
    for (key, day, contributor) in [
        ("bientot", "2026-11-27", "somebody"),
        ("plus-tard", "2026-12-27", "somebody"),
        ("importee", "2026-11-27", ""),
    ] {
        let mut content = json!({ "name": key, "way": "give", "valid_until": day });
        if !contributor.is_empty() {
            content["contributor"] = contributor.into();
        }
        let record = session.put(kind, key, &content.to_string()).await.unwrap();
        ids.push((key, record.id));
    }
    session.commit().await.unwrap();
    let reminded = async || {
        let mut found = Vec::new();
        for (key, id) in &ids {
            let record = instance.app.directory.get(id).await.unwrap().unwrap();
            if record.content.contains("\"reminded\":\"2026-11-21\"") {
                found.push(*key);
            }
        }
        found
    };
    assert!(reminded().await.is_empty());
    instance.run("commons", "expire").await.unwrap();
    assert_eq!(reminded().await, ["bientot"]);
    instance.run("commons", "expire").await.unwrap();
    assert_eq!(reminded().await, ["bientot"]);
    let page = text(&instance, "/communs/bientot").await;
    assert!(
        page.contains("27 novembre 2026") && !page.contains("reminded"),
        "{page}"
    );
}
