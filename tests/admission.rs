//! Many guests at once: who finds no place is told politely, who leaves gives back the place, and looping guests keep
//! nobody else waiting for ever.

use std::sync::Arc;
use std::time::Duration;

use maille::config::{CallBounds, PluginBounds};
use maille::outbound::Rule;

use crate::support::{Instance, bounds};

/// One guest of a plugin at a time, and nobody waits long.
async fn narrow(wall_ms: u64) -> Arc<Instance> {
    let bounds = PluginBounds {
        guests_each: 1,
        wait_ms: 300,
        page: CallBounds {
            wall_ms,
            ..bounds().page
        },
        ..bounds()
    };
    Arc::new(Instance::with(bounds, Rule::default()).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_finds_no_place_is_told_when_to_come_again() {
    let instance = narrow(20_000).await;
    let first = instance.clone();
    let first = tokio::spawn(async move { first.get("/hostile/bounds/sleep").await });
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let second = instance.get("/hostile").await;
    assert_eq!((second.status, second.header("retry-after")), (503, "5"));
    assert!(second.text.contains("Beaucoup de monde"), "{}", second.text);
    assert_eq!(instance.get("/").await.status, 200);
    first.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_who_leaves_stops_the_guest() {
    let instance = narrow(25_000).await;
    let gone = instance.get("/hostile/bounds/sleep");
    assert!(
        tokio::time::timeout(Duration::from_millis(1_500), gone)
            .await
            .is_err()
    );
    let mut tries = 0;
    while instance.get("/hostile").await.status != 200 {
        tries += 1;
        assert!(tries < 20, "the place was not given back");
    }
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn looping_guests_leave_room_for_everybody_else() {
    let instance = Arc::new(Instance::new().await);
    let loops: Vec<_> = (0..8)
        .map(|_| {
            let instance = instance.clone();
            tokio::spawn(async move { instance.get("/hostile/bounds/loop").await.status })
        })
        .collect();
    for _ in 0..5 {
        instance.check().await;
    }
    for status in loops {
        assert_eq!(status.await.unwrap(), 500);
    }
    instance.check().await;
    assert_eq!(instance.app.plugins.memory_used(), 0);
}
