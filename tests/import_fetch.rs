//! A file of an import is brought from its address, or it is said why not.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use maille::imports::fetch::{self, Download, FetchError, Limits};
use maille::imports::run::{Complete, Import, Request};
use maille::imports::{Format, Options};
use maille::outbound::Outbound;

use super::imports::{HEAD, row};
use crate::support::drip::{End, drip};
use crate::support::{Instance, Maille, https};

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_brought_from_its_address_or_it_is_said_why_not() {
    let text = format!("{HEAD}{}", row(1, "+33241000001"));
    let whole = text.clone();
    let slow = || {
        drip(
            std::iter::repeat_n(b"10 octets.".to_vec(), 1_000),
            Duration::from_millis(50),
            End::Whole,
        )
    };
    let router = Router::new()
        .route("/lieux.csv", get(move || async move { whole.clone() }))
        .route(
            "/parti",
            get(|| async { Redirect::permanent("/lieux.csv") }),
        )
        .route(
            "/dedans",
            get(|| async { Redirect::permanent("https://127.0.0.1/lieux.csv") }),
        )
        .route("/rond", get(|| async { Redirect::permanent("/rond") }))
        .route(
            "/panne",
            get(|| async { (StatusCode::INTERNAL_SERVER_ERROR, "oups") }),
        )
        .route("/lent", get(move || async move { slow() }))
        .route(
            "/muet",
            get(|| async {
                drip(
                    [b"x".to_vec()].into_iter(),
                    Duration::from_millis(1),
                    End::Silence,
                )
            }),
        )
        .route(
            "/coupe",
            get(|| async {
                drip(
                    [b"x".to_vec()].into_iter(),
                    Duration::from_millis(1),
                    End::Cut,
                )
            }),
        );
    let rule = https::serve(&["donnees.example"], router).await;
    let port = https::port(&rule);
    let outbound = Outbound::new(rule).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let limits = Limits {
        bytes: 5_000,
        stall: Duration::from_millis(500),
        all: Duration::from_secs(2),
        pace: (1, Duration::from_secs(60)),
    };
    let file = folder.path().join("fichier");
    let fetched = async |path: &str| {
        let address = format!("https://donnees.example:{port}{path}");
        fetch::fetch(&outbound, &address, &file, limits).await
    };
    for path in ["/lieux.csv", "/parti"] {
        fetched(path).await.unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
        fetch::remove(&file).unwrap();
    }
    for (path, wanted) in [
        ("/dedans", "a host has a name here"),
        ("/rond", "from one address to the next"),
        ("/panne", "the server answers 500"),
        ("/absent", "the server answers 404"),
        ("/muet", "nothing came for"),
        ("/coupe", "the connection broke"),
        ("/lent", "takes longer than"),
    ] {
        let error = fetched(path).await.unwrap_err().to_string();
        assert!(error.contains(wanted), "{path}: {error}");
    }
    // Ten bytes at each of twenty times a second are less than 1 KiB: nobody waits for its end.
    let pace = (1_024, Duration::from_secs(1));
    let address = format!("https://donnees.example:{port}/lent");
    let all = Duration::from_secs(60);
    let hurried = Limits {
        all,
        pace,
        ..limits
    };
    let began = std::time::Instant::now();
    let slow = fetch::fetch(&outbound, &address, &file, hurried).await;
    assert!(matches!(slow, Err(FetchError::Slow(1_024))), "{slow:?}");
    assert!(began.elapsed() < Duration::from_secs(20));
    let small = Limits {
        bytes: 100,
        ..limits
    };
    let address = format!("https://donnees.example:{port}/lieux.csv");
    let error = fetch::fetch(&outbound, &address, &file, small)
        .await
        .unwrap_err();
    assert!(matches!(error, FetchError::TooLarge(100)), "{error}");
    // Nothing stays of what did not come whole.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let maille = Maille::init(folder.path());
    maille
        .run(&[
            "import",
            "mediation-numerique",
            "http://donnees.example/a.csv",
        ])
        .refused(&["n’a pas pu être téléchargé", "https"]);
}

/// A publisher whose connection breaks after so many bytes of each answer; it counts answers and says what was asked for.
#[derive(Clone)]
struct Breaking {
    text: Arc<Mutex<(String, &'static str)>>,
    breaks_after: Arc<AtomicUsize>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Breaking {
    async fn answer(self, headers: HeaderMap) -> Response {
        let (text, tag) = self.text.lock().unwrap().clone();
        let said = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let range = said(header::RANGE).unwrap_or("whole");
        self.asked.lock().unwrap().push(range.to_owned());
        let from = range.strip_prefix("bytes=").and_then(|from| {
            let from: usize = from.strip_suffix('-')?.parse().ok()?;
            (said(header::IF_RANGE) == Some(tag) && from < text.len()).then_some(from)
        });
        let rest = &text[from.unwrap_or_default()..];
        let comes = rest.len().min(self.breaks_after.load(Ordering::Relaxed));
        let end = if comes < rest.len() {
            End::Cut
        } else {
            End::Whole
        };
        let piece = rest.as_bytes()[..comes].to_vec();
        // What is sent at once with the end may never leave.
        let mut answer = drip([piece].into_iter(), Duration::from_millis(100), end).into_response();
        let headers = answer.headers_mut();
        headers.insert(header::ETAG, tag.parse().unwrap());
        headers.insert(header::CONTENT_LENGTH, rest.len().into());
        if let Some(from) = from {
            let range = format!("bytes {from}-{}/{}", text.len() - 1, text.len());
            headers.insert(header::CONTENT_RANGE, range.parse().unwrap());
            *answer.status_mut() = StatusCode::PARTIAL_CONTENT;
        }
        answer
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_breaks_goes_on_where_it_broke() {
    let text = |words: &str| format!("{HEAD}{}{words}", "x".repeat(10_000));
    let breaking = Breaking {
        text: Arc::new(Mutex::new((text("hier"), "\"un\""))),
        breaks_after: Arc::new(AtomicUsize::new(4_000)),
        asked: Arc::default(),
    };
    let served = breaking.clone();
    let router = Router::new().route(
        "/lieux.csv",
        get(move |headers: HeaderMap| served.clone().answer(headers)),
    );
    let rule = https::serve(&["donnees.example"], router).await;
    let address = format!("https://donnees.example:{}/lieux.csv", https::port(&rule));
    let outbound = Outbound::new(rule).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fichier");
    let fetched = async || fetch::fetch(&outbound, &address, &file, Limits::default()).await;

    // Three answers of 4,000 bytes are all of it.
    fetched().await.unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text("hier"));
    assert_eq!(breaking.asked(), ["whole", "bytes=4000-", "bytes=8000-"]);
    fetch::remove(&file).unwrap();

    // It breaks too often: what came stays, and the next call goes on with it.
    breaking.breaks_after.store(1_000, Ordering::Relaxed);
    let broke = fetched().await.unwrap_err();
    assert!(matches!(broke, FetchError::Broken(_)), "{broke}");
    assert_eq!(breaking.asked(), ["whole", "bytes=1000-", "bytes=2000-"]);
    assert!(!file.exists());
    breaking.breaks_after.store(usize::MAX, Ordering::Relaxed);
    fetched().await.unwrap();
    assert_eq!(breaking.asked(), ["bytes=3000-"]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text("hier"));
    fetch::remove(&file).unwrap();

    // The publisher has another file by then: nothing of the old one is in it.
    breaking.breaks_after.store(1_000, Ordering::Relaxed);
    fetched().await.unwrap_err();
    *breaking.text.lock().unwrap() = (text("aujourd’hui"), "\"deux\"");
    breaking.breaks_after.store(usize::MAX, Ordering::Relaxed);
    fetched().await.unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text("aujourd’hui"));
    fetch::remove(&file).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_of_an_address_that_was_killed_goes_on_with_the_same_file() {
    let text = (1..=2_500)
        .map(|number| row(number, &format!("+3324{number:07}")))
        .fold(HEAD.to_owned(), |text, row| text + &row);
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    let router = Router::new().route(
        "/lieux.csv",
        get(move || {
            counted.fetch_add(1, Ordering::Relaxed);
            let text = text.clone();
            async move { text }
        }),
    );
    let rule = https::serve(&["donnees.example"], router).await;
    let address = format!("https://donnees.example:{}/lieux.csv", https::port(&rule));
    let outbound = Outbound::new(rule).unwrap();
    let instance = Instance::new().await;
    let directory = &instance.app.directory;
    let download = Download::new(&instance.folder.join("downloads"), &address);
    let begin = async || {
        let brought = download.bring(&outbound, Limits::default()).await.unwrap();
        let request = Request {
            format: Format::MediationNumerique,
            options: Options::new(jiff::civil::date(2026, 11, 23)),
            path: download.path().to_owned(),
            name: address.clone(),
            mapping: String::new(),
            begun_by: String::new(),
            complete: Complete::No,
        };
        (brought, Import::begin(directory, request).await)
    };

    let (again, import) = begin().await;
    let mut import = import.unwrap();
    let step = import.step().await.unwrap().unwrap();
    assert!(!again && !import.resumed());
    let done = step.counts.of_file();
    assert!((1..2_500).contains(&done), "{done}");
    // It ends as a process that is killed does: without a word.
    drop(import);

    instance.clock.advance_ms(60_000);
    let (again, import) = begin().await;
    let mut import = import.unwrap();
    assert!(again && import.resumed());
    assert_eq!(import.run().rows, done);
    while import.step().await.unwrap().is_some() {}
    assert_eq!(import.run().counts.taken, 2_500);
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    download.done().unwrap();
    assert!(!download.path().exists());
}
