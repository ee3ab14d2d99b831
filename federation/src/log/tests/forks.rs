//! What proves that an owner told two histories, and what does not.

use super::*;

fn three() -> Writer {
    let mut writer = Writer::new("creuse.example");
    writer.put(1, 1);
    writer.put(2, 1);
    writer.put(1, 2);
    writer
}

#[test]
fn two_checkpoints_for_one_place_prove_a_fork_to_anybody() {
    let (one, mut two) = (three(), three());
    let ring = one.ring();
    let keys = |id: &KeyId| ring.current(id);
    let first = one.checkpoint(Hash::ZERO, NOW);
    let later = one.checkpoint(Hash::ZERO, NOW + 60);
    assert_eq!(ForkEvidence::of(first.clone(), later), Err(NotAFork::Same));
    two.put(3, 1);
    let further = two.checkpoint(Hash::ZERO, NOW);
    assert_eq!(
        ForkEvidence::of(first.clone(), further),
        Err(NotAFork::Places)
    );
    let second = one.checkpoint(Hash::of(b"other"), NOW);
    let evidence = ForkEvidence::of(first, second).unwrap();
    assert_eq!(
        ForkEvidence::read(&evidence.bytes(), &keys),
        Ok(evidence.clone())
    );
    assert!(ForkEvidence::read(&evidence.bytes(), &|_| None).is_err());
    let text = String::from_utf8(evidence.bytes()).unwrap();
    let forged = text.replacen("\"count\":0", "\"count\":1", 1);
    assert!(ForkEvidence::read(forged.as_bytes(), &keys).is_err());
}

#[test]
fn lines_up_to_a_later_checkpoint_prove_what_the_place_before_was_for_others() {
    let (mut one, mut other) = (three(), three());
    let ring = one.ring();
    let keys = |id: &KeyId| ring.current(id);
    let early = one.checkpoint(Hash::ZERO, NOW);
    other.put(3, 1);
    let first = other.checkpoint(Hash::ZERO, NOW);
    for number in 4..8 {
        one.put(number, 1);
    }
    let second = one.checkpoint(Hash::ZERO, NOW);
    let lines = one.entries[4..].to_vec();
    let along = |first: &Signed<Checkpoint>, lines: &[Vec<u8>]| {
        ForkEvidence::along(first.clone(), second.clone(), lines.to_vec())
    };
    let evidence = along(&first, &lines).unwrap();
    assert_eq!(ForkEvidence::read(&evidence.bytes(), &keys), Ok(evidence));

    assert_eq!(along(&early, &one.entries[3..]), Err(NotAFork::Same));
    assert_eq!(along(&first, &lines[1..]), Err(NotAFork::Places));
    assert_eq!(along(&first, &[]), Err(NotAFork::Places));
    let mut doubled = lines.clone();
    doubled[1] = doubled[0].clone();
    assert_eq!(along(&first, &doubled), Err(NotAFork::Lines));
    let mut cut = lines;
    cut[2].pop();
    assert_eq!(along(&first, &cut), Err(NotAFork::Lines));
    one.head.epoch = 2;
    let elsewhere = one.checkpoint(Hash::ZERO, NOW);
    assert_eq!(
        ForkEvidence::of(second.clone(), elsewhere),
        Err(NotAFork::Places),
        "a new epoch is no fork"
    );
}
