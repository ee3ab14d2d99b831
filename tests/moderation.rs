//! What a plugin hands to moderators: hidden before, looked at after, decided by people, undone by them; and what visitors report.

use maille::accounts::Role;
use maille::app::App;
use maille::directory::State;
use maille::moderation::{
    Abuse, Case, Mode, Moderation, ModerationError, Reason, State as CaseState, Verdict,
};

use crate::support::both::on_both;
use crate::support::visitor::Answer;
use crate::support::{Instance, Maille, Staff};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

fn of(app: &App) -> Moderation {
    Moderation::new(app.directory.clone())
}

async fn waiting(instance: &Instance) -> Vec<Case> {
    of(&instance.app).waiting(0, 200).await.unwrap()
}

async fn only(instance: &Instance) -> Case {
    let mut cases = waiting(instance).await;
    assert_eq!(cases.len(), 1, "{cases:?}");
    cases.remove(0)
}

async fn state(instance: &Instance, id: &str) -> State {
    let record = instance.app.directory.get(id).await.unwrap();
    record.unwrap().state
}

fn plain(answer: &Answer) -> String {
    answer.text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// Nobody but moderators finds it: not by search, by its page, through the API or another plugin.
async fn is_seen(instance: &Instance, id: &str) -> bool {
    let found = |answer: Answer| answer.text.contains("Buvette");
    let search = found(instance.get("/recherche?q=buvette").await);
    let list = found(instance.get("/api/records?kind=place").await);
    let page = instance.get(&format!("/annuaire/{id}")).await.status == 200;
    let api = instance.get(&format!("/api/records/{id}")).await.status == 200;
    let words = ["words place buvette"];
    let plugin = instance.script_of("/voisin", &words).await == ["1"];
    let all = [search, list, page, api, plugin];
    assert!(all.iter().all(|one| *one == all[0]), "{all:?}");
    all[0]
}

async fn decide(person: &Staff<'_>, case: &Case, fields: &[(&str, &str)]) -> Answer {
    let path = format!("/administration/moderation/cas/{}/decision", case.reference);
    person.post(&path, fields).await
}

const PUT: &str = "put place a {\"name\":\"Buvette\"}";
const SUBMIT: &str = "submit place a voisine-7";

on_both!(before_it_is_published_a_person_accepts);

async fn before_it_is_published_a_person_accepts(url: Option<&str>) {
    let instance = Instance::moderated_on(url).await;
    let said = instance.script(&[PUT, SUBMIT]).await;
    assert_eq!(said[1], "draft");
    let case = only(&instance).await;
    assert_eq!(
        (
            case.title.as_str(),
            case.contributor.as_str(),
            case.plugin.as_str()
        ),
        ("Buvette", "voisine-7", "hostile")
    );
    assert!(!is_seen(&instance, &case.record_id).await);
    let decision = format!("decision {}", case.record_id);
    assert_eq!(instance.script(&[&decision]).await, ["waiting  "]);

    let person = instance.signed_in(Role::Mediator).await;
    let home = plain(&person.get("/administration").await);
    assert!(home.contains("Un dossier attend une décision"), "{home}");
    let list = plain(&person.get("/administration/moderation").await);
    assert!(list.contains(&case.reference) && list.contains("Personne n’est de permanence"));
    let path = format!("/administration/moderation/cas/{}", case.reference);
    let page = plain(&person.get(&path).await);
    assert!(
        page.contains("voisine-7") && page.contains("Buvette"),
        "{page}"
    );
    let done = decide(&person, &case, &[("decision", "good"), ("revision", "2")]).await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert!(is_seen(&instance, &case.record_id).await);
    assert!(waiting(&instance).await.is_empty());
    assert_eq!(instance.script(&[&decision]).await, ["accepted  "]);

    // An edit that is handed over again is a draft again, with the earlier decision beside.
    let edit = ["update place a {\"name\":\"Buvette ouverte\"}", SUBMIT];
    assert_eq!(instance.script(&edit).await[1], "draft");
    assert!(!is_seen(&instance, &case.record_id).await);
    let again = only(&instance).await;
    let path = format!("/administration/moderation/cas/{}", again.reference);
    let page = plain(&person.get(&path).await);
    assert!(page.contains("Acceptée par mediator"), "{page}");
}

on_both!(after_it_is_published_it_waits_all_the_same);

async fn after_it_is_published_it_waits_all_the_same(url: Option<&str>) {
    let instance = Instance::moderated_on(url).await;
    let administrator = instance.signed_in(Role::Administrator).await;
    let modes = "/administration/moderation/choix";
    let page = plain(&administrator.get(modes).await);
    assert!(page.contains("Avant : rien ne paraît"), "{page}");
    let chosen = administrator.post(modes, &[("place", "after")]).await;
    assert_eq!(chosen.status, 303);
    assert_eq!(of(&instance.app).mode("place").await.unwrap(), Mode::After);
    assert_eq!(
        of(&instance.app).mode("hostile.note").await.unwrap(),
        Mode::Before
    );

    assert_eq!(instance.script(&[PUT, SUBMIT]).await[1], "published");
    let case = only(&instance).await;
    assert!(is_seen(&instance, &case.record_id).await);
    let person = instance.signed_in(Role::Mediator).await;
    // Without a reason, or with words missing where they are the reason.
    for fields in [
        &[("decision", "bad")][..],
        &[("decision", "bad"), ("motif", "other")],
    ] {
        let back = decide(&person, &case, fields).await;
        assert_eq!(back.status, 422);
        assert!(back.text.contains("error-summary"));
    }
    let refused = [
        ("decision", "bad"),
        ("revision", "1"),
        ("motif", "incomplete"),
        ("mots", "Où est-ce ?"),
    ];
    assert_eq!(decide(&person, &case, &refused).await.status, 303);
    assert!(!is_seen(&instance, &case.record_id).await);
    let decided = of(&instance.app).get(&case.reference).await.unwrap();
    let decision = decided.decision.unwrap();
    assert_eq!(
        (
            decided.state,
            decision.reason,
            decision.words.as_str(),
            decision.by.as_str()
        ),
        (
            CaseState::Refused,
            Some(Reason::Incomplete),
            "Où est-ce ?",
            "mediator"
        )
    );
    let list = plain(&person.get("/administration/moderation/decisions").await);
    assert!(list.contains("Refusée par mediator"), "{list}");

    // Undone: it waits again, as published as before.
    let undo = format!("/administration/moderation/cas/{}/defaire", case.reference);
    assert_eq!(person.post(&undo, &[]).await.status, 303);
    assert_eq!(only(&instance).await.state, CaseState::Waiting);
    assert!(is_seen(&instance, &case.record_id).await);
    assert_eq!(
        person.post(&undo, &[]).await.status,
        422,
        "nothing is decided"
    );
}

on_both!(the_second_of_two_moderators_is_told);

async fn the_second_of_two_moderators_is_told(url: Option<&str>) {
    let instance = Instance::moderated_on(url).await;
    instance.script(&[PUT, SUBMIT]).await;
    let case = only(&instance).await;
    let (first, second) = (
        instance.signed_in(Role::Mediator).await,
        instance.signed_in(Role::Administrator).await,
    );
    let good = [("decision", "good"), ("revision", "2")];
    // The contributor edited while somebody read.
    let edit = ["update place a {\"name\":\"Buvette neuve\"}", SUBMIT];
    instance.script(&edit).await;
    let late = decide(&first, &case, &good).await;
    assert_eq!(late.status, 422);
    assert!(plain(&late).contains("a changé entre-temps"));
    assert_eq!(state(&instance, &case.record_id).await, State::Draft);

    let good = [("decision", "good"), ("revision", "3")];
    assert_eq!(decide(&first, &case, &good).await.status, 303);
    let bad = [("decision", "bad"), ("revision", "3"), ("motif", "spam")];
    let late = decide(&second, &case, &bad).await;
    assert_eq!(late.status, 422);
    assert!(plain(&late).contains("Quelqu’un a décidé avant vous"));
    assert_eq!(state(&instance, &case.record_id).await, State::Published);

    // Both at the same moment: one of them decides.
    instance.script(&[SUBMIT]).await;
    let case = only(&instance).await;
    let moderation = of(&instance.app);
    let spam = Verdict::Bad(Reason::Spam);
    let (good, bad) = tokio::join!(
        moderation.decide(&case.reference, &Verdict::Good, None, ("a", "")),
        moderation.decide(&case.reference, &spam, None, ("b", "")),
    );
    let won = [good.is_ok(), bad.is_ok()];
    assert!(
        won == [true, false] || won == [false, true],
        "{good:?} {bad:?}"
    );
    let error = good.err().or(bad.err()).unwrap();
    assert!(
        matches!(
            error,
            ModerationError::Decided(_) | ModerationError::Changed(_)
        ),
        "{error:?}"
    );
    // Whoever changed the record since keeps it: the decision is not undone over that.
    instance
        .script(&["update place a {\"name\":\"Buvette\"}"])
        .await;
    let undone = moderation.undo(&case.reference, "a").await;
    assert!(matches!(undone, Err(ModerationError::Changed(_))));
}

on_both!(reports_are_counted_and_bounded);

async fn reports_are_counted_and_bounded(url: Option<&str>) {
    let instance = Instance::moderated_on(url).await;
    let id = instance.put("place", "a", "{\"name\":\"Buvette\"}").await;
    let report = format!("report {id} spam De la publicité");
    let other = format!("report {id} zzz Un autre mot");
    assert_eq!(
        instance.script(&[&report, &other, &report]).await,
        ["ok"; 3]
    );
    let case = only(&instance).await;
    assert_eq!(case.reports, 2, "the same words are kept once");
    let said = of(&instance.app).reports(&case).await.unwrap();
    assert_eq!(
        (said[0].reason, said[1].reason),
        (Abuse::Spam, Abuse::Other)
    );
    assert!(is_seen(&instance, &id).await, "reports alone hide nothing");

    let person = instance.signed_in(Role::Mediator).await;
    let path = format!("/administration/moderation/cas/{}", case.reference);
    let page = plain(&person.get(&path).await);
    assert!(
        page.contains("De la publicité") && page.contains("Garder"),
        "{page}"
    );
    decide(&person, &case, &[("decision", "good"), ("revision", "1")]).await;
    let kept = of(&instance.app).get(&case.reference).await.unwrap();
    assert_eq!(kept.state, CaseState::Kept);
    assert!(is_seen(&instance, &id).await);

    // Ten thousand in a loop: a page's writes are bounded, then what waits of one record is.
    let flood = format!("reports {id} 10000");
    for _ in 0..4 {
        let said = instance.script(&[&flood]).await;
        assert!(said[0].starts_with("exhausted: "), "{said:?}");
    }
    for number in 0..6 {
        let many: Vec<String> = (0..10)
            .map(|one| format!("report {id} false {number}-{one}"))
            .collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        instance.script(&many).await;
    }
    assert_eq!(only(&instance).await.reports, 50);

    // Withdrawn by a person; then nobody reports what nobody sees.
    let case = only(&instance).await;
    let bad = [("decision", "bad"), ("revision", "1"), ("motif", "spam")];
    assert_eq!(decide(&person, &case, &bad).await.status, 303);
    assert!(!is_seen(&instance, &id).await);
    let said = instance.script(&[&report]).await;
    assert!(said[0].starts_with("not-found: "), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_granted_or_not_made_is_denied() {
    let instance = Instance::moderated_on(None).await;
    let id = instance.put("place", "x", "{\"name\":\"Mairie\"}").await;
    let report = format!("report {id} spam");
    let submit = format!("submit-id {id}");
    let others = instance
        .script_of(
            "/voisin",
            &["put place v {\"name\":\"v\"}", "submit place v", &report],
        )
        .await;
    assert!(others[1].starts_with("denied: ") && others[1].contains("moderation"));
    assert!(others[2].starts_with("denied: "), "{others:?}");
    // Of the administration, and of another plugin.
    for call in [submit.as_str(), "submit place v"] {
        let said = instance.script(&[call]).await;
        assert!(said[0].starts_with("denied: "), "{said:?}");
    }
    for said in instance.asked(&["submit-id x", &report]).await {
        assert!(
            said.starts_with("denied: ") && said.contains("POST"),
            "{said}"
        );
    }
    let said = instance
        .script(&["submit-id nothing", "report nothing spam"])
        .await;
    assert!(
        said.iter().all(|said| said.starts_with("not-found: ")),
        "{said:?}"
    );
    // How it ended is its maker's to know.
    let decision = format!("decision {id}");
    let said = instance.script(&[&decision, "decision nothing"]).await;
    assert!(
        said[0].starts_with("denied: ") && said[1].starts_with("not-found: "),
        "{said:?}"
    );
    let other = instance.script_of("/voisin", &[&decision]).await;
    assert!(other[0].starts_with("denied: "), "{other:?}");
    // A call that fails hands nothing over.
    let failed = instance
        .script_answer("/hostile", &[PUT, SUBMIT, "!fail"])
        .await;
    assert_eq!(failed.status, 500);
    assert!(waiting(&instance).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_follows_the_kind_hears_of_a_decision() {
    let instance = Instance::moderated_on(None).await;
    let follow = async |id: &str| {
        let plugin = instance.app.plugins.get(id).unwrap();
        instance.app.plugins.follow(&plugin).await.unwrap();
    };
    let seen = async |mount: &str| instance.script_of(mount, &["value seen"]).await.join("\n");
    for id in ["hostile", "voisin"] {
        follow(id).await;
    }
    instance.script(&[PUT, SUBMIT]).await;
    let case = only(&instance).await;
    for id in ["hostile", "voisin"] {
        follow(id).await;
        assert_eq!(
            seen(&format!("/{id}")).await,
            "nothing",
            "{id}: a draft of its own or of another"
        );
    }
    let moderation = of(&instance.app);
    let decided = moderation.decide(&case.reference, &Verdict::Good, None, ("a", ""));
    decided.await.unwrap();
    // Its maker too: it was not its own change.
    for id in ["hostile", "voisin"] {
        follow(id).await;
        let seen = seen(&format!("/{id}")).await;
        assert!(seen.starts_with("changed a 3 "), "{id}: {seen}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_names_who_is_on_duty_is_dropped_with_the_roster_and_the_day() {
    let instance = Instance::moderated_on(None).await;
    let named = async || {
        let answer = instance.get("/hostile/kept/on-duty").await;
        let text = answer.text.split("<p>[").nth(1).unwrap();
        text.split(']').next().unwrap().to_owned()
    };
    assert_eq!(
        (named().await, named().await),
        ("personne".into(), "personne".into())
    );
    assert_eq!(instance.calls().await, 1);
    let person = instance.signed_in(Role::Mediator).await;
    let roster = "/administration/moderation/astreinte";
    let page = plain(&person.get(roster).await);
    assert!(
        page.contains("Personne n’est de permanence ces jours-ci"),
        "{page}"
    );
    let days = |name: &'static str, last: &'static str| {
        [
            ("premier-day", "21"),
            ("premier-month", "11"),
            ("premier-year", "2026"),
            ("dernier-day", last),
            ("dernier-month", "11"),
            ("dernier-year", "2026"),
            ("nom", name),
        ]
    };
    let add = async |name, last| {
        let mut fields = days(name, last).to_vec();
        fields.push(("compte", person.account.id.as_str()));
        person.post(roster, &fields).await
    };
    assert_eq!(
        add("Camille", "20").await.status,
        422,
        "the last before the first"
    );
    assert_eq!(add("", "21").await.status, 422, "no name");
    assert_eq!(add("Camille", "21").await.status, 303);
    assert_eq!(
        add("Ada", "22").await.status,
        422,
        "somebody is there already"
    );
    assert_eq!(
        (named().await, named().await),
        ("Camille".into(), "Camille".into())
    );
    assert_eq!(instance.calls().await, 2);
    let list = plain(&person.get("/administration/moderation").await);
    assert!(
        list.contains("De permanence aujourd’hui : Camille."),
        "{list}"
    );
    let number = of(&instance.app).roster().await.unwrap()[0].number;
    let gone = person
        .post(&format!("{roster}/{number}/retirer"), &[])
        .await;
    assert_eq!(gone.status, 303);
    assert_eq!(named().await, "personne");
    assert_eq!(add("Camille", "21").await.status, 303);
    assert_eq!(named().await, "Camille");
    instance.clock.advance_ms(DAY_MS);
    assert_eq!(named().await, "personne");
}

on_both!(what_was_decided_long_ago_is_forgotten);

async fn what_was_decided_long_ago_is_forgotten(url: Option<&str>) {
    let instance = Instance::moderated_on(url).await;
    let moderation = of(&instance.app);
    let (kept, gone) = (
        instance.put("place", "a", "{\"name\":\"a\"}").await,
        instance.put("place", "b", "{\"name\":\"b\"}").await,
    );
    let (first, second) = (instance.case(&kept).await, instance.case(&gone).await);
    let decided = moderation.decide(&first, &Verdict::Good, None, ("a", ""));
    decided.await.unwrap();
    instance.clock.advance_ms(8 * DAY_MS);
    let count = moderation.count().await.unwrap();
    assert_eq!((count.cases, count.late), (1, 1));
    assert_eq!(moderation.forget_old().await.unwrap(), 0);
    let findings = maille::doctor::look_quickly(&instance.app).await;
    let said: Vec<&str> = findings.iter().map(|finding| finding.key).collect();
    assert!(said.contains(&"cli-doctor-cases-late") && said.contains(&"cli-doctor-cases-nobody"));
    instance.clock.advance_ms(360 * DAY_MS);
    assert_eq!(moderation.forget_old().await.unwrap(), 1);
    let found = moderation.get(&first).await;
    assert!(matches!(found, Err(ModerationError::NotFound(_))));
    // What was never decided waits, until its record is deleted for good.
    moderation.get(&second).await.unwrap();
    instance.script(&["found place b"]).await;
    let mut session = maille::directory::Session::new(
        &instance.app.directory,
        maille::directory::Author::host("test"),
    );
    session.delete(&gone, 1).await.unwrap();
    session.commit().await.unwrap();
    assert_eq!(moderation.forget_old().await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_are_decided_from_the_command_line() {
    let instance = Instance::moderated_on(None).await;
    let maille = Maille::over(&instance.folder);
    assert!(
        maille
            .run(&["moderation", "list"])
            .check()
            .err
            .contains("aucun dossier")
    );
    maille
        .run(&["moderation", "mode", "place", "after"])
        .check();
    maille
        .run(&["moderation", "mode", "place", "never"])
        .refused(&["before", "after"]);
    maille
        .run(&["moderation", "mode", "zzz", "after"])
        .refused(&["zzz"]);
    assert_eq!(instance.script(&[PUT, SUBMIT]).await[1], "published");
    let case = only(&instance).await;
    let listed = maille.run(&["moderation", "list"]).check().out;
    assert!(
        listed.contains(&case.reference) && listed.contains("Buvette"),
        "{listed}"
    );
    let shown = maille
        .run(&["--lang", "en", "moderation", "show", &case.reference])
        .check()
        .out;
    assert!(
        shown.contains("voisine-7") && shown.contains("written by"),
        "{shown}"
    );
    let refuse = ["moderation", "refuse", &case.reference, "--reason"];
    maille
        .run(&[&refuse[..], &["zzz"]].concat())
        .refused(&["incomplete"]);
    let refuse = [&refuse[..], &["false", "--words", "Fermé depuis"]].concat();
    maille.run(&refuse).check();
    assert_eq!(state(&instance, &case.record_id).await, State::Withdrawn);
    maille.run(&refuse).refused(&["décision"]);
    let shown = maille
        .run(&["moderation", "show", &case.reference])
        .check()
        .out;
    assert!(
        shown.contains("Fermé depuis") && shown.contains("command line"),
        "{shown}"
    );
    maille
        .run(&["moderation", "accept", "ZZZZ-ZZZZ"])
        .refused(&["il n’y a pas"]);
}
