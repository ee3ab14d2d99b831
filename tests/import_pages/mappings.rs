//! A mapping of one's own, sent beside the file.

use maille::accounts::Role;

use super::{IMPORTS, followed, plain};
use crate::support::Instance;
use crate::support::staff::Part;

const MAPPING: &str = "source = \"essai\"\nkind = \"place\"\nkey = [\"id\"]\n\n[fields]\nname = \"nom\"\ntelephone = \"tel\"\n\"address/postal_code\" = \"cp\"\n";
const PLACES: &[u8] = b"id,nom,tel,cp\n1,Mairie,0241000001,49000\n2,Gare,0241000002,49000\n";

fn sent<'a>(mapping: &'a str, content: &'a [u8]) -> Vec<Part<'a>> {
    vec![
        ("format", None, b"mapped"),
        ("correspondance", None, b""),
        (
            "correspondance-fichier",
            Some("mienne.toml"),
            mapping.as_bytes(),
        ),
        ("fichier", Some("lieux.csv"), content),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_of_ones_own_reads_the_file_beside_it() {
    let instance = Instance::new().await;
    instance.start_jobs();
    let person = instance.signed_in(Role::Administrator).await;
    let placed = person.send(IMPORTS, &sent(MAPPING, PLACES)).await;
    let (_, page) = followed(&person, &placed).await;
    assert!(plain(&page).contains("2 nouvelles"), "{}", page.text);
    let found = instance.get("/annuaire?q=gare").await;
    assert!(found.text.contains("Gare"), "{}", found.text);
    let left = std::fs::read_dir(instance.folder.join("imports")).unwrap();
    assert_eq!(left.count(), 0, "neither file nor mapping stays");
    // A column that the file has not: named, with the nearest.
    let wrong = MAPPING.replace("\"tel\"", "\"telephon\"");
    let other = b"id,nom,telephone,cp\n1,Mairie,0241000001,49000\n";
    let placed = person.send(IMPORTS, &sent(&wrong, other)).await;
    let (_, page) = followed(&person, &placed).await;
    let text = plain(&page);
    assert!(
        text.contains("Rien n’a été importé")
            && text.contains("telephon")
            && text.contains("telephone"),
        "{text}"
    );
}

#[tokio::test]
async fn what_is_wrong_in_a_mapping_is_said_as_on_the_command_line() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Administrator).await;
    for (mapping, wanted) in [
        ("kind = ", "TOML"),
        (
            &*MAPPING.replace("telephone =", "telefone ="),
            "did you mean &#34;telephone&#34;?",
        ),
        (
            &*MAPPING.replace("\"place\"", "\"lieu\""),
            "there is no kind &#34;lieu&#34;",
        ),
        (
            &*MAPPING.replace("name = \"nom\"\n", ""),
            "does not say where `name` comes from",
        ),
    ] {
        let answer = person.send(IMPORTS, &sent(mapping, PLACES)).await;
        assert_eq!(answer.status, 422, "{wanted}");
        let text = plain(&answer);
        assert!(
            text.contains("Votre table de correspondance ne peut pas servir"),
            "{text}"
        );
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    let both: Vec<Part> = vec![
        ("format", None, b"mapped"),
        ("correspondance", None, b"hub-lo"),
        (
            "correspondance-fichier",
            Some("mienne.toml"),
            MAPPING.as_bytes(),
        ),
        ("fichier", Some("lieux.csv"), PLACES),
    ];
    let answer = person.send(IMPORTS, &both).await;
    assert_eq!(answer.status, 422);
    assert!(
        plain(&answer).contains("ou la vôtre, pas les deux"),
        "{}",
        answer.text
    );
    let long = "#".repeat(300 * 1024);
    assert_eq!(person.send(IMPORTS, &sent(&long, PLACES)).await.status, 400);
    let left = std::fs::read_dir(instance.folder.join("imports")).unwrap();
    assert_eq!(left.count(), 0);
}
