//! The task `fetch` against a server that stands for the publisher's own: under its official name and address, over HTTPS.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Path as PathOf, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use maille::config::PluginBounds;

use crate::support::drip::{End, drip};
use crate::support::zips::zip;
use crate::support::{Instance, bounds, https, workspace};

const HOST: &str = "lecomarquage.service-public.gouv.fr";
/// The publisher's own name of each audience, and ours.
const AUDIENCES: [(&str, &str); 3] = [
    ("part", "particuliers"),
    ("pro", "professionnels"),
    ("asso", "associations"),
];

/// How the publisher answers.
#[derive(Debug, Clone, Copy)]
enum Mood {
    Well,
    Broken,
    NotModified,
    Apologising,
    Cut,
    Silent,
    /// The archive's first half, whole as far as HTTP can tell.
    Half,
}

struct Publisher {
    mood: Mood,
    archives: BTreeMap<&'static str, Vec<u8>>,
    asked: Vec<String>,
}

type Shared = Arc<Mutex<Publisher>>;

/// The demonstration's fiches as the publisher packs them.
fn archives(without: &str) -> BTreeMap<&'static str, Vec<u8>> {
    let demo = workspace().join("plugins/procedures/demo/fiches");
    let pack = |folder: &Path| {
        let files = std::fs::read_dir(folder).unwrap().map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read(entry.path()).unwrap())
        });
        let mut files: Vec<_> = files.filter(|(name, _)| name != without).collect();
        files.sort();
        let entries = files
            .iter()
            .map(|(name, bytes)| (name.as_str(), &bytes[..]));
        zip(&entries.collect::<Vec<_>>())
    };
    let folders = AUDIENCES.map(|(remote, own)| (remote, pack(&demo.join(own))));
    folders.into()
}

async fn archive(State(publisher): State<Shared>, PathOf(audience): PathOf<String>) -> Response {
    let mut publisher = publisher.lock().unwrap();
    publisher.asked.push(audience.clone());
    let Some(bytes) = publisher.archives.get(audience.as_str()).cloned() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let half = bytes[..bytes.len() / 2].to_vec();
    let begin = |end| {
        drip(
            vec![half.clone()].into_iter(),
            Duration::from_millis(1),
            end,
        )
    };
    match publisher.mood {
        Mood::Well => bytes.into_response(),
        Mood::Broken => (StatusCode::INTERNAL_SERVER_ERROR, "no").into_response(),
        Mood::NotModified => StatusCode::NOT_MODIFIED.into_response(),
        Mood::Apologising => Html("<h1>Maintenance</h1>").into_response(),
        Mood::Cut => begin(End::Cut).into_response(),
        Mood::Silent => begin(End::Silence).into_response(),
        Mood::Half => half.into_response(),
    }
}

/// An instance whose guide reaches this publisher and no other.
async fn reaching() -> (Instance, Shared) {
    let publisher = Arc::new(Mutex::new(Publisher {
        mood: Mood::Well,
        archives: archives(""),
        asked: Vec::new(),
    }));
    let address = "/vdd/3.3/{audience}/zip/vosdroits-latest.zip";
    let router = Router::new().route(address, get(archive));
    let rule = https::serve(&[HOST], router.with_state(publisher.clone())).await;
    let short = PluginBounds {
        save_stall_ms: 500,
        ..bounds()
    };
    (Instance::guide_with(short, rule).await, publisher)
}

async fn fetch(instance: &Instance) -> Result<String, String> {
    instance.run("procedures", "fetch").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_archives_become_pages_and_again_change_nothing() {
    let (instance, publisher) = reaching().await;
    let summary = fetch(&instance).await.unwrap();
    assert!(
        summary.starts_with("Fiches prises : 16, changées : 0"),
        "{summary}"
    );
    assert!(summary.contains("refusées : 0,"), "{summary}");
    assert_eq!(publisher.lock().unwrap().asked, ["part", "pro", "asso"]);
    for page in [
        "particuliers/F90001",
        "professionnels/F90010",
        "associations/F90011",
    ] {
        let answer = instance.get(&format!("/demarches/{page}")).await;
        assert_eq!(answer.status, 200, "{page}");
    }
    let (before, page) = (
        instance.tables().await,
        instance.get("/demarches/particuliers/F90001").await,
    );
    let summary = fetch(&instance).await.unwrap();
    assert!(
        summary.starts_with("Fiches prises : 0, changées : 0, inchangées : 16, réparées : 0, refusées : 0, retirées : 0"),
        "{summary}"
    );
    let after = instance.get("/demarches/particuliers/F90001").await;
    assert_eq!(after.header("etag"), page.header("etag"));
    assert_eq!(instance.tables().await, before);
    assert_eq!(publisher.lock().unwrap().asked.len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fiche_that_the_publisher_took_back_is_withdrawn() {
    let (instance, publisher) = reaching().await;
    fetch(&instance).await.unwrap();
    let page = "/demarches/particuliers/F90009";
    assert_eq!(instance.get(page).await.status, 200);
    publisher.lock().unwrap().archives = archives("F90009.xml");
    let summary = fetch(&instance).await.unwrap();
    assert!(
        summary.contains("changées : 0, inchangées : 15"),
        "{summary}"
    );
    assert!(summary.contains("retirées : 1."), "{summary}");
    let report = instance.report("procedures", "fetch").await;
    let line = "changed particuliers/F90009: retirée : son éditeur ne l'a plus";
    assert!(report.iter().any(|said| said == line), "{report:#?}");
    assert!([404, 410].contains(&instance.get(page).await.status));
    publisher.lock().unwrap().archives = archives("");
    fetch(&instance).await.unwrap();
    assert_eq!(instance.get(page).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publisher_that_fails_is_named_and_what_was_fetched_before_stands() {
    let (instance, publisher) = reaching().await;
    fetch(&instance).await.unwrap();
    let before = instance.tables().await;
    let faults = [
        (Mood::Broken, "the answer's status is 500"),
        (Mood::NotModified, "the answer's status is 304"),
        (Mood::Cut, "impossible de télécharger"),
        (Mood::Silent, "nothing came for 500 ms"),
        (
            Mood::Apologising,
            "20 octets qui ne sont pas une archive zip",
        ),
        (Mood::Half, "octets qui ne sont pas une archive zip"),
    ];
    for (mood, reason) in faults {
        publisher.lock().unwrap().mood = mood;
        let said = fetch(&instance).await.unwrap_err();
        let address = format!("https://{HOST}/vdd/3.3/part/zip/vosdroits-latest.zip");
        for words in [reason, address.as_str(), "run it again"] {
            assert!(said.contains(words), "{mood:?}: no `{words}` in {said}");
        }
        assert_eq!(instance.tables().await, before, "{mood:?}");
        let page = instance.get("/demarches/particuliers/F90001").await;
        assert_eq!(page.status, 200, "{mood:?}");
    }
    publisher.lock().unwrap().mood = Mood::Well;
    let summary = fetch(&instance).await.unwrap();
    assert!(
        summary.contains("changées : 0, inchangées : 16"),
        "{summary}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_is_not_granted_is_said_with_the_mend() {
    let (instance, publisher) = reaching().await;
    let host = [maille::plugins::grants::Capability::Host(HOST.into())];
    let plugins = &instance.app.plugins;
    plugins.grant("procedures", &[], &host).await.unwrap();
    let said = fetch(&instance).await.unwrap_err();
    assert!(said.contains("maille plugin grant procedures"), "{said}");
    assert!(publisher.lock().unwrap().asked.is_empty());
}
