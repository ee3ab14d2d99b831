//! The files of `../shared/data`, which are not part of the source.

use std::fs::File;
use std::path::PathBuf;

use super::*;

/// Files directly inside a folder, in order.
fn files(folder: &PathBuf) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// What became of a file's rows: taken, of these repaired and of these drafts; refused; skipped; and the reasons.
type Expected<'a> = ([usize; 5], &'a [(&'static str, usize)]);

fn check(name: &str, found: &Count, (counts, reasons): Expected<'_>) {
    let counted = [
        found.taken,
        found.repaired,
        found.drafts,
        found.refused,
        found.skipped,
    ];
    assert_eq!(counted, counts, "{name}: {:?}", found.reasons);
    let reasons: BTreeMap<_, _> = reasons.iter().copied().collect();
    assert_eq!(found.reasons, reasons, "{name}");
}

fn check_mapped(test: &str, name: &str, expected: Expected<'_>) {
    let Some(path) = real(test, &format!("mediation-numerique/sources/{name}.json")) else {
        return;
    };
    let format = Format::Mapped(Mapping::named(name).unwrap());
    check(name, &count(read(&format, &path)), expected);
}

fn check_folder(test: &str, name: &str, format: &Format, expected: Expected<'_>) {
    let Some(path) = real(test, name) else {
        return;
    };
    let files = if path.is_dir() {
        files(&path)
    } else {
        vec![path]
    };
    let rows = files.into_iter().flat_map(|path| read(format, &path));
    check(name, &count(rows), expected);
}

#[test]
fn hub_lo_is_taken() {
    check_mapped(
        "hub_lo_is_taken",
        "hub-lo",
        (
            [426, 137, 0, 0, 0],
            &[
                ("import-email", 3),
                ("import-hours-note", 55),
                ("import-hours-prose", 63),
                ("import-link", 1),
                ("import-link-scheme", 4),
                ("import-point-elsewhere", 13),
                ("import-term", 37),
                ("import-term-near", 10),
                ("import-zero-lost", 1),
            ],
        ),
    );
}

#[test]
fn maine_et_loire_is_taken() {
    check_mapped(
        "maine_et_loire_is_taken",
        "maine-et-loire",
        (
            [240, 59, 21, 0, 3],
            &[
                ("import-code-doubtful", 1),
                ("import-date", 39),
                ("import-email", 4),
                ("import-email-is-link", 10),
                ("import-link-scheme", 6),
                ("import-skipped-by-mapping", 3),
                ("import-telephone", 1),
            ],
        ),
    );
}

#[test]
fn etapes_numerique_are_taken_with_their_zeros() {
    check_mapped(
        "etapes_numerique_are_taken_with_their_zeros",
        "etapes-numerique",
        ([95, 8, 0, 0, 0], &[("import-zero-lost", 16)]),
    );
}

#[test]
fn angers_is_taken() {
    check_mapped(
        "angers_is_taken",
        "angers",
        (
            [63, 60, 0, 0, 0],
            &[
                ("import-email", 1),
                ("import-hours-note", 23),
                ("import-hours-prose", 36),
                ("import-link", 2),
                ("import-term", 3),
                ("import-term-near", 4),
            ],
        ),
    );
}

#[test]
fn fibre_64_is_taken_and_its_second_answers_refused() {
    check_mapped(
        "fibre_64_is_taken_and_its_second_answers_refused",
        "fibre-64",
        (
            [57, 57, 0, 4, 0],
            &[
                ("import-hours-note", 36),
                ("import-hours-prose", 21),
                ("import-key-repeated", 4),
                ("import-link-scheme", 11),
            ],
        ),
    );
}

#[test]
fn aix_en_provence_is_taken() {
    check_mapped(
        "aix_en_provence_is_taken",
        "aix-en-provence",
        ([38, 0, 0, 0, 0], &[]),
    );
}

#[test]
fn a_bus_is_taken_with_its_twelve_stops() {
    check_mapped(
        "a_bus_is_taken_with_its_twelve_stops",
        "bus-france-services-charente",
        (
            [12, 12, 0, 0, 0],
            &[
                ("import-code-spelling", 12),
                ("import-point-elsewhere", 1),
                ("import-telephone-plus", 12),
            ],
        ),
    );
}

#[test]
fn the_national_example_is_taken() {
    check_folder(
        "the_national_example_is_taken",
        "mediation-numerique/exemple-valide.csv",
        &Format::MediationNumerique,
        ([1, 1, 0, 0, 0], &[("import-point-elsewhere", 1)]),
    );
}

#[test]
fn france_services_are_taken() {
    check_folder(
        "france_services_are_taken",
        "france-services/france_services_2020-09.geojson",
        &Format::FranceServices,
        (
            [908, 107, 0, 0, 0],
            &[
                ("import-email", 3),
                ("import-hours-note", 195),
                ("import-insee-code", 2),
                ("import-zero-lost", 21),
            ],
        ),
    );
}

#[test]
fn local_services_of_both_editions_are_taken() {
    let test = "local_services_of_both_editions_are_taken";
    let format = Format::LocalServices;
    check_folder(
        test,
        "dila-annuaire/2017/23",
        &format,
        (
            [316, 6, 0, 0, 0],
            &[
                ("import-email-is-link", 2),
                ("import-hours-left-out", 1),
                ("import-link-scheme", 1),
                ("import-point-elsewhere", 2),
            ],
        ),
    );
    check_folder(
        test,
        "dila-annuaire/2017/33",
        &format,
        (
            [232, 5, 0, 0, 0],
            &[
                ("import-email", 1),
                ("import-email-is-link", 1),
                ("import-link", 2),
                ("import-link-scheme", 1),
            ],
        ),
    );
    check_folder(test, "dila-annuaire/2024", &format, ([3, 0, 0, 0, 0], &[]));
}

#[test]
fn events_are_taken() {
    let test = "events_are_taken";
    let format = Format::OpenAgenda;
    check_folder(
        test,
        "openagenda/albi-events.json",
        &format,
        ([75, 75, 0, 0, 0], &[("import-own-number", 231)]),
    );
    // Among the single files are settings of agendas, an event without times and one event five times.
    check_folder(
        test,
        "openagenda/single",
        &format,
        (
            [8, 7, 1, 46, 0],
            &[
                ("import-key-repeated", 4),
                ("import-missing", 1),
                ("import-not-of-format", 41),
                ("import-own-number", 29),
            ],
        ),
    );
}

#[test]
fn communes_are_read_with_their_groups() {
    let test = "communes_are_read_with_their_groups";
    let Some(path) = real(test, "communes/communes.csv") else {
        return;
    };
    let open = |path| Box::new(File::open(path).unwrap());
    let all: Vec<_> = communes(open(path)).unwrap().map(Result::unwrap).collect();
    let taken: Vec<&Commune> = all
        .iter()
        .filter_map(|commune| commune.as_ref().ok())
        .collect();
    let past = all.iter().filter(|commune| {
        let row = commune.as_ref().err();
        row.is_some_and(|row| why(row) == ["import-commune-of-the-past"])
    });
    assert_eq!((taken.len(), past.count()), (35_014, 2_576));
    let angers = taken
        .iter()
        .find(|commune| commune.code == "49007")
        .unwrap();
    assert_eq!(angers.name, "Angers");
    assert!(angers.postal_codes.contains(&"49000".to_owned()) && angers.latitude.is_some());
    let path = real(test, "communes/epci.csv").unwrap();
    let groups = epcis(open(path))
        .unwrap()
        .map(|epci| epci.unwrap().unwrap());
    assert_eq!(groups.count(), 1_255);
}
