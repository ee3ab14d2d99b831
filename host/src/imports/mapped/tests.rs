//! Mappings: what is wrong in one is named before anything is read, and each key does what it says.

use std::error::Error;

use super::super::tests::{content, options, taken, why};
use super::*;
use crate::imports::{Format, Row, rows};

const SMALL: &str = "source = \"Ville\"\nkey = [\"id\"]\n[fields]\nname = \"nom\"\n\"address/municipality\" = \"ville\"\n";

fn read(mapping: &str, text: &str) -> Result<Vec<Row>, ReadError> {
    let format = Format::Mapped(Mapping::parse(mapping).unwrap());
    rows(
        &format,
        Box::new(std::io::Cursor::new(text.to_owned())),
        &options(),
    )?
    .collect()
}

fn one(mapping: &str, text: &str) -> Row {
    read(mapping, text).unwrap().remove(0)
}

#[test]
fn the_mappings_of_the_program_parse() {
    assert_eq!(Mapping::names().count(), 7);
    for name in Mapping::names() {
        assert!(!Mapping::named(name).unwrap().source().is_empty());
    }
    let unknown = Mapping::named("anger").unwrap_err().to_string();
    assert!(unknown.contains("angers"), "{unknown}");
}

#[test]
fn what_is_wrong_in_a_mapping_is_said_with_its_mend() {
    for (change, message) in [
        ((SMALL, "fields = 1"), "host/mappings/README.md"),
        (("[\"id\"]", "[]"), "`key` names no column"),
        (
            ("name = \"nom\"", "website = \"nom\""),
            "say where `name` comes from",
        ),
        (
            ("\"address/municipality\"", "\"adress/municipality\""),
            "did you mean \"address/municipality\"?",
        ),
        (
            (
                "name = \"nom\"",
                "name = \"nom\"\nfees = { constant = \"gratuis\" }",
            ),
            "did you mean \"gratuit\"?",
        ),
        (("name = \"nom\"", "name = {}"), "neither column"),
        (("key", "kind = \"lieu\"\nkey"), "there is no kind \"lieu\""),
    ] {
        let text = SMALL.replace(change.0, change.1);
        let error = Mapping::parse(&text).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
    let point = format!("{SMALL}[point]\nx = \"x\"\ny = \"y\"\nprojection = \"EPSG:1\"\n");
    let error = Mapping::parse(&point).unwrap_err();
    assert!(error.source().unwrap().to_string().contains("EPSG:2154"));
}

#[test]
fn a_column_that_the_file_lacks_is_named_with_the_nearest() {
    for text in [
        "id,nmo,ville\n1,a,b\n",
        r#"[{"id": 1, "nmo": "a", "ville": "b"}]"#,
    ] {
        let what = read(SMALL, text).unwrap_err().what();
        assert_eq!(what.key, "import-column-unknown-near");
        assert_eq!(
            what.arguments[..2],
            [("nearest", "nmo".to_owned()), ("column", "nom".to_owned())]
        );
    }
    let some_leave_out = r#"[{"id": 1, "ville": "b"}, {"id": 2, "nom": "a", "ville": "b"}]"#;
    let found = read(SMALL, some_leave_out).unwrap();
    assert_eq!(why(&found[0]), ["import-missing"]);
    assert_eq!(content(&found[1])["name"], "a");
}

#[test]
fn columns_are_joined_chosen_split_and_translated() {
    let mapping = format!(
        "{SMALL}\"address/street\" = {{ columns = [\"n\", \"voie\"] }}\nwebsite = {{ first_of = [\"a\", \"b\"] }}\n\
         audiences = {{ column = \"publics\", split = \",\", terms = {{ \"ados\" = \"jeunes\", \"autres\" = [] }} }}\n\
         fees = {{ column = \"prix\", holds = {{ \"gratuit\" = \"gratuit\", \"adhésion\" = \"payant\" }} }}\n\
         types = {{ constant = [\"EPN\", \"MQ\"] }}\n"
    );
    let text = r#"[{"id": 1, "nom": "Lieu", "ville": "Angers", "n": 3, "voie": "rue A", "a": "", "b": "https://b.example.org",
                    "publics": "Ados, seniors, autres, martiens", "prix": "GRATUIT ou adhésion"}]"#;
    let row = one(&mapping, text);
    let place = content(&row);
    assert_eq!(place["address"]["street"], "3 rue A");
    assert_eq!(place["website"], "https://b.example.org");
    assert_eq!(place["audiences"], serde_json::json!(["jeunes", "seniors"]));
    assert_eq!(place["fees"], serde_json::json!(["payant", "gratuit"]));
    assert_eq!(place["types"], serde_json::json!(["EPN", "MQ"]));
    assert_eq!(taken(&row).1, ["import-term"]);
}

#[test]
fn tests_on_a_column_set_terms_skip_rows_and_keep_drafts() {
    let mapping = format!(
        "{SMALL}[[when]]\ncolumn = \"wifi\"\nset = {{ equipment = \"wifi\" }}\n\
         [[when]]\ncolumn = \"type\"\nholds = [\"bus\"]\nset = {{ mobility = \"itinerant\" }}\n\
         [[skip]]\ncolumn = \"nom\"\nholds = [\"test\"]\n[[draft]]\ncolumn = \"etat\"\nis = [\"inactif\"]\n"
    );
    let text = "id,nom,ville,wifi,type,etat\n1,A,Angers,True,Le bus,\n2,B,Angers,,Busard,INACTIF\n3,Un test,Angers,oui,,\n4,D,Angers,non,,";
    let found = read(&mapping, text).unwrap();
    assert_eq!(content(&found[0])["equipment"], serde_json::json!(["wifi"]));
    assert_eq!(
        content(&found[0])["mobility"],
        serde_json::json!(["itinerant"])
    );
    let (second, _) = taken(&found[1]);
    assert!(!second[0].listed && second[0].content.get("mobility").is_none());
    assert_eq!(why(&found[2]), ["import-skipped-by-mapping"]);
    assert!(content(&found[3]).get("equipment").is_none(), "`non` is no");
}

#[test]
fn metres_become_degrees() {
    let mapping = format!("{SMALL}[point]\nx = \"x\"\ny = \"y\"\nprojection = \"EPSG:2154\"\n");
    let row = one(
        &mapping,
        "id;nom;ville;x;y\n1;A;Angers;432600,5;6713600,5\n",
    );
    let latitude = content(&row)["latitude"].as_f64().unwrap();
    assert!((latitude - 47.47).abs() < 0.02, "{latitude}");
    let sea = one(&mapping, "id;nom;ville;x;y\n1;A;Angers;99;oups\n");
    assert_eq!(taken(&sea).1, ["import-point-outside"]);
}

#[test]
fn hours_come_from_half_days_days_apart_and_weeks() {
    let half_days = format!(
        "{SMALL}[fields.opening_hours.weekdays]\nlundi = [[\"lm1\", \"lm2\"], [\"la1\", \"la2\"]]\nmardi = [\"ma\"]\n"
    );
    let text = "id;nom;ville;lm1;lm2;la1;la2;ma\n1;A;Angers;9h;12h;14:00;17:00;9h-12h et sur rendez-vous\n";
    let row = one(&half_days, text);
    assert_eq!(
        content(&row)["opening_hours"],
        "Mo 09:00-12:00,14:00-17:00; Tu 09:00-12:00"
    );
    assert!(
        content(&row)["opening_hours_note"]
            .as_str()
            .unwrap()
            .starts_with("mardi")
    );
    let apart = format!("{SMALL}opening_hours = {{ column = \"h\", days = \"j\" }}\n");
    let text = "id;nom;ville;h;j\n1;A;Angers;9h à 12h;{Lundi,Jeudi}\n2;B;Angers;True;\n";
    let found = read(&apart, text).unwrap();
    assert_eq!(content(&found[0])["opening_hours"], "Mo,Th 09:00-12:00");
    assert!(content(&found[1]).get("opening_hours").is_none());
    let weeks = format!(
        "{SMALL}opening_hours = {{ column = \"h\", weeks = {{ column = \"s\", odd = [\"impaire\"], even = [\"paire\"] }} }}\n"
    );
    let row = one(
        &weeks,
        "id;nom;ville;h;s\n1;A;Angers;Mo 09:00-12:00;Paire\n",
    );
    assert_eq!(
        content(&row)["opening_hours"],
        "week 02-53/2 Mo 09:00-12:00"
    );
}

#[test]
fn an_address_in_one_string_and_json_in_texts_are_taken_apart() {
    let mapping = SMALL
        .replace(
            "\"address/municipality\" = \"ville\"",
            "telephone = \"contact.tel\"",
        )
        .replace("[fields]", "address = \"adresse\"\n[fields]");
    let text = r#"[{"id": 1, "nom": "A", "adresse": "1 rue du Port 4000 Angers", "contact": "{\"tel\": 241000000}"},
                   {"id": 2, "nom": "A", "adresse": "1 rue du Port, 49000 Angers", "contact": ""}]"#;
    let found = read(&mapping, text).unwrap();
    assert_eq!(why(&found[0]), ["import-nowhere"], "no five digits");
    assert_eq!(
        content(&found[1])["address"],
        serde_json::json!({"street": "1 rue du Port", "postal_code": "49000", "municipality": "Angers"})
    );
    let whole = text.replace(" 4000 ", " 49000 ");
    assert_eq!(
        content(&one(&mapping, &whole))["telephone"],
        "02 41 00 00 00"
    );
}

#[test]
fn geojson_is_reached_like_any_list() {
    let mapping = SMALL
        .replace("\"id\"", "\"properties.id\"")
        .replace("\"nom\"", "\"properties.nom\"")
        .replace("\"ville\"", "\"properties.ville\"")
        + "latitude = \"geometry.coordinates.1\"\nlongitude = \"geometry.coordinates.0\"\n";
    let row = one(
        &mapping,
        r#"{"type": "FeatureCollection", "features": [{"type": "Feature",
        "properties": {"id": 1, "nom": "A", "ville": "Angers"}, "geometry": {"type": "Point", "coordinates": [-0.55, 47.47]}}]}"#,
    );
    assert_eq!(content(&row)["latitude"], 47.47);
}

#[test]
fn nested_objects_are_reached_by_their_path() {
    let mapping = SMALL
        .replace("\"ville\"", "\"lieu.ville\"")
        .replace("name = \"nom\"", "name = \"nom\"\nother_labels = \"tags\"");
    let row = one(
        &mapping,
        r#"{"data": [{"id": "a", "nom": "A", "lieu": {"ville": "Angers"}, "tags": ["un", "deux"]}]}"#,
    );
    assert_eq!(content(&row)["address"]["municipality"], "Angers");
    assert_eq!(
        content(&row)["other_labels"],
        serde_json::json!(["un", "deux"])
    );
}

#[test]
fn a_file_of_professionals_fills_trades_and_functions() {
    let mapping = "source = \"Ville\"\nkind = \"professional\"\nkey = [\"id\"]\n[fields]\nname = \"poste\"\n\
                   trade = \"metier\"\nfunctions = \"fonctions\"\n\"address/insee_code\" = \"commune\"\n\
                   \"consent/listed\" = \"publie\"\n";
    let file = "id;poste;metier;fonctions;commune;publie\n\
                1;Accueil de la mairie;agent d'accueil;accueil|orientation;49007;oui\n";
    let row = one(mapping, file);
    let found = content(&row);
    assert_eq!(found["trade"], "accueil");
    assert_eq!(
        found["functions"],
        serde_json::json!(["accueillir", "orienter"])
    );
    assert_eq!(found["consent"]["listed"], true);
    let services = mapping
        .replace("professional", "service")
        .replace("trade =", "trades =");
    let services = services.replace("\"address/insee_code\" = \"commune\"\n", "");
    let services = services.replace("\"consent/listed\" = \"publie\"\n", "");
    let found = one(&services, file);
    assert_eq!(content(&found)["trades"], serde_json::json!(["accueil"]));
}
