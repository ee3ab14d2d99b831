//! Searches as visitors make them, beside the bare SQL that answers the same question over the same tables.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::ensure;
use maille::directory::{Directory, Reader};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{PgPool, SqlitePool};

use super::question::{Kind, Question};
use super::world::Place;
use super::{bare, figure, percentile};

/// Records of one page.
const LIMIT: u32 = 20;
/// Questions of one round, for one client.
const QUESTIONS: u64 = 200;
/// Visitors at once.
const CLIENTS: u64 = 16;
/// How long many ask.
const MANY: Duration = Duration::from_secs(3);
/// Connections of the bare SQL: as many as the directory has.
const CONNECTIONS: u32 = 8;

/// What answers.
#[derive(Clone)]
enum Answering {
    Directory(Directory),
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Answering {
    async fn ask(&self, question: &Question) -> anyhow::Result<usize> {
        match self {
            Self::Directory(directory) => {
                let found = question
                    .search()
                    .run(directory, &Reader::visitor(), LIMIT)
                    .await?;
                Ok(found.records.len())
            }
            Self::Sqlite(pool) => bare::sqlite(pool, question).await,
            Self::Postgres(pool) => bare::postgres(pool, question).await,
        }
    }
}

async fn by_hand(place: &Place) -> anyhow::Result<Answering> {
    Ok(match place {
        Place::File(path) => Answering::Sqlite(sqlite(path).await?),
        Place::Server(url) => {
            let options = sqlx::postgres::PgPoolOptions::new().max_connections(CONNECTIONS);
            Answering::Postgres(options.connect(url).await?)
        }
    })
}

async fn sqlite(path: &Path) -> anyhow::Result<SqlitePool> {
    // With as much memory as the directory's readers have.
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .pragma("cache_size", "-16384");
    let pool = SqlitePoolOptions::new()
        .max_connections(CONNECTIONS)
        .test_before_acquire(false);
    Ok(pool.connect_with(options).await?)
}

/// All kinds of questions at one client, then all of them mixed at many.
pub async fn measure(place: &Place, rounds: usize) -> anyhow::Result<()> {
    let directory = Answering::Directory(place.directory().await?);
    let bare = by_hand(place).await?;
    for kind in Kind::ALL {
        same(&directory, &bare, kind).await?;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            one_client(&directory, kind, &mut ours).await?;
            one_client(&bare, kind, &mut theirs).await?;
        }
        let mut of = |hundredths| {
            (
                percentile(&mut ours, hundredths),
                percentile(&mut theirs, hundredths),
            )
        };
        let ((p50, bare50), (p99, bare99)) = (of(50), of(99));
        figure(
            &format!(
                "{}: search, {} / bare SQL, one client",
                place.name(),
                kind.name()
            ),
            "≤ 2",
            &format!(
                "p50 {:.2} ({p50:.2} against {bare50:.2} ms), p99 {:.2} ({p99:.2} against {bare99:.2} ms)",
                p50 / bare50,
                p99 / bare99
            ),
        );
    }
    let (mut ours, mut theirs, mut rates) = (Vec::new(), Vec::new(), (Vec::new(), Vec::new()));
    for round in 0..rounds as u64 {
        rates
            .0
            .push(many_clients(&directory, round, &mut ours).await?);
        rates.1.push(many_clients(&bare, round, &mut theirs).await?);
    }
    let mut of = |hundredths| {
        (
            percentile(&mut ours, hundredths),
            percentile(&mut theirs, hundredths),
        )
    };
    let ((p50, bare50), (p99, bare99)) = (of(50), of(99));
    let (rate, bare_rate) = (percentile(&mut rates.0, 50), percentile(&mut rates.1, 50));
    figure(
        &format!(
            "{}: searches of all kinds, {CLIENTS} clients / bare SQL",
            place.name()
        ),
        "≤ 2; ≥ 1,000/s",
        &format!(
            "{rate:.0}/s against {bare_rate:.0}/s; p50 {:.2} ({p50:.1} against {bare50:.1} ms), p99 {:.2} ({p99:.1} against {bare99:.1} ms)",
            p50 / bare50,
            p99 / bare99
        ),
    );
    Ok(())
}

/// Both find as many: else the ratio would compare two different things.
async fn same(directory: &Answering, bare: &Answering, kind: Kind) -> anyhow::Result<()> {
    for number in 0..20 {
        let question = Question::numbered(kind, number);
        let (ours, theirs) = (directory.ask(&question).await?, bare.ask(&question).await?);
        ensure!(
            ours == theirs,
            "{question:?}: {ours} found, by hand {theirs}"
        );
    }
    Ok(())
}

async fn one_client(answering: &Answering, kind: Kind, times: &mut Vec<f64>) -> anyhow::Result<()> {
    for number in 0..QUESTIONS {
        let question = Question::numbered(kind, number);
        let begin = Instant::now();
        answering.ask(&question).await?;
        times.push(begin.elapsed().as_secs_f64() * 1e3);
    }
    Ok(())
}

async fn many_clients(
    answering: &Answering,
    round: u64,
    times: &mut Vec<f64>,
) -> anyhow::Result<f64> {
    let begin = Instant::now();
    let answering = Arc::new(answering.clone());
    let mut clients = tokio::task::JoinSet::new();
    for client in 0..CLIENTS {
        let answering = answering.clone();
        clients.spawn(async move {
            let mut times = Vec::new();
            let mut number = (round * CLIENTS + client) * 1_000_000;
            while begin.elapsed() < MANY {
                let kind = Kind::ALL[(number % 4) as usize];
                let question = Question::numbered(kind, number);
                let asked = Instant::now();
                answering.ask(&question).await?;
                times.push(asked.elapsed().as_secs_f64() * 1e3);
                number += 1;
            }
            anyhow::Ok(times)
        });
    }
    let mut answers = 0;
    while let Some(done) = clients.join_next().await {
        let done = done??;
        answers += done.len();
        times.extend(done);
    }
    Ok(answers as f64 / begin.elapsed().as_secs_f64())
}
