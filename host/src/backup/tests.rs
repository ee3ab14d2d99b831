//! Files that are no backups, or are no more: each is refused, and nothing stands outside the folder.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use tar::{Builder, EntryType, Header};
use tempfile::TempDir;

use super::archive::{Reader, digest, pack};
use super::{BackupError, FORMAT, File, MANIFEST, Manifest, Say};

const DATABASE: &str = "maille.sqlite";
const KEY: &str = "keys/instance.key";

fn quiet() -> Say {
    Arc::new(|_, _| {})
}

/// Something like a database, and a key.
fn contents() -> [(&'static str, Vec<u8>); 2] {
    let noise = (0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8);
    [(DATABASE, noise.collect()), (KEY, b"seed".to_vec())]
}

fn manifest_of(folder: &Path) -> (Manifest, Vec<PathBuf>) {
    let mut files = Vec::new();
    let mut sources = Vec::new();
    for (path, content) in contents() {
        let source = folder.join(path.replace('/', "-"));
        fs::write(&source, content).unwrap();
        let (bytes, sha256) = digest(&source).unwrap();
        files.push(File {
            path: path.to_owned(),
            bytes,
            sha256,
        });
        sources.push(source);
    }
    let manifest = Manifest {
        format: FORMAT,
        program: "0.1.0".into(),
        step: 1,
        origin: "maille.example".into(),
        name: "Essai".into(),
        made_ms: 1_700_000_000_000,
        database: DATABASE.into(),
        files,
    };
    (manifest, sources)
}

fn packed(folder: &Path) -> PathBuf {
    let (manifest, sources) = manifest_of(folder);
    let path = folder.join("whole.tar.gz");
    let file = fs::File::create(&path).unwrap();
    pack(&file, &manifest, &sources, &quiet()).unwrap();
    path
}

fn unpacked(path: &Path) -> Result<(TempDir, Manifest), BackupError> {
    let into = tempfile::tempdir().unwrap();
    let below = into.path().join("below");
    fs::create_dir(&below).unwrap();
    let say = quiet();
    let read = Reader::open(path)?.read(Some((&below, &say)));
    let names: Vec<_> = fs::read_dir(into.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "something came out elsewhere");
    Ok((into, read?))
}

/// A file whose bytes and entries are anybody's.
fn made(entries: &[(&str, EntryType, Vec<u8>)], folder: &Path) -> PathBuf {
    let path = folder.join("made.tar.gz");
    let file = fs::File::create(&path).unwrap();
    let mut builder = Builder::new(GzEncoder::new(file, Compression::fast()));
    for (name, kind, content) in entries {
        let mut header = Header::new_ustar();
        header.set_entry_type(*kind);
        header.set_size(content.len() as u64);
        // As an honest program would not write it.
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        if kind.is_symlink() {
            header.set_link_name("/etc").unwrap();
        }
        header.set_cksum();
        builder.append(&header, content.as_slice()).unwrap();
    }
    builder.into_inner().unwrap().finish().unwrap();
    path
}

fn manifest_text(change: impl FnOnce(&mut Manifest)) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let (mut manifest, _) = manifest_of(folder.path());
    change(&mut manifest);
    serde_json::to_vec(&manifest).unwrap()
}

#[test]
fn what_is_packed_comes_out_again_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let (into, manifest) = unpacked(&packed(folder.path())).unwrap();
    assert_eq!(manifest, manifest_of(folder.path()).0);
    for (path, content) in contents() {
        let file = into.path().join("below").join(path);
        assert_eq!(fs::read(&file).unwrap(), content);
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_backup_that_ends_early_is_refused(cut in 0.0..1.0_f64) {
        let folder = tempfile::tempdir().unwrap();
        let whole = fs::read(packed(folder.path())).unwrap();
        let path = folder.path().join("cut.tar.gz");
        let length = (whole.len() as f64 * cut) as usize;
        fs::write(&path, &whole[..length]).unwrap();
        prop_assert!(unpacked(&path).is_err(), "cut after {} of {}", length, whole.len());
    }

    #[test]
    fn a_backup_with_another_byte_is_refused_or_the_same(at in 0.0..1.0_f64, flip in 1..=255_u8) {
        let folder = tempfile::tempdir().unwrap();
        let mut bytes = fs::read(packed(folder.path())).unwrap();
        let at = (bytes.len() as f64 * at) as usize;
        bytes[at] ^= flip;
        let path = folder.path().join("other.tar.gz");
        fs::write(&path, bytes).unwrap();
        // The head of gzip holds a time and a system that nobody reads.
        if let Ok((into, manifest)) = unpacked(&path) {
            prop_assert_eq!(manifest, manifest_of(folder.path()).0);
            for (path, content) in contents() {
                let read = fs::read(into.path().join("below").join(path)).unwrap();
                prop_assert!(read == content);
            }
        }
    }

    #[test]
    fn anything_is_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("any.tar.gz");
        fs::write(&path, &bytes).unwrap();
        prop_assert!(unpacked(&path).is_err());
        let mut packer = GzEncoder::new(fs::File::create(&path).unwrap(), Compression::fast());
        packer.write_all(&bytes).unwrap();
        packer.finish().unwrap();
        prop_assert!(unpacked(&path).is_err());
    }
}

#[test]
fn a_newer_shape_names_its_program() {
    let folder = tempfile::tempdir().unwrap();
    let text = br#"{"format": 2, "program": "7.0.0", "what": "nobody knows yet"}"#.to_vec();
    let path = made(&[(MANIFEST, EntryType::Regular, text)], folder.path());
    let error = Reader::open(&path).unwrap().read(None).unwrap_err();
    assert!(matches!(error, BackupError::Newer { program } if program == "7.0.0"));
}

#[test]
fn paths_that_lead_elsewhere_are_refused() {
    for bad in [
        "../outside",
        "/etc/passwd",
        "keys/../../outside",
        "./x",
        "keys//x",
        "keys/",
        "",
        ".",
        "a\nb",
        "backup.json",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let text = manifest_text(|manifest| bad.clone_into(&mut manifest.files[1].path));
        let [(_, first), (_, second)] = contents();
        let entries = [
            (MANIFEST, EntryType::Regular, text),
            (DATABASE, EntryType::Regular, first),
            (bad, EntryType::Regular, second),
        ];
        let path = made(&entries, folder.path());
        let refused = unpacked(&path).unwrap_err();
        assert!(
            matches!(refused, BackupError::Foreign(_)),
            "{bad:?}: {refused}"
        );
    }
}

#[test]
fn what_is_no_plain_file_of_the_manifest_is_refused() {
    let [(_, first), (_, second)] = contents();
    let regular = EntryType::Regular;
    let honest = |text: Vec<u8>| {
        vec![
            (MANIFEST, regular, text),
            (DATABASE, regular, first.clone()),
        ]
    };
    let text = manifest_text(|_| {});
    let with = |name, kind, content: &[u8]| {
        let mut entries = honest(text.clone());
        entries.push((name, kind, content.to_vec()));
        entries
    };
    let mut doubled = with(KEY, regular, &second);
    doubled.push((KEY, regular, second.clone()));
    let cases = [
        (
            "a link in a file's place",
            with(KEY, EntryType::Symlink, b""),
        ),
        ("a hard link", with(KEY, EntryType::Link, b"")),
        ("a device", with(KEY, EntryType::Char, b"")),
        ("another name", with("keys/other.key", regular, &second)),
        ("another size", with(KEY, regular, b"seeds")),
        ("another content", with(KEY, regular, b"sEEd")),
        ("nothing", honest(text.clone())),
        ("one more", doubled),
        (
            "a long name before it",
            with("././@LongLink", EntryType::GNULongName, &[b'a'; 100_000]),
        ),
        (
            "a manifest without database",
            honest(manifest_text(|manifest| manifest.database = "other".into())),
        ),
        (
            "a manifest that names a file twice",
            honest(manifest_text(|manifest| {
                manifest.files[1] = manifest.files[0].clone()
            })),
        ),
        ("no manifest", vec![(DATABASE, regular, first.clone())]),
    ];
    for (what, entries) in cases {
        let folder = tempfile::tempdir().unwrap();
        let path = made(&entries, folder.path());
        let refused = unpacked(&path).unwrap_err();
        assert!(
            matches!(refused, BackupError::Foreign(_) | BackupError::Damaged(_)),
            "{what}: {refused}"
        );
    }
}

#[test]
fn a_manifest_of_gigabytes_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.tar.gz");
    let mut packer = GzEncoder::new(fs::File::create(&path).unwrap(), Compression::fast());
    let mut header = Header::new_ustar();
    header.set_path(MANIFEST).unwrap();
    header.set_size(8 * 1024 * 1024 * 1024 - 1);
    header.set_cksum();
    packer.write_all(header.as_bytes()).unwrap();
    for _ in 0..64 {
        packer.write_all(&[b' '; 1 << 20]).unwrap();
    }
    packer.finish().unwrap();
    assert!(matches!(unpacked(&path), Err(BackupError::Foreign(_))));
}
