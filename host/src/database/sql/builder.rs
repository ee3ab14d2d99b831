//! A statement that is put together: its words are ours, every value is bound.

use std::fmt::Write as _;

use super::row::{Column, FromRow};
use super::value::Value;
use super::{Query, first};

/// A statement in the making.
#[derive(Clone, Debug, Default)]
pub struct QueryBuilder {
    text: String,
    values: Vec<Value>,
    columns: Vec<Vec<Value>>,
}

impl QueryBuilder {
    /// Begins with these words.
    pub fn new(words: &str) -> Self {
        Self {
            text: words.to_owned(),
            ..Self::default()
        }
    }

    /// Goes on with these words, none of which is a `?`.
    pub fn push(&mut self, words: &str) -> &mut Self {
        debug_assert!(!words.contains('?'), "a value is bound");
        self.text.push_str(words);
        self
    }

    /// Goes on with a value.
    pub fn push_bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.text.push('?');
        self
    }

    /// Goes on with a list.
    pub fn separated(&mut self, separator: &'static str) -> Separated<'_> {
        Separated {
            query: self,
            separator,
            first: true,
        }
    }

    /// Goes on with `values (…), (…)`, one for each item.
    pub fn push_values<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut bind: impl FnMut(&mut Separated<'_>, T),
    ) -> &mut Self {
        self.push("values ");
        for (index, item) in items.into_iter().enumerate() {
            self.push(if index == 0 { "(" } else { ", (" });
            bind(&mut self.separated(", "), item);
            self.push(")");
        }
        self
    }

    /// Goes on with an array of values of one type, which PostgreSQL alone takes; no single value follows.
    pub(super) fn push_column(&mut self, values: Vec<Value>) -> &mut Self {
        self.columns.push(values);
        self.text.push('?');
        self
    }

    /// Without these words at its end.
    pub(super) fn without_end(mut self, words: &str) -> Self {
        debug_assert!(
            self.text.ends_with(words),
            "{:?} ends with {words:?}",
            self.text
        );
        let end = self
            .text
            .strip_suffix(words)
            .map_or(self.text.len(), str::len);
        self.text.truncate(end);
        self
    }

    /// Words and values apart.
    pub(super) fn parts(self) -> (String, Vec<Value>) {
        (self.text, self.values)
    }

    /// The statement, whose rows are read by column.
    pub fn build(self) -> Query {
        Query::built(self.text, (self.values, self.columns), Ok)
    }

    /// The statement, each of whose rows makes a `T`.
    pub fn build_query_as<T: FromRow>(self) -> Query<T> {
        Query::built(self.text, (self.values, self.columns), T::from_row)
    }

    /// The statement, of whose rows the first column is wanted.
    pub fn build_query_scalar<T: Column>(self) -> Query<T> {
        Query::built(self.text, (self.values, self.columns), first::<T>)
    }
}

/// With `$1`, `$2`… in the place of each `?`.
pub(super) fn numbered(text: &str) -> String {
    let mut numbered = String::with_capacity(text.len() * 2);
    for (number, words) in text.split('?').enumerate() {
        if number > 0 {
            write!(numbered, "${number}").expect("a text grows as long as there is memory");
        }
        numbered.push_str(words);
    }
    numbered
}

/// A list in the making.
#[derive(Debug)]
pub struct Separated<'a> {
    query: &'a mut QueryBuilder,
    separator: &'static str,
    first: bool,
}

impl Separated<'_> {
    /// Adds a value.
    pub fn push_bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.push("");
        self.query.push_bind(value);
        self
    }

    /// Adds words, such as a call with a value inside.
    pub fn push(&mut self, words: &str) -> &mut Self {
        if !std::mem::take(&mut self.first) {
            self.query.push(self.separator);
        }
        self.query.push(words);
        self
    }

    /// Goes on with words in the same item.
    pub fn push_unseparated(&mut self, words: &str) -> &mut Self {
        self.query.push(words);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::super::Row;
    use super::*;

    #[test]
    fn words_and_values_make_one_text() {
        let mut query = QueryBuilder::new("insert into a (b, c) ");
        query.push_values([(1_i64, "x"), (2, "y")], |row, (number, word)| {
            row.push_bind(number).push_bind(word);
        });
        query.push(" on conflict (b) do update set d = ");
        query.push_bind(None::<i64>).push(" where e in (");
        query.separated(", ").push_bind("s").push_bind("t");
        query.push(")");
        assert_eq!(
            numbered(&query.text),
            "insert into a (b, c) values ($1, $2), ($3, $4) on conflict (b) do update set d = $5 where e in ($6, $7)"
        );
        assert_eq!(query.values[3], Value::Text("y".into()));
        assert_eq!(query.values[4], Value::NoInteger);
    }

    #[test]
    fn a_row_is_read_as_it_is_asked_for() {
        fn asked<T: FromRow>() {}
        asked::<Row>();
        asked::<(String, Option<i64>, f64, bool)>();
    }
}
