//! A file of an import is brought from its address, or it is said why not.

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Redirect;
use axum::routing::get;
use maille::imports::fetch::{self, FetchError, Limits};
use maille::outbound::Outbound;

use super::imports::{HEAD, row};
use crate::support::drip::{End, drip};
use crate::support::{Maille, https};

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
    let fetched = async |path: &str| {
        let address = format!("https://donnees.example:{port}{path}");
        fetch::fetch(&outbound, &address, folder.path(), limits).await
    };
    for path in ["/lieux.csv", "/parti"] {
        let file = fetched(path).await.unwrap();
        assert_eq!(std::fs::read_to_string(file.path()).unwrap(), text);
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
    let slow = fetch::fetch(&outbound, &address, folder.path(), hurried).await;
    assert!(matches!(slow, Err(FetchError::Slow(1_024))), "{slow:?}");
    assert!(began.elapsed() < Duration::from_secs(20));
    let small = Limits {
        bytes: 100,
        ..limits
    };
    let address = format!("https://donnees.example:{port}/lieux.csv");
    let error = fetch::fetch(&outbound, &address, folder.path(), small)
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
