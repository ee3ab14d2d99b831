//! A file of the browser that is the whole of what its source says, as with `maille import --complete`.

use maille::accounts::Role;

use super::{HEAD, IMPORTS, followed, parts, plain};
use crate::imports::row;
use crate::support::Instance;
use crate::support::staff::Part;

fn of(last: usize) -> String {
    let rows: String = (1..=last)
        .map(|number| row(number, "+33241000001"))
        .collect();
    format!("{HEAD}{rows}")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_whole_file_no_longer_holds_goes_unless_it_is_too_much() {
    let instance = Instance::new().await;
    instance.start_jobs();
    let person = instance.signed_in(Role::Administrator).await;
    let send = async |last: usize, whole: &str| {
        let content = of(last);
        let mut parts = parts("mediation-numerique", &content);
        parts.push(("contenu", None, whole.as_bytes()));
        let placed = person.send(IMPORTS, &parts).await;
        plain(&followed(&person, &placed).await.1)
    };
    let shown = async || {
        let page = plain(&instance.get("/annuaire").await);
        page.matches("Espace numérique n°").count()
    };
    send(9, "partie").await;
    let nine = shown().await;
    let part = send(8, "partie").await;
    assert!(!part.contains("retirée"), "{part}");
    assert_eq!(shown().await, nine);

    let whole = send(8, "tout").await;
    assert!(whole.contains("1 retirée"), "{whole}");
    assert!(shown().await < nine);

    let few = send(2, "tout").await;
    for words in [
        "Arrêté avant la fin",
        "C’est plus d’un tiers : aucune n’a été retirée",
    ] {
        assert!(few.contains(words), "no `{words}` in {few}");
    }
    let many = send(2, "tout-meme-beaucoup").await;
    assert!(many.contains("6 retirées"), "{many}");
}

#[tokio::test]
async fn communes_are_not_withdrawn_and_what_was_chosen_stands_again() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Administrator).await;
    let whole: Part = ("contenu", None, b"tout");
    let mut sent = parts("communes", "code,nom\n");
    sent.push(whole);
    let refused = person.send(IMPORTS, &sent).await;
    assert_eq!(refused.status, 422);
    let page = plain(&refused);
    assert!(
        page.contains("Les communes viennent de l’INSEE et ne se retirent pas"),
        "{page}"
    );
    let choice = page.split("value=\"tout\"").nth(1).unwrap();
    assert!(
        choice.split('>').next().unwrap().contains("checked"),
        "{page}"
    );
}
