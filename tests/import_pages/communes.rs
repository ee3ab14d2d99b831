//! INSEE's communes and their groups, imported in the browser as by `maille import communes`.

use maille::accounts::Role;
use maille::territory::Territory;

use super::{IMPORTS, followed, parts, plain};
use crate::support::Instance;

const COMMUNES: &str = "code,nom,codes_postaux,latitude,longitude,type\n\
    49007,Angers,49000|49100,47.47,-0.55,commune\n\
    99999,Nulle Part,,,,commune\n\
    x,Sans code,,,,commune\n\
    49000,Ancienne,,,,commune-deleguee\n";
const JSON: &str = r#"[{"code":"49007","nom":"Angers","codesPostaux":["49000","49100"],"centre":{"type":"Point","coordinates":[-0.55,47.47]}},
    {"code":"49015","nom":"Avrillé","codesPostaux":["49240"]}]"#;
const GROUPS: &str =
    "code,nom,type,membres\n244900015,Angers Loire Métropole,CU,49007|49015\n12,Trop court,CC,\n";

#[tokio::test(flavor = "multi_thread")]
async fn communes_come_from_a_table_from_json_and_with_their_groups() {
    let instance = Instance::new().await;
    instance.start_jobs();
    let person = instance.signed_in(Role::Administrator).await;
    let send = async |content: &str| {
        let placed = person.send(IMPORTS, &parts("communes", content)).await;
        let (_, page) = followed(&person, &placed).await;
        plain(&page)
    };
    let table = send(COMMUNES).await;
    for words in [
        "Terminé",
        "Communes de l’INSEE",
        "4 lignes",
        "1 refusée",
        "Ligne 4 : refusée",
        "<code>code</code> <q>x</q>",
    ] {
        assert!(table.contains(words), "no `{words}` in {table}");
    }
    let territory = Territory::new(instance.app.directory.database().clone());
    let angers = territory.commune("49007").await.unwrap().unwrap();
    assert_eq!(
        (angers.name.as_str(), angers.postal_codes.len()),
        ("Angers", 2)
    );
    let json = send(JSON).await;
    assert!(json.contains("1 nouvelle et 1 inchangée"), "{json}");
    let groups = send(GROUPS).await;
    assert!(
        groups.contains("1 nouvelle") && groups.contains("1 refusée"),
        "{groups}"
    );
    let avrille = territory.commune("49015").await.unwrap().unwrap();
    assert_eq!(avrille.epci.as_deref(), Some("244900015"));
    // A file of something else does not begin.
    let other = send("id,nom\n1,Mairie\n").await;
    assert!(
        other.contains("Rien n’a été importé") && other.contains("La colonne"),
        "{other}"
    );
}
