//! Departments as they run: each a process with its own data folder, peered on the command line, killed and cut off.

mod bombs;
mod newcomer;
mod parked;

use std::net::{SocketAddr, TcpListener};
use std::path::Path;

use maille::app::App;
use maille::database::Database;
use maille::database::sql;
use maille::directory::{Author, Session};
use serde_json::json;
use tempfile::TempDir;

use crate::support::Maille;
use crate::support::neighbour::until;
use crate::support::process::Serving;
use crate::support::wire_cut::{Mode, Wire};

/// Several pages of a log.
const MANY: usize = 3_000;

/// One département: a process behind a wire.
struct Department {
    origin: String,
    maille: Maille,
    listens: SocketAddr,
    wire: Wire,
    /// Looked into beside the process.
    database: Database,
    serving: Option<Serving>,
    _folder: TempDir,
}

impl Department {
    /// One that does not run yet, with so many records of its own.
    async fn found(name: &str, records: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let origin = format!("{name}.example");
        // Free now, and the next that is asked for is another one.
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let listens = free.local_addr().unwrap();
        let wire = Wire::to(listens).await;
        let maille = Maille::init(folder.path());
        configure(&maille.folder, &origin, &wire);
        put(&maille, 0..records, name).await;
        let database = maille.database().await;
        let mut department = Self {
            origin,
            maille,
            listens,
            wire,
            database,
            serving: None,
            _folder: folder,
        };
        drop(free);
        department.serve();
        department
    }

    fn serve(&mut self) {
        self.serving = Some(Serving::at(&self.maille, &self.listens.to_string()));
    }

    /// `kill -9`.
    fn kill(&mut self) {
        self.serving = None;
    }

    /// A minute passes, after which somebody else may do the work of the one that was killed.
    async fn a_minute_passes(&self) {
        let mut write = self.database.write().await.unwrap();
        sql::query("update job_claim set until = 0")
            .execute(&mut *write)
            .await
            .unwrap();
        write.commit().await.unwrap();
    }

    fn says(&self, arguments: &[&str]) -> String {
        self.maille.run(arguments).check().out
    }

    /// One asks, the other approves, each on its command line.
    async fn befriend(&self, other: &Self) {
        let address = format!("http://{}", other.wire.address);
        self.says(&["peer", "add", &address, "--yes"]);
        until("the request arrives", async || {
            other.says(&["peer", "list"]).contains(&self.origin)
        })
        .await;
        other.says(&["peer", "approve", &self.origin, "--yes"]);
    }

    /// Where a log stands here: its last entry, chain, root and how many records live.
    async fn log(&self, origin: &str) -> Option<(i64, Vec<u8>, Vec<u8>, i64)> {
        sql::query_as("select seq, chain, root, living from log where origin = $1")
            .bind(origin)
            .fetch_optional(self.database.readers())
            .await
            .unwrap()
    }

    /// Up to which entry a peer's log was copied.
    async fn copied(&self, origin: &str) -> i64 {
        self.log(origin).await.map_or(0, |(seq, ..)| seq)
    }

    /// Why the last question to a peer failed.
    async fn fault_of(&self, origin: &str) -> String {
        sql::query_scalar("select fault from peer where origin = $1")
            .bind(origin)
            .fetch_one(self.database.readers())
            .await
            .unwrap()
    }

    /// Why nothing more is taken from a peer.
    async fn stopped_at(&self, origin: &str) -> String {
        sql::query_scalar("select stopped from peer where origin = $1")
            .bind(origin)
            .fetch_one(self.database.readers())
            .await
            .unwrap()
    }

    /// At which epoch and entry a log was begun to be read, and how often.
    async fn attempts_at(&self, origin: &str) -> Option<(i64, i64, i64)> {
        sql::query_as("select epoch, seq, times from pull_attempt where asked = $1 and origin = $1")
            .bind(origin)
            .fetch_optional(self.database.readers())
            .await
            .unwrap()
    }

    /// Records, and how many different ones, of a maker.
    async fn records(&self, maker: &str) -> (i64, i64) {
        sql::query_as("select count(*), count(distinct key) from record where maker = $1")
            .bind(maker)
            .fetch_one(self.database.readers())
            .await
            .unwrap()
    }

    /// Until it holds so many records of another, and says the same of its log as that one.
    async fn agrees_with(&self, other: &Self, records: usize) {
        until("both agree", async || {
            let theirs = other.log("").await;
            theirs
                .as_ref()
                .is_some_and(|(.., living)| *living == records as i64)
                && self.log(&other.origin).await == theirs
        })
        .await;
        let copies = self.records(&format!("peer:{}", other.origin)).await;
        assert_eq!(
            copies,
            (records as i64, records as i64),
            "nothing lost or doubled"
        );
        assert_eq!(self.database.check().await.unwrap(), "ok");
    }
}

fn configure(folder: &Path, origin: &str, wire: &Wire) {
    let file = folder.join("maille.toml");
    let mut config: toml::Table = std::fs::read_to_string(&file).unwrap().parse().unwrap();
    let mut set = |section: &str, name: &str, value: toml::Value| {
        let section = config
            .entry(section)
            .or_insert_with(|| toml::Table::new().into());
        section
            .as_table_mut()
            .unwrap()
            .insert(name.to_owned(), value);
    };
    set("instance", "origin", origin.into());
    set(
        "server",
        "public_url",
        format!("http://{}", wire.address).into(),
    );
    set("federation", "hint_s", 1.into());
    set("federation", "request_timeout_s", 10.into());
    std::fs::write(file, config.to_string()).unwrap();
}

/// Puts places of these numbers, beside the process where one runs.
async fn put(maille: &Maille, numbers: std::ops::Range<usize>, town: &str) {
    let app = App::open_existing(&maille.folder).await.unwrap();
    let mut session = Session::new(&app.directory, Author::host("test"));
    for number in numbers {
        let content = json!({"name": format!("Lieu {number} de {town}")}).to_string();
        let key = format!("{town}-{number}");
        session.put("place", &key, &content).await.unwrap();
    }
    session.commit().await.unwrap();
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_processes_keep_each_others_directories() {
    let creuse = Department::found("creuse", 30).await;
    let gironde = Department::found("gironde", 20).await;
    let landes = Department::found("landes", 10).await;
    let all = [(&creuse, 30), (&gironde, 20), (&landes, 10)];
    creuse.befriend(&gironde).await;
    landes.befriend(&gironde).await;
    creuse.befriend(&landes).await;
    for (here, _) in all {
        for (there, records) in all.iter().filter(|(there, _)| there.origin != here.origin) {
            here.agrees_with(there, *records).await;
        }
    }
    put(&creuse.maille, 30..35, "creuse").await;
    for here in [&gironde, &landes] {
        here.agrees_with(&creuse, 35).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_killed_in_the_middle_of_a_pull_goes_on_from_there() {
    let creuse = Department::found("creuse", MANY).await;
    let mut gironde = Department::found("gironde", 3).await;
    gironde.befriend(&creuse).await;
    let mut killed_at = Vec::new();
    for reached in [1, 1_000, 2_000] {
        until("some pages were copied", async || {
            gironde.copied("creuse.example").await >= reached
        })
        .await;
        gironde.kill();
        let copied = gironde.copied("creuse.example").await;
        killed_at.push(copied);
        // What stands in the directory is what stands in the copy of the log.
        let copies = gironde.records("peer:creuse.example").await;
        assert_eq!(copies, (copied, copied));
        gironde.a_minute_passes().await;
        gironde.serve();
    }
    assert!(killed_at[0] < MANY as i64, "in the middle: {killed_at:?}");
    gironde.agrees_with(&creuse, MANY).await;
    creuse.agrees_with(&gironde, 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_serves_may_be_killed_too_and_nothing_is_lost() {
    let mut creuse = Department::found("creuse", MANY).await;
    let gironde = Department::found("gironde", 3).await;
    gironde.befriend(&creuse).await;
    until("some pages were copied", async || {
        gironde.copied("creuse.example").await >= 1
    })
    .await;
    creuse.kill();
    // Acknowledged while nobody could be told.
    put(&creuse.maille, MANY..MANY + 5, "creuse").await;
    creuse.serve();
    gironde.agrees_with(&creuse, MANY + 5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wire_that_was_cut_heals_and_both_agree() {
    let creuse = Department::found("creuse", 5).await;
    let gironde = Department::found("gironde", 5).await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse, 5).await;
    creuse.agrees_with(&gironde, 5).await;
    let mut records = 5;
    for mode in [Mode::Refuses, Mode::BreaksOff, Mode::Stalls] {
        creuse.wire.set(mode);
        put(&creuse.maille, records..records + 5, "creuse").await;
        records += 5;
        until("the peer is missed", async || {
            !gironde.fault_of("creuse.example").await.is_empty()
        })
        .await;
        assert!(gironde.copied("creuse.example").await < records as i64);
        creuse.wire.set(Mode::Passes);
        put(&creuse.maille, records..records + 5, "creuse").await;
        records += 5;
        gironde.agrees_with(&creuse, records).await;
    }
}
