//! Beside the list, a plan of the same records, drawn by the host; on a record's page, the communes around it.

use maille::imports::Commune;
use maille::territory::Territory;
use serde_json::json;

use super::{angers, href, plain, titles, with_records};
use crate::support::Instance;
use crate::support::visitor::Answer;

async fn with_communes(instance: &Instance) {
    let commune = |code: &str, name: &str, latitude: f64, longitude: f64| Commune {
        code: code.into(),
        name: name.into(),
        postal_codes: vec![],
        latitude: Some(latitude),
        longitude: Some(longitude),
        population: Some(20_000),
        epci: None,
        department: Some("49".into()),
        region: None,
    };
    let communes = [
        commune("49007", "Angers", 47.4736, -0.5542),
        commune("49015", "Avrillé <b>", 47.4976, -0.63),
        commune("49055", "Cantenay-Épinard", 47.5370, -0.5690),
        commune("75056", "Paris", 48.8566, 2.3522),
    ];
    let territory = Territory::new(instance.app.directory.database().clone());
    territory.put_communes(&communes).await.unwrap();
}

/// What each marker of the widest drawing shows, in order.
fn markers(answer: &Answer) -> Vec<String> {
    let sheet = answer.text.split("plan-sheet plan-27").nth(1);
    let sheet = sheet.and_then(|sheet| sheet.split("</div>").next());
    let pins = sheet.unwrap_or_default().split("plan-mark").skip(1);
    pins.map(|pin| {
        let text = pin.split("</text>").next().unwrap();
        text.rsplit('>').next().unwrap().to_owned()
    })
    .collect()
}

#[tokio::test]
async fn a_list_leads_to_its_plan_and_the_plan_back() {
    let instance = angers().await;
    with_communes(&instance).await;
    let list = instance
        .get("/annuaire?pres=49007&rayon=50&ouvert=&suite=")
        .await;
    assert!(!list.text.contains("<ol class=\"records\">") && !list.text.contains("id=\"plan\""));
    let way = "/annuaire?pres=49007&#38;rayon=50&#38;ouvert=&#38;suite=&#38;vue=plan#plan";
    assert!(
        list.text.contains(&format!("href=\"{way}\"")),
        "{}",
        list.text
    );

    let plan = instance.get("/annuaire?pres=49007&rayon=50&vue=plan").await;
    let text = plain(&plan);
    // The same records in the same order, each with its number; two markers are too near to be told apart.
    let list = instance.get("/annuaire?pres=49007&rayon=50").await;
    assert_eq!(titles(&plan), titles(&list));
    assert_eq!(markers(&plan), ["1", "2–3", "4"]);
    for wanted in [
        "<title>Annuaire : Angers (49007), plan – ",
        "<span class=\"plan-number\">4</span> ",
        "<li id=\"fiche-4\">",
        "<a href=\"#fiche-4\"><title>4 : Maison France Services</title>",
        "<title>2–3 : fiches 2 et 3</title>",
        ">Cantenay-Épinard</text>",
        ">Avrillé &lt;b&gt;</text>",
        "Le cercle en pointillé montre : Angers.",
        "href=\"/annuaire?pres=49007&#38;rayon=50\" rel=\"nofollow\">Voir la liste sans le plan</a>",
        "<input type=\"hidden\" name=\"vue\" value=\"plan\">",
        // A file of the list knows no plan.
        "href=\"/annuaire.csv?rayon=50&#38;pres=49007\"",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    assert!(!text.contains("Paris") && !text.contains("<b>"), "{text}");
    // The way back from a record leads to the plan.
    let record = super::link(&plan, "Médiathèque Toussaint");
    assert!(record.contains("vue%3Dplan"), "{record}");
}

#[tokio::test]
async fn what_has_no_position_is_said_and_stays_in_the_list() {
    let there = json!({"name": "Ici", "latitude": 47.47, "longitude": -0.55});
    let nowhere = json!({"name": "Nulle part"});
    let broken = json!({"name": "Zéro", "latitude": 0.0, "longitude": 0.0});
    let instance = with_records(&[
        ("organisation", "a", there),
        ("organisation", "b", nowhere),
        ("organisation", "c", broken),
    ])
    .await;
    let plan = instance.get("/annuaire?vue=plan").await;
    let text = plain(&plan);
    assert_eq!(titles(&plan), ["Ici", "Nulle part", "Zéro"]);
    assert_eq!(markers(&plan), ["1"]);
    assert!(
        text.contains("2 résultats sans position ne sont pas sur le plan."),
        "{text}"
    );
    assert_eq!(text.matches("Pas de position connue").count(), 2);

    let empty = plain(&instance.get("/annuaire?vue=plan&q=nulle").await);
    assert!(
        empty.contains("il n’y a rien à placer sur un plan"),
        "{empty}"
    );
    assert!(
        !empty.contains("<svg class=\"plan") && empty.contains("Nulle part"),
        "{empty}"
    );
    let list = plain(&instance.get("/annuaire?q=nulle").await);
    assert!(!list.contains("vue=plan"), "{list}");
    let none = plain(&instance.get("/annuaire?vue=plan&q=zzzzzz").await);
    assert!(
        !none.contains("<svg class=\"plan") && none.contains("Nous n’avons rien trouvé"),
        "{none}"
    );
}

#[tokio::test]
async fn a_plan_may_be_seen_from_nearer_and_farther() {
    let instance = angers().await;
    with_communes(&instance).await;
    let near = instance
        .get("/annuaire?pres=49007&rayon=50&vue=plan&zoom=2")
        .await;
    assert_eq!(markers(&near), ["1"]);
    let text = plain(&near);
    for wanted in [
        "3 résultats sont en dehors de ce plan.",
        "zoom=3#plan\" rel=\"nofollow\">Plus près</a>",
        "zoom=1#plan\" rel=\"nofollow\">Plus loin</a>",
        "href=\"/annuaire?pres=49007&#38;rayon=50&#38;vue=plan#plan\" rel=\"nofollow\">Tout voir</a>",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    assert_eq!(titles(&near).len(), 4);
    let apart = instance
        .get("/annuaire?pres=49007&rayon=50&vue=plan&zoom=2&autour=3")
        .await;
    assert_eq!(markers(&apart), ["2", "3"]);
    assert!(plain(&apart).contains("Le numéro 3 est au milieu."));
    // What nobody's link says is as if it were not said.
    let whole = instance.get("/annuaire?pres=49007&vue=plan").await;
    for odd in [
        "zoom=99",
        "zoom=-99",
        "zoom=x",
        "autour=0",
        "autour=-1",
        "autour=99999999999999999999",
    ] {
        let answer = instance
            .get(&format!("/annuaire?pres=49007&vue=plan&{odd}"))
            .await;
        assert_eq!(markers(&answer), markers(&whole), "{odd}");
    }
    for odd in ["vue=", "vue=carte", "vue=%3Cscript%3E"] {
        let answer = instance.get(&format!("/annuaire?pres=49007&{odd}")).await;
        assert_eq!(answer.status, 200);
        assert!(!answer.text.contains("<svg class=\"plan"), "{odd}");
    }
}

#[tokio::test]
async fn a_records_page_shows_the_communes_around_it() {
    let instance = angers().await;
    let list = instance.get("/annuaire?q=mediatheque").await;
    let path = href(&list, "Médiathèque Toussaint");
    let bare = plain(&instance.get(&path).await);
    assert!(
        !bare.contains("Où c’est") && !bare.contains("vue=plan"),
        "{bare}"
    );
    with_communes(&instance).await;
    let text = plain(&instance.get(&path).await);
    for wanted in [
        "<h2>Où c’est</h2>",
        "Communes les plus proches : Angers (à 3 km), Cantenay-Épinard (à 4,4 km), Avrillé &#60;b&#62; (à 6 km).",
        "aria-label=\"Plan : Médiathèque Toussaint, au milieu des communes proches\"",
        ">Cantenay-Épinard</text>",
        "href=\"/annuaire?pres=47.5%2C-0.55&#38;vue=plan#plan\"",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    assert!(!text.contains("Paris"), "{text}");
}
