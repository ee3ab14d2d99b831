//! SQL of what takes place within a time. Few times last long: these are found by their end, and all others by their beginning, not long
//! before the time asked for, so that years of history and of what is to come cost nothing.

use super::Query;
use super::store::Sql;
use crate::database::Dialect;

/// What lasts longer, in milliseconds, is in the index `record_time_long`.
const LONG_MS: i64 = 172_800_000;
/// A time in which few of all records take place: a month and some days.
const SHORT_MS: i64 = 40 * 24 * 3_600_000;

/// Which of the times that are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// All.
    Whole,
    /// Those that begin not long before the time asked for, or within.
    Near,
    /// Those that began long before it, and last still.
    Long,
}

impl Sql<'_> {
    /// In a short time few records take place: they are found by their times. Else each record is asked for one of its times.
    pub(super) fn push_takes_place(&self, query: &mut Query) {
        if self.is_narrowed() || !self.is_short() {
            query.push(
                " and exists (select 1 from record_time t where t.record_number = r.number and ",
            );
            self.push_readable(query, "t", "r");
            self.push_time(query, Part::Whole);
            query.push(")");
            return;
        }
        query.push(" and r.number in (");
        for (index, part) in self.parts().iter().enumerate() {
            query.push(if index > 0 { " union all " } else { "" });
            query.push("select t.record_number from record_time t join record q on q.number = t.record_number where ");
            self.push_readable(query, "t", "q");
            self.push_time(query, *part);
        }
        query.push(")");
    }

    /// Words, a place or values leave few records: these come first, not their times.
    fn is_narrowed(&self) -> bool {
        !self.search.words.is_empty()
            || self.search.near.is_some()
            || self.search.within.is_some()
            || !self.search.filters.is_empty()
    }

    fn is_short(&self) -> bool {
        let (Some(start), Some(end)) = self.search.between.unwrap_or_default() else {
            return false;
        };
        end.saturating_sub(start) <= SHORT_MS
    }

    /// The parts of the times that are wanted; together all of them, and none twice.
    pub(super) fn parts(&self) -> &'static [Part] {
        match self.search.between {
            Some((Some(_), _)) if !self.is_narrowed() => &[Part::Near, Part::Long],
            _ => &[Part::Whole],
        }
    }

    /// Times with their records, from `select` on; the caller goes on with `and` or with an order. SQLite looks at the tables in the
    /// order in which a cross join names them.
    pub(super) fn push_times(&self, query: &mut Query, part: Part) {
        query.push("select t.starts, t.record_number as number, t.ends from record_time t");
        query.push(match (self.dialect, part) {
            (Dialect::Sqlite, Part::Near | Part::Long) => " cross join record r",
            _ => " join record r on r.number = t.record_number",
        });
        self.push_but_time(query);
        self.push_where_it_is(query);
        self.push_words(query);
        if let (Dialect::Sqlite, Part::Near | Part::Long) = (self.dialect, part) {
            query.push(" and r.number = t.record_number");
        }
        query.push(" and ");
        self.push_readable(query, "t", "r");
        self.push_time(query, part);
    }

    /// The rest of a condition on `record_time t`: within the time asked for. What lasts long is found by its end, all else by its
    /// beginning, not long before that time.
    pub(super) fn push_time(&self, query: &mut Query, part: Part) {
        let (start, end) = self.search.between.unwrap_or_default();
        if let Some(start) = start {
            let before = start.saturating_sub(LONG_MS);
            match part {
                Part::Whole => {}
                Part::Near => {
                    query.push(" and t.starts >= ").push_bind(before);
                }
                Part::Long => {
                    query
                        .push(" and t.ends - t.starts > ")
                        .push(&LONG_MS.to_string());
                    query.push(" and t.starts < ").push_bind(before);
                }
            }
            // What begins at that time and has no length is within it.
            if part == Part::Long {
                query.push(" and t.ends > ").push_bind(start);
            } else {
                query.push(" and (t.ends > ").push_bind(start);
                query.push(" or t.starts >= ").push_bind(start).push(")");
            }
        }
        if let Some(end) = end {
            query.push(" and t.starts < ").push_bind(end);
        }
    }
}
