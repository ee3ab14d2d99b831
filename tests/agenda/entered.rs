//! Events that partners and visitors enter in words: asked, looked at once more, published, changed, cancelled, withdrawn, undone.

use maille::accounts::Role;
use maille::moderation::{Moderation, Verdict};

use super::{give, text};
use crate::support::Instance;
use crate::support::staff::Staff;
use crate::support::visitor::Answer;

/// What a partner types: a workshop each Tuesday, from a Saturday on, but not in the holidays of a made-up calendar of zone C.
const TYPED: [(&str, &str); 14] = [
    ("titre", "Atelier tablette"),
    ("resume", "Premiers pas avec <b>une</b> tablette."),
    ("jour-day", "21"),
    ("jour-month", "11"),
    ("jour-year", "2026"),
    ("debut", "14:00"),
    ("fin", "16 h"),
    ("rythme", "semaine"),
    ("jours", "2"),
    ("vacances", "C"),
    ("presence", "on-site"),
    ("lieu", "Médiathèque"),
    ("commune", "99010"),
    ("prix", "gratuit"),
];
const HOLIDAYS: &str = "zone;du;au\nC;2026-12-19;2027-01-03\n";
const SENTENCE: &str = "tous les mardis, sauf pendant les vacances scolaires de la zone C";

fn with<'a>(fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let named = |name: &str| fields.iter().any(|(known, _)| *known == name);
    let rest = TYPED.into_iter().filter(|(name, _)| !named(name));
    rest.chain(fields.iter().copied()).collect()
}

fn plain(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// The hidden fields and the address of the form whose button says this.
fn form(page: &str, button: &str) -> (String, Vec<(String, String)>) {
    let form = page
        .split("<form")
        .find(|form| form.contains(&format!(">{button}</button>")))
        .unwrap_or_else(|| panic!("{button}: {page}"));
    let attribute = |tag: &str, name: &str| {
        let value = tag.split(&format!("{name}=\"")).nth(1)?.split('"').next()?;
        Some(
            value
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#60;", "<")
                .replace("&#62;", ">")
                .replace("&#34;", "\"")
                .replace("&amp;", "&"),
        )
    };
    let fields = form
        .split("<input")
        .filter(|tag| tag.contains("type=\"hidden\""))
        .filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value")?)));
    (attribute(form, "action").unwrap(), fields.collect())
}

/// Presses a button of a page.
async fn press(person: &Staff<'_>, page: &str, button: &str) -> String {
    let (action, fields) = form(page, button);
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    plain(&person.post(&action, &fields).await)
}

/// The address of the event that a page leads to.
fn event(page: &str) -> String {
    let before = page.split(">Voir l’événement<").next().unwrap();
    let href = before.rsplit("href=\"").next().unwrap();
    href.split('"').next().unwrap().to_owned()
}

async fn agenda() -> Instance {
    let instance = Instance::agenda().await;
    give(&instance, "vacances.csv", HOLIDAYS.as_bytes()).await;
    let commune = maille::imports::Commune {
        code: "99010".into(),
        name: "Saint-Aubin-les-Essais".into(),
        postal_codes: vec!["99010".into()],
        latitude: Some(46.3125),
        longitude: Some(2.5605),
        population: Some(8_400),
        department: None,
        epci: None,
        region: None,
    };
    let territory = maille::territory::Territory::new(instance.app.directory.database().clone());
    territory.put_communes(&[commune]).await.unwrap();
    instance
}

async fn set_open(instance: &Instance, open: bool) {
    let changes = [("open".to_owned(), open.into())].into_iter().collect();
    instance.app.plugins.set("events", changes).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_says_every_tuesday_but_the_holidays_and_reads_it_back() {
    let instance = agenda().await;
    let partner = instance.signed_in(Role::Partner).await;
    let asked = plain(&partner.get("/agenda/proposer").await);
    assert!(
        asked.contains("Sauf les vacances de la zone C") && !asked.contains("de la zone A"),
        "only what is known can be left out: {asked}"
    );
    let check = plain(&partner.post("/agenda/proposer", &with(&[])).await);
    assert!(check.contains(SENTENCE), "{check}");
    assert!(
        check.contains("mardi 24 novembre 2026, de 14 h à 16 h")
            && check.contains("mardi 15 décembre 2026")
            && !check.contains("22 décembre 2026")
            && !check.contains("29 décembre 2026")
            && check.contains("mardi 5 janvier 2027"),
        "{check}"
    );
    assert!(
        check.contains("sont connues jusqu’au 3 janvier 2027"),
        "{check}"
    );
    let list = text(&instance, "/agenda").await;
    assert!(
        !list.contains("Atelier tablette"),
        "nothing is published yet"
    );

    let again = press(&partner, &check, "Corriger").await;
    assert!(
        again.contains("value=\"Atelier tablette\"") && again.contains("Vérifier avant de publier"),
        "{again}"
    );
    let done = press(&partner, &check, "Publier").await;
    let page = text(&instance, &event(&done)).await;
    assert!(
        page.contains(SENTENCE) && page.contains("&lt;b&gt;") | page.contains("&#60;b&#62;"),
        "{page}"
    );
    let month = text(&instance, "/agenda/mois/2026-12").await;
    assert_eq!(month.matches("Atelier tablette").count(), 3, "{month}");
    let ics = text(&instance, "/agenda/agenda.ics").await;
    assert!(
        ics.contains("RRULE:FREQ=WEEKLY;BYDAY=TU") && ics.contains("EXDATE"),
        "{ics}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn new_holidays_move_the_dates_and_not_the_sentence() {
    let instance = agenda().await;
    let partner = instance.signed_in(Role::Partner).await;
    let check = plain(&partner.post("/agenda/proposer", &with(&[])).await);
    let done = press(&partner, &check, "Publier").await;
    let holidays = "zone;du;au\nC;2026-12-05;2026-12-20\n";
    give(&instance, "vacances.csv", holidays.as_bytes()).await;
    instance.run("events", "refresh").await.unwrap();
    let month = text(&instance, "/agenda/mois/2026-12").await;
    assert_eq!(
        month.matches("Atelier tablette").count(),
        3,
        "1, 22 and 29: {month}"
    );
    assert!(
        month
            .split("<strong>22</strong>")
            .nth(1)
            .unwrap()
            .split("</td>")
            .next()
            .unwrap()
            .contains("Atelier"),
        "{month}"
    );
    assert!(text(&instance, &event(&done)).await.contains(SENTENCE));
    // Nothing changed: nothing is written.
    let seen = instance.app.directory.positions().await.unwrap();
    instance.run("events", "refresh").await.unwrap();
    let now = instance.app.directory.positions().await.unwrap();
    assert_eq!(seen.get("kind:event"), now.get("kind:event"));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_stands_at_its_field_and_nothing_is_written() {
    let instance = agenda().await;
    let partner = instance.signed_in(Role::Partner).await;
    for (fields, words) in [
        (&[("titre", " \u{202e} ")][..], "Donnez un titre."),
        (
            &[("jour-day", "31"), ("jour-month", "2")],
            "Écrivez le jour, le mois et l’année",
        ),
        (&[("jour-year", "2020")], "Ce jour est passé."),
        (&[("jour-year", "9999")], "Ce jour est trop loin"),
        (&[("debut", "midi")], "Écrivez une heure"),
        (&[("fin", "13:00")], "La fin doit venir après le début."),
        (&[("debut", "")], "Donnez aussi l’heure du début."),
        (&[("jours", "9")], "Choisissez au moins un jour."),
        (&[("rythme", "toujours")], "Choisissez dans la liste."),
        (&[("rythme", "mois")], "Choisissez lequel dans le mois."),
        (&[("sauf", "demain")], "Écrivez une date par ligne"),
        (
            &[
                ("jusqu-day", "22"),
                ("jusqu-month", "11"),
                ("jusqu-year", "2026"),
            ],
            "aucune date ne reste",
        ),
        (
            &[("commune", "Atlantis")],
            "Nous ne connaissons pas cette commune",
        ),
        (&[("commune", "")], "Donnez une commune."),
        (
            &[("presence", "online"), ("commune", "")],
            "Donnez l’adresse pour participer en ligne.",
        ),
        (
            &[("site", "javascript:alert(1)")],
            "L’adresse doit commencer par https://",
        ),
        (&[("inscription-courriel", "moi")], "n’est pas complète"),
    ] {
        let page = plain(&partner.post("/agenda/proposer", &with(fields)).await);
        assert!(page.contains(words), "{fields:?}: {page}");
        assert!(page.contains("Vérifier avant de publier"), "{fields:?}");
        let mut sent = with(fields);
        sent.push(("etape", "publier"));
        let page = plain(&partner.post("/agenda/proposer", &sent).await);
        assert!(page.contains(words), "{fields:?} cannot be published");
    }
    assert!(
        text(&instance, "/agenda")
            .await
            .contains("L’agenda est encore vide")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_partners_and_those_who_keep_the_directory_enter_events() {
    let instance = agenda().await;
    let asked = instance.get("/agenda/proposer").await;
    assert_eq!(
        asked.header("location"),
        "/connexion?suite=%2Fagenda%2Fproposer"
    );
    for (role, status) in [
        (Role::Visitor, 403),
        (Role::Auditor, 403),
        (Role::Partner, 200),
        (Role::Mediator, 200),
        (Role::Administrator, 200),
    ] {
        let person = instance.signed_in(role).await;
        assert_eq!(
            person.get("/agenda/proposer").await.status,
            status,
            "{role}"
        );
        let mut fields = with(&[]);
        fields.push(("etape", "publier"));
        assert_eq!(
            person.post("/agenda/proposer", &fields).await.status,
            status,
            "{role}"
        );
    }
    // Nobody's form, and that of another site.
    let nobody = instance
        .post("/agenda/proposer", &with(&[("etape", "publier")]), &[])
        .await;
    assert_eq!(nobody.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_partner_entered_is_changed_cancelled_withdrawn_and_put_back_by_them_alone() {
    let instance = agenda().await;
    let (partner, other, mediator) = (
        instance.signed_in(Role::Partner).await,
        instance.signed_in(Role::Partner).await,
        instance.signed_in(Role::Mediator).await,
    );
    let check = plain(&partner.post("/agenda/proposer", &with(&[])).await);
    let path = event(&press(&partner, &check, "Publier").await);
    let own = plain(&partner.get(&path).await);
    assert!(own.contains("Annuler l’événement"), "{own}");
    for page in [text(&instance, &path).await, plain(&other.get(&path).await)] {
        assert!(!page.contains("Annuler l’événement"), "{page}");
    }
    for act in ["modifier", "annuler", "retirer", "defaire"] {
        let href = format!("{path}/{act}");
        assert_eq!(other.get(&href).await.status, 403, "{act}");
        assert_eq!(
            other
                .post(&href, &[("etape", "oui"), ("oui", "oui")])
                .await
                .status,
            403
        );
        assert_eq!(instance.get(&href).await.status, 303, "{act}");
    }

    // Another hour, and the last day.
    let asked = plain(&partner.get(&format!("{path}/modifier")).await);
    assert!(asked.contains("value=\"Atelier tablette\"") && asked.contains("name=\"revision\""));
    let revision = form(&asked, "Vérifier avant de publier").1;
    let revision = revision
        .iter()
        .find(|(name, _)| name == "revision")
        .unwrap()
        .1
        .clone();
    let changed = with(&[
        ("debut", "10:00"),
        ("fin", "11:30"),
        ("jusqu", "2027-06-30"),
        ("jour", "2026-11-24"),
        ("sauf", "08/12/2026"),
        ("revision", &revision),
    ]);
    let check = plain(&partner.post(&format!("{path}/modifier"), &changed).await);
    assert!(
        check.contains("jusqu’au 30 juin 2027") && check.contains("pas le 8 décembre 2026"),
        "{check}"
    );
    let done = press(&partner, &check, "Publier").await;
    assert!(text(&instance, &path).await.contains("10 h"));
    press(&partner, &done, "Défaire ce que je viens de faire").await;
    assert!(text(&instance, &path).await.contains("14 h"));

    // One date does not take place, then none does.
    let href = format!("{path}/annuler");
    let asked = plain(&partner.get(&href).await);
    assert!(asked.contains("24 novembre 2026"), "{asked}");
    let empty = plain(&partner.post(&href, &[("etape", "oui")]).await);
    assert!(empty.contains("Dites pourquoi") && empty.contains("Choisissez dans la liste."));
    let one = [
        ("etape", "oui"),
        ("date", "20261201T140000"),
        ("pourquoi", "Grève <i>des</i> trains"),
    ];
    plain(&partner.post(&href, &one).await);
    let page = text(&instance, &path).await;
    assert!(
        page.contains("Grève") && !page.contains("<i>des</i>"),
        "{page}"
    );
    let all = [
        ("etape", "oui"),
        ("date", "toutes"),
        ("pourquoi", "L’animatrice est malade"),
    ];
    let done = plain(&mediator.post(&href, &all).await);
    let page = text(&instance, &path).await;
    assert!(
        page.contains("Cet événement n’aura pas lieu.") && page.contains("L’animatrice est malade")
    );
    press(&mediator, &done, "Défaire ce que je viens de faire").await;
    assert!(
        !text(&instance, &path)
            .await
            .contains("Cet événement n’aura pas lieu.")
    );

    let done = plain(
        &partner
            .post(&format!("{path}/retirer"), &[("etape", "oui")])
            .await,
    );
    assert_eq!(instance.get(&path).await.status, 410);
    press(&partner, &done, "Défaire ce que je viens de faire").await;
    assert!(text(&instance, &path).await.contains("Atelier tablette"));

    // The history names who did what.
    let id = path.rsplit('/').next().unwrap();
    let history = instance.app.directory.history(id, 50).await.unwrap();
    let by: Vec<&str> = history.iter().map(|one| one.replaced_by.as_str()).collect();
    assert!(
        by.contains(&"partner (events)") && by.contains(&"mediator (events)"),
        "{by:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_account_a_code_and_a_moderator_are_needed_where_the_administrator_allows_it() {
    let instance = agenda().await;
    set_open(&instance, true).await;
    let asked = instance.get("/agenda/proposer").await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    let printed = instance.app.contributors.print(2, "Camille", ("", "fr"));
    let codes = printed.await.unwrap();
    let [code, other] = [0, 1].map(|index: usize| codes[index].code.shown());
    let send = async |path: &str, fields: &[(&str, &str)], code: &str| {
        let own = [("~contribution", "1"), ("~code", code)];
        let fields: Vec<(&str, &str)> = own.iter().chain(fields).copied().collect();
        plain(&instance.post(path, &fields, &[]).await)
    };
    let check = send("/agenda/proposer", &with(&[]), &code).await;
    assert!(
        check.contains(SENTENCE) && check.contains("name=\"~proof\""),
        "{check}"
    );
    let sent = send("/agenda/proposer", &with(&[("etape", "publier")]), &code).await;
    assert!(sent.contains("attend un modérateur"), "{sent}");
    assert!(
        !text(&instance, "/agenda")
            .await
            .contains("Atelier tablette")
    );
    let moderation = Moderation::new(instance.app.directory.clone());
    for case in moderation.waiting(0, 10).await.unwrap() {
        let by = ("Dominique", "");
        let decided = moderation.decide(&case.reference, &Verdict::Good, None, by);
        decided.await.unwrap();
    }
    let list = text(&instance, "/agenda").await;
    assert!(list.contains("Atelier tablette"), "{list}");

    // The code alone leads back to it.
    let path = sent
        .split("/modifier\"")
        .next()
        .unwrap()
        .rsplit("href=\"")
        .next()
        .unwrap();
    let asked = text(&instance, &format!("{path}/modifier")).await;
    assert!(!asked.contains("Atelier tablette"), "{asked}");
    let wrong = send(&format!("{path}/modifier"), &[], &other).await;
    assert!(
        wrong.contains("Ce code n’est pas celui de l’événement"),
        "{wrong}"
    );
    let right = send(&format!("{path}/modifier"), &[], &code).await;
    assert!(right.contains("value=\"Atelier tablette\""), "{right}");
    let gone = send(&format!("{path}/retirer"), &[("etape", "oui")], &code).await;
    assert!(gone.contains("C’est retiré"), "{gone}");
    assert_eq!(instance.get(path).await.status, 410);
    // Not allowed any more: nobody enters, and nobody's code opens anything.
    set_open(&instance, false).await;
    assert_eq!(instance.get("/agenda/proposer").await.status, 303);
    assert_eq!(instance.get(&format!("{path}/modifier")).await.status, 303);
}
