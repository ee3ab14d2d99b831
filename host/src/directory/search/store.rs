//! SQL of searches. What is public, one's own or granted is decided inside each condition, so that a filter tells a
//! stranger nothing of a private field.

use jiff::civil::Date;

use super::super::State;
use super::super::cursor::Order;
use super::super::index::{LISTED, LISTED_UNTIL};
use super::super::kind::KindRegistry;
use super::super::query::{Filter, Near, Resolved, Search};
use super::super::reader::Reader;
use super::super::sphere::{around, chord_squared, point};
use super::super::words::{Token, Wanted, wanted};
use super::Query;
use super::times::Part;
use crate::database::Dialect;

/// Scoring costs some microseconds a match, and a common word has a hundred thousand: the newest of them are scored.
const RANKED_MAX: i64 = 2_000;
/// What a match in the title counts beside one in the text. The smaller, the better.
const SQLITE_SCORE: &str = "bm25(record_text, 10.0, 1.0)";
/// The same weights; divided by the logarithm of the text's length, as long texts say everything.
const POSTGRES_SCORE: (&str, &str) = (
    "cast(-ts_rank('{0, 0, 0.1, 1}', w.words, ",
    "::tsquery, 1) as double precision)",
);
/// Where a record without a time stands among those with one.
const NO_START: i64 = i64::MAX;

/// Writes the conditions of one search for one reader. All values are bound; only our own words are written.
pub(super) struct Sql<'a> {
    pub(super) search: &'a Search,
    reader: &'a Reader,
    resolved: &'a Resolved,
    pub(super) dialect: Dialect,
    /// `2026-11-22`
    today: String,
    /// The kinds of which the reader sees private fields, whoever made the record.
    private: Vec<&'a str>,
    /// The kinds of which the reader sees what others have not published.
    drafts: Vec<&'a str>,
    /// The kinds of which the reader sees only records with a consent, beside its own.
    consented: Vec<&'a str>,
}

impl<'a> Sql<'a> {
    pub(super) fn new(
        search: &'a Search,
        reader: &'a Reader,
        resolved: &'a Resolved,
        (kinds_known, dialect, today): (&KindRegistry, Dialect, Date),
    ) -> Self {
        let kinds = || resolved.kinds.iter().map(String::as_str);
        Self {
            search,
            reader,
            resolved,
            dialect,
            today: today.to_string(),
            private: kinds().filter(|kind| reader.sees_private(kind)).collect(),
            drafts: kinds().filter(|kind| reader.drafts.holds(kind)).collect(),
            consented: kinds()
                .filter(|kind| !reader.sees_private(kind) && kinds_known.asks_for_consent(kind))
                .collect(),
        }
    }

    /// The numbers and ids of the records found, with the value that orders them as `sort`.
    pub(super) fn push_sorted(&self, query: &mut Query) {
        query.push("select ");
        match self.resolved.order {
            Order::Relevance => return self.push_ranked(query),
            Order::Distance => return self.push_nearest(query),
            Order::Newest => _ = query.push("r.updated as sort"),
            Order::Name => _ = query.push("r.name as sort"),
            Order::Id => _ = query.push("r.id as sort"),
            Order::Start => self.push_first_start(query),
        }
        query.push(", r.number, r.id from record r");
        self.push_where(query);
    }

    /// Places are found first: they are a few hundred, where words and filters may hold of half the directory.
    fn push_nearest(&self, query: &mut Query) {
        let Some(near) = &self.search.near else {
            return;
        };
        push_chord(query, "o", near);
        query.push(" as sort, r.number, r.id from record_place o ");
        query.push(match self.dialect {
            Dialect::Sqlite => "cross join record r",
            Dialect::Postgres => "join record r on true",
        });
        self.push_but_place(query);
        query.push(" and r.number = o.record_number and ");
        self.push_readable(query, "o", "r");
        push_around(query, "o", near);
        self.push_within(query);
        self.push_words(query);
    }

    /// The score is computed inside, for the matches that pass all conditions, and no further than the bound.
    fn push_ranked(&self, query: &mut Query) {
        query.push("s.score as sort, s.number, s.id from (");
        match self.dialect {
            Dialect::Sqlite => self.push_scored_by_sqlite(query),
            Dialect::Postgres => self.push_scored_by_postgres(query),
        }
        query.push(") s");
    }

    /// The order of the two tables is forced: words are found first.
    fn push_scored_by_sqlite(&self, query: &mut Query) {
        query.push("select record_text.rowid as number, r.id, ");
        query.push(SQLITE_SCORE);
        query.push(" as score from record_text cross join record r");
        self.push_conditions(query);
        query.push(" and r.number = record_text.rowid and record_text match ");
        query.push_bind(match_expression(&self.search.words));
        query.push(" order by record_text.rowid desc limit ");
        query.push_bind(RANKED_MAX);
    }

    fn push_scored_by_postgres(&self, query: &mut Query) {
        let words = vector_query(&self.search.words);
        query.push("select w.rowid as number, w.id, ");
        query.push(POSTGRES_SCORE.0).push_bind(words.as_str());
        query.push(POSTGRES_SCORE.1);
        query.push(" as score from (select f.rowid, f.words, r.id from record_text f join record r on r.number = f.rowid");
        self.push_conditions(query);
        query.push(" and f.words @@ ").push_bind(words);
        query.push("::tsquery order by f.rowid desc limit ");
        query.push_bind(RANKED_MAX).push(") w");
    }

    fn push_first_start(&self, query: &mut Query) {
        query.push("coalesce((select min(t.starts) from record_time t where t.record_number = r.number and ");
        self.push_readable(query, "t", "r");
        self.push_time(query, Part::Whole);
        query.push("), ").push_bind(NO_START).push(") as sort");
    }

    /// All conditions on `record r`, words included.
    pub(super) fn push_where(&self, query: &mut Query) {
        self.push_conditions(query);
        self.push_words(query);
    }

    pub(super) fn push_words(&self, query: &mut Query) {
        if self.search.words.is_empty() {
            return;
        }
        query.push(" and r.number in (select rowid from record_text where ");
        match self.dialect {
            Dialect::Sqlite => query
                .push("record_text match ")
                .push_bind(match_expression(&self.search.words)),
            Dialect::Postgres => query
                .push("words @@ ")
                .push_bind(vector_query(&self.search.words))
                .push("::tsquery"),
        };
        query.push(")");
    }

    fn push_conditions(&self, query: &mut Query) {
        self.push_but_place(query);
        self.push_where_it_is(query);
    }

    pub(super) fn push_where_it_is(&self, query: &mut Query) {
        if let Some(near) = &self.search.near {
            self.push_place(query, |query| push_around(query, "p", near));
        }
        self.push_within(query);
    }

    fn push_but_place(&self, query: &mut Query) {
        self.push_but_time(query);
        if self.search.between.is_some() {
            self.push_takes_place(query);
        }
    }

    pub(super) fn push_but_time(&self, query: &mut Query) {
        query.push(" where r.kind in (");
        push_list(query, self.resolved.kinds.iter().map(String::as_str));
        query
            .push(") and r.state = ")
            .push_bind(self.resolved.state.as_str());
        if self.search.mine_only {
            query
                .push(" and r.maker <> '' and r.maker = ")
                .push_bind(self.reader.maker.clone());
        } else if self.resolved.state != State::Published {
            query
                .push(" and (r.maker = ")
                .push_bind(self.reader.maker.clone());
            query.push(" or r.kind in (");
            push_list(query, self.drafts.iter().copied());
            query.push("))");
        }
        self.push_listed(query);
        for filter in &self.search.filters {
            self.push_filter(query, filter);
        }
    }

    /// Where words or a place have found the candidates, each is asked for its values; else the values find them.
    fn push_filter(&self, query: &mut Query, filter: &Filter) {
        let narrowed = !self.search.words.is_empty() || self.search.near.is_some();
        query.push(match narrowed {
            true => {
                " and exists (select 1 from record_term t join record q on q.number = t.record_number
                    where t.record_number = r.number and t.path in ("
            }
            false => {
                " and r.number in (select t.record_number from record_term t join record q on q.number = t.record_number
                    where t.path in ("
            }
        });
        push_list(query, filter.paths.iter().map(String::as_str));
        query.push(") and t.value in (");
        push_list(query, Self::values(&filter.values));
        query.push(") and ");
        self.push_readable(query, "t", "q");
        query.push(")");
    }

    /// A kind that asks for a consent shows others the records that have it.
    fn push_listed(&self, query: &mut Query) {
        if self.consented.is_empty() {
            return;
        }
        query.push(" and (r.kind not in (");
        push_list(query, self.consented.iter().copied());
        query.push(")");
        if !self.reader.maker.is_empty() {
            query
                .push(" or r.maker = ")
                .push_bind(self.reader.maker.clone());
        }
        query.push(" or exists (select 1 from record_term l where l.path = ");
        query.push_bind(LISTED);
        query.push(" and l.value = 'true' and l.record_number = r.number)");
        // What ended yesterday is not shown although nobody has withdrawn it yet. Days are written so that they sort.
        query.push(" and not exists (select 1 from record_term u where u.path = ");
        query.push_bind(LISTED_UNTIL).push(" and u.value < ");
        query.push_bind(self.today.as_str());
        query.push(" and u.record_number = r.number))");
    }

    fn values(values: &[String]) -> impl Iterator<Item = &str> {
        Search::kept_values(values).map(String::as_str)
    }

    /// Whether the reader may know of this value: it is public, the record its own, or the kind granted.
    pub(super) fn push_readable(&self, query: &mut Query, table: &str, record: &str) {
        query.push("(").push(table).push(".public = 1");
        if !self.reader.maker.is_empty() {
            query.push(" or ").push(record).push(".maker = ");
            query.push_bind(self.reader.maker.clone());
        }
        if !self.private.is_empty() {
            query.push(" or ").push(record).push(".kind in (");
            push_list(query, self.private.iter().copied());
            query.push(")");
        }
        query.push(")");
    }

    fn push_within(&self, query: &mut Query) {
        let Some([south, west, north, east]) = self.search.within else {
            return;
        };
        self.push_place(query, |query| {
            query.push(" and p.latitude between ").push_bind(south);
            query.push(" and ").push_bind(north);
            push_longitudes(query, "p", (west, east));
        });
    }

    /// Where a record is, as far as the reader may know.
    fn push_place(&self, query: &mut Query, push_where: impl FnOnce(&mut Query)) {
        query.push(" and r.number in (select p.record_number from record_place p");
        query.push(" join record q on q.number = p.record_number where ");
        self.push_readable(query, "p", "q");
        push_where(query);
        query.push(")");
    }
}

/// Inside a circle: inside its box first, which an index knows.
fn push_around(query: &mut Query, table: &str, near: &Near) {
    let (latitudes, longitudes) = around(near.latitude, near.longitude, near.radius_metres);
    query.push(" and ").push(table).push(".latitude between ");
    query.push_bind(latitudes.0).push(" and ");
    query.push_bind(latitudes.1);
    if let Some(longitudes) = longitudes {
        push_longitudes(query, table, longitudes);
    }
    query.push(" and ");
    push_chord(query, table, near);
    query
        .push(" <= ")
        .push_bind(chord_squared(near.radius_metres));
}

/// Between two meridians, eastwards; past the 180th where the first is the greater.
fn push_longitudes(query: &mut Query, table: &str, (west, east): (f64, f64)) {
    query.push(" and (").push(table).push(".longitude >= ");
    query.push_bind(west);
    query.push(if west > east { " or " } else { " and " });
    query.push(table).push(".longitude <= ").push_bind(east);
    query.push(")");
}

/// The squared chord from a point: sorts and compares like the distance.
fn push_chord(query: &mut Query, table: &str, near: &Near) {
    let centre = point(near.latitude, near.longitude);
    query.push("(");
    for (index, (axis, value)) in ["x", "y", "z"].into_iter().zip(centre).enumerate() {
        query.push(if index == 0 { "" } else { " + " });
        query
            .push("(")
            .push(table)
            .push(".")
            .push(axis)
            .push(" - ")
            .push_bind(value);
        query
            .push(") * (")
            .push(table)
            .push(".")
            .push(axis)
            .push(" - ")
            .push_bind(value);
        query.push(")");
    }
    query.push(")");
}

/// A list of nothing holds nothing; PostgreSQL wants it to hold something all the same.
fn push_list<'v>(query: &mut Query, values: impl Iterator<Item = &'v str>) {
    let mut values = values.peekable();
    if values.peek().is_none() {
        query.push("null");
    }
    let mut list = query.separated(", ");
    for value in values {
        list.push_bind(value);
    }
}

/// What is wanted in FTS5's words. Tokens are letters and digits only, and quoted.
fn match_expression(words: &[String]) -> String {
    let token = |token: &Token| {
        let star = if token.begins { "*" } else { "" };
        format!("\"{}\"{star}", token.text)
    };
    let all = |tokens: &Vec<Token>| match tokens.as_slice() {
        [one] => token(one),
        tokens => format!("({})", joined(tokens.iter().map(token), " AND ")),
    };
    let any = |wanted: &Wanted| format!("({})", joined(wanted.any.iter().map(all), " OR "));
    joined(wanted(words).iter().map(any), " AND ")
}

fn joined(parts: impl Iterator<Item = String>, between: &str) -> String {
    parts.collect::<Vec<_>>().join(between)
}

/// The same in PostgreSQL's words.
fn vector_query(words: &[String]) -> String {
    let token = |token: &Token| {
        let star = if token.begins { ":*" } else { "" };
        format!("'{}'{star}", token.text)
    };
    let all = |tokens: &Vec<Token>| match tokens.as_slice() {
        [one] => token(one),
        tokens => format!("({})", joined(tokens.iter().map(token), " & ")),
    };
    let any = |wanted: &Wanted| format!("({})", joined(wanted.any.iter().map(all), " | "));
    joined(wanted(words).iter().map(any), " & ")
}
