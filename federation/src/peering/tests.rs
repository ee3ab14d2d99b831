//! Requests as they are signed and read, lists, addresses, and each step of a relation.

use proptest::prelude::*;

use super::*;
use crate::keys::SecretKey;
use crate::message::Signed;

const NOW: i64 = 1_795_256_130;

fn origin(name: &str) -> Origin {
    name.parse().unwrap()
}

fn key() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

fn request() -> Peering {
    Peering {
        action: Action::Request,
        from: origin("creuse.example"),
        to: origin("gironde.example"),
        serial: 1,
        at: Moment::from_unix(NOW),
        introduction: Some(Introduction {
            address: "https://annuaire.creuse.example".parse().unwrap(),
            key: key().public(),
            recovery: Some(SecretKey::from_seed(&[99; 32]).public()),
            protocols: vec![1],
            shares: vec!["place".parse().unwrap(), "service".parse().unwrap()],
        }),
    }
}

fn sign(message: Peering, by: &SecretKey) -> Result<Signed<Peering>, &'static str> {
    let id = KeyId::of(&message.from, &by.public());
    Signed::make(message, &id, by, Moment::from_unix(NOW)).map_err(|error| error.code())
}

#[test]
fn a_first_request_brings_its_own_key_and_nothing_else_does() {
    let signed = sign(request(), &key()).unwrap();
    let id = KeyId::of(&origin("creuse.example"), &key().public());
    assert_eq!(
        key_of_a_first_request(signed.bytes()),
        Some((id, key().public()))
    );
    let by_another = sign(request(), &SecretKey::from_seed(&[2; 32])).unwrap();
    assert_eq!(key_of_a_first_request(by_another.bytes()), None);
    let accept = Peering {
        action: Action::Accept,
        ..request()
    };
    let accept = sign(accept, &key()).unwrap();
    assert_eq!(key_of_a_first_request(accept.bytes()), None);
    let forged = String::from_utf8(signed.bytes().to_vec())
        .unwrap()
        .replace("gironde", "landes");
    assert_eq!(key_of_a_first_request(forged.as_bytes()), None);
    assert_eq!(key_of_a_first_request(b"{}"), None);
}

#[test]
fn a_request_holds_together() {
    let with = |change: &dyn Fn(&mut Peering)| {
        let mut message = request();
        change(&mut message);
        sign(message, &key()).map(|_| ())
    };
    let introduced = |change: &dyn Fn(&mut Introduction)| {
        with(&|message| change(message.introduction.as_mut().unwrap()))
    };
    let refused = Err("document-content");
    assert_eq!(with(&|_| ()), Ok(()));
    assert_eq!(with(&|it| it.to = it.from.clone()), refused);
    assert_eq!(with(&|it| it.serial = 0), refused);
    assert_eq!(with(&|it| it.introduction = None), refused);
    assert_eq!(with(&|it| it.action = Action::End), refused);
    assert_eq!(introduced(&|it| it.protocols = vec![]), refused);
    assert_eq!(introduced(&|it| it.protocols = vec![2, 1]), refused);
    assert_eq!(introduced(&|it| it.shares.reverse()), refused);
    assert_eq!(introduced(&|it| it.recovery = Some(it.key)), refused);
    let end = Peering {
        action: Action::End,
        introduction: None,
        ..request()
    };
    assert!(sign(end, &key()).is_ok());
}

#[test]
fn the_highest_common_version_is_spoken() {
    let mut introduction = request().introduction.unwrap();
    introduction.protocols = vec![1, 2, 4];
    assert_eq!(introduction.protocol_with(&[1, 2, 3]), Some(2));
    assert_eq!(introduction.protocol_with(&[3]), None);
}

#[test]
fn an_address_is_a_host_and_loopback_only_among_loopbacks() {
    let address = |text: &str| text.parse::<Address>();
    for text in [
        "https://creuse.example",
        "https://creuse.example:8443",
        "http://127.0.0.1:8095",
    ] {
        assert_eq!(address(text).unwrap().to_string(), text);
    }
    for text in [
        "creuse.example",
        "http://creuse.example",
        "https://127.0.0.1",
        "https://creuse.example/",
        "http://[::1]:80",
        "https://creuse.example:443",
        "https://creuse.example:0",
        "https://creuse.example:080",
        "https://u@creuse.example",
        "http://localhost:8095",
        "http://127.0.0.2:8095",
        "https://169.254.169.254",
        "ftp://creuse.example",
        "",
        "http://127.0.0.1:80",
        "http://2130706433:8095",
        "https://creuse.example:99999",
    ] {
        assert_eq!(address(text), Err(NotAnAddress), "{text}");
    }
    let (public, local) = (
        address("https://creuse.example").unwrap(),
        address("http://127.0.0.1:8095").unwrap(),
    );
    assert!(public.is_acceptable_to(&public));
    assert!(public.is_acceptable_to(&local));
    assert!(local.is_acceptable_to(&local));
    assert!(!local.is_acceptable_to(&public));
    assert_eq!(
        public.url("/federation/hint"),
        "https://creuse.example/federation/hint"
    );
}

#[test]
fn lists_are_sorted_and_told_apart_by_their_serial() {
    let make = |serial, peers: &[&str]| {
        let list = PeerList {
            origin: origin("creuse.example"),
            serial,
            at: Moment::from_unix(NOW),
            peers: peers.iter().map(|name| origin(name)).collect(),
        };
        let id = KeyId::of(&list.origin, &key().public());
        Signed::make(list, &id, &key(), Moment::from_unix(NOW))
    };
    let list = make(1, &["gironde.example", "landes.example"]).unwrap();
    assert!(list.message().allows(&origin("landes.example")));
    assert!(!list.message().allows(&origin("creuse.example")));
    for wrong in [
        make(0, &[]),
        make(1, &["landes.example", "gironde.example"]),
        make(1, &["landes.example", "landes.example"]),
    ] {
        assert_eq!(wrong.unwrap_err().code(), "document-content");
    }
    let roster = Roster {
        coordinator: origin("anct.example"),
        serial: 3,
        at: Moment::from_unix(NOW),
        instances: vec![RosterEntry {
            origin: origin("creuse.example"),
            address: "https://creuse.example".parse().unwrap(),
            key: key().public(),
            recovery: None,
        }],
    };
    let id = KeyId::of(&roster.coordinator, &key().public());
    let signed = Signed::make(roster.clone(), &id, &key(), Moment::from_unix(NOW)).unwrap();
    let read = Unverified::<Roster>::read(signed.bytes()).unwrap();
    assert_eq!(*read.claimed(), roster);
}

#[test]
fn a_person_on_each_side_has_decided_before_anything_is_exchanged() {
    use Action::{Accept, End, Request, Suspend};
    use Who::{Them, Us};
    let walk = |steps: &[(Who, Action)]| {
        steps
            .iter()
            .try_fold(Relation::None, |relation, (who, action)| {
                relation.after(*who, *action)
            })
    };
    assert_eq!(
        walk(&[(Us, Request), (Them, Accept)]),
        Ok(Relation::Approved)
    );
    assert_eq!(
        walk(&[(Them, Request), (Us, Accept)]),
        Ok(Relation::Approved)
    );
    assert_eq!(
        walk(&[(Them, Request), (Us, Request)]),
        Ok(Relation::Approved)
    );
    assert_eq!(
        walk(&[(Them, Request), (Them, Accept)]),
        Err(Unexpected),
        "nobody accepts for us"
    );
    assert_eq!(walk(&[(Them, Accept)]), Err(Unexpected));
    assert_eq!(walk(&[(Them, Suspend)]), Err(Unexpected));
    assert_eq!(walk(&[(Them, End)]), Err(Unexpected));
    let approved = [(Us, Request), (Them, Accept)];
    let then = |more: &[(Who, Action)]| walk(&[&approved[..], more].concat());
    assert_eq!(
        then(&[(Us, Suspend), (Them, Accept)]),
        Err(Unexpected),
        "ours to take back"
    );
    assert_eq!(then(&[(Us, Suspend), (Us, Accept)]), Ok(Relation::Approved));
    assert_eq!(
        then(&[(Us, Suspend), (Them, Suspend), (Us, Accept)]),
        Ok(Relation::SuspendedByThem)
    );
    assert_eq!(then(&[(Them, End)]), Ok(Relation::Ended));
    assert_eq!(then(&[(Them, End), (Them, Accept)]), Err(Unexpected));
    assert_eq!(
        then(&[(Them, End), (Them, Request)]),
        Ok(Relation::RequestedByThem)
    );
}

proptest! {
    #[test]
    fn they_alone_never_reach_an_exchange(actions in prop::collection::vec(
        prop_oneof![Just(Action::Request), Just(Action::Accept), Just(Action::Suspend), Just(Action::End)], 0..12)
    ) {
        let relation = actions.into_iter().fold(Relation::None, |relation, action| {
            relation.after(Who::Them, action).unwrap_or(relation)
        });
        prop_assert!(!relation.exchanges());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(key_of_a_first_request(&bytes), None);
    }
}
