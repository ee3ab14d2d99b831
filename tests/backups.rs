//! `maille backup` and `maille restore` as an administrator runs them: made while the instance serves and is written to, taken
//! back elsewhere or in its place, refused where they should be, killed at any moment.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use maille::app::{App, Options};
use maille::clock::Clock;
use maille::directory::{Reader, Search};

use crate::support::both::on_both;
use crate::support::cluster;
use crate::support::process::Serving;
use crate::support::visitor::client;
use crate::support::{Maille, procedures};

fn place(maille: &Maille, key: &str, name: &str) -> bool {
    let content = format!(r#"{{"name": "{name}"}}"#);
    let said = maille.run(&["record", "put", "place", key, "--content", &content]);
    said.ok
}

async fn keys(folder: &Path) -> BTreeSet<String> {
    let app = App::open_existing(folder).await.unwrap();
    let mut search = Search::new(&["place"]);
    search.order_by("name");
    let mut keys = BTreeSet::new();
    loop {
        let found = search
            .run(&app.directory, &Reader::host(), 100)
            .await
            .unwrap();
        keys.extend(found.records.into_iter().filter_map(|record| record.key));
        match found.next {
            Some(next) => search.after(&next),
            None => break,
        };
    }
    assert_eq!(app.directory.database().check().await.unwrap(), "ok");
    app.close().await;
    keys
}

fn backup(maille: &Maille, to: &Path) -> String {
    let said = maille.run(&["backup", to.to_str().unwrap()]).check();
    let digest = said
        .out
        .lines()
        .find_map(|line| line.trim().strip_prefix("SHA-256 "));
    digest.unwrap_or_else(|| panic!("{said:?}")).to_owned()
}

fn restore(maille: &Maille, from: &Path, more: &[&str]) -> crate::support::process::Said {
    let mut arguments = vec!["restore", from.to_str().unwrap()];
    arguments.extend(more);
    maille.run(&arguments)
}

on_both!(what_was_acknowledged_before_a_backup_is_in_it);

/// While it serves and others write; restored elsewhere, on SQLite, with its plugins, its keys and its search.
async fn what_was_acknowledged_before_a_backup_is_in_it(url: Option<&str>) {
    let parent = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(parent.path(), url);
    let file = maille.folder.join("maille.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    // Whoever has a name for others has keys.
    let text = match text.contains("\"localhost\"") {
        true => text.replace("\"localhost\"", "\"maille.creuse.example\""),
        false => format!("{text}[instance]\norigin = \"maille.creuse.example\"\n"),
    };
    std::fs::write(&file, text).unwrap();
    let component = maille.folder.join("../guide.wasm");
    std::fs::write(&component, procedures().bytes()).unwrap();
    maille
        .run(&[
            "plugin",
            "install",
            component.to_str().unwrap(),
            "--grant-all",
        ])
        .check();
    for n in 0..5 {
        assert!(place(&maille, &format!("avant-{n}"), "Mairie de Brumeval"));
    }
    let serving = Serving::start(&maille);
    let writer = {
        let maille = maille.clone();
        std::thread::spawn(move || {
            for n in 0..6 {
                assert!(place(&maille, &format!("pendant-{n}"), "Poste de Brumeval"));
            }
        })
    };
    let file = parent.path().join("one.tar.gz");
    let digest = backup(&maille, &file);
    let while_at_it = client().get(&serving.url).send().await.unwrap();
    assert_eq!(while_at_it.status(), 200);
    writer.join().unwrap();
    drop(serving);
    let here = keys(&maille.folder).await;
    let words = std::fs::read(maille.folder.join("keys/instance.key")).unwrap();

    let parent = tempfile::tempdir().unwrap();
    let other = Maille::over(&parent.path().join("restored"));
    let target = url
        .is_some()
        .then(|| format!("sqlite:{}", parent.path().join("new.sqlite").display()));
    let target: Vec<&str> = target
        .iter()
        .flat_map(|to| ["--database", to.as_str()])
        .collect();
    let mut more = vec!["--sha256", digest.as_str()];
    more.extend(&target);
    let said = restore(&other, &file, &more).check();
    assert!(said.out.contains("vérifié"), "{said:?}");
    if url.is_some() {
        let line = format!(
            "[database]\nurl = \"sqlite:{}\"\n",
            parent.path().join("new.sqlite").display()
        );
        std::fs::write(other.folder.join("maille.toml"), line).unwrap();
    }
    let there = keys(&other.folder).await;
    assert!(
        (0..5).all(|n| there.contains(&format!("avant-{n}"))),
        "{there:?}"
    );
    assert!(there.is_subset(&here), "{there:?}");
    assert_eq!(
        std::fs::read(other.folder.join("keys/instance.key")).unwrap(),
        words
    );
    let serving = Serving::start(&other);
    for (path, word) in [
        ("demarches", "émarches"),
        ("annuaire?q=mairie", "Mairie de Brumeval"),
    ] {
        let page = client()
            .get(format!("{}{path}", serving.url))
            .send()
            .await
            .unwrap();
        assert_eq!(page.status(), 200, "{path}");
        let text = page.text().await.unwrap();
        assert!(text.contains(word), "{path}: no {word}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_postgres_comes_back_into_an_empty_one() {
    let Some(url) = cluster::database("backup_from") else {
        return;
    };
    let Some(empty) = cluster::database("backup_to") else {
        return;
    };
    let parent = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(parent.path(), Some(&url));
    assert!(place(&maille, "mairie", "Mairie de Brumeval"));
    let file = parent.path().join("one.tar.gz");
    backup(&maille, &file);
    // The database that it names still holds the records: nothing is written over.
    restore(&maille, &file, &[]).refused(&["contient déjà quelque chose"]);
    let said = restore(&maille, &file, &["--database", &empty]).check();
    assert!(said.out.contains("url = \"postgres://"), "{said:?}");
    let text = std::fs::read_to_string(maille.folder.join("maille.toml")).unwrap();
    std::fs::write(
        maille.folder.join("maille.toml"),
        text.replace(&url, &empty),
    )
    .unwrap();
    assert_eq!(
        keys(&maille.folder).await,
        BTreeSet::from(["mairie".to_owned()])
    );
}

/// In the place of the instance, which is kept; what was erased since is gone again, sessions and links are closed.
#[tokio::test(flavor = "multi_thread")]
async fn an_instance_goes_back_and_forgets_what_was_erased() {
    let parent = tempfile::tempdir().unwrap();
    let maille = Maille::init(parent.path());
    for key in ["reste", "efface"] {
        assert!(place(&maille, key, "Mairie de Brumeval"));
    }
    let file = parent.path().join("one.tar.gz");
    backup(&maille, &file);
    maille
        .run(&["record", "erase", "place", "efface", "--yes"])
        .check();
    assert!(place(&maille, "apres", "Poste de Brumeval"));
    let said = restore(&maille, &file, &[]).check();
    assert!(said.out.contains("Une fiche effacée depuis"), "{said:?}");
    // `init` had made a link for the first administrator.
    assert!(
        said.out.contains("Le lien") || said.out.contains("La session ou le lien"),
        "{said:?}"
    );
    assert_eq!(
        keys(&maille.folder).await,
        BTreeSet::from(["reste".to_owned()])
    );
    let before = maille.folder.with_file_name("data.before-restore-1");
    assert_eq!(
        keys(&before).await,
        BTreeSet::from(["apres".to_owned(), "reste".to_owned()])
    );
    // And forward again.
    restore(&maille, &file, &[]).check();
    assert!(
        maille
            .folder
            .with_file_name("data.before-restore-2")
            .exists()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_right_is_refused_and_changes_nothing() {
    let parent = tempfile::tempdir().unwrap();
    let maille = Maille::init(parent.path());
    assert!(place(&maille, "mairie", "Mairie de Brumeval"));
    let file = parent.path().join("one.tar.gz");
    let digest = backup(&maille, &file);
    let say = |path: &Path| path.to_str().unwrap().to_owned();

    maille
        .run(&["backup", &say(&file)])
        .refused(&["existe déjà"]);
    let inside = maille.folder.join("inside.tar.gz");
    maille
        .run(&["backup", &say(&inside)])
        .refused(&["dans le dossier de données"]);
    let nowhere = parent.path().join("absent/one.tar.gz");
    maille
        .run(&["backup", &say(&nowhere)])
        .refused(&["ne se laisse pas lire ou écrire"]);

    let bad = |name: &str, bytes: &[u8]| {
        let path = parent.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let whole = std::fs::read(&file).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    for (path, words) in [
        (bad("cut.tar.gz", &whole[..whole.len() - 100]), "abîmée"),
        (bad("flipped.tar.gz", &flipped), "abîmée"),
        (bad("text.tar.gz", b"bonjour"), "n’est pas une sauvegarde"),
        (bad("empty.tar.gz", b""), "n’est pas une sauvegarde"),
        (parent.path().join("absent.tar.gz"), "ne se laisse pas lire"),
    ] {
        restore(&maille, &path, &[]).refused(&[words]);
    }
    restore(
        &maille,
        &file,
        &["--sha256", &digest.replace(['a', 'b', 'c'], "d")],
    )
    .refused(&["SHA-256", &digest]);

    let serving = Serving::start(&maille);
    let listen = serving
        .url
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned();
    let text = std::fs::read_to_string(maille.folder.join("maille.toml")).unwrap();
    let told = text.replace("127.0.0.1:8095", &listen);
    std::fs::write(maille.folder.join("maille.toml"), told).unwrap();
    restore(&maille, &file, &[]).refused(&["répond encore", &listen]);
    drop(serving);
    std::fs::write(maille.folder.join("maille.toml"), text).unwrap();

    let stranger = Maille::over(&parent.path().join("stranger"));
    stranger
        .run(&["init", "--origin", "ailleurs.example"])
        .check();
    restore(&stranger, &file, &[]).refused(&["la sauvegarde de localhost", "ailleurs.example"]);
    let occupied = Maille::over(&parent.path().join("occupied"));
    std::fs::create_dir(&occupied.folder).unwrap();
    std::fs::write(occupied.folder.join("letter.odt"), "cher ami").unwrap();
    restore(&occupied, &file, &[]).refused(&["autre chose qu’une instance"]);

    assert_eq!(
        keys(&maille.folder).await,
        BTreeSet::from(["mairie".to_owned()])
    );
    assert_eq!(left_over(parent.path()), Vec::<PathBuf>::new());
}

/// Hidden files, which are unfinished ones.
fn left_over(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap());
    let hidden = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with('.'));
    hidden.map(|entry| entry.path()).collect()
}

/// A kill leaves the old instance or the new one, a whole backup or none; the next run does the work.
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_backup_or_restore_is_run_again() {
    let parent = tempfile::tempdir().unwrap();
    let maille = Maille::init(parent.path());
    assert!(place(&maille, "avant", "Mairie de Brumeval"));
    let first = parent.path().join("first.tar.gz");
    backup(&maille, &first);
    assert!(place(&maille, "apres", "Poste de Brumeval"));
    let old = BTreeSet::from(["avant".to_owned()]);
    let new = BTreeSet::from(["apres".to_owned(), "avant".to_owned()]);
    let second = parent.path().join("second.tar.gz");
    for round in 0..8_u64 {
        let mut child = maille.start(&["backup", second.to_str().unwrap()]);
        tokio::time::sleep(Duration::from_millis(60 * round)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        if second.exists() {
            let other = Maille::over(&parent.path().join(format!("other-{round}")));
            restore(&other, &second, &[]).check();
            assert_eq!(keys(&other.folder).await, new);
            std::fs::remove_file(&second).unwrap();
        }
    }
    backup(&maille, &second);
    for round in 0..8_u64 {
        let mut child = maille.start(&["restore", first.to_str().unwrap()]);
        tokio::time::sleep(Duration::from_millis(120 * round)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        let found = keys(&maille.folder).await;
        assert!(found == old || found == new, "round {round}: {found:?}");
    }
    restore(&maille, &first, &[]).check();
    assert_eq!(keys(&maille.folder).await, old);
    restore(&maille, &second, &[]).check();
    assert_eq!(keys(&maille.folder).await, new);
}

/// One a day, of which so many are kept; a doctor says how old the latest is.
#[tokio::test(flavor = "multi_thread")]
async fn an_instance_makes_backups_by_itself_and_keeps_some() {
    let parent = tempfile::tempdir().unwrap();
    let maille = Maille::init(parent.path());
    assert!(place(&maille, "mairie", "Mairie de Brumeval"));
    let said = maille.run(&["doctor"]);
    assert!(
        said.ok && said.out.contains("aucune sauvegarde"),
        "{said:?}"
    );
    let mut config = maille::config::Config::read(&maille.folder).unwrap();
    config.backup.keep = 2;
    let clock = Clock::fixed(Clock::real().now_ms());
    let options = Options {
        clock: clock.clone(),
        ..Options::default()
    };
    let app = App::open(&maille.folder, config, options).await.unwrap();
    for day in 0..4 {
        assert!(maille::backup::due(&app).unwrap(), "day {day}");
        maille::backup::make_scheduled(&app).await.unwrap();
        assert!(!maille::backup::due(&app).unwrap(), "day {day}");
        clock.advance_ms(24 * 3_600_000);
    }
    let kept = maille::backup::kept(&app).unwrap();
    assert_eq!(kept.len(), 2, "{kept:?}");
    app.close().await;
    let said = maille.run(&["doctor"]);
    assert!(
        said.ok && said.out.contains("dernière sauvegarde"),
        "{said:?}"
    );
    let other = Maille::over(&parent.path().join("other"));
    restore(&other, &kept[0].path, &[]).check();
    assert_eq!(
        keys(&other.folder).await,
        BTreeSet::from(["mairie".to_owned()])
    );
}
