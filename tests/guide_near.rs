//! The guide to procedures tells who helps near the commune that a visitor names, where it may read the directory; and what
//! the contract tells of communes is bounded and noted.

use maille::imports::Commune;
use maille::plugins::grants::Capability;
use maille::territory::Territory;
use serde_json::{Value, json};

use crate::support::visitor::Answer;
use crate::support::{Instance, workspace};

/// A page of the guide: the demonstration's fiche with this number.
const PAGE: &str = "/demarches/F90001";
/// What a page of the guide may weigh.
const PAGE_BYTES_MAX: usize = 100_000;

fn commune(code: &str, name: &str, latitude: f64) -> Commune {
    Commune {
        code: code.into(),
        name: name.into(),
        postal_codes: vec![code.into()],
        latitude: Some(latitude),
        longitude: Some(2.5),
        population: Some(500),
        epci: None,
        department: Some(code[..2].into()),
        region: None,
    }
}

async fn communes(instance: &Instance, communes: &[Commune]) {
    let territory = Territory::new(instance.app.directory.database().clone());
    territory.put_communes(communes).await.unwrap();
}

fn place(name: &str, latitude: f64, more: Value) -> String {
    let mut place = json!({"name": name, "latitude": latitude, "longitude": 2.5, "telephone": "01 99 00 00 01",
                           "address": {"municipality": "Essai", "postal_code": "99010"}});
    for (field, value) in more.as_object().unwrap() {
        place[field] = value.clone();
    }
    place.to_string()
}

/// With one fiche, three communes, and who helps near one of them.
async fn guide() -> Instance {
    let instance = Instance::guide().await;
    let path = workspace().join("plugins/procedures/demo/fiches/particuliers/F90001.xml");
    let documents = instance.app.plugins.documents();
    let bytes = std::fs::read(path).unwrap();
    documents
        .write("procedures", "particuliers/F90001.xml", &bytes)
        .await
        .unwrap();
    instance.run("procedures", "import").await.unwrap();
    communes(
        &instance,
        &[
            commune("99010", "Essai", 46.0),
            commune("99020", "Saint-Pareil", 46.5),
            commune("98020", "Saint-Pareil", 44.0),
        ],
    )
    .await;
    let help = json!({"digital_services": ["aide-aux-demarches-administratives"]});
    instance
        .put(
            "place",
            "near",
            &place("France services d’Essai", 46.03, help.clone()),
        )
        .await;
    instance
        .put(
            "place",
            "far",
            &place("France services lointaine", 47.0, help),
        )
        .await;
    instance
        .put("place", "other", &place("Piscine", 46.0, json!({})))
        .await;
    let service = json!({"name": "Permanence", "themes": ["difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits"],
                         "locations": [{"latitude": 46.01, "longitude": 2.5, "address": {"municipality": "Essai"}}]});
    instance.put("service", "s", &service.to_string()).await;
    instance
}

fn plain(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let text = answer.text.replace("&#39;", "'").replace("&#38;", "&");
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

#[tokio::test(flavor = "multi_thread")]
async fn who_helps_near_stands_beside_the_procedure() {
    let instance = guide().await;
    let bare = plain(&instance.get(PAGE).await);
    assert!(
        bare.contains("Trouver de l'aide près de chez vous") && bare.contains("name=\"pres\""),
        "{bare}"
    );
    assert!(!bare.contains("Permanence"));
    for said in ["99010", "essai"] {
        let page = plain(&instance.get(&format!("{PAGE}?pres={said}")).await);
        let at = |words: &str| {
            page.find(words)
                .unwrap_or_else(|| panic!("{words}\n{page}"))
        };
        assert!(
            at("Permanence") < at("France services d’Essai"),
            "the nearest is first"
        );
        assert!(
            at("href=\"tel:0199000001\"") < at("à 3,3 km, Essai"),
            "the telephone is first"
        );
        assert!(!page.contains("lointaine") && !page.contains("Piscine"));
        assert!(
            page.contains(&format!(
                "/annuaire?pres={said}&theme=numerique--acceder-a-des-services-en-ligne"
            )),
            "{page}"
        );
        assert!(page.contains("href=\"/annuaire/"));
        assert!(page.len() < PAGE_BYTES_MAX, "{} bytes", page.len());
        // The link to the directory asks the same: who is shown here is found there.
        let link = page.split("href=\"/annuaire?").nth(1).unwrap();
        let link = link.split('"').next().unwrap();
        let directory = plain(&instance.get(&format!("/annuaire?{link}")).await);
        assert!(directory.contains("France services d’Essai"), "{directory}");
    }
    // The commune that was chosen for the whole site counts where the field says nothing.
    let cookie = [("cookie", "commune=99010")];
    assert!(plain(&instance.get_as(PAGE, &cookie).await).contains("Permanence"));
    for (language, title) in [
        ("fr-simple", "Qui peut vous aider près de chez vous ?"),
        ("en", "Find help near you"),
    ] {
        let page = plain(
            &instance
                .get(&format!("{PAGE}?pres=99010&lang={language}"))
                .await,
        );
        assert!(
            page.contains(title) && page.contains("Permanence"),
            "{page}"
        );
        insta::assert_snapshot!(format!("near_{language}"), section(&page));
    }
    insta::assert_snapshot!(
        "near_fr",
        section(&plain(&instance.get(&format!("{PAGE}?pres=99010")).await))
    );
}

/// The section of a page, with the ids that differ each time taken out.
fn section(page: &str) -> String {
    let begin = page.find("<form action=\"/demarches/F90001\"").unwrap();
    let end = begin + page[begin..].find("</section>").unwrap();
    let mut text = page[begin..end].to_owned();
    while let Some(at) = text.find("/annuaire/0") {
        text.replace_range(at..at + "/annuaire/".len() + 36, "/annuaire/ID");
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commune_that_is_none_or_several_is_said_at_the_field() {
    let instance = guide().await;
    for (said, words) in [
        ("Atlantis", "Nous ne connaissons pas cette commune"),
        ("saint-pareil", "Plusieurs communes portent ce nom"),
        ("%00%3Cscript%3E", "Nous ne connaissons pas cette commune"),
        (&"x".repeat(5_000), "Nous ne connaissons pas cette commune"),
    ] {
        let page = plain(&instance.get(&format!("{PAGE}?pres={said}")).await);
        assert!(
            page.contains(words) && page.contains("aria-invalid=\"true\""),
            "{page}"
        );
        assert!(!page.contains("<script"));
    }
    let lonely = plain(&instance.get(&format!("{PAGE}?pres=98020")).await);
    assert!(
        lonely.contains("Saint-Pareil (98020) : nous ne connaissons personne à moins de 20 km"),
        "{lonely}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_grant_the_page_goes_on_without_it() {
    let instance = guide().await;
    let [place, service] = ["place", "service"].map(|kind| Capability::Read(kind.into()));
    let revoke = async |grant: Capability| {
        let plugins = &instance.app.plugins;
        plugins.grant("procedures", &[], &[grant]).await.unwrap();
    };
    revoke(service).await;
    let page = plain(&instance.get(&format!("{PAGE}?pres=99010")).await);
    assert!(
        page.contains("France services d’Essai") && !page.contains("Permanence"),
        "{page}"
    );
    revoke(place).await;
    for path in [
        PAGE.to_owned(),
        format!("{PAGE}?pres=99010"),
        format!("{PAGE}?pres=Atlantis"),
    ] {
        let page = plain(&instance.get(&path).await);
        assert!(
            !page.contains("name=\"pres\"") && !page.contains("France services d’Essai"),
            "{page}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn communes_are_told_within_bounds_and_a_page_that_read_them_follows() {
    let instance = Instance::new().await;
    communes(&instance, &[commune("99010", "Essai", 46.0)]).await;
    let told = instance
        .asked(&[
            "communes 99010",
            "communes essai",
            "communes nulle-part",
            "communes long",
        ])
        .await;
    assert_eq!(told[..3], ["99010", "99010", ""], "{told:?}");
    assert!(
        told[3].contains("invalid") && told[3].contains("cut it"),
        "{told:?}"
    );
    let calls: Vec<&str> = vec!["communes essai"; 2_000];
    let spent = instance.script(&calls).await;
    assert!(
        spent.last().unwrap().contains("exhausted"),
        "{:?}",
        spent.last()
    );
    let page = async || {
        instance
            .get("/hostile/kept/commune")
            .await
            .text
            .contains("[Essai]")
    };
    assert!(page().await && page().await);
    assert_eq!(instance.calls().await, 1, "the page was kept");
    communes(&instance, &[commune("99010", "Essai-le-Neuf", 46.0)]).await;
    assert!(!page().await, "an old page");
    assert_eq!(instance.calls().await, 2);
}
