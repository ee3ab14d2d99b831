//! Letters: codes by mail, and what plugins write to contributors.

use crate::support::Instance;
use crate::support::smtp::Sink;

use super::{DAY_MS, MARK, calls, plain, printed, send};

/// The code in a letter.
fn code_in(body: &str) -> String {
    let shape = |word: &&str| word.len() == 14 && word.split('-').all(|part| part.len() == 4);
    body.split_whitespace()
        .find(shape)
        .unwrap_or_else(|| panic!("no code: {body}"))
        .to_owned()
}

#[tokio::test]
async fn a_code_comes_by_mail_and_holds() {
    let sink = Sink::start().await;
    let instance = Instance::contributed(Some(&sink.url)).await;
    instance.start_jobs();
    let page = instance.get("/contribuer").await;
    assert!(page.text.contains("name=\"~email\"") && !page.text.contains("Une médiatrice"));

    let answer = send(
        &instance,
        &[("title", "Un banc"), ("~email", " Camille@Example.org")],
    )
    .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(
        plain(&answer).contains("Un code part à l’adresse"),
        "{}",
        answer.text
    );
    assert!(answer.text.contains("name=\"title\" value=\"Un banc\""));
    assert_eq!(calls(&instance).await, 0);

    let letter = sink.letter(0).await;
    assert_eq!(
        (letter.from.as_str(), letter.to),
        ("essai@example.fr", vec!["camille@example.org".to_owned()])
    );
    let letter = sink.letter(0).await;
    assert_eq!(letter.header("Subject"), "Votre code pour Essai");
    assert_eq!(letter.header("Auto-Submitted"), "auto-generated");
    let code = code_in(&letter.body());
    assert!(!answer.text.contains(&code));
    let first = send(&instance, &[("title", "Un banc"), ("~code", &code)]).await;
    assert_eq!(first.status, 200, "{}", first.text);
    let name = first.text.split('|').next().unwrap().to_owned();

    // The same words where the address is known; the same contributor; the old code goes with the first use of the new.
    let again = send(
        &instance,
        &[("title", "Un banc"), ("~email", "camille@example.org")],
    )
    .await;
    assert_eq!(
        plain(&again).replace(&again.header("x-request-id").to_owned(), ""),
        plain(&answer).replace(&answer.header("x-request-id").to_owned(), "")
    );
    let new = code_in(&sink.letter(1).await.body());
    assert_eq!(
        send(&instance, &[("title", "x"), ("~code", &code)])
            .await
            .status,
        200
    );
    let second = send(&instance, &[("title", "x"), ("~code", &new)]).await;
    assert!(
        second.text.starts_with(&format!("{name}|")),
        "{}",
        second.text
    );
    assert_eq!(
        send(&instance, &[("title", "x"), ("~code", &code)])
            .await
            .status,
        422
    );

    // The plugin writes without knowing where.
    let fields = [
        MARK,
        ("~code", new.as_str()),
        ("subject", "Votre idée est publiée"),
        ("text", "Bonjour,\nelle est en ligne."),
    ];
    let written = instance.post("/contribuer/lettre", &fields, &[]).await;
    assert_eq!(written.text, "true");
    let letter = sink.letter(2).await;
    assert_eq!(letter.to, ["camille@example.org"]);
    assert!(
        letter.body().contains("elle est en ligne"),
        "{}",
        letter.body()
    );
    assert!(
        letter.body().contains("Ce message vient de Essai"),
        "{}",
        letter.body()
    );
    // Another plugin cannot, by a name that is not its own.
    let foreign = [("to", name.as_str()), ("subject", "a"), ("text", "b")];
    let foreign = instance.post("/autre/lettre", &foreign, &[]).await;
    assert_eq!(foreign.text, "false");
    for (subject, text) in [
        ("a\r\nBcc: b@example.org", "x"),
        ("a\nb", "x"),
        ("", "x"),
        ("a", " "),
    ] {
        let fields = [("to", name.as_str()), ("subject", subject), ("text", text)];
        let refused = instance.post("/contribuer/lettre", &fields, &[]).await;
        assert!(
            refused.text.starts_with("invalid"),
            "{subject:?}: {}",
            refused.text
        );
    }
    assert_eq!(sink.taken().len(), 3);
}

#[tokio::test]
async fn a_person_gets_ten_letters_of_plugins_in_a_day() {
    let sink = Sink::start().await;
    let instance = Instance::contributed(Some(&sink.url)).await;
    instance.start_jobs();
    send(
        &instance,
        &[("title", "x"), ("~email", "camille@example.org")],
    )
    .await;
    let code = code_in(&sink.letter(0).await.body());
    let first = send(&instance, &[("title", "x"), ("~code", &code)]).await;
    let name = first.text.split('|').next().unwrap().to_owned();
    let write = async |times: &str| {
        let fields = [
            ("to", name.as_str()),
            ("subject", "a"),
            ("text", "b"),
            ("times", times),
        ];
        instance.post("/contribuer/lettre", &fields, &[]).await.text
    };
    assert_eq!(write("7").await, "true");
    let last = write("4").await;
    assert!(last.starts_with("exhausted"), "{last}");
    instance.clock.advance_ms(DAY_MS);
    assert_eq!(write("1").await, "true");
    sink.letter(11).await;
    // A printed code has no address, and nobody is told by the answer who has.
    let printed = printed(&instance).await.code.shown();
    let fields = [
        MARK,
        ("~code", printed.as_str()),
        ("subject", "a"),
        ("text", "b"),
    ];
    assert_eq!(
        instance.post("/contribuer/lettre", &fields, &[]).await.text,
        "false"
    );
}

#[tokio::test]
async fn what_is_no_address_is_said_and_sent_nowhere() {
    let sink = Sink::start().await;
    let instance = Instance::contributed(Some(&sink.url)).await;
    for address in [
        "camille",
        "camille@example.org\r\nBcc: b@example.org",
        "camille@example.org, b@example.org",
        "cam\u{202e}ille@example.org",
        "camille@localhost",
    ] {
        let answer = send(&instance, &[("title", "Gardé"), ("~email", address)]).await;
        assert_eq!(answer.status, 422, "{address:?}");
        assert!(
            plain(&answer).contains("Écrivez une adresse comme"),
            "{}",
            answer.text
        );
        assert!(answer.text.contains("value=\"Gardé\""));
    }
    assert!(instance.app.letters.due().await.unwrap().is_empty());
}

#[tokio::test]
async fn codes_by_mail_are_bounded_by_address_and_by_network() {
    let instance = Instance::contributed(Some("smtp://127.0.0.1:9")).await;
    let ask = async |address: &str, network: &str| {
        let fields = [MARK, ("title", "x"), ("~email", address)];
        instance
            .post("/contribuer", &fields, &[("x-forwarded-for", network)])
            .await
    };
    for number in 0..5 {
        let answer = ask("camille@example.org", &format!("192.0.2.{number}")).await;
        assert_eq!(answer.status, 200);
    }
    let answer = ask("CAMILLE@example.org", "192.0.2.9").await;
    assert_eq!(answer.status, 429);
    assert!(plain(&answer).contains("Trop de codes ont été demandés"));
    let mut last = 200;
    for number in 0..20 {
        last = ask(&format!("a{number}@example.org"), "2001:db8::1")
            .await
            .status;
    }
    assert_eq!(last, 429);
    assert_eq!(
        ask("b@example.org", "2001:db8::2:1").await.status,
        429,
        "one home"
    );
    assert_eq!(ask("b@example.org", "2001:db8:1::1").await.status, 200);
}

#[tokio::test]
async fn a_mail_server_that_is_down_loses_no_letter_and_keeps_nobody_waiting() {
    let place = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = place.local_addr().unwrap();
    drop(place);
    let instance = Instance::contributed(Some(&format!("smtp://{address}"))).await;
    instance.start_jobs();
    let answer = send(
        &instance,
        &[("title", "x"), ("~email", "camille@example.org")],
    )
    .await;
    assert_eq!(answer.status, 200);
    // Tried, and not due before a minute is over.
    for _ in 0..600 {
        if instance.app.letters.due().await.unwrap().is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    instance.clock.advance_ms(59_000);
    assert!(instance.app.letters.due().await.unwrap().is_empty());
    instance.clock.advance_ms(2_000);
    let due = instance.app.letters.due().await.unwrap();
    assert_eq!((due.len(), due[0].tries), (1, 1));
}
