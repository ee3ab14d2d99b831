//! SQL of what is known of a person. Texts are compared by who asks: two databases fold letters in two ways.

use crate::database::sql::{self, Connection, Row};
use crate::database::{Database, DatabaseError};

/// Rows that are read at once.
const STEP: i64 = 500;

pub(super) struct AccountRow {
    pub id: String,
    pub login: String,
    pub name: String,
    pub role: String,
}

pub(super) struct ContributorRow {
    pub id: String,
    pub language: String,
    /// Plugin and name.
    pub names: Vec<(String, String)>,
}

pub(super) struct SuggestionRow {
    pub reference: String,
    pub title: String,
    pub text: String,
    pub contact: String,
    pub note: String,
}

pub(super) struct RecordRow {
    pub number: i64,
    pub id: String,
    pub kind: String,
    pub origin: String,
    pub name: String,
    pub content: String,
}

pub(super) struct RevisionRow {
    pub id: String,
    pub revision: i64,
    pub kind: String,
    pub content: String,
}

fn read<T>(
    rows: &[Row],
    one: impl Fn(&Row) -> Result<T, sqlx::Error>,
) -> Result<Vec<T>, DatabaseError> {
    Ok(rows.iter().map(one).collect::<Result<_, _>>()?)
}

pub(super) async fn accounts(database: &Database) -> Result<Vec<AccountRow>, DatabaseError> {
    let rows = sql::query("select id, login, name, role from account order by id")
        .fetch_all(database.readers())
        .await?;
    read(&rows, |row| {
        Ok(AccountRow {
            id: row.try_get("id")?,
            login: row.try_get("login")?,
            name: row.try_get("name")?,
            role: row.try_get("role")?,
        })
    })
}

/// What plugins keep, and copies of what they kept before their version in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shelf {
    Now,
    Before,
}

/// What plugins keep: plugin, key, value; after this plugin and key.
pub(super) async fn storage(
    database: &Database,
    shelf: Shelf,
    (plugin, key): &(String, String),
) -> Result<Vec<(String, String, Vec<u8>)>, DatabaseError> {
    let question = match shelf {
        Shelf::Now => {
            "select plugin, key, value from plugin_storage where plugin > $1 or plugin = $1 and key > $2
             order by plugin, key limit $3"
        }
        Shelf::Before => {
            "select plugin, key, value from plugin_storage_before where plugin > $1 or plugin = $1 and key > $2
             order by plugin, key limit $3"
        }
    };
    let rows = sql::query_as(question)
        .bind(plugin)
        .bind(key)
        .bind(STEP)
        .fetch_all(database.readers())
        .await?;
    Ok(rows)
}

/// Forgets one key of a copy; whether it was there.
pub(super) async fn forget_before(
    connection: &mut Connection,
    (plugin, key): (&str, &str),
) -> Result<bool, sqlx::Error> {
    let gone = sql::query("delete from plugin_storage_before where plugin = $1 and key = $2")
        .bind(plugin)
        .bind(key)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected() > 0)
}

/// How many may administer besides this one.
pub(super) async fn other_administrators(
    connection: &mut Connection,
    id: &str,
) -> Result<i64, sqlx::Error> {
    sql::query_scalar(
        "select count(*) from account where role = 'administrator' and disabled is null and id <> $1",
    )
    .bind(id)
    .fetch_one(connection)
    .await
}

/// The name and the role of an account.
pub(super) async fn account(
    connection: &mut Connection,
    id: &str,
) -> Result<Option<(String, String)>, sqlx::Error> {
    sql::query_as("select name, role from account where id = $1")
        .bind(id)
        .fetch_optional(connection)
        .await
}

/// Erases an account, and its name wherever the host wrote who did something.
pub(super) async fn erase_account(
    connection: &mut Connection,
    (id, name): (&str, &str),
) -> Result<(), sqlx::Error> {
    for statement in [
        "delete from account where id = $1",
        "delete from moderation_duty where account_id = $1",
    ] {
        sql::query(statement)
            .bind(id)
            .execute(&mut *connection)
            .await?;
    }
    for statement in [
        "update suggestion set decided_by = '' where decided_by = $1",
        "update moderation_case set decided_by = '' where decided_by = $1",
        "update import_run set begun_by = '' where begun_by = $1",
        "update import_order set ordered_by = '' where ordered_by = $1",
        "update contributor set made_by = '' where made_by = $1",
        "update plugin_order set ordered_by = '' where ordered_by = $1",
        "update record_history set replaced_by = 'host' where replaced_by = $1",
        "update record_correction set corrected_by = '' where corrected_by = $1",
        "update record_merge set merged_by = '' where merged_by = $1",
        "update duplicate_different set decided_by = '' where decided_by = $1",
        "update erasure set asked_by = '' where asked_by = $1",
    ] {
        sql::query(statement)
            .bind(name)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

pub(super) async fn contributor(
    database: &Database,
    address: &str,
) -> Result<Option<ContributorRow>, DatabaseError> {
    let found: Option<(String, String)> =
        sql::query_as("select id, language from contributor where address = $1")
            .bind(address)
            .fetch_optional(database.readers())
            .await?;
    let Some((id, language)) = found else {
        return Ok(None);
    };
    let names = sql::query_as(
        "select plugin, name from contributor_name where contributor = $1 order by plugin, name",
    )
    .bind(&id)
    .fetch_all(database.readers())
    .await?;
    Ok(Some(ContributorRow {
        id,
        language,
        names,
    }))
}

pub(super) async fn erase_contributor(
    connection: &mut Connection,
    id: &str,
) -> Result<u64, sqlx::Error> {
    for statement in [
        "delete from contributor_code where contributor = $1",
        "delete from contributor_name where contributor = $1",
    ] {
        sql::query(statement)
            .bind(id)
            .execute(&mut *connection)
            .await?;
    }
    delete(connection, "delete from contributor where id = $1", id).await
}

/// Addresses of contributors, and of letters, with what they are erased by.
pub(super) async fn addresses(
    connection: &mut Connection,
) -> Result<Vec<(String, String)>, sqlx::Error> {
    sql::query_as(
        "select 'contributor:' || id, address from contributor where address is not null
         union all select 'letter:' || id, address from letter
         union all select 'account:' || id, login from account
         union all select 'suggestion:' || reference, contact from suggestion where contact <> ''",
    )
    .fetch_all(connection)
    .await
}

/// Id, subject and text.
pub(super) async fn letters(
    database: &Database,
    address: &str,
) -> Result<Vec<(String, String, String)>, DatabaseError> {
    Ok(
        sql::query_as("select id, subject, text from letter where address = $1 order by id")
            .bind(address)
            .fetch_all(database.readers())
            .await?,
    )
}

pub(super) async fn suggestions(database: &Database) -> Result<Vec<SuggestionRow>, DatabaseError> {
    let rows =
        sql::query("select reference, title, text, contact, note from suggestion order by number")
            .fetch_all(database.readers())
            .await?;
    read(&rows, |row| {
        Ok(SuggestionRow {
            reference: row.try_get("reference")?,
            title: row.try_get("title")?,
            text: row.try_get("text")?,
            contact: row.try_get("contact")?,
            note: row.try_get("note")?,
        })
    })
}

pub(super) async fn reports(database: &Database) -> Result<Vec<(i64, String)>, DatabaseError> {
    Ok(
        sql::query_as(
            "select number, text from moderation_report where text <> '' order by number",
        )
        .fetch_all(database.readers())
        .await?,
    )
}

pub(super) async fn records(
    database: &Database,
    after: i64,
) -> Result<Vec<RecordRow>, DatabaseError> {
    let rows = sql::query(
        "select number, id, kind, origin, name, content from record
         where number > $1 order by number limit $2",
    )
    .bind(after)
    .bind(STEP)
    .fetch_all(database.readers())
    .await?;
    read(&rows, |row| {
        Ok(RecordRow {
            number: row.try_get("number")?,
            id: row.try_get("id")?,
            kind: row.try_get("kind")?,
            origin: row.try_get("origin")?,
            name: row.try_get("name")?,
            content: row.try_get("content")?,
        })
    })
}

pub(super) async fn history(
    database: &Database,
    (id, revision): &(String, i64),
) -> Result<Vec<RevisionRow>, DatabaseError> {
    let rows = sql::query(
        "select record_id, revision, kind, content from record_history
         where record_id > $1 or (record_id = $1 and revision > $2)
         order by record_id, revision limit $3",
    )
    .bind(id.as_str())
    .bind(*revision)
    .bind(STEP)
    .fetch_all(database.readers())
    .await?;
    read(&rows, |row| {
        Ok(RevisionRow {
            id: row.try_get("record_id")?,
            revision: row.try_get("revision")?,
            kind: row.try_get("kind")?,
            content: row.try_get("content")?,
        })
    })
}

pub(super) async fn erase_revision(
    connection: &mut Connection,
    (id, revision): (&str, i64),
) -> Result<u64, sqlx::Error> {
    let gone = sql::query("delete from record_history where record_id = $1 and revision = $2")
        .bind(id)
        .bind(revision)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected())
}

/// What else was written of a record: its title in lists of others, and what a merge remembers of it.
pub(super) async fn erase_traces(connection: &mut Connection, id: &str) -> Result<(), sqlx::Error> {
    for statement in [
        "delete from record_merge where gone_id = $1 or kept_id = $1",
        "delete from suggestion where record_id = $1",
        "update moderation_case set title = '', words = '' where record_id = $1",
        "delete from moderation_report where case_number in (select number from moderation_case where record_id = $1)",
    ] {
        sql::query(statement)
            .bind(id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

pub(super) async fn erase_suggestion(
    connection: &mut Connection,
    reference: &str,
) -> Result<u64, sqlx::Error> {
    delete(
        connection,
        "delete from suggestion where reference = $1",
        reference,
    )
    .await
}

pub(super) async fn erase_letter(
    connection: &mut Connection,
    id: &str,
) -> Result<u64, sqlx::Error> {
    delete(connection, "delete from letter where id = $1", id).await
}

pub(super) async fn erase_report(
    connection: &mut Connection,
    number: i64,
) -> Result<u64, sqlx::Error> {
    let gone = sql::query("update moderation_report set text = '' where number = $1")
        .bind(number)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected())
}

async fn delete(
    connection: &mut Connection,
    statement: &'static str,
    key: &str,
) -> Result<u64, sqlx::Error> {
    let gone = sql::query(statement).bind(key).execute(connection).await?;
    Ok(gone.rows_affected())
}
