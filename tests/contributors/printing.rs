//! Mediators print codes, see what became of them, and take them back.

use maille::accounts::Role;

use crate::support::{Instance, Maille};

use super::{plain, send};

/// The codes on a sheet.
fn codes(html: &str) -> Vec<String> {
    let parts = html.split("class=\"slip-code\"><strong>").skip(1);
    parts
        .map(|part| part.split('<').next().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn printed_codes_are_shown_once_hold_and_are_taken_back() {
    let instance = Instance::contributed(None).await;
    let person = instance.signed_in(Role::Mediator).await;
    let empty = person.get("/administration/codes").await;
    assert!(plain(&empty).contains("Aucun code n’a été imprimé"));
    let fields = [
        ("nombre", "3"),
        ("mention", " Atelier \u{202e}du\r\njeudi "),
    ];
    let sheet = person.post("/administration/codes", &fields).await;
    assert_eq!(sheet.status, 200);
    assert_eq!(sheet.header("cache-control"), "no-store");
    let made = codes(&sheet.text);
    assert_eq!(made.len(), 3);
    assert!(plain(&sheet).contains("Atelier du jeudi"), "{}", sheet.text);

    assert_eq!(
        send(&instance, &[("title", "x"), ("~code", &made[0])])
            .await
            .status,
        200
    );
    let list = person.get("/administration/codes").await;
    for code in &made {
        assert!(!list.text.contains(code), "shown once");
    }
    let words = plain(&list);
    assert_eq!(words.matches("Atelier du jeudi").count(), 3);
    assert_eq!(words.matches("Pas encore utilisé").count(), 2);
    assert_eq!(words.matches("Utilisé, la dernière fois").count(), 1);

    for part in list.text.split("action=\"/administration/codes/").skip(1) {
        let id = part.split('/').next().unwrap();
        let path = format!("/administration/codes/{id}/annuler");
        assert_eq!(person.post(&path, &[]).await.status, 303);
        assert_eq!(
            person.post(&path, &[]).await.status,
            404,
            "it is done already"
        );
    }
    for code in &made {
        let answer = send(&instance, &[("title", "x"), ("~code", code)]).await;
        assert!(plain(&answer).contains("a été repris"), "{}", answer.text);
    }
    let list = person.get("/administration/codes").await;
    assert_eq!(plain(&list).matches("Repris, ").count(), 3);
}

#[tokio::test]
async fn a_number_that_does_not_fit_is_said() {
    let instance = Instance::contributed(None).await;
    let person = instance.signed_in(Role::Mediator).await;
    for number in ["0", "51", "-1", "", "dix", "99999999999999999999"] {
        let fields = [("nombre", number), ("mention", "Atelier")];
        let answer = person.post("/administration/codes", &fields).await;
        assert_eq!(answer.status, 422, "{number:?}");
        assert!(plain(&answer).contains("Écrivez un nombre de 1 à 50"));
        assert!(answer.text.contains("value=\"Atelier\""));
        assert!(codes(&answer.text).is_empty());
    }
    assert!(
        instance
            .app
            .contributors
            .printed()
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn codes_are_printed_and_taken_back_from_the_command_line() {
    let instance = Instance::contributed(None).await;
    let maille = Maille::over(&instance.folder);
    let printed = maille
        .run(&["code", "print", "2", "--purpose", "Atelier"])
        .check();
    let made: Vec<&str> = printed.out.lines().collect();
    assert_eq!(made.len(), 2, "{}", printed.out);
    let fields = [("title", "x"), ("~code", made[0])];
    assert_eq!(send(&instance, &fields).await.status, 200);
    let list = maille.run(&["code", "list"]).check().out;
    assert!(
        !list.contains(made[0]) && list.matches("Atelier").count() == 2,
        "{list}"
    );
    for line in list.lines() {
        let id = line.split('\t').next().unwrap();
        maille.run(&["code", "revoke", id]).check();
    }
    assert_eq!(send(&instance, &fields).await.status, 422);
    maille.run(&["code", "print", "51"]).refused(&["de 1 à 50"]);
    maille
        .run(&["code", "revoke", "x"])
        .refused(&["il n’y a pas de code x"]);
    maille
        .run(&["code", "erase", "a@example.org"])
        .refused(&["a@example.org"]);
}
