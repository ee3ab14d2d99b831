//! Two directories, and the questions that find where they differ.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::origin::Origin;

type Records = BTreeMap<RecordId, Item>;

fn origin() -> Origin {
    "creuse.example".parse().unwrap()
}

fn id(number: u64) -> RecordId {
    format!("https://creuse.example/records/019aab00-0000-7000-8000-{number:012x}")
        .parse()
        .unwrap()
}

fn item(number: u64, revision: u64) -> Item {
    Item {
        id: id(number),
        revision,
        hash: Hash::of(format!("{number} {revision}").as_bytes()),
    }
}

fn records(numbers: std::ops::Range<u64>) -> Records {
    numbers
        .map(|number| (id(number), item(number, 1)))
        .collect()
}

fn tree(records: &Records) -> Tree {
    Tree::of(records.values().cloned())
}

fn in_bucket(records: &Records, number: u16) -> Vec<Item> {
    let of = |item: &&Item| bucket(&item.id) == number;
    records.values().filter(of).cloned().collect()
}

fn buckets(records: &Records) -> BTreeMap<u16, Vec<Item>> {
    let mut buckets: BTreeMap<u16, Vec<Item>> = BTreeMap::new();
    for item in records.values() {
        buckets
            .entry(bucket(&item.id))
            .or_default()
            .push(item.clone());
    }
    buckets
}

/// What a walk found, with the number of questions and the bytes of the answers.
fn walk(ours: &Records, theirs: &Records) -> (Difference, usize, usize) {
    let (our_tree, their_tree, origin) = (tree(ours), tree(theirs), origin());
    let (our_buckets, their_buckets) = (buckets(ours), buckets(theirs));
    let in_bucket = |side: &BTreeMap<u16, Vec<Item>>, number| side.get(&number).cloned();
    let mut walk = Walk::new(&origin, &our_tree, their_tree.root());
    let (mut questions, mut bytes) = (0, 0);
    let mut all = Difference::default();
    while let Some(prefix) = walk.question() {
        let answer = match prefix.bucket() {
            Some(number) => {
                let items = in_bucket(&their_buckets, number);
                Answer::of_bucket(number, items.unwrap_or_default())
            }
            None => Answer::of_node(&their_tree, prefix).unwrap(),
        };
        let sent = answer.bytes().unwrap();
        questions += 1;
        bytes += sent.len();
        let answer = Answer::read(&sent).unwrap();
        if let Some(found) = walk
            .answer(answer, &|number| {
                in_bucket(&our_buckets, number).unwrap_or_default()
            })
            .unwrap()
        {
            all.fetch.extend(found.fetch);
            all.surplus.extend(found.surplus);
        }
    }
    (all, questions, bytes)
}

#[test]
fn equal_directories_ask_nothing() {
    assert_eq!(walk(&records(0..50), &records(0..50)).1, 0);
    assert_eq!(walk(&records(0..0), &records(0..0)).1, 0);
    assert_eq!(Tree::empty().root(), Hash::ZERO);
    assert_ne!(tree(&records(0..1)).root(), Hash::ZERO);
}

#[test]
fn what_was_changed_added_and_removed_is_found() {
    let ours = records(0..200);
    let mut theirs = ours.clone();
    theirs.insert(id(5), item(5, 2));
    theirs.remove(&id(6));
    theirs.insert(id(300), item(300, 1));
    let (mut found, _, _) = walk(&ours, &theirs);
    found.fetch.sort();
    assert_eq!(found.fetch, [item(5, 2), item(300, 1)]);
    assert_eq!(found.surplus, [id(6)]);
    let (found, _, _) = walk(&records(0..0), &ours);
    assert_eq!(found.fetch.len(), 200, "a newcomer");
    let (found, _, _) = walk(&ours, &records(0..0));
    assert_eq!(found.surplus.len(), 200);
}

#[test]
fn k_changes_among_20_000_cost_questions_and_bytes_in_proportion_to_k() {
    let ours = records(0..20_000);
    let mut of_one_change = 0;
    for changes in [1, 4, 16, 64] {
        let mut theirs = ours.clone();
        for number in 0..changes {
            theirs.insert(id(number * 311), item(number * 311, 2));
        }
        let (found, questions, bytes) = walk(&ours, &theirs);
        assert_eq!(found.fetch.len() as u64, changes);
        assert!(
            questions as u64 <= 1 + 3 * changes,
            "{changes}: {questions} questions"
        );
        if changes == 1 {
            of_one_change = bytes;
        }
        assert!(
            bytes as u64 <= changes * of_one_change as u64 * 2,
            "{changes}: {bytes} bytes"
        );
    }
    assert!(
        of_one_change < 8_000,
        "one change costs {of_one_change} bytes"
    );
}

#[test]
fn an_answer_that_the_root_did_not_promise_is_refused() {
    let (ours, theirs) = (records(0..200), records(1..200));
    let (our_tree, their_tree, origin) = (tree(&ours), tree(&theirs), origin());
    let mut walk = Walk::new(&origin, &our_tree, their_tree.root());
    let none = |_| Vec::new();
    let of_ours = Answer::of_node(&our_tree, Prefix::ROOT).unwrap();
    assert_eq!(walk.answer(of_ours, &none), Err(DigestError::Moved));
    let elsewhere = Answer::of_node(&their_tree, "a".parse().unwrap()).unwrap();
    assert_eq!(walk.answer(elsewhere, &none), Err(DigestError::Other));
    let mut short = Answer::of_node(&their_tree, Prefix::ROOT).unwrap();
    short.children.as_mut().unwrap().pop();
    assert_eq!(walk.answer(short, &none), Err(DigestError::Form));
    for _ in 0..3 {
        let prefix = walk.question().unwrap();
        walk.answer(Answer::of_node(&their_tree, prefix).unwrap(), &none)
            .unwrap();
    }
    let number = walk.question().unwrap().bucket().unwrap();
    let right = Answer::of_bucket(number, in_bucket(&theirs, number));
    let with = |change: &dyn Fn(&mut Vec<Item>)| {
        let mut answer = right.clone();
        change(answer.items.as_mut().unwrap());
        answer
    };
    let foreign = |items: &mut Vec<Item>| items.push(item(0, 1));
    assert_eq!(walk.answer(with(&foreign), &none), Err(DigestError::Moved));
    let other_bucket = (0..).find(|other| bucket(&id(*other)) != number).unwrap();
    let stray = |items: &mut Vec<Item>| items.push(item(other_bucket, 1));
    assert_eq!(walk.answer(with(&stray), &none), Err(DigestError::Form));
    walk.answer(right, &none).unwrap();
    assert_eq!(walk.question(), None);
}

#[test]
fn a_kept_tree_is_the_same_and_one_bucket_is_set_alone() {
    let mut records = records(0..500);
    let mut tree = tree(&records);
    assert_eq!(
        Tree::of_bucket_hashes(tree.bucket_hashes().to_vec()),
        Some(tree.clone())
    );
    assert_eq!(Tree::of_bucket_hashes(vec![Hash::ZERO; 4095]), None);
    records.insert(id(7), item(7, 2));
    let number = bucket(&id(7));
    tree.set(number, &mut in_bucket(&records, number));
    assert_eq!(tree, Tree::of(records.into_values()));
}

#[test]
fn a_prefix_has_one_form() {
    for text in ["_", "0", "a3", "fff", "00f"] {
        assert_eq!(text.parse::<Prefix>().unwrap().to_string(), text);
    }
    for text in ["", "A", "a3f0", "g", "-1", "+1", "__", " a", "é"] {
        assert_eq!(text.parse::<Prefix>(), Err(NotAPrefix), "{text}");
    }
}

proptest! {
    #[test]
    fn a_walk_finds_exactly_what_differs(
        ours in prop::collection::btree_map(0_u64..60, 1_u64..3, 0..40),
        theirs in prop::collection::btree_map(0_u64..60, 1_u64..3, 0..40),
    ) {
        let held = |side: &BTreeMap<u64, u64>| -> Records {
            side.iter().map(|(number, revision)| (id(*number), item(*number, *revision))).collect()
        };
        let (mut found, _, _) = walk(&held(&ours), &held(&theirs));
        found.fetch.sort();
        found.surplus.sort();
        let fetch: Vec<Item> = theirs.iter().filter(|(number, revision)| ours.get(number) != Some(revision))
            .map(|(number, revision)| item(*number, *revision)).collect();
        let surplus: Vec<RecordId> = ours.keys().filter(|number| !theirs.contains_key(number)).map(|number| id(*number)).collect();
        prop_assert_eq!(found, Difference { fetch, surplus });
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Answer::read(&bytes).is_err());
    }
}
