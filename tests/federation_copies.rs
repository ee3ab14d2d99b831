//! A database that was copied to another host with its keys, and both run: whoever hears both finds out, keeps the proof, takes nothing
//! more, and says what to do; and once one of them is switched off, nothing that either wrote is lost.

use maille::database::sql;
use maille::federation::Action;

use super::support::Maille;
use super::support::neighbour::{Neighbour, until};

const CREUSE: &str = "creuse.example";
const PAGE: &str = "/administration/voisins/creuse.example";

/// An owner that does not run, two neighbours that hold what it said, and the id of that.
async fn owner_and_neighbours() -> (Neighbour, Neighbour, Neighbour) {
    let mut creuse = Neighbour::start(CREUSE).await;
    let gironde = Neighbour::start("gironde.example").await;
    let landes = Neighbour::start("landes.example").await;
    creuse.put("mairie", "Mairie").await;
    gironde.befriend(&creuse).await;
    landes.befriend(&creuse).await;
    landes.befriend(&gironde).await;
    gironde.agrees_with(&creuse).await;
    landes.agrees_with(&creuse).await;
    creuse.stop().await;
    (creuse, gironde, landes)
}

async fn stopped(one: &Neighbour) -> String {
    let mut why = String::new();
    until("the log of who told two histories stops", async || {
        why = one.peer(CREUSE).await.stopped;
        !why.is_empty()
    })
    .await;
    why
}

/// Somebody here knows the owner at this address from now on.
async fn knows_at(one: &Neighbour, there: &Neighbour) {
    let federation = &one.app().federation;
    let address = format!("http://{}", there.address).parse().unwrap();
    let met = federation.introduce(&address).await.unwrap();
    federation.request(&met).await.unwrap();
}

async fn approves(one: &Neighbour) {
    let decided = one.app().federation.decide(CREUSE, Action::Accept);
    decided.await.unwrap();
}

/// A checkpoint of an epoch that the owner's own address does not know, as it was heard.
async fn later_word(one: &Neighbour) -> Vec<u8> {
    let readers = one.app().directory.database().readers();
    sql::query_scalar("select checkpoint from heard_checkpoint where origin = $1 and epoch > 1")
        .bind(CREUSE)
        .fetch_one(readers)
        .await
        .unwrap()
}

/// Keeps it as heard from somebody just now.
async fn hears_of(one: &Neighbour, checkpoint: &[u8], told_by: &str) {
    let mut write = one.app().directory.database().write().await.unwrap();
    let query = sql::query(
        "insert into heard_checkpoint (origin, told_by, epoch, seq, checkpoint, at) values ($1, $2, 9, 9, $3, $4)",
    );
    let query = query.bind(CREUSE).bind(told_by).bind(checkpoint);
    let query = query.bind(one.app().clock.now_ms());
    query.execute(&mut *write).await.unwrap();
    write.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_machines_with_one_key_are_found_out_and_what_both_wrote_comes_together() {
    let (mut creuse, gironde, landes) = owner_and_neighbours().await;
    let mut copy = creuse.copy().await;
    creuse.go_on().await;
    // Each has asked what is known of it before either goes on alone.
    for one in [&creuse, &copy] {
        one.agrees_with(&gironde).await;
        one.agrees_with(&landes).await;
    }
    // The site has moved for one of the neighbours, and not for the other.
    knows_at(&landes, &copy).await;
    let here = creuse.put("ici", "Écrit sur la première").await;
    until("who knows the first hears it", async || {
        gironde.name_of(&here).await.is_some()
    })
    .await;
    let there = copy.put("la", "Écrit sur la copie").await;
    for one in [&gironde, &landes] {
        let why = stopped(one).await;
        assert!(
            why.starts_with("fork: two machines with its key tell two histories"),
            "{}: {why}",
            one.origin
        );
    }

    // Each keeps what it had of the machine that it knows, and takes nothing of the other.
    assert!(gironde.name_of(&here).await.is_some());
    assert_eq!(gironde.name_of(&there).await, None);
    let held = gironde.held_of(CREUSE).await;
    let later = creuse.put("ensuite", "Écrit après").await;
    creuse.has_published().await;
    gironde.asks_soon(&creuse).await;
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    assert_eq!(gironde.name_of(&later).await, None);
    assert_eq!(gironde.held_of(CREUSE).await, held);
    // Others go on.
    let own = landes.put("mairie", "Mairie des Landes").await;
    until("what is between others goes on", async || {
        gironde.name_of(&own).await.is_some()
    })
    .await;

    // The proof is anybody's: one neighbour's is checked by the other.
    let origin = CREUSE.parse().unwrap();
    let fork = gironde.app().federation.fork(&origin).await.unwrap();
    let fork = fork.unwrap();
    assert!(fork.came_from_itself(&origin) && !fork.left, "{fork:?}");
    let checked = landes.app().federation.check_fork(&fork.evidence).await;
    assert_eq!(
        checked.unwrap(),
        (
            origin.clone(),
            maille_federation::keys::Position {
                epoch: 1,
                seq: fork.seq
            }
        )
    );

    // Whoever administers a neighbour reads what it is and what helps.
    let page = gironde.desk(PAGE).await;
    for words in [
        "Plus rien n’est repris de cette instance",
        "Elle a raconté deux histoires différentes",
        "deux machines publient sous ce nom",
        "téléphonez-leur, et gardez la preuve",
        "deux machines qui ont sa clé publient sans doute en même temps",
        "/preuve",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let said = Maille::over(&gironde.folder).run(&["peer", "show", CREUSE]);
    for words in [
        "arrêté, rien n’est plus pris de ce voisin : Elle a raconté deux histoires différentes",
        "À faire : téléphonez-leur",
        "deux machines qui ont sa clé publient sans doute en même temps",
    ] {
        let plain = said.out.replace('\u{a0}', " ");
        assert!(plain.contains(words), "{words}: {said:?}");
    }

    let found = gironde.desk("/administration").await;
    let plain = found.replace('\u{a0}', " ");
    let words =
        "plus rien n’est pris de creuse.example : Elle a raconté deux histoires différentes";
    assert!(plain.contains(words), "{found}");

    // Each of the two machines finds out too, from whoever holds the other's words.
    for one in [&creuse, &copy] {
        let mut number = 0;
        until("the machine hears of its twin", async || {
            number += 1;
            one.put("encore", &format!("Encore {number}")).await;
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
            one.app().federation.own_fork().await.unwrap().is_some()
        })
        .await;
        let list = one.desk("/administration/voisins").await;
        for words in [
            "Une autre machine publie sous votre nom",
            "éteignez l’une des deux machines, puis relancez l’autre",
        ] {
            assert!(list.contains(words), "{words}: {list}");
        }
    }

    // They telephoned: the copy is switched off, and the machine that stays is started anew.
    copy.stop().await;
    creuse.stop().await;
    creuse.go_on().await;
    until("it takes back what the copy had told", async || {
        creuse.name_of(&there).await.is_some()
    })
    .await;
    until("a new epoch explains it", async || {
        let own = creuse.app().federation.own_fork().await;
        own.unwrap().is_none()
    })
    .await;
    knows_at(&landes, &creuse).await;
    for one in [&gironde, &landes] {
        approves(one).await;
        one.agrees_with(&creuse).await;
        for id in [&here, &there, &later] {
            assert!(one.name_of(id).await.is_some(), "{}: {id}", one.origin);
        }
        assert!(one.epoch_of(CREUSE).await >= 2);
        assert_eq!(one.peer(CREUSE).await.stopped, "");
        let fork = one.app().federation.fork(&origin).await.unwrap();
        assert!(fork.unwrap().left, "what came after explains it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_begins_anew_is_told_of_by_who_knows_the_other_machine() {
    let (mut creuse, gironde, landes) = owner_and_neighbours().await;
    let backup = creuse.copy_aside();
    creuse.go_on().await;
    creuse.put("ensuite", "Écrit après la copie").await;
    gironde.agrees_with(&creuse).await;
    landes.agrees_with(&creuse).await;
    // It finds itself behind, takes back what it lacks and begins a new epoch, as after a backup.
    let mut copy = creuse.copy_of(backup).await;
    until("the copy begins anew", async || {
        // It asks both neighbours at once, and may begin anew after each.
        copy.epoch_of("").await >= 2
    })
    .await;
    let origin = CREUSE.parse().unwrap();
    until(
        "who hears it and asks the other machine knows",
        async || {
            gironde.asks_soon(&creuse).await;
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            let third = gironde.app().federation.third_parties(&origin).await;
            third.unwrap().twice.is_some()
        },
    )
    .await;
    let peer = gironde.peer(CREUSE).await;
    assert_eq!(
        (peer.stopped.as_str(), gironde.epoch_of(CREUSE).await),
        ("", 1)
    );
    let page = gironde.desk(PAGE).await;
    for words in [
        "Deux machines publient sous son nom",
        "elle répond encore dans l’époque 1",
        "une seule des deux machines doit rester allumée",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let said = Maille::over(&gironde.folder).run(&["peer", "show", CREUSE]);
    assert!(
        said.out.contains("deux machines publient sous le nom"),
        "{said:?}"
    );

    // The copy is switched off, and whoever administers one of the neighbours says so: nothing is said of it there any more, though
    // the word of another, where nobody looked yet, comes after that.
    copy.stop().await;
    let word = later_word(&gironde).await;
    approves(&gironde).await;
    hears_of(&gironde, &word, "landes.example").await;
    let new = creuse.put("enfin", "Une seule machine").await;
    gironde.agrees_with(&creuse).await;
    let third = gironde.app().federation.third_parties(&origin).await;
    assert_eq!(third.unwrap().twice, None);
    assert!(gironde.name_of(&new).await.is_some());

    // Switched on again and signing anew, it is told of again. Moments are signed in whole seconds.
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    copy.go_on().await;
    copy.put("encore", "La copie encore").await;
    until("the copy that signs anew is told of", async || {
        gironde.asks_soon(&landes).await;
        gironde.asks_soon(&creuse).await;
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        let third = gironde.app().federation.third_parties(&origin).await;
        third.unwrap().twice.is_some()
    })
    .await;
}
