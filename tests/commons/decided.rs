//! What the author of a common hears of a decision: by mail, once, where there is an address; on the page, after the code. On both
//! databases. And what a neighbour's common says of itself.

use maille::directory::State;

use super::contributed::{MARK, OFFER, accept, address, begun_on, code, moderation};
use super::text;
use crate::support::Instance;
use crate::support::both::on_both;
use crate::support::smtp::Sink;
use crate::support::visitor::Answer;

const PUBLISH: &str = "/communs/publier/annonces";
const CREUSE: &str = "maille.creuse.example";
const COPY: &str = "01991c5e-7a10-7000-8000-0000000000c1";

async fn send(instance: &Instance, path: &str, fields: &[(&str, &str)], code: &str) -> Answer {
    let own = [MARK, ("~code", code)];
    let fields: Vec<(&str, &str)> = own.iter().chain(fields).copied().collect();
    instance.post(path, &fields, &[]).await
}

/// A code that came by mail.
async fn mailed(instance: &Instance, sink: &Sink) -> String {
    let fields = [&[MARK, ("~email", "camille@example.org")], &OFFER[..]].concat();
    instance.post(PUBLISH, &fields, &[]).await;
    let body = sink.letter(0).await.body();
    let shape = |word: &&str| word.len() == 14 && word.split('-').all(|part| part.len() == 4);
    body.split_whitespace().find(shape).unwrap().to_owned()
}

/// What letters say, with what quoted-printable did to letters with accents undone.
fn said(sink: &Sink) -> Vec<(String, String)> {
    let plain = |text: &str| {
        let bytes = text.as_bytes();
        let (mut out, mut at) = (Vec::new(), 0);
        while let Some(byte) = bytes.get(at) {
            let hex = (*byte == b'=').then(|| bytes.get(at + 1..at + 3)).flatten();
            let hex = hex.and_then(|hex| std::str::from_utf8(hex).ok());
            match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                Some(byte) => (out.push(byte), at += 3).1,
                None => (out.push(*byte), at += 1).1,
            }
        }
        String::from_utf8_lossy(&out).into_owned()
    };
    let letters = sink.taken().into_iter();
    letters
        .map(|letter| (letter.to.join(","), plain(&letter.body())))
        .collect()
}

async fn an_author_hears_of_each_decision_once(url: Option<&str>) {
    let sink = Sink::start().await;
    let (instance, printed) = begun_on(url, Some(&sink.url)).await;
    instance.start_jobs();
    let code = mailed(&instance, &sink).await;
    let path = address(&send(&instance, PUBLISH, &OFFER, &code).await);
    let edit = format!("{path}/modifier");
    let page = send(&instance, &edit, &[], &code).await;
    assert!(
        page.text.contains("En attente de relecture"),
        "{}",
        page.text
    );

    let mediator = instance.signed_in(maille::accounts::Role::Mediator).await;
    let case = moderation(&instance).waiting(0, 1).await.unwrap().remove(0);
    let desk = format!("/administration/moderation/cas/{}", case.reference);
    let record = instance
        .app
        .directory
        .get(&case.record_id)
        .await
        .unwrap()
        .unwrap();
    let (first, later) = (
        record.revision.to_string(),
        (record.revision + 2).to_string(),
    );
    let refusal = |revision| {
        [
            ("decision", "bad"),
            ("motif", "incomplete"),
            ("mots", "Dites quelle taille elle a."),
            ("revision", revision),
        ]
    };
    let decision = format!("{desk}/decision");
    // Asked twice, as who clicks twice does: decided once, told once.
    assert_eq!(mediator.post(&decision, &refusal(&first)).await.status, 303);
    assert_eq!(mediator.post(&decision, &refusal(&first)).await.status, 422);
    let letter = sink.letter(1).await;
    assert_eq!(letter.to, ["camille@example.org"]);
    let page = send(&instance, &edit, &[], &code).await;
    for part in [
        "Non publié",
        "Il n’en est pas dit assez",
        "Dites quelle taille elle a",
    ] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    mediator.post(&format!("{desk}/defaire"), &[]).await;
    sink.letter(2).await;
    let good = [("decision", "good"), ("revision", later.as_str())];
    assert_eq!(mediator.post(&decision, &good).await.status, 303);
    sink.letter(3).await;
    let letters = said(&sink);
    for (number, parts) in [
        (
            1,
            [
                "n’est pas publié",
                "Trop incomplet",
                "Dites quelle taille elle a.",
                "/records/",
            ],
        ),
        (
            2,
            [
                "est annulée",
                "va le relire",
                "Poussette à donner",
                "Bonjour",
            ],
        ),
        (
            3,
            [
                "relu et accepté",
                "La page",
                "Poussette à donner",
                "/records/",
            ],
        ),
    ] {
        for part in parts {
            assert!(
                letters[number].1.contains(part),
                "{number} {part}: {}",
                letters[number].1
            );
        }
    }
    let page = send(&instance, &edit, &[], &code).await;
    assert!(page.text.contains("Accepté"), "{}", page.text);

    // Who has a printed code left no address: nothing is sent, and the page says it all the same.
    let path = address(&send(&instance, PUBLISH, &OFFER, &printed).await);
    accept(&instance).await;
    let page = send(&instance, &format!("{path}/modifier"), &[], &printed).await;
    assert!(page.text.contains("Accepté"), "{}", page.text);
    let other = self::code(&instance).await;
    let page = send(&instance, &format!("{path}/modifier"), &[], &other).await;
    assert!(!page.text.contains("Accepté"), "{}", page.text);

    // What is withdrawn after a report is told as well, whoever's case it was.
    let record = instance
        .app
        .directory
        .get(&case.record_id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(record.state, State::Published);
    let number = instance.case(&case.record_id).await;
    let decision = format!("/administration/moderation/cas/{number}/decision");
    let revision = record.revision.to_string();
    let spam = [
        ("decision", "bad"),
        ("motif", "spam"),
        ("mots", ""),
        ("revision", &revision),
    ];
    assert_eq!(mediator.post(&decision, &spam).await.status, 303);
    sink.letter(4).await;
    let letters = said(&sink);
    assert!(
        letters[4].1.contains("signalé par des visiteurs"),
        "{}",
        letters[4].1
    );
    assert_eq!(letters.len(), 5, "{letters:#?}");
}
on_both!(an_author_hears_of_each_decision_once);

#[tokio::test(flavor = "multi_thread")]
async fn a_neighbours_common_is_reported_where_it_is_from() {
    let instance = Instance::commons().await;
    instance.neighbour(CREUSE).await;
    let content = r#"{"name":"Poussette de la Creuse","way":"give"}"#;
    instance
        .copied(CREUSE, "commons.offer", COPY, content)
        .await;
    let page = text(&instance, &format!("/communs/{COPY}")).await;
    assert!(
        !page.contains("/signaler") && !page.contains("/modifier"),
        "{page}"
    );
    assert!(
        page.contains(&format!("https://{CREUSE}/records/{COPY}")),
        "{page}"
    );
    let report = format!("/communs/{COPY}/signaler");
    for answer in [
        instance.get(&report).await,
        instance.post(&report, &[("motif", "spam")], &[]).await,
    ] {
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(
            answer.text.contains("C’est là qu’on peut"),
            "{}",
            answer.text
        );
    }
    let waiting = moderation(&instance).waiting(0, 1).await.unwrap();
    assert!(waiting.is_empty(), "{waiting:?}");
}
