//! Documents: whole or not at all, read in pieces, apart for each plugin.

use super::*;
use crate::database::backend::{Backend, each_database};
use crate::database::sql;

async fn documents(on: &Backend) -> Documents {
    let database = Database::open(on.location()).await.unwrap();
    Documents::new(database, Clock::fixed(1_000))
}

fn bytes(count: usize) -> Vec<u8> {
    (0..count).map(|n| (n % 251) as u8).collect()
}

each_database!(a_document_is_read_in_pieces_across_parts);

async fn a_document_is_read_in_pieces_across_parts(on: Backend) {
    let documents = documents(&on).await;
    let whole = bytes(2 * PART_BYTES + 1_000);
    documents
        .write("guide", "fiches.zip", &whole)
        .await
        .unwrap();
    assert_eq!(
        documents.size("guide", "fiches.zip").await.unwrap(),
        whole.len() as u64
    );
    for (offset, length) in [
        (0, 10),
        (PART_BYTES - 5, 10),
        (0, whole.len()),
        (whole.len() - 3, 10),
        (whole.len(), 1),
    ] {
        let piece = documents
            .read("guide", "fiches.zip", offset as u64, length as u32)
            .await
            .unwrap();
        let end = (offset + length).min(whole.len());
        assert_eq!(piece, whole[offset.min(end)..end], "{offset} {length}");
    }
    assert!(
        documents
            .read("guide", "fiches.zip", u64::MAX, 5)
            .await
            .unwrap()
            .is_empty()
    );
}

each_database!(pieces_of_any_size_make_the_same_document);

async fn pieces_of_any_size_make_the_same_document(on: Backend) {
    let documents = documents(&on).await;
    let whole = bytes(PART_BYTES + 77);
    for size in [1_000, PART_BYTES, PART_BYTES + 1] {
        let mut writer = documents.writer("guide", "a", 1 << 20).await.unwrap();
        for chunk in whole.chunks(size) {
            writer.push(chunk).await.unwrap();
        }
        assert_eq!(writer.finish().await.unwrap(), whole.len() as u64);
        let read = documents.read("guide", "a", 0, u32::MAX).await.unwrap();
        assert!(read == whole, "{size}");
    }
}

each_database!(the_old_document_stays_until_the_new_one_is_whole);

async fn the_old_document_stays_until_the_new_one_is_whole(on: Backend) {
    let documents = documents(&on).await;
    documents.write("guide", "a", b"old").await.unwrap();
    let mut writer = documents.writer("guide", "a", 1 << 20).await.unwrap();
    writer.push(&bytes(PART_BYTES * 2)).await.unwrap();
    assert_eq!(documents.read("guide", "a", 0, 10).await.unwrap(), b"old");
    drop(writer);
    let mut writer = documents.writer("guide", "a", 10).await.unwrap();
    assert_eq!(
        writer.push(&bytes(11)).await.unwrap_err().code(),
        "exhausted"
    );
    writer.abandon().await.unwrap();
    assert_eq!(documents.read("guide", "a", 0, 10).await.unwrap(), b"old");
}

each_database!(what_was_cut_off_is_swept_after_a_day);

async fn what_was_cut_off_is_swept_after_a_day(on: Backend) {
    let documents = documents(&on).await;
    let mut cut_off = documents.writer("guide", "a", 1 << 20).await.unwrap();
    cut_off.push(&bytes(PART_BYTES)).await.unwrap();
    drop(cut_off);
    documents.clock.advance_ms(ABANDONED_AFTER_MS + 1);
    documents.write("guide", "b", b"new").await.unwrap();
    let parts: i64 = sql::query_scalar("select count(*) from document_part")
        .fetch_one(documents.database.readers())
        .await
        .unwrap();
    assert_eq!(parts, 1);
}

each_database!(names_are_listed_by_prefix_for_one_plugin);

async fn names_are_listed_by_prefix_for_one_plugin(on: Backend) {
    let documents = documents(&on).await;
    for name in ["a/1", "a/2", "b"] {
        documents.write("guide", name, b"x").await.unwrap();
    }
    documents.write("agenda", "a/3", b"x").await.unwrap();
    assert_eq!(
        documents.names("guide", ("a/", None), 10).await.unwrap(),
        ["a/1", "a/2"]
    );
    assert_eq!(
        documents
            .names("guide", ("", Some("a/1")), 1)
            .await
            .unwrap(),
        ["a/2"]
    );
    assert_eq!(documents.bytes("guide").await.unwrap(), 3);
    assert_eq!(
        documents.size("guide", "a/3").await.unwrap_err().code(),
        "not-found"
    );
    assert_eq!(
        documents.write("guide", "", b"x").await.unwrap_err().code(),
        "invalid"
    );
    documents.clear("guide").await.unwrap();
    assert!(
        documents
            .names("guide", ("", None), 10)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(documents.size("agenda", "a/3").await.unwrap(), 1);
}

each_database!(each_change_moves_the_position);

async fn each_change_moves_the_position(on: Backend) {
    let documents = documents(&on).await;
    documents.write("guide", "a", b"x").await.unwrap();
    documents.delete("guide", "a").await.unwrap();
    assert_eq!(
        documents.delete("guide", "a").await.unwrap_err().code(),
        "not-found"
    );
    let moved: i64 = sql::query_scalar("select value from position where name = 'documents:guide'")
        .fetch_one(documents.database.readers())
        .await
        .unwrap();
    assert_eq!(moved, 2);
}
