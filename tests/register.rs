//! The register of processing as files: each activity of the host and each purpose of a plugin, with the terms at work, the same in the
//! browser, in the files and on the command line.

use maille::accounts::Role;
use maille::register::{self, Activity};
use serde_json::Value;

use crate::support::{Instance, Maille};

const FILE: &str = "/administration/registre";

fn lines(text: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.delimiter(b';').from_reader(text.as_bytes());
    reader.into_records().map(Result::unwrap).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_stands_in_files_as_on_its_page() {
    let instance = Instance::commons().await;
    let auditor = instance.signed_in(Role::Auditor).await;
    let page = auditor.get(FILE).await.text;
    let public = instance.get("/donnees-personnelles").await.text;
    let json = auditor.get(&format!("{FILE}.json")).await;
    assert_eq!(json.header("content-type"), "application/json");
    let json: Value = serde_json::from_str(&json.text).unwrap();
    let table = auditor.get(&format!("{FILE}.csv")).await;
    let table = lines(table.text.trim_start_matches('\u{feff}'));

    let register = register::of(&instance.app);
    let declared: usize = register.plugins.iter().map(|one| one.purposes.len()).sum();
    assert!(declared > 0, "the commons declare what they do");
    assert_eq!(table.len(), Activity::ALL.len() + declared, "{table:?}");
    let text = json.to_string();
    let activities = json["activities"].as_array().unwrap();
    assert_eq!(activities.len(), table.len());
    for (activity, row) in activities.iter().zip(&table) {
        for field in ["code", "purpose", "data", "basis", "recipients", "term"] {
            let said = activity[field].as_str().unwrap();
            assert!(row.iter().any(|cell| cell == said), "{said}: {row:?}");
        }
    }
    for words in ["Savoir à quoi sert le site", "760 jours", "Ne rien perdre"] {
        assert!(page.contains(words), "{words}: {page}");
        assert!(public.contains(words), "{words}: {public}");
        assert!(text.contains(words), "{words}: {text}");
        let cells = |row: &csv::StringRecord| row.iter().any(|cell| cell.contains(words));
        assert!(table.iter().any(cells), "{words}: {table:?}");
    }
}

#[test]
fn the_command_line_gives_the_same_register() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let table = lines(&maille.run(&["register"]).check().out);
    assert_eq!(table.len(), Activity::ALL.len(), "{table:?}");
    let json: Value =
        serde_json::from_str(&maille.run(&["register", "--json"]).check().out).unwrap();
    assert!(json.is_object(), "{json}");
}
