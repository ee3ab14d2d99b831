//! A PostgreSQL server for the tests of one process: made in a temporary folder, stopped and taken out when that process ends in
//! whatever way. A child holds the other end of a pipe, so that a panic or a kill leaves nothing running.

use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

/// What a machine without it is told.
pub const MEND: &str = "PostgreSQL (`apt-get install postgresql`, or name the folder of `initdb` in MAILLE_POSTGRES_BIN)";
/// Where distributions keep programs that are not in the path.
const FOLDERS: &str = "/usr/lib/postgresql";
/// A machine under load takes its time.
const START_MAX: Duration = Duration::from_secs(60);

/// Waits for the pipe's end, then stops the server and takes its folder out.
const WATCH: &str = r#"
read -r end
kill -QUIT "$(head -n 1 "$1/data/postmaster.pid")" 2>/dev/null
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    [ -e "$1/data/postmaster.pid" ] || break
    sleep 0.2
done
rm -rf "$1"
"#;

/// A server with its folder; it ends when its watch sees this process end.
#[derive(Debug)]
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    databases: AtomicU32,
    server: Mutex<Option<Child>>,
    _watch: Child,
}

impl Cluster {
    /// The server of this process, made at the first call; none where there is no PostgreSQL.
    pub fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Cluster>> = OnceLock::new();
        SHARED
            .get_or_init(|| programs().map(Cluster::start))
            .as_ref()
    }

    /// A server of one test alone, which may stop and start it.
    pub fn alone() -> Option<Self> {
        programs().map(Self::start)
    }

    fn start(programs: PathBuf) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("maille-postgres-")
            .tempdir()
            .unwrap()
            .keep();
        let watch = Command::new("sh")
            .args(["-c", WATCH, "sh"])
            .arg(&folder)
            .stdin(Stdio::piped())
            // Apart from the terminal's signals: it tidies after an interrupted run too.
            .process_group(0)
            .spawn()
            .unwrap();
        let cluster = Self {
            programs,
            folder,
            databases: AtomicU32::new(0),
            server: Mutex::default(),
            _watch: watch,
        };
        if rustix::process::geteuid().is_root() {
            run(Command::new("chown").arg("postgres").arg(&cluster.folder));
        }
        run(cluster
            .program("initdb")
            .args(["--username", "maille", "--auth", "trust"])
            .args(["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"])
            .arg("--pgdata")
            .arg(cluster.folder.join("data")));
        let settings = format!(
            "listen_addresses = ''\nunix_socket_directories = '{}'\nfsync = off\n\
             full_page_writes = off\nmax_connections = 400\nautovacuum = off\nshared_buffers = 64MB\n",
            cluster.folder.display()
        );
        let file = cluster.folder.join("data/postgresql.auto.conf");
        std::fs::write(file, settings).unwrap();
        cluster.up();
        cluster
    }

    /// Starts the server and waits until it answers.
    pub fn up(&self) {
        let log = std::fs::File::create(self.folder.join("data/log")).unwrap();
        let server = self
            .program("postgres")
            .arg("-D")
            .arg(self.folder.join("data"))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .process_group(0)
            .spawn()
            .unwrap();
        *self.server.lock().unwrap() = Some(server);
        let begun = Instant::now();
        while !self.answers() {
            assert!(begun.elapsed() < START_MAX, "PostgreSQL does not start");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Stops it at once, as a crash would.
    pub fn down(&self) {
        let data = self.folder.join("data");
        run(self
            .program("pg_ctl")
            .args(["stop", "-m", "immediate", "-D"])
            .arg(data));
        if let Some(mut server) = self.server.lock().unwrap().take() {
            server.wait().unwrap();
        }
    }

    fn answers(&self) -> bool {
        let mut asked = self.psql("postgres", "select 1");
        asked.stdout(Stdio::null()).stderr(Stdio::null());
        asked.status().is_ok_and(|status| status.success())
    }

    /// An empty database of its own; its address comes back.
    pub fn database(&self) -> String {
        self.database_with("template template0")
    }

    /// The same, made with these words behind `create database`.
    pub fn database_with(&self, words: &str) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("test{number}");
        self.sql("postgres", &format!("create database {name} {words}"));
        self.address("maille", &name)
    }

    /// The address of a database for a user.
    pub fn address(&self, user: &str, database: &str) -> String {
        let host = self.folder.display();
        format!("postgres://{user}@localhost/{database}?host={host}")
    }

    /// Does something as the owner of the server.
    pub fn sql(&self, database: &str, text: &str) {
        run(&mut self.psql(database, text));
    }

    fn psql(&self, database: &str, text: &str) -> Command {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["--no-psqlrc", "--quiet", "--username", "maille", "--host"])
            .arg(&self.folder)
            .args(["--dbname", database, "--command", text])
            .stdin(Stdio::null());
        psql
    }

    /// PostgreSQL's own programs refuse to run as root.
    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        let mut program = if rustix::process::geteuid().is_root() {
            let mut as_postgres = Command::new("setpriv");
            as_postgres
                .args([
                    "--reuid",
                    "postgres",
                    "--regid",
                    "postgres",
                    "--clear-groups",
                ])
                .arg(path);
            as_postgres
        } else {
            Command::new(path)
        };
        program.current_dir(&self.folder);
        program
    }
}

/// The folder of PostgreSQL's programs: named, in the path, or the newest that a distribution installed.
fn programs() -> Option<PathBuf> {
    let whole = |folder: PathBuf| {
        ["initdb", "postgres", "pg_ctl", "psql"]
            .iter()
            .all(|name| folder.join(name).exists())
            .then_some(folder)
    };
    if let Some(named) = environment("MAILLE_POSTGRES_BIN") {
        return whole(named.into());
    }
    let configured = Command::new("pg_config").arg("--bindir").output().ok();
    let configured = configured.map(|said| String::from_utf8_lossy(&said.stdout).trim().to_owned());
    let path = environment("PATH").unwrap_or_default();
    let installed = std::fs::read_dir(FOLDERS).into_iter().flatten().flatten();
    let mut installed: Vec<PathBuf> = installed.map(|entry| entry.path()).collect();
    installed.sort_by_key(|folder| {
        let name = folder.file_name().and_then(|name| name.to_str());
        std::cmp::Reverse(name.and_then(|name| name.parse::<u32>().ok()))
    });
    let installed = installed.into_iter().map(|folder| folder.join("bin"));
    installed
        .chain(configured.map(PathBuf::from))
        .chain(path.split(':').map(PathBuf::from))
        .find_map(whole)
}

/// The address of an empty database; none where there is no PostgreSQL, which is said.
pub fn database(test: &str) -> Option<String> {
    let cluster = Cluster::shared();
    if cluster.is_none() {
        skipped(test);
    }
    Some(cluster?.database())
}

/// Says that `test` is left out where there is no PostgreSQL; `MAILLE_DEMAND_ALL=1` makes that a failure.
pub fn skipped(test: &str) {
    let message = format!("skipped: {test}: this machine lacks {MEND}");
    let demand = environment("MAILLE_DEMAND_ALL").is_some_and(|value| value == "1");
    assert!(!demand, "{message}");
    // Past the test harness, which would keep the words of a test that passes to itself.
    let line = format!("{message}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests have no configuration of their own"
)]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[track_caller]
fn run(command: &mut Command) {
    let said = command.output().unwrap();
    assert!(said.status.success(), "{command:?}: {said:?}");
}
