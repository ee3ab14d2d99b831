//! The files of `../shared/data`, which are not part of the source.

use std::fs::File;
use std::path::PathBuf;

use super::*;

#[expect(
    clippy::disallowed_methods,
    reason = "tests have no configuration of their own"
)]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// A file of the real data, or nothing, which is said by the test's name.
pub(in crate::imports) fn real(test: &str, name: &str) -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = environment("MAILLE_REAL_DATA").map_or(beside, PathBuf::from);
    let path = folder.join(name);
    if !path.exists() {
        let message = format!("skipped: {test}: this machine lacks {name} of the real data");
        let demand = environment("MAILLE_DEMAND_ALL").is_some_and(|value| value == "1");
        assert!(!demand, "{message}");
        eprintln!("{message}");
        return None;
    }
    Some(path)
}

pub(in crate::imports) fn read(format: &Format, path: &PathBuf) -> Rows {
    rows(format, Box::new(File::open(path).unwrap()), &options()).unwrap()
}

/// Files directly inside a folder, in order.
fn files(folder: &PathBuf) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn dump() {
    for name in Mapping::names() {
        let Some(path) = real("dump", &format!("mediation-numerique/sources/{name}.json")) else {
            return;
        };
        let format = Format::Mapped(Mapping::named(name).unwrap());
        println!("{name} {:?}", count(read(&format, &path)));
    }
    let path = real("", "france-services/france_services_2020-09.geojson").unwrap();
    println!("fs {:?}", count(read(&Format::FranceServices, &path)));
    for folder in [
        "dila-annuaire/2017/23",
        "dila-annuaire/2017/33",
        "dila-annuaire/2024",
    ] {
        let path = real("", folder).unwrap();
        let all = files(&path)
            .into_iter()
            .flat_map(|path| read(&Format::LocalServices, &path));
        println!("{folder} {:?}", count(all));
    }
    let path = real("", "openagenda/albi-events.json").unwrap();
    println!("albi {:?}", count(read(&Format::OpenAgenda, &path)));
    for path in files(&real("", "openagenda/single").unwrap()) {
        println!("{path:?} {:?}", count(read(&Format::OpenAgenda, &path)));
    }
    let path = real("", "mediation-numerique/exemple-valide.csv").unwrap();
    println!(
        "exemple {:?}",
        count(read(&Format::MediationNumerique, &path))
    );
    let path = real("", "communes/communes.csv").unwrap();
    let mut n = [0; 3];
    for c in communes(Box::new(File::open(path).unwrap())).unwrap() {
        match c.unwrap() {
            Ok(c) => {
                n[0] += 1;
                if c.latitude.is_none() {
                    n[2] += 1;
                    println!("{c:?}")
                }
            }
            Err(_) => n[1] += 1,
        }
    }
    println!("communes {n:?}");
    let path = real("", "communes/epci.csv").unwrap();
    println!(
        "epci {:?}",
        epcis(Box::new(File::open(path).unwrap()))
            .unwrap()
            .map(|e| e.unwrap())
            .filter(|e| e.is_ok())
            .count()
    );
    if let Some(name) = environment("SHOW") {
        let (format, path) = name.split_once('=').unwrap();
        let format = format
            .parse()
            .unwrap_or_else(|_| Format::Mapped(Mapping::named(format).unwrap()));
        for row in read(&format, &real("", path).unwrap()) {
            let row = row.unwrap();
            match &row.fate {
                Fate::Taken { items, repairs } => {
                    println!("{} {}", row.number, items[0].content);
                    for r in repairs {
                        println!("    {} {:?} {:?}", r.field, r.value, r.what);
                    }
                }
                other => println!("{} {} {:?}", row.number, row.subject, other),
            }
        }
    }
}
