//! What stands in the tables: the proof that a call which came to nothing left nothing behind.

use std::collections::BTreeMap;

use maille::database::sql::QueryBuilder;

use super::Instance;

/// Every table that a guest can write to, directly or not; its log apart.
const TABLES: [&str; 13] = [
    "record",
    "record_history",
    "record_term",
    "record_place",
    "record_time",
    "record_text",
    "tombstone",
    "journal",
    "plugin_storage",
    "plugin_storage_before",
    "plugin_storage_size",
    "document",
    "document_part",
];

/// How many rows each table has.
pub type Tables = BTreeMap<&'static str, i64>;

impl Instance {
    /// What is kept now.
    pub async fn tables(&self) -> Tables {
        let mut tables = Tables::new();
        for table in TABLES {
            let mut question = QueryBuilder::new("select count(*) from ");
            question.push(table);
            let rows = question
                .build_query_scalar()
                .fetch_one(self.app.directory.database().readers())
                .await
                .unwrap();
            tables.insert(table, rows);
        }
        tables
    }
}
