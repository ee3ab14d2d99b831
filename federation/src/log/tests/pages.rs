//! Pages, tails and contents: what is read, and everything that is refused.

use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn three() -> Writer {
    let mut writer = Writer::new("creuse.example");
    writer.put(1, 1);
    writer.put(2, 1);
    writer.put(1, 2);
    writer
}

fn code(writer: &Writer, bytes: &[u8]) -> &'static str {
    pull(writer, bytes).map_or_else(|error| error.code(), |_| "accepted")
}

/// The batch with one line changed as JSON; the chain is not mended.
fn changed(line: usize, change: impl Fn(&mut Value)) -> Vec<u8> {
    let writer = three();
    let mut lines = [writer.entries.clone(), writer.contents.clone()].concat();
    let mut value: Value = serde_json::from_slice(&lines[line]).unwrap();
    change(&mut value);
    lines[line] = crate::json::canonical_value(&value).unwrap();
    let (entries, contents) = lines.split_at(3);
    writer.batch_of(&writer.frame(), entries, contents)
}

#[test]
fn what_was_written_is_read_and_the_reader_stands_where_the_writer_does() {
    let mut writer = three();
    writer.remove(Op::Delete, 2, 2);
    writer.remove(Op::Erase, 1, 3);
    let contents = pull(&writer, &writer.batch()).unwrap();
    assert_eq!(contents.head, writer.head);
    let seqs: Vec<u64> = contents.records.iter().map(|(seq, _)| *seq).collect();
    assert_eq!(seqs, [1, 2, 3]);
    assert_eq!(contents.records[2].1.bytes(), writer.contents[2]);
    assert!(contents.missing.is_empty());
}

#[test]
fn contents_may_be_gone_and_only_what_nothing_supersedes_is_missing() {
    let mut writer = three();
    let mut frame = writer.frame();
    frame.contents = 0;
    let bytes = writer.batch_of(&frame, &writer.entries, &[]);
    let contents = pull(&writer, &bytes).unwrap();
    assert_eq!(contents.missing, [2, 3]);
    writer.remove(Op::Delete, 2, 2);
    writer.contents.remove(0);
    let contents = pull(&writer, &writer.batch()).unwrap();
    assert!(contents.missing.is_empty());
    assert_eq!(contents.records.len(), 2);
}

#[test]
fn a_page_is_read_after_the_one_before_and_nowhere_else() {
    let mut writer = Writer::new("creuse.example");
    for number in 1..=PAGE_ENTRIES + 2 {
        writer.put(number, 1);
    }
    let page = |after: u64, range: std::ops::Range<usize>| {
        let frame = Frame {
            after,
            entries: range.len() as u64,
            contents: 0,
            ..writer.frame()
        };
        writer.batch_of(&frame, &writer.entries[range], &[])
    };
    let (first, second) = (page(0, 0..500), page(500, 500..502));
    let head = Head::opened(&writer.opening);
    let read = |head: &Head, bytes: &[u8]| {
        let advance = head.advance(&Batch::read(bytes)?)?;
        advance
            .read_contents(&[], &writer.ring())
            .map(|read| read.head)
    };
    assert_eq!(read(&head, &second), Err(LogError::Elsewhere));
    let head = read(&head, &first).unwrap();
    assert_eq!(read(&head, &first), Err(LogError::Elsewhere));
    assert_eq!(read(&head, &second).unwrap(), writer.head);
    let too_many = Frame {
        entries: 501,
        ..writer.frame()
    };
    assert!(Batch::write(&too_many, &writer.entries[..501], None, &[]).is_err());
}

#[test]
fn whatever_is_changed_in_an_entry_the_chain_tells() {
    let writer = three();
    let chain = [
        ("revision", Value::from(9)),
        ("at", Value::from("2026-01-01T00:00:00Z")),
        ("kind", Value::from("service")),
        ("hash", Value::from(Hash::ZERO.to_string())),
    ];
    for (name, value) in chain {
        let bytes = changed(1, |it| it[name] = value.clone());
        assert_eq!(code(&writer, &bytes), "log-chain", "{name}");
    }
    let of = |change: &dyn Fn(&mut Value)| code(&writer, &changed(1, change));
    assert_eq!(of(&|it| it["seq"] = Value::from(3)), "log-gap");
    assert_eq!(
        of(&|it| it["seq"] = Value::from(9_223_372_036_854_775_808_u64)),
        "log-entry"
    );
    assert_eq!(
        of(&|it| it["prev"] = Value::from(Hash::ZERO.to_string())),
        "log-chain"
    );
    assert_eq!(of(&|it| it["op"] = Value::from("delete")), "log-entry");
    assert_eq!(of(&|it| it["op"] = Value::from("other")), "log-entry");
    assert_eq!(of(&|it| it["more"] = Value::from(1)), "log-entry");
    let theirs = "https://gironde.example/records/019aab00-0000-7000-8000-000000000002";
    assert_eq!(of(&|it| it["id"] = Value::from(theirs)), "log-owner");
    let own_key = writer.key_id().to_string();
    assert_eq!(
        of(&|it| it["id"] = Value::from(own_key.clone())),
        "log-entry"
    );
}

#[test]
fn the_last_entry_is_the_owner_s_too() {
    let writer = three();
    let later = Value::from("2026-01-01T00:00:00Z");
    assert_eq!(
        code(&writer, &changed(2, |it| it["at"] = later.clone())),
        "log-seal"
    );

    // A withdrawal that a mirror made up: it has no content whose proof could fail.
    let mut forger = three();
    forger.remove(Op::Delete, 2, 2);
    forger.key = SecretKey::from_seed(&[7; 32]);
    assert_eq!(code(&writer, &forger.batch()), "log-seal", "an unknown key");
    let text = String::from_utf8(forger.batch()).unwrap();
    let real = writer.checkpoint(Hash::ZERO, NOW);
    let seal = text.lines().nth(5).unwrap();
    let old = text.replace(seal, std::str::from_utf8(real.bytes()).unwrap());
    assert_eq!(
        code(&writer, old.as_bytes()),
        "log-seal",
        "the seal of an earlier entry"
    );
    let none = text.replace(&format!("{seal}\n"), "");
    assert_eq!(code(&writer, none.as_bytes()), "log-form", "no seal");
}

#[test]
fn an_old_revision_again_is_refused() {
    let mut writer = Writer::new("creuse.example");
    writer.put(1, 2);
    writer.put(1, 1);
    assert_eq!(code(&writer, &writer.batch()), "log-revision");
    let mut writer = Writer::new("creuse.example");
    writer.remove(Op::Delete, 1, 5);
    writer.put(1, 5);
    assert_eq!(
        code(&writer, &writer.batch()),
        "log-revision",
        "a tombstone is not revived"
    );
}

#[test]
fn a_content_is_the_entry_s_or_nobody_s() {
    let writer = three();
    let swap = |content: Vec<u8>| {
        let mut contents = writer.contents.clone();
        contents[1] = content;
        code(
            &writer,
            &writer.batch_of(&writer.frame(), &writer.entries, &contents),
        )
    };
    assert_eq!(swap(writer.contents[0].clone()), "log-stray", "twice");
    assert_eq!(
        swap(writer.record(7, 1).bytes().to_vec()),
        "log-stray",
        "no entry"
    );

    // The entry names the hash, and the record is another one.
    let mut other = Writer::new("creuse.example");
    let record = other.record(7, 1);
    let id = Subject::Record(other.record_id(8));
    other.log(Op::Put, id, 1, Some(record.bytes()), "place");
    assert_eq!(code(&other, &other.batch()), "log-mismatch");

    // A record of another origin inside our log.
    let mut other = Writer::new("creuse.example");
    let theirs = Writer::new("gironde.example").record(7, 1);
    let id = Subject::Record(other.record_id(7));
    other.log(Op::Put, id, 1, Some(theirs.bytes()), "place");
    assert_eq!(code(&other, &other.batch()), "log-content");
}

#[test]
fn lines_are_counted() {
    let writer = three();
    let text = String::from_utf8(writer.batch()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for (bytes, what) in [
        (text.trim_end().to_owned(), "no last line end"),
        (lines[..7].join("\n") + "\n", "a line less"),
        (format!("{text}\n"), "an empty line more"),
        (format!("{text}{}\n", lines[7]), "a line more"),
        (text.replace("\"parts\":1", "\"parts\":0"), "no part"),
        (text.replace("\"part\":0", "\"part\":1"), "a part beyond"),
        (
            text.replace("\"entries\":3", "\"entries\":18446744073709551615"),
            "a count out of range",
        ),
        (text.replace("\"epoch\":1", "\"epoch\":0"), "no epoch"),
        (text.replacen('{', "{ ", 1), "not canonical"),
        (String::new(), "nothing"),
        ("\n".to_owned(), "an empty line"),
    ] {
        assert_eq!(code(&writer, bytes.as_bytes()), "log-form", "{what}");
    }
    assert_eq!(code(&writer, &vec![b'\n'; 8 * 1024 * 1024 + 1]), "log-form");
}

#[test]
fn contents_part_so_that_each_batch_stays_below_its_bound() {
    assert_eq!(parts([]), [0]);
    assert_eq!(parts([10, 20]), [2]);
    let whole = parts(std::iter::repeat_n(64 * 1024, 500));
    assert_eq!(whole.iter().sum::<usize>(), 500);
    assert!(
        whole
            .iter()
            .all(|lines| lines * (64 * 1024 + 1) < 8 * 1024 * 1024)
    );
    assert_eq!(whole.len(), 4);
}

#[test]
fn a_reader_knows_how_it_stands_to_a_checkpoint() {
    let mut writer = three();
    let early = writer.head.clone();
    writer.put(3, 1);
    let checkpoint = writer.checkpoint(Hash::ZERO, NOW);
    let checkpoint = checkpoint.message();
    assert_eq!(checkpoint.standing(&writer.head), Standing::Same);
    assert_eq!(Head::at(&writer.checkpoint(Hash::ZERO, NOW)), writer.head);
    assert_eq!(checkpoint.standing(&early), Standing::Behind(1));
    assert!(checkpoint.tells_of_a_restored_backup(&early));
    assert!(!checkpoint.tells_of_a_restored_backup(&writer.head));
    writer.put(4, 1);
    assert_eq!(checkpoint.standing(&writer.head), Standing::Ahead(1));
    let mut forked = three();
    forked.put(9, 1);
    assert_eq!(checkpoint.standing(&forked.head), Standing::Forked);
    forked.head.epoch = 2;
    assert_eq!(checkpoint.standing(&forked.head), Standing::OldEpoch);
}

#[test]
fn numbers_of_a_checkpoint_are_bounded_before_anything_is_pulled() {
    let writer = three();
    let checkpoint = writer.checkpoint(Hash::ZERO, NOW);
    let text = String::from_utf8(checkpoint.bytes().to_vec()).unwrap();
    for (number, code) in [
        ("9223372036854775808", "document-form"),
        ("9223372036854776000", "document-form"),
        ("18446744073709551615", "document-form"),
        ("9007199254740992", "document-form"),
        ("-1", "document-form"),
        ("3.5", "document-form"),
        ("3.0", "not-canonical"),
        ("\"3\"", "document-form"),
    ] {
        let other = text.replace("\"seq\":3", &format!("\"seq\":{number}"));
        let error = Unverified::<Checkpoint>::read(other.as_bytes()).unwrap_err();
        assert_eq!(error.code(), code, "{number}");
    }
    let padded = text.replace("\"seq\"", &format!("\"{}\":1,\"seq\"", "s".repeat(1024)));
    let error = Unverified::<Checkpoint>::read(padded.as_bytes()).unwrap_err();
    assert_eq!(error.code(), "document-long", "a hint has 1 KiB");
}

#[test]
fn a_checkpoint_goes_through_a_header() {
    let writer = three();
    let checkpoint = writer.checkpoint(Hash::ZERO, NOW);
    assert!(checkpoint.bytes().len() < CHECKPOINT_BYTES_MAX);
    let read = Unverified::from_header(&checkpoint.header()).unwrap();
    let ring = writer.ring();
    assert_eq!(read.verify(&|id| ring.current(id)), Ok(checkpoint));
    for value in ["", "%", "e30=", &"A".repeat(5000)] {
        assert!(Unverified::from_header(value).is_err());
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(pull(&three(), &bytes).is_err());
    }

    #[test]
    fn no_changed_byte_of_a_batch_makes_another_log(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let writer = three();
        let mut bytes = writer.batch();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        // Of how many parts there are nothing is proved, and nothing is believed.
        if let Ok(read) = pull(&writer, &bytes) {
            prop_assert_eq!(read, pull(&writer, &writer.batch()).unwrap());
        }
    }
}
