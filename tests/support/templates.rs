//! Folders in which guests stand installed and compiled: each test begins with a copy, so that none compiles twice.

use std::path::Path;

use maille::app::{App, Options};
use maille::clock::Clock;
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::guests::{Guest, commons as commons_guest, contributed, events, hostile, procedures};
use super::instance::{bounds, chain, config};
use super::process::PROGRAM;

/// A folder in which the guests are installed and compiled once.
pub async fn template() -> &'static Path {
    static TEMPLATE: OnceCell<TempDir> = OnceCell::const_new();
    let made = TEMPLATE.get_or_init(|| async {
        let guest = tokio::task::spawn_blocking(hostile).await.unwrap();
        let neighbour = guest.clone().named("voisin", "/voisin");
        prepared(&[guest, neighbour]).await
    });
    made.await.path()
}

/// With a form for contributors at `/contribuer`, and the same again at `/autre`.
pub async fn contributed_twice() -> &'static Path {
    static CONTRIBUTED: OnceCell<TempDir> = OnceCell::const_new();
    let made = CONTRIBUTED.get_or_init(|| async {
        let guest = tokio::task::spawn_blocking(contributed).await.unwrap();
        let other = guest.clone().named("autre", "/autre");
        prepared(&[guest, other]).await
    });
    made.await.path()
}

/// The same with the guide to procedures.
pub async fn guide() -> &'static Path {
    static GUIDE: OnceCell<TempDir> = OnceCell::const_new();
    let made = GUIDE.get_or_init(|| async {
        prepared(&[tokio::task::spawn_blocking(procedures).await.unwrap()]).await
    });
    made.await.path()
}

/// The same with the agenda.
pub async fn agenda() -> &'static Path {
    static AGENDA: OnceCell<TempDir> = OnceCell::const_new();
    let made = AGENDA.get_or_init(|| async {
        prepared(&[tokio::task::spawn_blocking(events).await.unwrap()]).await
    });
    made.await.path()
}

/// The same with the commons.
pub async fn commons() -> &'static Path {
    static COMMONS: OnceCell<TempDir> = OnceCell::const_new();
    let made = COMMONS.get_or_init(|| async {
        prepared(&[tokio::task::spawn_blocking(commons_guest).await.unwrap()]).await
    });
    made.await.path()
}

async fn prepared(guests: &[Guest]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        clock: Clock::fixed(super::NOW_MS),
        compiler: Some(PROGRAM.into()),
        ..Options::default()
    };
    let app = App::open(folder.path(), config(bounds()), options)
        .await
        .unwrap();
    for guest in guests {
        let installed = app.plugins.install(guest.bytes(), true).await;
        installed.unwrap_or_else(|error| panic!("{}", chain(&error)));
    }
    app.close().await;
    folder
}

/// Everything below one folder, in another.
pub fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
