//! `maille map`: what is taken as an instance's map and what is not, and how browsers read it.

use std::path::{Path, PathBuf};

use pmtiles::{Compression, TileType};
use proptest::prelude::*;

use crate::support::drawn_map::{self, EDGES};
use crate::support::skip::environment;
use crate::support::{Instance, Maille, visitor};

/// The demonstration's own.
fn demonstration() -> PathBuf {
    crate::support::workspace().join("host/demo/val-de-maille.pmtiles")
}

fn instance() -> (tempfile::TempDir, Maille) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::over(folder.path());
    maille.run(&["init"]).check();
    (folder, maille)
}

fn written(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

#[test]
fn the_demonstrations_map_is_the_one_that_is_drawn_here() {
    let drawn = drawn_map::shapes();
    // Drawn anew after a change: MAILLE_DRAW_MAP=1 cargo test the_demonstrations_map
    if environment("MAILLE_DRAW_MAP").is_some() {
        std::fs::write(demonstration(), &drawn).unwrap();
    }
    let kept = std::fs::read(demonstration()).unwrap();
    assert!(
        drawn == kept,
        "draw it anew: MAILLE_DRAW_MAP=1 cargo test the_demonstrations_map"
    );
}

#[test]
fn a_map_is_given_shown_replaced_and_removed() {
    let (folder, maille) = instance();
    let shapes = written(folder.path(), "val.pmtiles", &drawn_map::shapes());
    maille.run(&["map", "show"]).says(&["Aucune carte"]);
    maille.run(&["doctor"]).says(&["pas de carte"]);
    maille.run(&["map", "give", &shapes]).says(&[
        "Carte donnée : val.pmtiles",
        "tuiles vectorielles, zoom 8 à 12",
        "© Cartographie fictive du Val-de-Maille",
    ]);
    maille.run(&["map", "show"]).says(&["val.pmtiles"]);
    maille.run(&["doctor"]).says(&["carte : val.pmtiles"]);
    let pictures = written(folder.path(), "images.pmtiles", &drawn_map::pictures());
    maille
        .run(&["map", "give", &pictures, "--attribution", "IGN <b>2026</b>"])
        .says(&["tuiles en images", "IGN 2026"]);
    let kept = |folder: &Path| std::fs::read_dir(folder.join("map")).unwrap().count();
    assert_eq!(kept(folder.path()), 2, "the one before is gone");
    maille.run(&["audit"]).says(&["carte donnée"]);

    let backup = folder.path().with_extension("tar.gz");
    maille
        .run(&["backup", &backup.display().to_string()])
        .check();
    maille.run(&["map", "remove"]).says(&["Carte retirée"]);
    assert_eq!(kept(folder.path()), 0);
    maille.run(&["map", "remove"]).says(&["Aucune carte"]);
    maille
        .run(&["restore", &backup.display().to_string()])
        .check();
    maille.run(&["map", "show"]).says(&["images.pmtiles"]);

    // A disk that lost the end of it.
    let broken = std::fs::read_dir(folder.path().join("map")).unwrap();
    for entry in broken
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "pmtiles"))
    {
        std::fs::write(entry.path(), "short").unwrap();
    }
    let said = maille.run(&["doctor"]);
    assert!(
        said.out.contains("la carte n’est pas proposée") && said.out.contains("maille map remove"),
        "{said:?}"
    );
    std::fs::remove_file(backup).unwrap();
}

#[test]
fn what_is_no_map_is_refused_in_words_and_the_one_before_stays() {
    let (folder, maille) = instance();
    let whole = drawn_map::shapes();
    let good = written(folder.path(), "good.pmtiles", &whole);
    maille.run(&["map", "give", &good]).check();
    let changed = |change: fn(&mut Vec<u8>)| {
        let mut bytes = whole.clone();
        change(&mut bytes);
        bytes
    };
    let of = |kind: TileType, metadata: &str| {
        drawn_map::write(kind, metadata, |_, x, y| format!("{x} {y}").into_bytes())
    };
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (Vec::new(), "n’est pas un fichier PMTiles"),
        (
            b"<!doctype html><title>404</title>".to_vec(),
            "n’est pas un fichier PMTiles",
        ),
        (b"SQLite format 3\0 and more".to_vec(), "MBTiles"),
        (changed(|bytes| bytes[7] = 4), "version 4"),
        (whole[..100].to_vec(), "incomplet"),
        (whole[..whole.len() - 1].to_vec(), "incomplet"),
        (changed(|bytes| bytes[97] = 3), "Brotli"),
        (changed(|bytes| bytes[98] = 4), "Zstandard"),
        (changed(|bytes| bytes[97] = 200), "abîmé"),
        (changed(|bytes| bytes[99] = 5), "AVIF"),
        (changed(|bytes| bytes[100] = 30), "limites"),
        (
            changed(|bytes| bytes[106..110].copy_from_slice(&i32::MAX.to_le_bytes())),
            "limites",
        ),
        (of(TileType::Mvt, "{}"), "ne nomme pas ses couches"),
        (
            of(
                TileType::Mvt,
                r#"{"attribution":"x","vector_layers":[{"id":"transportation"}]}"#,
            ),
            "transportation",
        ),
        (
            of(TileType::Png, r#"{"attribution":" <b></b>\u0000 "}"#),
            "--attribution",
        ),
        (of(TileType::Png, "no JSON"), "abîmé"),
    ];
    for (bytes, words) in cases {
        let path = written(folder.path(), "bad.pmtiles", &bytes);
        maille.run(&["map", "give", &path]).refused(&[words]);
    }
    let metadata = format!(r#"{{"attribution":"x","more":"{}"}}"#, "0".repeat(64 << 20));
    let bomb = written(folder.path(), "bomb.pmtiles", &of(TileType::Png, &metadata));
    assert!(std::fs::metadata(&bomb).unwrap().len() < 1 << 20, "packed");
    maille.run(&["map", "give", &bomb]).refused(&["abîmé"]);
    maille
        .run(&["map", "give", "/dev/zero"])
        .refused(&["n’est pas un fichier PMTiles"]);
    maille
        .run(&["map", "give", "nowhere.pmtiles"])
        .refused(&["ne peut pas être lu"]);
    maille.run(&["map", "show"]).says(&["good.pmtiles"]);
    assert_eq!(Compression::Gzip as u8, 2, "what browsers unpack");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    /// Whatever is in the first bytes and in the metadata: taken or refused, at once.
    #[test]
    fn a_strangers_map_never_panics(at in 0_usize..400, bytes in proptest::collection::vec(any::<u8>(), 1..40)) {
        let folder = tempfile::tempdir().unwrap();
        let mut map = drawn_map::pictures();
        for (index, byte) in bytes.iter().enumerate() {
            if let Some(there) = map.get_mut(at + index) { *there = *byte; }
        }
        let path = folder.path().join("map.pmtiles");
        std::fs::write(&path, &map).unwrap();
        let given = maille::map::give(folder.path(), &path, None, |_, _| {});
        let kept = maille::map::Maps::new(folder.path()).look().unwrap();
        prop_assert_eq!(given.ok(), kept);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_read_it_by_pieces_and_keep_them() {
    let instance = Instance::new().await;
    let page = "/annuaire?pres=46.312,2.56&vue=plan";
    let map = drawn_map::shapes();
    let file = instance.folder.join("given.pmtiles");
    std::fs::write(&file, &map).unwrap();
    let place = r#"{"name": "Médiathèque", "latitude": 46.312, "longitude": 2.56}"#;
    instance.put("place", "m", place).await;
    assert!(!instance.get(page).await.text.contains("id=\"carte\""));

    let given = maille::map::give(&instance.folder, &file, None, |_, _| {}).unwrap();
    assert_eq!(given.bounds, EDGES);
    let address = format!("/carte/{}.pmtiles", given.sha256);
    let shown = instance.get(page).await;
    assert!(shown.text.contains(&format!("data-file=\"{address}\"")));
    assert!(
        shown
            .header("content-security-policy")
            .contains("connect-src 'self'")
    );
    // Elsewhere the policy stays as it was.
    let home = instance.get("/").await;
    assert!(!home.header("content-security-policy").contains("script"));

    let client = visitor::client();
    let url = instance.url(&address);
    let piece = client
        .get(&url)
        .header("range", "bytes=0-126")
        .header("accept-encoding", "gzip, br");
    let piece = piece.send().await.unwrap();
    assert_eq!(piece.status(), 206);
    assert!(piece.headers().get("content-encoding").is_none());
    assert_eq!(piece.headers()["content-type"], "application/vnd.pmtiles");
    assert!(
        piece.headers()["cache-control"]
            .to_str()
            .unwrap()
            .contains("immutable")
    );
    assert_eq!(piece.bytes().await.unwrap(), map[..127]);
    let beyond = client
        .get(&url)
        .header("range", "bytes=99999999-")
        .send()
        .await
        .unwrap();
    assert_eq!(beyond.status(), 416);
    let other = instance.url("/carte/..%2Fmaille.pmtiles");
    assert_eq!(client.get(other).send().await.unwrap().status(), 404);

    maille::map::remove(&instance.folder).unwrap();
    assert_eq!(client.get(&url).send().await.unwrap().status(), 404);
    assert!(!instance.get(page).await.text.contains("id=\"carte\""));
}
