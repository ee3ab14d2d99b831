//! Visitors without an account who prove themselves with a code of the host's, in a plugin's form: what the plugin sees, what they
//! read where a code does not hold, and how much is taken from whom.

mod bounds;
mod letters;
mod printing;

use maille::contributors::{CODE_DAYS, Made};
use maille::plugins::grants::Capability;

use crate::support::Instance;
use crate::support::visitor::Answer;

const MARK: (&str, &str) = ("~contribution", "1");
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A code that a mediator printed.
async fn printed(instance: &Instance) -> Made {
    let made = instance.app.contributors.print(1, "Camille", ("", "fr"));
    made.await.unwrap().remove(0)
}

async fn send(instance: &Instance, fields: &[(&str, &str)]) -> Answer {
    let fields: Vec<(&str, &str)> = [MARK].iter().chain(fields).copied().collect();
    instance.post("/contribuer", &fields, &[]).await
}

/// How often the plugin was called with a form.
async fn calls(instance: &Instance) -> u64 {
    let answer = instance.get("/contribuer/appels").await;
    answer.text.parse().unwrap()
}

fn plain(answer: &Answer) -> String {
    answer.text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// The page asks for a code, nothing was called, and nothing of it is kept anywhere.
async fn refused(instance: &Instance, answer: &Answer, why: &str) {
    assert_eq!(answer.status, 422, "{}", answer.text);
    assert!(plain(answer).contains(why), "{why}: {}", answer.text);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(calls(instance).await, 0, "{why}");
}

#[tokio::test]
async fn a_right_code_calls_the_plugin_which_never_sees_it() {
    let instance = Instance::contributed(None).await;
    let code = printed(&instance).await.code.shown();
    let page = instance.get("/contribuer").await;
    for part in [
        "name=\"~contribution\"",
        "name=\"~code\"",
        "href=\"/annuaire\"",
    ] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    assert!(!page.text.contains("~email"), "it sends no mail");

    let typed = [
        ("title", "Un banc"),
        ("text", "Ici.\r\nEt là."),
        ("day-day", "2"),
        ("day-month", "3"),
        ("day-year", "2027"),
        ("~code", code.as_str()),
        ("~file", "x"),
    ];
    let answer = send(&instance, &typed).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let seen: Vec<&str> = answer.text.split('|').collect();
    assert_eq!(seen[1..4], ["Un banc", "Ici.\r\nEt là.", "2027-03-02"]);
    assert_eq!(seen[4..], ["none"; 5]);
    let name = seen[0];
    assert!(name.len() >= 16 && !name.contains(&code[..4]), "{name}");

    // Read as people type it, and in an address it is nothing.
    let loosely = code
        .to_lowercase()
        .replace('-', " ")
        .replace('0', "o")
        .replace('1', "l");
    let again = [("title", "Deux"), ("~code", loosely.as_str())];
    let again = send(&instance, &again).await;
    assert!(
        again.text.starts_with(&format!("{name}|Deux")),
        "{}",
        again.text
    );
    let query = format!("/contribuer?~code={code}&~contribution=1");
    let asked = instance.post(&query, &[("title", "Trois")], &[]).await;
    assert_eq!(asked.text.split('|').next(), Some("none"));
    assert_eq!(asked.text.split('|').nth(6), Some("none"));

    // Another plugin knows another name.
    let other = [MARK, ("title", "Ailleurs"), ("~code", &code)];
    let other = instance.post("/autre", &other, &[]).await;
    let elsewhere = other.text.split('|').next().unwrap();
    assert!(elsewhere.len() >= 16 && elsewhere != name, "{elsewhere}");
    assert!(!instance.log("contributed").await.join("\n").contains(&code));
}

#[tokio::test]
async fn what_was_typed_comes_back_where_the_code_does_not_hold() {
    let instance = Instance::contributed(None).await;
    let typed = [
        ("title", "Un \"banc\" <b>"),
        ("text", "Une ligne\r\net une autre"),
        ("day-day", "2"),
        ("day-month", "3"),
        ("day-year", "2027"),
        ("some", "a"),
        ("some", "b"),
    ];
    for (code, why) in [
        ("", "Écrivez votre code"),
        ("0000-0000-0000", "Ce code n’est pas connu"),
        ("'; drop table contributor; --", "Ce code n’est pas connu"),
    ] {
        let fields: Vec<(&str, &str)> = typed.into_iter().chain([("~code", code)]).collect();
        let answer = send(&instance, &fields).await;
        refused(&instance, &answer, why).await;
        for part in [
            "name=\"title\" value=\"Un &#34;banc&#34; &#60;b&#62;\"",
            "name=\"text\" value=\"Une ligne\net une autre\"",
            "name=\"day-day\" value=\"2\"",
            "name=\"some\" value=\"a\"",
            "name=\"some\" value=\"b\"",
            "name=\"~contribution\" value=\"1\"",
            "name=\"~code\" value=\"\"",
            "action=\"/contribuer\"",
        ] {
            assert!(answer.text.contains(part), "{part}: {}", answer.text);
        }
        // What was made of the three fields is made again.
        assert!(!answer.text.contains("name=\"day\""));
        assert!(code.is_empty() || !answer.text.contains(code));
    }
}

#[tokio::test]
async fn a_code_that_is_too_old_or_was_taken_back_says_so() {
    let instance = Instance::contributed(None).await;
    let (old, back) = (printed(&instance).await, printed(&instance).await);
    let listed = instance.app.contributors.printed().await.unwrap();
    // The newest first.
    assert!(
        instance
            .app
            .contributors
            .revoke(&listed[0].id)
            .await
            .unwrap()
    );
    let answer = send(&instance, &[("title", "x"), ("~code", &back.code.shown())]).await;
    refused(&instance, &answer, "a été repris par l’équipe").await;
    instance.clock.advance_ms(CODE_DAYS * DAY_MS);
    let answer = send(&instance, &[("title", "x"), ("~code", &old.code.shown())]).await;
    refused(&instance, &answer, "n’est plus valable").await;
}

#[tokio::test]
async fn a_form_without_the_mark_calls_the_plugin_with_nobody() {
    let instance = Instance::contributed(None).await;
    let code = printed(&instance).await.code.shown();
    let fields = [("title", "Sans"), ("~code", code.as_str())];
    let answer = instance.post("/contribuer", &fields, &[]).await;
    assert_eq!((answer.status, &answer.text[..10]), (200, "none|Sans|"));
}

#[tokio::test]
async fn a_form_with_something_to_mend_asks_for_no_code_again() {
    let instance = Instance::contributed(None).await;
    let code = printed(&instance).await.code.shown();
    let answer = send(&instance, &[("title", ""), ("~code", &code)]).await;
    assert_eq!(answer.status, 200);
    assert!(plain(&answer).contains("Votre code a été reconnu"));
    assert!(!answer.text.contains(&code) && !answer.text.contains("name=\"~code\""));
    assert_eq!(answer.header("cache-control"), "private, no-store");
    let proof = answer
        .text
        .split("name=\"~proof\" value=\"")
        .nth(1)
        .unwrap();
    let proof = proof.split('"').next().unwrap();
    let mended = [("title", "Un banc"), ("~proof", proof)];
    let answer = send(&instance, &mended).await;
    assert!(answer.text.contains("|Un banc|"), "{}", answer.text);
    assert!(!answer.text.starts_with("none"));

    // It is nothing to another plugin, after an hour, or with a letter changed.
    let other = [MARK, ("title", "x"), ("~proof", proof)];
    let late = "Le formulaire est resté ouvert";
    let elsewhere = instance.post("/autre", &other, &[]).await;
    assert_eq!(elsewhere.status, 422);
    assert!(plain(&elsewhere).contains(late));
    let forged = proof.replace('a', "b");
    assert_eq!(
        send(&instance, &[("title", "x"), ("~proof", &forged)])
            .await
            .status,
        422
    );
    instance.clock.advance_ms(60 * 60 * 1000);
    let answer = send(&instance, &mended).await;
    assert_eq!(answer.status, 422);
    assert!(plain(&answer).contains(late) && answer.text.contains("Un banc"));
}

#[tokio::test]
async fn a_file_goes_and_the_page_says_so() {
    let instance = Instance::contributed(None).await;
    let part = |name: &str, value: &str| {
        format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let file = |name: &str| {
        format!(
            "--x\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"a.png\"\r\n\r\nbytes\r\n"
        )
    };
    let body = |code: &str| {
        [
            part("title", "Un banc"),
            file("photo"),
            file("~file"),
            part("~contribution", "1"),
            part("~code", code),
            "--x--\r\n".to_owned(),
        ]
        .concat()
        .into_bytes()
    };
    let headers = [("content-type", "multipart/form-data; boundary=x")];
    let answer = instance
        .send("/contribuer", &headers, body("0000-0000-0000"))
        .await;
    refused(&instance, &answer, "Votre fichier n’est pas gardé").await;
    assert!(answer.text.contains("value=\"Un banc\""));
    let documents = instance.app.plugins.documents();
    assert_eq!(documents.bytes("contributed").await.unwrap(), 0);

    let code = printed(&instance).await.code.shown();
    let answer = instance.send("/contribuer", &headers, body(&code)).await;
    assert!(
        answer
            .text
            .ends_with("|Un banc|none|none|a file|none|none|none|none"),
        "{}",
        answer.text
    );
    assert_eq!(documents.bytes("contributed").await.unwrap(), 5);
}

#[tokio::test]
async fn a_plugin_makes_no_field_of_the_hosts_names_and_no_code_in_an_address() {
    let instance = Instance::contributed(None).await;
    let page = instance.get("/contribuer/faux").await;
    assert_eq!(page.status, 200);
    assert!(!page.text.contains("name=\"~"), "{}", page.text);
    let log = instance.log("contributed").await.join("\n");
    assert!(
        log.contains("`~code` has no name") && log.contains("sent with GET"),
        "{log}"
    );
}

#[tokio::test]
async fn without_the_grant_no_code_is_asked_for_and_nobody_is_believed() {
    let instance = Instance::contributed(None).await;
    let code = printed(&instance).await.code.shown();
    let plugins = &instance.app.plugins;
    plugins
        .grant("contributed", &[], &[Capability::Contributors])
        .await
        .unwrap();
    let page = instance.get("/contribuer").await;
    assert_eq!(page.status, 200);
    assert!(!page.text.contains("name=\"~"), "{}", page.text);
    let answer = send(&instance, &[("title", "x"), ("~code", &code)]).await;
    assert_eq!(
        (answer.status, answer.text.starts_with("none|x|")),
        (200, true)
    );
    let log = instance.log("contributed").await.join("\n");
    assert!(log.contains("`contributors` is not granted"), "{log}");
}
