//! `/annuaire/fonctions`: counted from what is published, by territory, and never from what somebody did not agree to.

use maille::config::FunctionChoice;
use maille::imports::{Commune, Epci};
use maille::territory::Territory;
use serde_json::{Value, json};

use crate::support::Instance;

fn commune(code: &str, name: &str) -> Commune {
    Commune {
        code: code.into(),
        name: name.into(),
        postal_codes: vec![code.into()],
        latitude: Some(46.3),
        longitude: Some(2.5),
        population: Some(500),
        epci: None,
        department: Some("99".into()),
        region: None,
    }
}

fn epci(code: &str, name: &str, members: &[&str]) -> Epci {
    Epci {
        code: code.into(),
        name: name.into(),
        kind: "CC".into(),
        members: members.iter().map(|&code| code.to_owned()).collect(),
    }
}

async fn territory(instance: &Instance) {
    let territory = Territory::new(instance.app.directory.database().clone());
    let communes = [
        ("99010", "Saint-Aubin"),
        ("99020", "Port-Jacquard"),
        ("99030", "La Navette"),
        ("99040", "Loin"),
    ];
    let communes = communes.map(|(code, name)| commune(code, name));
    territory.put_communes(&communes).await.unwrap();
    let groups = [
        epci("200000001", "CC du Fil", &["99010", "99020"]),
        epci("200000002", "CC de la Trame", &["99030"]),
        epci("200000003", "CC sans rien", &["99040"]),
    ];
    territory.put_epcis(&groups).await.unwrap();
}

fn professional(trade: &str, functions: &[&str], commune: &str, listed: bool) -> String {
    json!({
        "name": "Poste", "trade": trade, "functions": functions, "consent": {"listed": listed},
        "address": {"insee_code": commune}
    })
    .to_string()
}

async fn fill(instance: &Instance) {
    for (key, content) in [
        (
            "a",
            professional("accueil", &["accueillir", "orienter"], "99010", true),
        ),
        ("b", professional("accueil", &["accueillir"], "99020", true)),
        (
            "c",
            professional("formateur", &["former", "orienter"], "99010", true),
        ),
        (
            "hidden",
            professional("juriste", &["reparer"], "99010", false),
        ),
        ("d", professional("formateur", &["former"], "99030", true)),
    ] {
        instance.put("professional", key, &content).await;
    }
    let service = |trades: Value, functions: Value, commune: &str| {
        json!({"name": "Service", "trades": trades, "functions": functions, "locations": [{"address": {"insee_code": commune}}]}).to_string()
    };
    instance
        .put(
            "service",
            "s",
            &service(json!(["formateur"]), json!(["former"]), "99010"),
        )
        .await;
    instance
        .put(
            "service",
            "t",
            &service(json!([]), json!(["suivre"]), "99020"),
        )
        .await;
    let place = json!({"name": "Lieu", "functions": ["donner-acces"]}).to_string();
    instance.put("place", "p", &place).await;
}

async fn instance() -> Instance {
    let instance = Instance::new().await;
    territory(&instance).await;
    fill(&instance).await;
    instance
}

/// A table for spreadsheets, rows by their first cell.
async fn table(instance: &Instance, query: &str) -> Vec<Vec<String>> {
    let answer = instance
        .get(&format!("/annuaire/fonctions.csv?{query}"))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let text = answer.text.strip_prefix('\u{feff}').unwrap();
    let mut table = csv::ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .from_reader(text.as_bytes());
    table
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

fn row<'a>(table: &'a [Vec<String>], code: &str) -> &'a [String] {
    &table.iter().find(|row| row[0] == code).unwrap()[2..]
}

async fn gaps(instance: &Instance, query: &str, area: &str) -> Vec<String> {
    let table = table(instance, &format!("manques=1&{query}")).await;
    let rows = table.into_iter().filter(|row| row[0] == area);
    rows.map(|row| row[2].clone()).collect()
}

#[tokio::test]
async fn trades_by_functions_are_counted_everywhere_and_in_a_territory() {
    let instance = instance().await;
    let all = table(&instance, "").await;
    assert_eq!(
        all[0][2..],
        [
            "Chargé d’accueil",
            "Formateur",
            "Services sans métier indiqué",
            "Lieux"
        ]
    );
    assert_eq!(row(&all, "accueillir"), ["2", "0", "0", "0"]);
    assert_eq!(row(&all, "orienter"), ["1", "1", "0", "0"]);
    assert_eq!(row(&all, "former"), ["0", "3", "0", "0"]);
    assert_eq!(row(&all, "suivre"), ["0", "0", "1", "0"]);
    assert_eq!(row(&all, "donner-acces"), ["0", "0", "0", "1"]);
    assert_eq!(
        row(&all, "reparer"),
        ["0", "0", "0", "0"],
        "without a consent nobody is counted"
    );
    let group = table(&instance, "territoire=200000001").await;
    assert_eq!(row(&group, "former"), ["0", "2", "0"]);
    let commune = table(&instance, "territoire=99020").await;
    assert_eq!(
        commune[0][2..],
        ["Chargé d’accueil", "Services sans métier indiqué"]
    );
    assert_eq!(row(&commune, "accueillir"), ["1", "0"]);
    assert_eq!(table(&instance, "territoire=99040").await[0].len(), 2);
}

#[tokio::test]
async fn what_nobody_does_is_told_by_group_and_by_commune() {
    let instance = instance().await;
    let trame = gaps(&instance, "", "200000002").await;
    assert!(trame.contains(&"accueillir".to_owned()) && !trame.contains(&"former".to_owned()));
    assert_eq!(trame.len(), 17);
    assert_eq!(gaps(&instance, "", "200000001").await.len(), 14);
    assert!(
        gaps(&instance, "", "200000003").await.is_empty(),
        "a group where nothing stands is not ours"
    );
    let port = gaps(&instance, "territoire=200000001", "99020").await;
    assert!(port.contains(&"former".to_owned()) && !port.contains(&"suivre".to_owned()));
    assert_eq!(gaps(&instance, "territoire=99040", "99040").await.len(), 18);
    // What changes is counted at once.
    let helper = professional("animateur", &["reparer"], "99030", true);
    instance.put("professional", "e", &helper).await;
    assert!(
        !gaps(&instance, "", "200000002")
            .await
            .contains(&"reparer".to_owned())
    );
}

#[tokio::test]
async fn the_page_says_it_in_words_and_real_tables() {
    let instance = instance().await;
    let page = instance.get("/annuaire/fonctions").await;
    assert_eq!(page.status, 200);
    let text = page.text.replace('\u{a0}', " ");
    for wanted in [
        "<th scope=\"row\">Accueillir</th><td>2 professionnels</td>",
        "<td>2 professionnels, 1 service</td>",
        "<dt>Orienter</dt>\n<dd>Chargé d’accueil et Formateur</dd>",
        "<a href=\"/annuaire/fonctions?territoire=200000002\">CC de la Trame</a>",
        "1 fiche n’indique pas sa commune",
        "tabindex=\"0\"",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    assert!(
        !text.contains("Juriste"),
        "without a consent a trade is not there"
    );
    let one = instance
        .get("/annuaire/fonctions?territoire=99020")
        .await
        .text;
    assert!(
        one.contains("<option value=\"99020\" selected>Port-Jacquard</option>"),
        "{one}"
    );
    assert!(one.contains("<optgroup label=\"CC du Fil\">"));
    let unknown = instance
        .get("/annuaire/fonctions?territoire=zzz%00%3Cscript%3E")
        .await;
    assert_eq!(unknown.status, 200);
    assert!(unknown.text.contains("aria-invalid=\"true\"") && !unknown.text.contains("<script"));
    let file = instance.get("/annuaire/fonctions.csv?territoire=zzz").await;
    assert_eq!(
        (file.status, file.header("location")),
        (303, "/annuaire/fonctions?territoire=zzz")
    );
    let directory = instance.get("/annuaire").await.text;
    assert!(directory.contains("href=\"/annuaire/fonctions\""));
}

#[tokio::test]
async fn without_anything_the_page_says_how_to_fill_it() {
    let instance = Instance::new().await;
    let page = instance.get("/annuaire/fonctions").await.text;
    assert!(
        page.contains("Personne n’a encore indiqué de fonction") && !page.contains("<table"),
        "{page}"
    );
    // Without INSEE's table the communes that records name are the territories.
    let helper = professional("animateur", &["reparer"], "99030", true);
    instance.put("professional", "e", &helper).await;
    assert_eq!(gaps(&instance, "", "99030").await.len(), 17);
    assert_eq!(
        table(&instance, "territoire=99030").await[0][2],
        "Animateur socioculturel"
    );
}

#[tokio::test]
async fn an_instance_chooses_its_functions_and_their_words() {
    let choice = |code: &str, label: &str| FunctionChoice {
        code: code.into(),
        label: [("fr".to_owned(), label.to_owned())].into(),
    };
    let own = vec![
        choice("orienter", "Envoyer ailleurs"),
        choice("accueillir", "=Recevoir"),
    ];
    let instance = Instance::counting(own).await;
    fill(&instance).await;
    let table = table(&instance, "").await;
    let first: Vec<&str> = table.iter().map(|row| row[1].as_str()).collect();
    assert_eq!(first, ["Fonction", "Envoyer ailleurs", "'=Recevoir"]);
}
