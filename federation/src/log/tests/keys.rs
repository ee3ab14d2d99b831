//! Rotation and revocation inside the log.

use super::*;

fn secret(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

fn statement(
    writer: &Writer,
    action: KeyAction,
    key: &SecretKey,
    from: Option<u64>,
) -> KeyStatement {
    KeyStatement {
        origin: writer.origin.clone(),
        action,
        key: key.public(),
        at: Moment::from_unix(NOW),
        from: from.map(|seq| Position { epoch: 1, seq }),
    }
}

fn say(writer: &mut Writer, statement: KeyStatement, by: &[&SecretKey]) {
    let ids: Vec<KeyId> = by
        .iter()
        .map(|key| KeyId::of(&writer.origin, &key.public()))
        .collect();
    let keys: Vec<(&KeyId, &SecretKey)> = ids.iter().zip(by.iter().copied()).collect();
    let id = Subject::Key(statement.key_id());
    let signed = Signed::make_by_all(statement, &keys, Moment::from_unix(NOW)).unwrap();
    let revision = writer.entries.len() as u64 + 1;
    writer.log(Op::Key, id, revision, Some(signed.bytes()), "key");
}

fn result(writer: &Writer) -> Result<Contents, LogError> {
    // The keys of the newcomer are those of the first day.
    let mut first_day = Writer::new("creuse.example");
    first_day.opening = writer.opening.clone();
    pull(&first_day, &writer.batch())
}

fn code(writer: &Writer) -> &'static str {
    result(writer).map_or_else(|error| error.code(), |_| "accepted")
}

#[test]
fn a_rotation_is_followed_and_old_proofs_hold_for_what_was_before() {
    let (old, new) = (secret(1), secret(2));
    let mut writer = Writer::new("creuse.example");
    writer.put(1, 1);
    let add = statement(&writer, KeyAction::Add, &new, None);
    say(&mut writer, add, &[&old, &new]);
    writer.put(2, 1);
    writer.key = new.clone();
    writer.put(3, 1);
    let end = statement(&writer, KeyAction::End, &old, None);
    say(&mut writer, end, &[&new]);
    writer.put(4, 1);
    let contents = result(&writer).unwrap();
    assert_eq!(contents.head, writer.head);
    assert_eq!(contents.records.len(), 4);
    assert_eq!(contents.keys.current(&writer.key_id()), Some(new.public()));
    let old_id = KeyId::of(&writer.origin, &old.public());
    assert_eq!(contents.keys.current(&old_id), None);

    writer.key = old;
    writer.put(5, 1);
    assert_eq!(code(&writer), "log-content", "a record by the retired key");
}

#[test]
fn a_key_comes_and_goes_only_by_those_whom_it_concerns() {
    let (old, new, recovery, stranger) = (secret(1), secret(2), secret(99), secret(5));
    let tried = |action, key: &SecretKey, from, by: &[&SecretKey]| {
        let mut writer = Writer::new("creuse.example");
        writer.put(1, 1);
        let said = statement(&writer, action, key, from);
        say(&mut writer, said, by);
        code(&writer)
    };
    use KeyAction::{Add, End, Revoke};
    assert_eq!(tried(Add, &new, None, &[&old, &new]), "accepted");
    assert_eq!(tried(Add, &new, None, &[&recovery, &new]), "accepted");
    assert_eq!(
        tried(Add, &new, None, &[&old]),
        "log-key",
        "without the new key"
    );
    assert_eq!(
        tried(Add, &new, None, &[&new]),
        "log-key",
        "by itself alone"
    );
    assert_eq!(tried(Add, &new, None, &[&stranger, &new]), "log-key");
    assert_eq!(tried(Add, &old, None, &[&old]), "log-key", "known already");
    assert_eq!(
        tried(End, &old, None, &[&old]),
        "log-key",
        "no key would be left"
    );
    assert_eq!(tried(Revoke, &old, Some(1), &[&old]), "log-key");
    assert_eq!(
        tried(Revoke, &old, Some(9), &[&recovery]),
        "log-key",
        "not in the future"
    );
    assert_eq!(
        tried(Revoke, &old, Some(2), &[&recovery]),
        "log-seal",
        "and a revoked key seals nothing"
    );
    assert_eq!(
        tried(Revoke, &old, Some(1), &[&recovery]),
        "log-content",
        "what the key signed from there on is not believed"
    );
}

#[test]
fn a_lost_key_is_replaced_by_means_of_the_recovery_key() {
    let (old, new, recovery) = (secret(1), secret(2), secret(99));
    let mut writer = Writer::new("creuse.example");
    writer.put(1, 1);
    let add = statement(&writer, KeyAction::Add, &new, None);
    say(&mut writer, add, &[&recovery, &new]);
    let revoke = statement(&writer, KeyAction::Revoke, &old, Some(2));
    say(&mut writer, revoke, &[&recovery]);
    writer.key = new;
    writer.put(2, 1);
    let contents = result(&writer).unwrap();
    assert_eq!(contents.records.len(), 2);
    let seal = contents.seal.unwrap();
    assert_eq!(seal.signed_by(), [writer.key_id()]);
}

#[test]
fn a_thief_who_brought_keys_of_his_own_loses_them_with_the_stolen_one() {
    let (old, his, new, recovery) = (secret(1), secret(66), secret(2), secret(99));
    let mut writer = Writer::new("creuse.example");
    writer.put(1, 1);
    let brought = statement(&writer, KeyAction::Add, &his, None);
    say(&mut writer, brought, &[&old, &his]);
    let stolen = result(&writer).unwrap().keys;
    let id = |key: &SecretKey| KeyId::of(&writer.origin, &key.public());
    assert_eq!(stolen.current(&id(&his)), Some(his.public()));

    // The owner begins anew behind its last good entry, with the recovery key: the thief's entries are in no epoch that holds.
    let position = |seq| Position { epoch: 2, seq };
    let signed = |said: KeyStatement, by: &[&SecretKey]| {
        let ids: Vec<KeyId> = by.iter().map(|key| id(key)).collect();
        let keys: Vec<(&KeyId, &SecretKey)> = ids.iter().zip(by.iter().copied()).collect();
        let said = Signed::make_by_all(said, &keys, Moment::from_unix(NOW)).unwrap();
        Unverified::<KeyStatement>::read(said.bytes()).unwrap()
    };
    let revoke = statement(&writer, KeyAction::Revoke, &old, Some(2));
    let add = statement(&writer, KeyAction::Add, &new, None);
    let mut ring = stolen;
    KeyStatement::apply(signed(revoke, &[&recovery]), &mut ring, position(1)).unwrap();
    KeyStatement::apply(signed(add, &[&new, &recovery]), &mut ring, position(2)).unwrap();
    for key in [&old, &his] {
        assert_eq!(ring.current(&id(key)), None);
        assert_eq!(ring.opens(&id(key), 3), None, "nor does it begin anew");
        assert!(ring.revoked(&id(key)));
    }
    assert_eq!(
        ring.at(&id(&old), Position { epoch: 1, seq: 1 }),
        Some(old.public())
    );
    assert_eq!(ring.lasting().collect::<Vec<_>>(), [new.public()]);
    assert_eq!(ring.opens(&id(&recovery), 3), Some(recovery.public()));
    assert!(!ring.revoked(&id(&new)));
    // He says it once more: what he signs in the new epoch is refused.
    let again = statement(&writer, KeyAction::Add, &secret(67), None);
    let again = signed(again, &[&old, &secret(67)]);
    assert!(KeyStatement::apply(again, &mut ring, position(3)).is_err());
}

#[test]
fn a_key_statement_is_never_gone() {
    let (old, new) = (secret(1), secret(2));
    let mut writer = Writer::new("creuse.example");
    let add = statement(&writer, KeyAction::Add, &new, None);
    say(&mut writer, add, &[&old, &new]);
    writer.contents.clear();
    assert_eq!(code(&writer), "log-key-missing");
}

#[test]
fn an_epoch_names_the_one_before() {
    let writer = Writer::new("creuse.example");
    let previous = Place {
        epoch: 1,
        seq: 9,
        chain: Hash::ZERO,
    };
    let make = |epoch, previous| {
        let opening = Opening {
            origin: writer.origin.clone(),
            epoch,
            at: Moment::from_unix(NOW),
            previous,
        };
        Signed::make(
            opening,
            &writer.key_id(),
            &writer.key,
            Moment::from_unix(NOW),
        )
    };
    let second = make(2, Some(previous.clone())).unwrap();
    assert_eq!(verified::<Opening>(&writer, second.bytes()), second);
    assert_ne!(
        Head::opened(&second).chain,
        Head::opened(&writer.opening).chain
    );
    for wrong in [
        make(1, Some(previous.clone())),
        make(2, None),
        make(0, None),
    ] {
        assert_eq!(wrong.unwrap_err().code(), "document-content");
    }
}
