//! The instance that is measured: places in its directory, and the guest installed once or many times.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use maille::directory::{Author, Session};
use maille::plugins::build;
use maille::plugins::package::Package;
use serde_json::json;

use super::servers::open;

/// Places in the directory: a page shows twenty of them.
const PLACES: usize = 200;

/// The folder of a guest that belongs to the tests.
pub fn guest_folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/guests")
        .join(name)
}

/// Makes an instance with places and so many copies of the guest: `bench`, `bench-2`, `bench-3`…
pub async fn make(data: &Path, copies: usize) -> anyhow::Result<()> {
    std::fs::create_dir_all(data)?;
    let package =
        tokio::task::block_in_place(|| build::build(&guest_folder("bench"), &mut |_| {}))?;
    let app = open(data, |_| {}).await?;
    let mut session = Session::new(&app.directory, Author::host("bench"));
    for number in 0..PLACES {
        let place = json!({
            "name": format!("Médiathèque de Port-Jacquard n° {number:03}"),
            "description": "Deux conseillers vous aident pour **toutes** les démarches, avec ou sans rendez-vous. Ordinateurs, imprimante, téléphone.",
            "address": {"lines": ["8 rue des Lisses"], "postal_code": "99010", "municipality": "Port-Jacquard", "insee_code": "99010"},
            "latitude": 46.3 + number as f64 / 1_000.0,
            "longitude": 2.5,
            "telephone": "01 99 00 10 10",
            "opening_hours": "Mo,We,Fr 09:00-12:30,13:30-17:00; PH off",
        });
        session
            .put("place", &format!("place-{number}"), &place.to_string())
            .await?;
    }
    session.commit().await?;
    for copy in 1..=copies {
        let component = renamed(&package, copy)?;
        app.plugins
            .install(component, true)
            .await
            .with_context(|| format!("copy {copy}"))?;
    }
    app.close().await;
    Ok(())
}

/// The mount path of a copy, which is also its name.
pub fn mount(copy: usize) -> String {
    if copy == 1 {
        "/bench".into()
    } else {
        format!("/bench-{copy}")
    }
}

/// The same code under another name: another component, compiled on its own.
fn renamed(package: &Package, copy: usize) -> anyhow::Result<Vec<u8>> {
    if copy == 1 {
        return Ok(package.component.clone());
    }
    let none = Default::default();
    let appended = Package::embed(Vec::new(), &package.manifest, &none).len();
    let bare = package.component.len().checked_sub(appended);
    let mut component = package.component.clone();
    component.truncate(bare.context("the manifest stands at the end")?);
    let mut manifest = package.manifest.clone();
    manifest.id = mount(copy).trim_start_matches('/').to_owned();
    manifest.mount = Some(mount(copy));
    Ok(Package::embed(component, &manifest, &none))
}
