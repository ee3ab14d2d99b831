//! Ten instances that know each other already, made once for all seeds: through the same handshake as anybody, over a network
//! without faults.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use maille::federation::{Action, Relation};
use tempfile::TempDir;

use super::member::home;
use super::network::Weather;
use super::run;
use super::world::{MEMBERS, NAMES, World};

/// Who exchanges with whom: a ring and a few lines across it.
pub const PAIRS: [(usize, usize); 14] = [
    (0, 1),
    (1, 2),
    (2, 3),
    (3, 4),
    (4, 5),
    (5, 6),
    (6, 7),
    (7, 8),
    (8, 9),
    (9, 0),
    (0, 5),
    (1, 4),
    (2, 7),
    (3, 8),
];
/// Who exchanges with the one that means harm.
pub const VICTIMS: [usize; 3] = [0, 4, 9];

/// A folder in memory where the machine has one.
pub fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    match memory.is_dir() {
        true => tempfile::tempdir_in(memory).unwrap(),
        false => tempfile::tempdir().unwrap(),
    }
}

/// The data folders of instances that have been introduced, each below its name.
pub fn template() -> PathBuf {
    static MADE: OnceLock<TempDir> = OnceLock::new();
    MADE.get_or_init(|| std::thread::spawn(make).join().unwrap())
        .path()
        .to_owned()
}

fn make() -> TempDir {
    let made = folder();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let empty = folder();
        // The schema is the same for all.
        let blank = folder();
        let database = maille::database::Database::open(maille::database::Location::from(
            blank.path().join("maille.sqlite"),
        ));
        database.await.unwrap().close().await;
        for (number, name) in NAMES[..MEMBERS].iter().enumerate() {
            let home = empty.path().join(name);
            super::member::copy(blank.path(), &home);
            keep_keys(&home, number);
        }
        let world = World::open(0, empty.path()).await;
        world.set_weather(Weather::default());
        for (from, to) in PAIRS {
            befriend(&world, from, to).await;
        }
        for victim in VICTIMS {
            world.villain_befriends(victim).await;
        }
        run::until_quiet(&world, 0, 3_600_000).await.unwrap();
        for member in &world.members {
            member.stop().await;
            super::member::copy(&member.folder, &made.path().join(&member.origin));
        }
    });
    made
}

/// Keys that are the same each time; RSA is not needed between instances.
fn keep_keys(folder: &Path, number: usize) {
    let keys = folder.join("keys");
    std::fs::create_dir_all(&keys).unwrap();
    let seed = |first: usize| format!("{:02x}", first + number).repeat(32);
    let key = keys.join("instance.key");
    std::fs::write(&key, seed(16)).unwrap();
    let only_ours = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&key, only_ours).unwrap();
    let recovery = maille_federation::keys::SecretKey::from_seed(&[64 + number as u8; 32]);
    std::fs::write(keys.join("recovery.pub"), recovery.public().to_string()).unwrap();
}

/// One asks and the other accepts.
pub async fn befriend(world: &World, from: usize, to: usize) {
    let (asks, accepts) = (&world.members[from], &world.members[to]);
    let (Some(ours), Some(theirs)) = (asks.app(), accepts.app()) else {
        return;
    };
    let address = home(&accepts.origin).parse().unwrap();
    let Ok(there) = ours.federation.introduce(&address).await else {
        return;
    };
    if let Err(error) = ours.federation.request(&there).await {
        world.note(&format!("  it asks for nothing: {error}"));
    }
    run::tick(world, from).await;
    let known = theirs.federation.peer(&asks.origin).await;
    if known.is_ok_and(|peer| peer.relation == Relation::RequestedByThem) {
        let accepted = theirs.federation.decide(&asks.origin, Action::Accept);
        accepted.await.unwrap();
        run::tick(world, to).await;
    }
}
