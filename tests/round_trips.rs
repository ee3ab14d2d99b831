//! What was imported and exported is imported and exported elsewhere, and the real files taken whole.

use maille::app::App;

use super::imports::{HEAD, file, places, row};
use crate::support::Maille;
use crate::support::both::on_both;
use crate::support::process::Serving;
use crate::support::skip::{real_data, skip};
use crate::support::visitor::{client, read};

on_both!(an_export_imported_elsewhere_is_exported_equal);

async fn an_export_imported_elsewhere_is_exported_equal(url: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let text = format!("{HEAD}{}{}", row(1, "+33241000001"), row(2, "241000002"));
    let path = file(folder.path(), "lieux.csv", text);
    maille
        .run(&["import", "mediation-numerique", &path])
        .check();
    round_trip(&maille, folder.path());
    found_near(&maille, folder.path()).await;
}

/// What was imported stands where a visitor looks for it: around a commune, the nearest first.
async fn found_near(maille: &Maille, folder: &std::path::Path) {
    let table = "code,nom,type,departement,region,codes_postaux,population,latitude,longitude\n\
                 49007,Angers,commune-actuelle,49,52,49000|49100,155850,47.4819,-0.5629\n";
    let communes = file(folder, "communes.csv", table);
    maille.run(&["import", "communes", &communes]).check();
    let serving = Serving::start(maille);
    let get = async |path: &str| {
        let answer = read(client().get(format!("{}{path}", serving.url))).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.text.replace(['\u{a0}', '\u{202f}'], " ")
    };
    for near in ["49007", "angers", "49100"] {
        let page = get(&format!("annuaire?pres={near}")).await;
        for name in ["Espace numérique n° 1", "Espace numérique n° 2"] {
            assert!(page.contains(name), "{near}: {page}");
        }
        assert!(page.contains("1,6 km"), "{near}: {page}");
    }
    let none = get("annuaire?pres=49007&rayon=5&q=introuvable").await;
    assert!(!none.contains("Espace numérique"), "{none}");
}

/// Exports, imports in another instance, exports there: byte for byte the same.
#[track_caller]
fn round_trip(maille: &Maille, folder: &std::path::Path) {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    maille
        .run(&["export", "mediation-numerique", &path("un.csv")])
        .check();
    let elsewhere = folder.join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    let other = Maille::init(&elsewhere);
    other
        .run(&["import", "mediation-numerique", &path("un.csv")])
        .check();
    other
        .run(&["export", "mediation-numerique", &path("deux.csv")])
        .check();
    let (one, two) = (path("un.csv"), path("deux.csv"));
    let (one, two) = (
        std::fs::read_to_string(one).unwrap(),
        std::fs::read_to_string(two).unwrap(),
    );
    assert!(one.lines().count() > 2, "{one}");
    assert!(
        one == two,
        "{} lines and {} lines, not equal",
        one.lines().count(),
        two.lines().count()
    );
}

on_both!(real_files_are_taken_again_without_a_change_and_go_out_equal);

async fn real_files_are_taken_again_without_a_change_and_go_out_equal(url: Option<&str>) {
    let Some(data) = real_data() else {
        return skip(
            "imports::real_files",
            "the real data: MAILLE_REAL_DATA names its folder",
        );
    };
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let sources = data.join("mediation-numerique/sources");
    let mut commands: Vec<Vec<String>> = std::fs::read_dir(&sources)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            [
                "import",
                "mapped",
                path.to_str().unwrap(),
                "--mapping",
                &name,
            ]
            .map(str::to_owned)
            .to_vec()
        })
        .collect();
    for (format, file) in [
        (
            "mediation-numerique",
            "mediation-numerique/exemple-valide.csv",
        ),
        ("local-services", "dila-annuaire/2017/33/caf.json"),
        ("local-services", "dila-annuaire/2024/two-mairies.json"),
        (
            "france-services",
            "france-services/france_services_2020-09.geojson",
        ),
        ("openagenda", "openagenda/albi-events.json"),
    ] {
        let path = data.join(file);
        commands.push(
            ["import", format, path.to_str().unwrap()]
                .map(str::to_owned)
                .to_vec(),
        );
    }
    for command in &commands {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let first = maille.run(&words).check().out;
        assert!(
            first.contains("nouvelle") && !first.contains("aucune nouvelle"),
            "{words:?}: {first}"
        );
    }
    let before = places(&maille).await;
    assert!(before.len() > 1_700, "{}", before.len());
    for command in &commands {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let again = maille.run(&words).check().out;
        assert!(
            again.contains("aucune nouvelle") && !again.contains(" changée"),
            "{words:?}: {again}"
        );
    }
    assert_eq!(places(&maille).await, before);
    round_trip(&maille, folder.path());
}

#[tokio::test(flavor = "multi_thread")]
async fn real_communes_are_taken_once_with_their_groups() {
    let Some(data) = real_data() else {
        return skip(
            "imports::real_communes",
            "the real data: MAILLE_REAL_DATA names its folder",
        );
    };
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let warned = maille.run(&["doctor"]).out;
    assert!(warned.contains("maille import communes"), "{warned}");
    let path = |name: &str| {
        data.join("communes")
            .join(name)
            .to_str()
            .unwrap()
            .to_owned()
    };
    let communes = maille
        .run(&["import", "communes", &path("communes.csv")])
        .check()
        .out;
    assert!(
        communes.contains(" changés") && !communes.contains(": 0 nouveaux"),
        "{communes}"
    );
    let groups = maille
        .run(&["import", "communes", &path("epci.csv")])
        .check()
        .out;
    assert!(!groups.contains(": 0 nouveaux"), "{groups}");
    for name in ["communes.csv", "epci.csv"] {
        let again = maille.run(&["import", "communes", &path(name)]).check().out;
        assert!(again.contains(": 0 nouveaux, 0 changés"), "{name}: {again}");
    }
    let warned = maille.run(&["doctor"]).out;
    assert!(!warned.contains("maille import communes"), "{warned}");
    let app = App::open_existing(&maille.folder).await.unwrap();
    let territory = maille::territory::Territory::new(app.directory.database().clone());
    let angers = territory.find("49000").await.unwrap();
    assert_eq!(angers[0].code, "49007");
    assert!(angers[0].epci.is_some() && angers[0].latitude.is_some());
    app.close().await;
}

on_both!(a_service_of_a_merged_organisation_names_the_one_that_stayed);

async fn a_service_of_a_merged_organisation_names_the_one_that_stayed(url: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let structure = |source: &str, id: &str| {
        format!(
            r#"{{"source": "{source}", "id": "{id}", "nom": "Association du Val", "date_maj": "2026-01-31", "commune": "Angers", "code_insee": "49007"}}"#
        )
    };
    let text = format!(
        r#"{{"structures": [{}, {}, {}], "services": [{{"source": "dora", "id": "v1", "structure_id": "s1", "nom": "Aide",
            "description": "Aider à faire.", "date_maj": "2026-01-31", "thematiques": ["numerique--acceder-a-des-services-en-ligne"]}}]}}"#,
        structure("dora", "s1"),
        structure("emplois", "e2"),
        structure("soliguide", "g3"),
    );
    let path = file(folder.path(), "offre.json", text);
    maille.run(&["import", "data-inclusion", &path]).check();
    let exported = |name: &str| -> serde_json::Value {
        let path = folder.path().join(name);
        maille
            .run(&["export", "data-inclusion", path.to_str().unwrap()])
            .check();
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    let before = exported("avant.json");
    assert_eq!(before["services"][0]["structure_id"], "s1");
    let app = App::open_existing(&maille.folder).await.unwrap();
    let session =
        maille::directory::Session::new(&app.directory, maille::directory::Author::host("test"));
    let of = async |key: &str| session.get_by_key("organisation", key).await.unwrap();
    let (first, second, third) = (
        of("dora:s1").await,
        of("emplois:e2").await,
        of("soliguide:g3").await,
    );
    let merge = async |kept: (&str, u64), gone: (&str, u64)| {
        app.directory
            .merge(kept, gone, "test")
            .await
            .unwrap()
            .revision
    };
    let revision = merge((&second.id, 1), (&first.id, 1)).await;
    merge((&third.id, 1), (&second.id, revision)).await;
    app.close().await;
    let after = exported("apres.json");
    assert_eq!(after["structures"].as_array().unwrap().len(), 1);
    assert_eq!(after["structures"][0]["id"], "g3");
    assert_eq!(after["services"][0]["structure_id"], "g3");
}
