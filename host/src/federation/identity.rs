//! Who this instance is to others: its name, its address and its keys. The keys are files in the data folder that only their
//! owner reads; one is made at the first start, and beside it the recovery key, which belongs in a drawer.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use maille_federation::actor::{Description, Limits, PROTOCOL};
use maille_federation::keys::{PublicKey, SecretKey};
use maille_federation::message::{Message, MessageError, Signed};
use maille_federation::moment::Moment;
use maille_federation::origin::{KeyId, Origin};
use maille_federation::peering::{Address, Introduction};
use maille_federation::record::Kind;
use rand::TryRng as _;
use rand::rngs::SysRng;

use super::error::{FederationError, OffReason};
use crate::clock::Clock;
use crate::config::Config;

/// The folder of keys in the data folder.
pub const FOLDER: &str = "keys";
/// The key by which everything is signed.
const KEY: &str = "instance.key";
/// The key before it: others may still know that one alone.
const PREVIOUS: &str = "previous.key";
/// The last key that was revoked: for whoever looks into it.
const REVOKED: &str = "revoked.key";
/// A key that is about to take its place.
const NEXT: &str = "next.key";
/// Both keys hold for thirty days. Requests are signed by the one before as long: whoever was away, or had suspended the exchange,
/// has not read of the new one.
const BOTH_HOLD_S: u64 = 30 * 24 * 3600;
/// The key of last resort, as long as nobody took it away.
const RECOVERY: &str = "recovery.key";
/// What others know of it.
const RECOVERY_PUBLIC: &str = "recovery.pub";

/// Who this instance is to others.
#[derive(Debug)]
pub struct Identity {
    pub origin: Origin,
    pub address: Address,
    /// What people call it.
    pub name: String,
    pub key_id: KeyId,
    pub key: SecretKey,
    /// What requests are signed with: after a rotation the key before, for thirty days.
    pub request: (KeyId, SecretKey),
    pub recovery: Option<PublicKey>,
    /// The kinds that it shares, in the order of their letters.
    pub shares: Vec<Kind>,
    /// Where its keys are.
    pub folder: PathBuf,
}

impl Identity {
    /// Reads who we are from the configuration and the data folder, and makes the keys where there are none.
    pub fn open(folder: &Path, config: &Config, clock: &Clock) -> Result<Self, FederationError> {
        if !config.federation.enabled {
            return Err(FederationError::Off(OffReason::Disabled));
        }
        let origin: Origin = config
            .instance
            .origin
            .parse()
            .map_err(|_| FederationError::Off(OffReason::Name))?;
        let address = address(config)?;
        let mut shares: Vec<Kind> = Vec::with_capacity(config.federation.shares.len());
        for kind in &config.federation.shares {
            shares.push(kind.parse().map_err(|_| {
                FederationError::Off(OffReason::Other(
                    "`federation.shares` names something that is no kind".into(),
                ))
            })?);
        }
        shares.sort();
        shares.dedup();
        let folder = folder.join(FOLDER);
        let (key, recovery) = keys(&folder)?;
        let request = match (age_s(&folder.join(KEY), clock), folder.join(PREVIOUS)) {
            (Some(age_s), previous) if age_s < BOTH_HOLD_S && previous.exists() => {
                SecretKey::from_seed(&read_seed(&previous)?)
            }
            _ => key.clone(),
        };
        Ok(Self {
            key_id: KeyId::of(&origin, &key.public()),
            request: (KeyId::of(&origin, &request.public()), request),
            origin,
            address,
            name: config.instance.name.clone(),
            key,
            recovery,
            shares,
            folder,
        })
    }

    /// The six words that an administrator reads out.
    pub fn words(&self) -> String {
        words(&self.origin, &self.key.public(), self.recovery.as_ref())
    }

    /// Signs a message in our name.
    pub fn sign<T: Message>(&self, message: T, now: Moment) -> Result<Signed<T>, MessageError> {
        Signed::make(message, &self.key_id, &self.key, now)
    }

    /// How we introduce ourselves, by one of our keys.
    pub fn introduction(&self, key: PublicKey) -> Introduction {
        Introduction {
            address: self.address.clone(),
            key,
            recovery: self.recovery,
            protocols: vec![PROTOCOL],
            shares: self.shares.clone(),
        }
    }

    /// What anybody may know of us; our log stands at `(epoch, seq)`.
    pub fn description(
        &self,
        (epoch, seq): (u64, u64),
        now: Moment,
    ) -> Result<Signed<Description>, MessageError> {
        let description = Description {
            origin: self.origin.clone(),
            address: self.address.clone(),
            name: self.name.clone(),
            protocols: vec![PROTOCOL],
            key: self.key.public(),
            recovery: self.recovery,
            epoch,
            seq,
            shares: self.shares.clone(),
            limits: Limits::OURS,
            at: now,
        };
        self.sign(description, now)
    }

    /// Makes the key that is to take this one's place, and keeps it beside.
    pub(super) fn make_next(&self) -> Result<SecretKey, FederationError> {
        let path = self.folder.join(NEXT);
        let failed = |source| FederationError::Keys {
            folder: path.clone(),
            source,
        };
        // One that was left behind was never said to anybody.
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        Ok(SecretKey::from_seed(&write_seed(&path).map_err(failed)?))
    }

    /// Puts the next key in the place of this one, once the log says so.
    pub(super) fn take_next(folder: &Path) -> Result<(), FederationError> {
        let renamed = || {
            std::fs::rename(folder.join(KEY), folder.join(PREVIOUS))?;
            std::fs::rename(folder.join(NEXT), folder.join(KEY))
        };
        renamed().map_err(|source| FederationError::Keys {
            folder: folder.to_owned(),
            source,
        })
    }

    /// Puts the next key in the place of all others, which were revoked: nothing is signed with them any more.
    pub(super) fn replace(folder: &Path) -> Result<(), FederationError> {
        let renamed = || {
            std::fs::rename(folder.join(KEY), folder.join(REVOKED))?;
            match std::fs::remove_file(folder.join(PREVIOUS)) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            std::fs::rename(folder.join(NEXT), folder.join(KEY))
        };
        renamed().map_err(|source| FederationError::Keys {
            folder: folder.to_owned(),
            source,
        })
    }

    /// The recovery key, from wherever it was kept.
    pub(super) fn read_recovery(file: &Path) -> Result<SecretKey, FederationError> {
        Ok(SecretKey::from_seed(&read_seed(file)?))
    }

    /// The key before, where its time is over.
    pub(super) fn outlived(&self, clock: &Clock) -> Result<Option<PublicKey>, FederationError> {
        let path = self.folder.join(PREVIOUS);
        let over = age_s(&self.folder.join(KEY), clock).is_some_and(|age_s| age_s > BOTH_HOLD_S);
        if !over || !path.exists() {
            return Ok(None);
        }
        Ok(Some(SecretKey::from_seed(&read_seed(&path)?).public()))
    }

    /// Forgets the key before.
    pub(super) fn forget_previous(&self) -> Result<(), FederationError> {
        std::fs::remove_file(self.folder.join(PREVIOUS)).map_err(|source| FederationError::Keys {
            folder: self.folder.clone(),
            source,
        })
    }

    /// Whether the recovery key still lies beside the other one.
    pub fn recovery_is_here(&self) -> bool {
        self.folder.join(RECOVERY).exists()
    }
}

/// The six words of what is pinned at a handshake.
pub fn words(origin: &Origin, key: &PublicKey, recovery: Option<&PublicKey>) -> String {
    maille_federation::fingerprint::words(origin, key, recovery).join(" ")
}

/// Sixteen bytes from the system's randomness.
pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SysRng
        .try_fill_bytes(&mut bytes)
        .expect("a system without randomness starts no server: TLS needs it first");
    bytes
}

/// Where others reach us: the public address, else where we listen if that is the machine itself.
fn address(config: &Config) -> Result<Address, FederationError> {
    let server = &config.server;
    let text = match &server.public_url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => format!("http://{}", server.listen),
    };
    text.parse()
        .map_err(|_| FederationError::Off(OffReason::Address))
}

/// The key, and what is known of the recovery key.
fn keys(folder: &Path) -> Result<(SecretKey, Option<PublicKey>), FederationError> {
    let failed = |source| FederationError::Keys {
        folder: folder.to_owned(),
        source,
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    only_for_owner(folder).map_err(failed)?;
    let path = folder.join(KEY);
    if !path.try_exists().map_err(failed)? {
        // The recovery key comes first: a key without one can never be revoked.
        let recovery = SecretKey::from_seed(&write_seed(&folder.join(RECOVERY)).map_err(failed)?);
        let public = recovery.public().to_string();
        write_new(&folder.join(RECOVERY_PUBLIC), &public).map_err(failed)?;
        write_seed(&path).map_err(failed)?;
    }
    let key = read_seed(&path)?;
    let recovery = match std::fs::read_to_string(folder.join(RECOVERY_PUBLIC)) {
        Ok(text) => Some(
            text.trim()
                .parse()
                .map_err(|_| FederationError::KeyForm(folder.join(RECOVERY_PUBLIC)))?,
        ),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(failed(error)),
    };
    Ok((SecretKey::from_seed(&key), recovery))
}

/// Seconds since a file was written; nothing where there is none, or where the clock stands before it.
fn age_s(path: &Path, clock: &Clock) -> Option<u64> {
    let written = std::fs::metadata(path).ok()?.modified().ok()?;
    let written = written.duration_since(UNIX_EPOCH).ok()?.as_secs();
    u64::try_from(clock.now_ms() / 1000)
        .ok()?
        .checked_sub(written)
}

/// Makes a secret where there is none; two programs that do so at once read what the first one wrote.
fn write_seed(path: &Path) -> std::io::Result<[u8; 32]> {
    let seed: [u8; 32] = random();
    let text: String = seed.iter().map(|byte| format!("{byte:02x}")).collect();
    if write_new(path, &text)? {
        return Ok(seed);
    }
    let mut text = String::new();
    OpenOptions::new()
        .read(true)
        .open(path)?
        .read_to_string(&mut text)?;
    seed_of(&text).ok_or_else(|| ErrorKind::InvalidData.into())
}

/// Writes a file whole that only its owner reads; false where there is one already.
fn write_new(path: &Path, text: &str) -> std::io::Result<bool> {
    let unfinished = path.with_extension(format!("{}.new", uuid::Uuid::now_v7()));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    // A link never replaces a file that somebody else wrote meanwhile.
    let linked = std::fs::hard_link(&unfinished, path);
    std::fs::remove_file(&unfinished)?;
    match linked {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

fn read_seed(path: &Path) -> Result<[u8; 32], FederationError> {
    let failed = |source| FederationError::Keys {
        folder: path.to_owned(),
        source,
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path)
            .map_err(failed)?
            .permissions()
            .mode();
        if mode & 0o077 != 0 {
            return Err(FederationError::KeyOpen(path.to_owned()));
        }
    }
    let text = std::fs::read_to_string(path).map_err(failed)?;
    seed_of(&text).ok_or_else(|| FederationError::KeyForm(path.to_owned()))
}

fn seed_of(text: &str) -> Option<[u8; 32]> {
    let text = text.trim();
    let mut seed = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in seed.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(seed)
}

#[cfg(unix)]
fn only_for_owner(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn only_for_owner(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        let mut config = Config::default();
        config.instance.origin = "creuse.example".into();
        config
    }

    #[test]
    fn keys_are_made_once_and_only_their_owner_reads_them() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let first = Identity::open(folder.path(), &config(), &Clock::real()).unwrap();
        let again = Identity::open(folder.path(), &config(), &Clock::real()).unwrap();
        assert_eq!(first.key.public(), again.key.public());
        assert_eq!(first.recovery, again.recovery);
        assert!(first.recovery.is_some() && first.recovery_is_here());
        for name in [KEY, RECOVERY] {
            let path = folder.path().join(FOLDER).join(name);
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }

        let path = folder.path().join(FOLDER).join(KEY);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        let refused = Identity::open(folder.path(), &config(), &Clock::real()).unwrap_err();
        assert!(matches!(refused, FederationError::KeyOpen(_)), "{refused}");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::write(&path, "nothing").unwrap();
        let refused = Identity::open(folder.path(), &config(), &Clock::real()).unwrap_err();
        assert!(matches!(refused, FederationError::KeyForm(_)), "{refused}");
    }

    #[test]
    fn an_instance_without_a_name_does_not_federate_and_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let refused =
            Identity::open(folder.path(), &Config::default(), &Clock::real()).unwrap_err();
        assert!(refused.to_string().contains("instance.origin"), "{refused}");
        let mut config = config();
        config.server.listen = "0.0.0.0:80".into();
        let refused = Identity::open(folder.path(), &config, &Clock::real()).unwrap_err();
        assert!(refused.to_string().contains("public_url"), "{refused}");
        config.server.public_url = Some("https://creuse.example/".into());
        let identity = Identity::open(folder.path(), &config, &Clock::real()).unwrap();
        assert_eq!(identity.address.to_string(), "https://creuse.example");
    }
}
