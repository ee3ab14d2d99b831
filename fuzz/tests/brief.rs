//! Each target on its seeds and on what becomes of them by some thousand mutations: brief, the same each time, and without the coverage
//! that a long hunt is led by. `MAILLE_FUZZ_RUNS=1000000 cargo test -p maille-fuzz` hunts longer, `MAILLE_FUZZ_SEED` elsewhere; what broke
//! a parser is kept under `target/fuzz`, and belongs into `seeds` once it is mended.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use maille_fuzz::{TARGETS, Target};
use mutatis::{Context, Session, mutators};

/// Inputs of each target.
const RUNS: u64 = 4_000;
/// Bytes of an input: what is longer is bounded elsewhere, and shown by tests of its own.
const BYTES_MAX: usize = 64 * 1024;
/// Mutations of one input, at most.
const MUTATIONS_MAX: usize = 6;

#[expect(
    clippy::disallowed_methods,
    reason = "how long a hunt takes is no configuration of an instance"
)]
fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|value| value.parse().ok())
        .unwrap_or(otherwise)
}

/// The seeds of a target: files of its folder, and what is made here since it is no text.
fn seeds(target: &Target) -> Vec<Vec<u8>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let federation = here.join("../federation/testdata");
    let folders: Vec<PathBuf> = match target.name {
        "json" => vec![federation.join("json"), federation.join("messages")],
        "messages" | "log" | "fediverse" | "requests" => vec![federation.join("messages")],
        "mapping" => vec![here.join("../host/mappings")],
        name => vec![here.join("seeds").join(name)],
    };
    let mut seeds = vec![Vec::new()];
    for folder in folders {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        seeds.extend(paths.iter().map(|path| std::fs::read(path).unwrap()));
    }
    match target.name {
        "image" => seeds.extend(pictures()),
        "component" => seeds.extend(components()),
        _ => {}
    }
    assert!(seeds.len() > 1, "{} has seeds", target.name);
    seeds
}

/// A small picture in each format that is read.
fn pictures() -> Vec<Vec<u8>> {
    use image::ImageFormat::{Gif, Jpeg, Png, WebP};
    let picture = image::RgbImage::from_fn(9, 5, |x, y| image::Rgb([x as u8, y as u8, 77]));
    let written = [Png, Jpeg, Gif, WebP].map(|format| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    });
    written.into()
}

fn components() -> Vec<Vec<u8>> {
    let texts = [
        "(component)",
        "(component (core module (func (export \"f\"))))",
        "(component (import \"maille:plugin/directory@1.0.0\" (instance (export \"get\" (func)))) (@custom \"maille:manifest\" \"{}\"))",
    ];
    texts.map(|text| wat::parse_str(text).unwrap()).into()
}

/// Puts in what the format is made of, or what stands elsewhere in the input.
fn splice(context: &mut Context, bytes: &mut Vec<u8>, tokens: &[&str]) {
    let rng = context.rng();
    let at = rng.gen_index(bytes.len() + 1).unwrap_or(0);
    let end = (at + rng.gen_index(8).unwrap_or(0)).min(bytes.len());
    let piece: Vec<u8> = match rng
        .gen_index(tokens.len() + 1)
        .and_then(|index| tokens.get(index))
    {
        Some(token) => token.as_bytes().to_vec(),
        None => {
            let from = rng.gen_index(bytes.len() + 1).unwrap_or(0);
            let length = rng.gen_index(bytes.len() - from + 1).unwrap_or(0);
            bytes[from..from + length].to_vec()
        }
    };
    // Between what was there, or instead of some of it.
    let end = if rng.gen_bool() { at } else { end };
    bytes.splice(at..end, piece);
    bytes.truncate(BYTES_MAX);
}

fn hunt(target: &Target) {
    let seeds = seeds(target);
    let seed = number("MAILLE_FUZZ_SEED", 1);
    let mut session = Session::new().seed(seed);
    let mut by_bytes = mutators::default::<Vec<u8>>();
    for run in 0..number("MAILLE_FUZZ_RUNS", RUNS) {
        let mut input = match seeds.get(run as usize) {
            // As it is, first.
            Some(seed) => seed.clone(),
            None => {
                let mut input = Vec::new();
                let mut mutator =
                    mutators::from_fn(|context: &mut Context, input: &mut Vec<u8>| {
                        let chosen = context.rng().gen_index(seeds.len()).unwrap_or(0);
                        input.clone_from(&seeds[chosen]);
                        for _ in 0..=context.rng().gen_index(MUTATIONS_MAX).unwrap_or(0) {
                            splice(context, input, target.tokens);
                        }
                        Ok(())
                    });
                session.mutate_with(&mut mutator, &mut input).unwrap();
                input
            }
        };
        if run % 3 == 2 {
            // Nothing of an empty input can be changed.
            let _ = session.mutate_with(&mut by_bytes, &mut input);
        }
        if catch_unwind(AssertUnwindSafe(|| (target.run)(&input))).is_err() {
            let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
            std::fs::create_dir_all(&folder).unwrap();
            let file = folder.join(format!("{}-{seed}-{run}", target.name));
            std::fs::write(&file, &input).unwrap();
            panic!(
                "{} broke on {} ({} bytes)",
                target.name,
                file.display(),
                input.len()
            );
        }
    }
}

macro_rules! hunted {
    ($($test:ident = $name:literal)*) => {
        $(#[test]
        fn $test() {
            hunt(TARGETS.iter().find(|target| target.name == $name).unwrap());
        })*

        /// A target that nobody hunts in is none.
        #[test]
        fn every_target_is_hunted_in() {
            let hunted = [$($name),*];
            let known: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(known, hunted);
        }
    };
}

hunted! {
    json = "json"
    messages = "messages"
    log = "log"
    fediverse = "fediverse"
    requests = "requests"
    mediation_numerique = "mediation-numerique"
    data_inclusion = "data-inclusion"
    local_services = "local-services"
    france_services = "france-services"
    openagenda = "openagenda"
    communes = "communes"
    mapped = "mapped"
    mapping = "mapping"
    image = "image"
    component = "component"
    calendar = "calendar"
}
