//! SQL of logs: ours, whose origin is empty, and copies of peers'.

use std::collections::HashMap;

use maille_federation::digest::Item;
use maille_federation::hash::Hash;
use maille_federation::origin::{Origin, RecordId};

use super::{Kept, Line, Word};
use crate::database::sql::{self, Connection, Executor, QueryBuilder, Row};
use crate::federation::snapshots;

/// Our own log's origin in the database.
pub(in crate::federation) const OWN: &str = "";

pub(in crate::federation) fn damaged(what: &str) -> sqlx::Error {
    sqlx::Error::Decode(format!("the {what} of a log cannot be read").into())
}

fn hash(row: &Row, column: &str) -> Result<Hash, sqlx::Error> {
    hash_of(&row.try_get::<Vec<u8>>(column)?)
}

pub(in crate::federation) fn hash_of(bytes: &[u8]) -> Result<Hash, sqlx::Error> {
    let bytes = bytes.try_into().map_err(|_| damaged("hash"))?;
    Ok(Hash::from_bytes(bytes))
}

pub(in crate::federation) fn blob(hash: &Hash) -> Vec<u8> {
    hash.bytes().to_vec()
}

/// How far a log goes.
pub(in crate::federation) async fn kept(
    executor: impl Executor<'_>,
    log: &str,
) -> Result<Option<Kept>, sqlx::Error> {
    let row = sql::query(
        "select epoch, seq, chain, root, living, checkpoint, keys, journal, rules from log where origin = $1",
    )
    .bind(log)
    .fetch_optional(executor)
    .await?;
    row.map(|row| {
        let keys: String = row.try_get("keys")?;
        Ok(Kept {
            epoch: row.try_get::<i64>("epoch")? as u64,
            seq: row.try_get::<i64>("seq")? as u64,
            chain: hash(&row, "chain")?,
            root: hash(&row, "root")?,
            living: row.try_get::<i64>("living")? as u64,
            checkpoint: row.try_get("checkpoint")?,
            keys: serde_json::from_str(&keys).map_err(|_| damaged("list of keys"))?,
            journal: row.try_get("journal")?,
            rules: row.try_get("rules")?,
        })
    })
    .transpose()
}

/// Says how far a log goes now.
pub(in crate::federation) async fn keep(
    connection: &mut Connection,
    log: &str,
    kept: &Kept,
) -> Result<(), sqlx::Error> {
    let keys = serde_json::to_string(&kept.keys).map_err(|_| damaged("list of keys"))?;
    sql::query(
        "insert into log (origin, epoch, seq, chain, root, living, checkpoint, keys, journal, rules)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (origin) do update set epoch = excluded.epoch, seq = excluded.seq, chain = excluded.chain,
         root = excluded.root, living = excluded.living, checkpoint = excluded.checkpoint, keys = excluded.keys,
         journal = excluded.journal, rules = excluded.rules",
    )
    .bind(log)
    .bind(kept.epoch as i64)
    .bind(kept.seq as i64)
    .bind(blob(&kept.chain))
    .bind(blob(&kept.root))
    .bind(kept.living as i64)
    .bind(kept.checkpoint.as_slice())
    .bind(keys)
    .bind(kept.journal)
    .bind(kept.rules.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes how an epoch began.
pub(in crate::federation) async fn open_epoch(
    connection: &mut Connection,
    log: &str,
    epoch: u64,
    opening: &[u8],
) -> Result<(), sqlx::Error> {
    sql::query("insert into log_epoch (origin, epoch, opening) values ($1, $2, $3)")
        .bind(log)
        .bind(epoch as i64)
        .bind(opening)
        .execute(connection)
        .await?;
    Ok(())
}

/// How an epoch began.
pub(in crate::federation) async fn opening(
    executor: impl Executor<'_>,
    log: &str,
    epoch: u64,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sql::query_scalar("select opening from log_epoch where origin = $1 and epoch = $2")
        .bind(log)
        .bind(epoch as i64)
        .fetch_optional(executor)
        .await
}

/// Writes lines in their order.
pub(in crate::federation) async fn append(
    connection: &mut Connection,
    (log, epoch): (&str, u64),
    lines: &[Line],
) -> Result<(), sqlx::Error> {
    sql::insert_rows(
        connection,
        ("insert into log_entry (origin, epoch, seq, line, hash)", ""),
        lines,
        |row, line| {
            row.push_bind(log);
            row.push_bind(epoch as i64);
            row.push_bind(line.entry.seq as i64);
            row.push_bind(line.bytes.as_slice());
            row.push_bind(line.entry.hash.as_ref().map(blob));
        },
    )
    .await
}

/// The lines after one, with the hashes of their contents.
pub(in crate::federation) async fn lines(
    executor: impl Executor<'_>,
    (log, epoch): (&str, u64),
    (after, limit): (u64, u64),
) -> Result<Vec<(Vec<u8>, Option<Hash>)>, sqlx::Error> {
    let rows: Vec<(Vec<u8>, Option<Vec<u8>>)> = sql::query_as(
        "select line, hash from log_entry where origin = $1 and epoch = $2 and seq > $3 order by seq limit $4",
    )
    .bind(log)
    .bind(epoch as i64)
    .bind(after as i64)
    .bind(limit as i64)
    .fetch_all(executor)
    .await?;
    rows.into_iter()
        .map(|(line, hash)| Ok((line, hash.as_deref().map(hash_of).transpose()?)))
        .collect()
}

/// Keeps the owner's words behind a line.
pub(in crate::federation) async fn keep_seal(
    connection: &mut Connection,
    log: &str,
    (epoch, seq): (u64, u64),
    seal: &[u8],
) -> Result<(), sqlx::Error> {
    sql::query("insert into log_seal (origin, epoch, seq, seal) values ($1, $2, $3, $4)")
        .bind(log)
        .bind(epoch as i64)
        .bind(seq as i64)
        .bind(seal)
        .execute(connection)
        .await?;
    Ok(())
}

/// The owner's words behind a line.
pub(in crate::federation) async fn seal(
    executor: impl Executor<'_>,
    log: &str,
    (epoch, seq): (u64, u64),
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sql::query_scalar("select seal from log_seal where origin = $1 and epoch = $2 and seq = $3")
        .bind(log)
        .bind(epoch as i64)
        .bind(seq as i64)
        .fetch_optional(executor)
        .await
}

/// Keeps contents, each with the id of its record, empty for a key statement.
pub(in crate::federation) async fn keep_contents(
    connection: &mut Connection,
    log: &str,
    contents: &[(String, Hash, Vec<u8>)],
) -> Result<(), sqlx::Error> {
    sql::insert_rows(
        connection,
        (
            "insert into log_content (origin, hash, record_id, content)",
            "on conflict (origin, hash) do nothing",
        ),
        contents,
        |row, (record, hash, bytes)| {
            row.push_bind(log);
            row.push_bind(blob(hash));
            row.push_bind(record.as_str());
            row.push_bind(bytes.as_slice());
        },
    )
    .await
}

/// Of these contents, those that are there.
pub(in crate::federation) async fn contents(
    connection: &mut Connection,
    log: &str,
    hashes: &[Hash],
) -> Result<HashMap<Hash, Vec<u8>>, sqlx::Error> {
    let mut found = HashMap::with_capacity(hashes.len());
    for piece in hashes.chunks(sql::ROWS_MAX) {
        let mut query = QueryBuilder::new("select hash, content from log_content where origin = ");
        query.push_bind(log).push(" and hash in (");
        let mut list = query.separated(", ");
        for hash in piece {
            list.push_bind(blob(hash));
        }
        query.push(")");
        let rows: Vec<(Vec<u8>, Vec<u8>)> = query
            .build_query_as()
            .persistent(false)
            .fetch_all(&mut *connection)
            .await?;
        for (hash, bytes) in rows {
            found.insert(hash_of(&hash)?, bytes);
        }
    }
    Ok(found)
}

/// Notes from when on a later word stands for these contents.
pub(in crate::federation) async fn supersede(
    connection: &mut Connection,
    log: &str,
    hashes: &[Hash],
    at: i64,
) -> Result<(), sqlx::Error> {
    for piece in hashes.chunks(sql::ROWS_MAX) {
        let mut query = QueryBuilder::new("update log_content set superseded = ");
        query.push_bind(at).push(" where origin = ").push_bind(log);
        query.push(" and hash in (");
        let mut list = query.separated(", ");
        for hash in piece {
            list.push_bind(blob(hash));
        }
        query.push(")");
        query
            .build()
            .persistent(false)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Takes out all that was ever said of these records.
pub(in crate::federation) async fn erase_contents(
    connection: &mut Connection,
    log: &str,
    records: &[&str],
) -> Result<(), sqlx::Error> {
    let mut head = QueryBuilder::new("delete from log_content where origin = ");
    head.push_bind(log).push(" and record_id in");
    sql::execute_listed(connection, (&head, ""), records).await?;
    Ok(())
}

/// Takes out contents that were superseded before a moment; how many there were.
pub(in crate::federation) async fn compact(
    connection: &mut Connection,
    before: i64,
) -> Result<u64, sqlx::Error> {
    let done = sql::query("delete from log_content where superseded < $1 and record_id <> ''")
        .bind(before)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

/// The last word on each of these records.
pub(in crate::federation) async fn words(
    connection: &mut Connection,
    log: &str,
    records: &[&str],
) -> Result<HashMap<String, Word>, sqlx::Error> {
    let mut head = QueryBuilder::new(
        "select record_id, revision, hash, said, aside from log_record where origin = ",
    );
    head.push_bind(log).push(" and record_id in");
    let rows: Vec<Row> = sql::fetch_listed(connection, (&head, ""), records).await?;
    rows.iter()
        .map(|row| {
            let hash: Option<Vec<u8>> = row.try_get("hash")?;
            let said: Option<Vec<u8>> = row.try_get("said")?;
            let word = Word {
                record: row.try_get("record_id")?,
                revision: row.try_get::<i64>("revision")? as u64,
                hash: hash.as_deref().map(hash_of).transpose()?,
                said: said.as_deref().map(hash_of).transpose()?,
                aside: row.try_get("aside")?,
            };
            Ok((word.record.clone(), word))
        })
        .collect()
}

/// Keeps the last word on records, each with its bucket.
pub(in crate::federation) async fn keep_words(
    connection: &mut Connection,
    log: &str,
    words: &[(&Word, u16)],
) -> Result<(), sqlx::Error> {
    sql::insert_rows(
        connection,
        (
            "insert into log_record (origin, record_id, bucket, revision, hash, said, aside)",
            "on conflict (origin, record_id) do update set revision = excluded.revision, hash = excluded.hash,
             said = excluded.said, aside = excluded.aside",
        ),
        words,
        |row, (word, bucket)| {
            row.push_bind(log);
            row.push_bind(word.record.as_str());
            row.push_bind(i64::from(*bucket));
            row.push_bind(word.revision as i64);
            row.push_bind(word.hash.as_ref().map(blob));
            row.push_bind(word.said.as_ref().map(blob));
            row.push_bind(word.aside.as_str());
        },
    )
    .await
}

/// What lives in these buckets, by their numbers.
pub(in crate::federation) async fn items(
    connection: &mut Connection,
    log: &str,
    origin: &Origin,
    buckets: &[i64],
) -> Result<HashMap<u16, Vec<Item>>, sqlx::Error> {
    let mut head = QueryBuilder::new(
        "select bucket, record_id, revision, hash from log_record where origin = ",
    );
    head.push_bind(log)
        .push(" and hash is not null and bucket in");
    let rows: Vec<Row> = sql::fetch_listed(connection, (&head, ""), buckets).await?;
    let mut found: HashMap<u16, Vec<Item>> = HashMap::new();
    for row in &rows {
        let id: String = row.try_get("record_id")?;
        let item = Item {
            id: record_id(origin, &id).ok_or_else(|| damaged("record"))?,
            revision: row.try_get::<i64>("revision")? as u64,
            hash: hash(row, "hash")?,
        };
        let bucket = row.try_get::<i64>("bucket")? as u16;
        found.entry(bucket).or_default().push(item);
    }
    Ok(found)
}

/// The name of a record of an origin, from its id.
pub(in crate::federation) fn record_id(origin: &Origin, id: &str) -> Option<RecordId> {
    RecordId::new(origin.clone(), id.parse().ok()?)
}

/// The hashes of buckets that hold something.
pub(in crate::federation) async fn buckets(
    connection: &mut Connection,
    log: &str,
) -> Result<Vec<(u16, Hash)>, sqlx::Error> {
    let rows: Vec<(i64, Vec<u8>)> =
        sql::query_as("select bucket, hash from log_bucket where origin = $1")
            .bind(log)
            .fetch_all(connection)
            .await?;
    rows.iter()
        .map(|(bucket, hash)| Ok((*bucket as u16, hash_of(hash)?)))
        .collect()
}

/// Keeps the hashes of buckets.
pub(in crate::federation) async fn keep_buckets(
    connection: &mut Connection,
    log: &str,
    buckets: &[(u16, Hash)],
) -> Result<(), sqlx::Error> {
    sql::insert_rows(
        connection,
        (
            "insert into log_bucket (origin, bucket, hash)",
            "on conflict (origin, bucket) do update set hash = excluded.hash",
        ),
        buckets,
        |row, (bucket, hash)| {
            row.push_bind(log);
            row.push_bind(i64::from(*bucket));
            row.push_bind(blob(hash));
        },
    )
    .await
}

/// Forgets the hashes of buckets that hold nothing: they are zeros without a row too.
pub(in crate::federation) async fn forget_empty_buckets(
    connection: &mut Connection,
    log: &str,
) -> Result<(), sqlx::Error> {
    sql::query("delete from log_bucket where origin = $1 and hash = $2")
        .bind(log)
        .bind(blob(&Hash::ZERO))
        .execute(connection)
        .await?;
    Ok(())
}

/// A new epoch begins: nothing lives in it yet. What lived before is marked, with its revision, until it is said anew.
pub(in crate::federation) async fn begin_epoch(
    connection: &mut Connection,
    log: &str,
) -> Result<(), sqlx::Error> {
    for statement in [
        "update log_record set aside = 'stale', hash = null, said = null where origin = $1 and hash is not null",
        "delete from log_bucket where origin = $1",
    ] {
        sql::query(statement)
            .bind(log)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Ids and revisions of what lived before the epoch and was not said anew, at most `limit` of them.
pub(in crate::federation) async fn stale(
    executor: impl Executor<'_>,
    log: &str,
    limit: i64,
) -> Result<Vec<(String, i64)>, sqlx::Error> {
    sql::query_as(
        "select record_id, revision from log_record where origin = $1 and aside = 'stale' and hash is null limit $2",
    )
    .bind(log)
    .bind(limit)
    .fetch_all(executor)
    .await
}

/// The line at a place.
pub(in crate::federation) async fn line(
    executor: impl Executor<'_>,
    log: &str,
    (epoch, seq): (u64, u64),
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sql::query_scalar("select line from log_entry where origin = $1 and epoch = $2 and seq = $3")
        .bind(log)
        .bind(epoch as i64)
        .bind(seq as i64)
        .fetch_optional(executor)
        .await
}

/// How many records live in a log, and how many of them are kept aside.
pub(in crate::federation) async fn counts(
    executor: impl Executor<'_>,
    log: &str,
) -> Result<(i64, i64), sqlx::Error> {
    sql::query_as(
        "select count(*), cast(coalesce(sum(case when aside <> '' then 1 else 0 end), 0) as bigint)
         from log_record where origin = $1 and hash is not null",
    )
    .bind(log)
    .fetch_one(executor)
    .await
}

/// Bytes of all contents of a log.
pub(in crate::federation) async fn content_bytes(
    executor: impl Executor<'_>,
    log: &str,
) -> Result<u64, sqlx::Error> {
    let bytes: i64 = sql::query_scalar(
        "select cast(coalesce(sum(length(content)), 0) as bigint) from log_content where origin = $1",
    )
    .bind(log)
    .fetch_one(executor)
    .await?;
    Ok(bytes.max(0) as u64)
}

/// The ids of all records of which a log says anything.
pub(in crate::federation) async fn record_ids(
    executor: impl Executor<'_>,
    log: &str,
) -> Result<Vec<String>, sqlx::Error> {
    sql::query_scalar("select record_id from log_record where origin = $1")
        .bind(log)
        .fetch_all(executor)
        .await
}

/// The epochs of a log that were read, in their order.
pub(in crate::federation) async fn epochs(
    executor: impl Executor<'_>,
    log: &str,
) -> Result<Vec<u64>, sqlx::Error> {
    let epochs: Vec<i64> =
        sql::query_scalar("select epoch from log_epoch where origin = $1 order by epoch")
            .bind(log)
            .fetch_all(executor)
            .await?;
    Ok(epochs.into_iter().map(|epoch| epoch as u64).collect())
}

/// Forgets a log whole.
pub(in crate::federation) async fn forget(
    connection: &mut Connection,
    log: &str,
) -> Result<(), sqlx::Error> {
    for statement in [
        "delete from log where origin = $1",
        "delete from log_epoch where origin = $1",
        "delete from log_entry where origin = $1",
        "delete from log_seal where origin = $1",
        "delete from log_content where origin = $1",
        "delete from log_record where origin = $1",
        "delete from log_bucket where origin = $1",
    ] {
        sql::query(statement)
            .bind(log)
            .execute(&mut *connection)
            .await?;
    }
    snapshots::store::forget(connection, log).await
}
