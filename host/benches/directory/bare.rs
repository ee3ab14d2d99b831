//! The bare SQL that answers a question: what somebody would write by hand over the same tables, without rights, kinds or
//! consent. It finds the same records, in the same order where distance orders them.

use maille::directory::words::{Token, Wanted, wanted};
use sqlx::{PgPool, SqlitePool};

use super::question::Question;

/// Records of one page.
const LIMIT: i64 = 20;
/// Matches that are scored, as in the directory.
const RANKED_MAX: i64 = 2_000;
const METRES_A_DEGREE: f64 = 111_195.0;

/// A box around the point, its centre on the unit sphere, and the square of the chord.
struct Circle {
    bounds: [f64; 4],
    centre: [f64; 3],
    chord: f64,
}

impl Circle {
    fn of((latitude, longitude, metres): (f64, f64, u32)) -> Self {
        let high = f64::from(metres) / METRES_A_DEGREE;
        let wide = high / latitude.to_radians().cos();
        let (sin, cos) = latitude.to_radians().sin_cos();
        let (sine, cosine) = longitude.to_radians().sin_cos();
        let half = f64::from(metres) / 6_371_008.8 / 2.0;
        Self {
            bounds: [
                latitude - high,
                latitude + high,
                longitude - wide,
                longitude + wide,
            ],
            centre: [cos * cosine, cos * sine, sin],
            chord: (2.0 * half.sin()).powi(2),
        }
    }
}

const AROUND: &str = "p.latitude between $1 and $2 and p.longitude between $3 and $4
    and (p.x - $5) * (p.x - $5) + (p.y - $6) * (p.y - $6) + (p.z - $7) * (p.z - $7) <= $8";
const DISTANCE: &str =
    "(p.x - $5) * (p.x - $5) + (p.y - $6) * (p.y - $6) + (p.z - $7) * (p.z - $7)";

/// The text of the statement for a question with this form; `$1` to `$8` are the circle, where there is one.
fn text(question: &Question, is_sqlite: bool) -> String {
    let columns = "r.id, r.kind, r.content";
    let matches = |parameter: &str| match is_sqlite {
        true => format!("record_text match {parameter}"),
        false => format!("words @@ {parameter}::tsquery"),
    };
    match (&question.near, question.words.is_empty()) {
        (None, _) if is_sqlite => format!(
            "select {columns} from (select record_text.rowid as number, bm25(record_text, 10.0, 1.0) as score from record_text
                where record_text match $1 order by rowid desc limit {RANKED_MAX}) s
             join record r on r.number = s.number where r.state = 'published' order by s.score, r.id limit {LIMIT}"
        ),
        (None, _) => format!(
            "select {columns} from (select w.rowid as number, -ts_rank('{{0, 0, 0.1, 1}}', w.words, $1::tsquery, 1) as score
                from (select rowid, words from record_text where words @@ $1::tsquery order by rowid desc limit {RANKED_MAX}) w) s
             join record r on r.number = s.number where r.state = 'published' order by s.score, r.id limit {LIMIT}"
        ),
        (Some(_), true) => format!(
            "select {columns} from record r join record_place p on p.record_number = r.number
             where r.state = 'published' and {AROUND} and exists (select 1 from record_term t where t.record_number = r.number
                and t.path = '/digital_services' and t.value = $9)
             order by {DISTANCE}, r.id limit {LIMIT}"
        ),
        (Some(_), false) => format!(
            "select {columns} from record r join record_place p on p.record_number = r.number
             where r.state = 'published' and {AROUND} and r.number in (select rowid from record_text where {})
             order by {DISTANCE}, r.id limit {LIMIT}",
            matches("$9")
        ),
    }
}

/// The words with all their forms, as the directory looks for them: written by hand, they would be the same.
fn words(question: &Question, is_sqlite: bool) -> String {
    let words: Vec<String> = question.words.iter().map(|word| (*word).into()).collect();
    let (all, any, begins) = match is_sqlite {
        true => (" AND ", " OR ", ("\"", "\"*")),
        false => (" & ", " | ", ("'", "':*")),
    };
    let token = |token: &Token| {
        let end = if token.begins { begins.1 } else { begins.0 };
        format!("{}{}{end}", begins.0, token.text)
    };
    let together = |tokens: &Vec<Token>| {
        let tokens: Vec<String> = tokens.iter().map(token).collect();
        format!("({})", tokens.join(all))
    };
    let one_of = |wanted: &Wanted| {
        let forms: Vec<String> = wanted.any.iter().map(together).collect();
        format!("({})", forms.join(any))
    };
    let wanted: Vec<String> = wanted(&words).iter().map(one_of).collect();
    wanted.join(all)
}

/// The circle's eight numbers, where there is one, and the last value.
fn values(question: &Question, is_sqlite: bool) -> (Vec<f64>, String) {
    let circle = question.near.map(Circle::of);
    let numbers = circle.map_or_else(Vec::new, |circle| {
        let Circle {
            bounds,
            centre,
            chord,
        } = circle;
        bounds.into_iter().chain(centre).chain([chord]).collect()
    });
    let service = question.service.map(str::to_owned);
    (
        numbers,
        service.unwrap_or_else(|| words(question, is_sqlite)),
    )
}

/// Asks SQLite; how many were found comes back.
pub async fn sqlite(pool: &SqlitePool, question: &Question) -> anyhow::Result<usize> {
    let text = sqlx::AssertSqlSafe(text(question, true));
    let (numbers, last) = values(question, true);
    let query = sqlx::query_as::<_, (String, String, String)>(text);
    let query = numbers
        .into_iter()
        .fold(query, |query, number| query.bind(number));
    Ok(query.bind(last).fetch_all(pool).await?.len())
}

/// Asks PostgreSQL; how many were found comes back.
pub async fn postgres(pool: &PgPool, question: &Question) -> anyhow::Result<usize> {
    let text = sqlx::AssertSqlSafe(text(question, false));
    let (numbers, last) = values(question, false);
    let query = sqlx::query_as::<_, (String, String, String)>(text);
    let query = numbers
        .into_iter()
        .fold(query, |query, number| query.bind(number));
    Ok(query.bind(last).fetch_all(pool).await?.len())
}
