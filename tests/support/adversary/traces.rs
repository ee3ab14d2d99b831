//! The proof that what was refused left nothing behind: all rows of the tables that federation writes, as one hash each.

use std::collections::BTreeMap;

use maille::database::sql::QueryBuilder;
use maille_federation::hash::Hash;

use crate::support::neighbour::Neighbour;

/// Where a request could leave something.
const TABLES: [&str; 24] = [
    "account",
    "account_session",
    "coordinator",
    "erased_copy",
    "erasure",
    "erasure_receipt",
    "fork_evidence",
    "journal",
    "log",
    "log_bucket",
    "log_content",
    "log_entry",
    "log_epoch",
    "log_record",
    "log_seal",
    "mirror_fault",
    "mirrored",
    "peer",
    "position",
    "record",
    "record_history",
    "record_source",
    "suggestion",
    "tombstone",
];

/// How many rows each table has, and what all of them come to.
pub type Traces = BTreeMap<&'static str, (usize, Hash)>;

/// What stands in the tables of an instance over SQLite.
pub async fn traces(of: &Neighbour) -> Traces {
    let readers = of.app().directory.database().readers();
    let mut traces = Traces::new();
    for table in TABLES {
        let mut question = QueryBuilder::new("select name from pragma_table_info(");
        question.push_bind(table);
        question.push(")");
        let columns: Vec<String> = question
            .build_query_scalar()
            .fetch_all(readers)
            .await
            .unwrap();
        assert!(!columns.is_empty(), "there is a table {table}");
        let row: Vec<String> = columns
            .iter()
            .map(|column| format!("quote({column})"))
            .collect();
        let mut question = QueryBuilder::new("select ");
        question.push(&row.join(" || ' ' || "));
        question.push(" as row from ");
        question.push(table);
        question.push(" order by row");
        let rows: Vec<String> = question
            .build_query_scalar()
            .fetch_all(readers)
            .await
            .unwrap();
        traces.insert(table, (rows.len(), Hash::of(rows.join("\n").as_bytes())));
    }
    traces
}
