//! Files of hostile size or shape, given to `maille import` as people give them: what is good in them is taken, what is not is
//! named with its mend, and the memory of the process does not grow with the file.

use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use crate::imports::{HEAD, file, places, row};
use crate::support::Maille;
use crate::support::both::on_both;
use crate::support::process::{Said, said};

const MIB: u64 = 1024 * 1024;
/// What a file of any size may cost beside one of two lines: the rows of two transactions, a chunk and a line.
const MORE_MAX: u64 = 48 * MIB;

/// Runs to the end; how many bytes of memory the process held at most comes back too.
fn measured(maille: &Maille, arguments: &[&str]) -> (Said, u64) {
    let folder = tempfile::tempdir().unwrap();
    let into = |name: &str| std::fs::File::create(folder.path().join(name)).unwrap();
    let mut child = maille
        .command(arguments)
        .stdout(Stdio::from(into("out")))
        .stderr(Stdio::from(into("err")))
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let ended = loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        peak = peak.max(kib.unwrap_or_default() * 1024);
        if let Some(ended) = child.try_wait().unwrap() {
            break ended;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    let output = Output {
        status: ended,
        stdout: read("out"),
        stderr: read("err"),
    };
    (said(&output), peak)
}

/// What an import of two lines holds.
fn small(maille: &Maille, folder: &Path) -> u64 {
    let path = file(folder, "petit.csv", format!("{HEAD}{}", row(1, "")));
    let (said, peak) = measured(maille, &["import", "mediation-numerique", &path]);
    said.check();
    assert!(peak > MIB, "{peak}");
    peak
}

/// A file written piece by piece.
fn large(folder: &Path, name: &str, write: impl FnOnce(&mut BufWriter<std::fs::File>)) -> String {
    let path = folder.join(name);
    let mut out = BufWriter::new(std::fs::File::create(&path).unwrap());
    write(&mut out);
    out.flush().unwrap();
    path.to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_columns_are_refused_with_the_mend() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let wide = vec!["c"; 10_000].join(",");
    let head = file(folder.path(), "large.csv", format!("{wide}\n{wide}\n"));
    let refused = maille.run(&["import", "mediation-numerique", &head]);
    refused.refused(&["plus de 1000 colonnes", "séparateur"]);
    // A line alone that is too wide is refused alone.
    let text = format!("{HEAD}{}{wide}\n{}", row(1, ""), row(2, ""));
    let path = file(folder.path(), "une.csv", text);
    let said = maille
        .run(&["import", "mediation-numerique", &path])
        .check();
    assert!(
        said.out.contains("2 nouvelles, 1 refusée") && said.out.contains("ligne 3, refusée"),
        "{}",
        said.out
    );
    assert_eq!(places(&maille).await.len(), 2);
}

on_both!(zero_bytes_are_kept_out_of_every_column);

async fn zero_bytes_are_kept_out_of_every_column(url: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    // In a name, an id, a town, a code, a telephone and a text, and a line of nothing else.
    let zeros = [
        ("Espace", "Es\0pace"),
        ("essai-", "es\0sai-"),
        ("Saint-Essai", "Saint\0-Essai"),
        ("49007", "49\x00007"),
        ("+33241000001", "+3324\x001000001"),
        ("Mo-Fr", "Mo\0-Fr"),
    ];
    let mut text = format!("{HEAD}{}", row(1, "+33241000001"));
    for (number, (plain, zero)) in zeros.into_iter().enumerate() {
        text += &row(number + 2, "+33241000001").replace(plain, zero);
    }
    text += &format!("{}\n", "\0".repeat(5_000));
    let path = file(folder.path(), "zeros.csv", &text);
    let import = ["import", "mediation-numerique", &path];
    let said = maille.run(&import).check();
    assert!(said.out.contains("7 nouvelles"), "{}", said.out);
    assert!(said.out.contains("1 refusée"), "{}", said.out);
    let before = places(&maille).await;
    assert_eq!(before.len(), 7);
    assert!(before.iter().all(|(key, _)| !key.contains('\0')));
    let again = maille.run(&import).check();
    assert!(again.out.contains("7 inchangées"), "{}", again.out);
    assert_eq!(places(&maille).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_100_megabytes_is_passed_over_in_bounded_memory() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let usual = small(&maille, folder.path());
    let path = large(folder.path(), "longue.csv", |out| {
        write!(out, "{HEAD}{}", row(1, "")).unwrap();
        let chunk = vec![b'x'; MIB as usize];
        for _ in 0..100 {
            out.write_all(&chunk).unwrap();
        }
        write!(out, "\n{}", row(2, "")).unwrap();
    });
    let (said, peak) = measured(&maille, &["import", "mediation-numerique", &path]);
    let said = said.check();
    assert!(
        said.out.contains("1 nouvelle, 1 inchangée, 1 refusée"),
        "{}",
        said.out
    );
    assert!(
        said.out.contains("ligne 3, refusée") && said.out.contains("guillemet"),
        "{}",
        said.out
    );
    assert!(peak < usual + MORE_MAX, "{peak} bytes beside {usual}");
    assert_eq!(places(&maille).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_any_size_takes_the_memory_of_its_rows() {
    // A gigabyte takes the same, and many minutes of a program that is not optimised.
    const ROWS: usize = 240;
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let usual = small(&maille, folder.path());
    let told = "mot ".repeat(60_000);
    let path = large(folder.path(), "grand.csv", |out| {
        out.write_all(HEAD.as_bytes()).unwrap();
        for number in 0..ROWS {
            let row = row(number, "").replace("Se présenter", &told);
            out.write_all(row.as_bytes()).unwrap();
        }
    });
    let bytes = std::fs::metadata(&path).unwrap().len();
    assert!(bytes > 50 * MIB, "{bytes}");
    let (said, peak) = measured(&maille, &["import", "mediation-numerique", &path]);
    said.check();
    assert!(peak < usual + MORE_MAX, "{peak} bytes beside {usual}");
    assert_eq!(places(&maille).await.len(), ROWS);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cell_of_half_a_million_words_costs_no_minute_and_no_report_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let usual = small(&maille, folder.path());
    let path = large(folder.path(), "mots.csv", |out| {
        out.write_all(HEAD.as_bytes()).unwrap();
        for (number, sign) in ["|", ", ", ";"].into_iter().enumerate() {
            let words = format!("m{sign}").repeat(1_000_000 / (1 + sign.len()));
            let row =
                row(number + 2, "").replace("Se présenter|Téléphoner", &format!("\"{words}\""));
            out.write_all(row.as_bytes()).unwrap();
        }
    });
    let began = std::time::Instant::now();
    let (said, peak) = measured(&maille, &["import", "mediation-numerique", &path]);
    let said = said.check();
    assert!(
        said.out.contains("3 nouvelles, dont 3 réparées"),
        "{}",
        &said.out[..2_000]
    );
    assert!(said.out.contains("Plus de 100 valeurs"), "{}", said.out);
    assert!(said.out.len() < 200_000, "{}", said.out.len());
    // Without bounds it was an hour.
    assert!(began.elapsed() < Duration::from_secs(100));
    assert!(peak < usual + 2 * MORE_MAX, "{peak} bytes beside {usual}");
}

/// A file of a format that is read as JSON: what opens its list, one item, what closes it.
struct Json {
    format: &'static str,
    open: &'static str,
    item: fn(usize) -> String,
    close: &'static str,
}

const JSON: [Json; 5] = [
    Json {
        format: "data-inclusion",
        open: "{\"structures\": [",
        item: |number| {
            format!(
                r#"{{"source": "essai", "id": "s{number}", "nom": "Structure n° {number}", "commune": "Angers", "code_insee": "49007", "date_maj": "2026-01-31"}}"#
            )
        },
        close: "]}",
    },
    Json {
        format: "local-services",
        open: r#"{"type": "FeatureCollection", "features": ["#,
        item: |number| {
            format!(
                r#"{{"type": "Feature", "geometry": {{"type": "Point", "coordinates": [-0.55, 47.47]}}, "properties": {{"id": "mairie-49007-{number}", "codeInsee": "49007", "pivotLocal": "mairie", "Nom": "Mairie n° {number}", "Adresse": {{"type": "géopostale", "Ligne": "1 rue", "CodePostal": "49000", "NomCommune": "Angers"}}}}}}"#
            )
        },
        close: "]}",
    },
    Json {
        format: "france-services",
        open: r#"{"type": "FeatureCollection", "features": ["#,
        item: |number| {
            format!(
                r#"{{"type": "Feature", "properties": {{"MATRICULE": {number}, "lib_france_services": "Val n° {number}", "lib_com": "ANGERS", "code_postal": "49000"}}}}"#
            )
        },
        close: "]}",
    },
    Json {
        format: "openagenda",
        open: "{\"events\": [",
        item: |number| {
            format!(
                r#"{{"uid": {number}, "slug": "e{number}", "title": {{"fr": "Atelier n° {number}"}}, "timings": [{{"begin": "2026-01-05T09:00:00.000Z", "end": "2026-01-05T10:00:00.000Z"}}], "location": {{"name": "Mairie", "address": "1 rue, 49000 Angers", "postalCode": "49000", "city": "Angers", "insee": "49007"}}, "state": 2}}"#
            )
        },
        close: "]}",
    },
    Json {
        format: "mapped",
        open: "{\"results\": [",
        item: |number| {
            format!(
                r#"{{"id": {number}, "nom": "Lieu n° {number}", "ville": "Angers", "cp": "49000"}}"#
            )
        },
        close: "]}",
    },
];

const MAPPING: &str = "source = \"Ville\"\nkey = [\"id\"]\n[fields]\nname = \"nom\"\n\"address/municipality\" = \"ville\"\n\
                       \"address/postal_code\" = \"cp\"\n";

#[tokio::test(flavor = "multi_thread")]
async fn json_that_is_broken_in_any_way_gives_what_is_whole_in_each_format() {
    let folder = tempfile::tempdir().unwrap();
    let mapping = file(folder.path(), "ville.toml", MAPPING);
    let maille = Maille::init(folder.path());
    for Json {
        format,
        open,
        item,
        close,
    } in JSON
    {
        let import = |name: &str, text: String| {
            let path = file(folder.path(), name, text);
            let mut words = vec!["import", format, &path];
            if format == "mapped" {
                words.extend(["--mapping", &mapping]);
            }
            measured(&maille, &words)
        };
        let (joined, usual) = import(
            "deux.json",
            format!("{open}{}{close}\n{open}{}{close}", item(1), item(2)),
        );
        let out = joined.check().out;
        assert!(out.contains("2 nouvelles"), "{format}: {out}");

        let cut = item(4);
        let cut = &cut[..cut.len() / 2];
        let cut = cut.trim_end_matches(|letter: char| !letter.is_ascii());
        let (said, _) = import("coupe.json", format!("{open}{},{cut}", item(3)));
        assert!(said.out.contains("1 nouvelle"), "{format}: {said:#?}");
        said.refused(&["s’arrête au milieu", "relancez la même commande"]);

        // Nested past every bound, alone between two that are whole; and never closed, to the end of a large file.
        let deep = format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000));
        let (said, peak) = import(
            "profond.json",
            format!("{open}{},{{\"a\": {deep}}},{}{close}", item(5), item(6)),
        );
        let out = said.check().out;
        assert!(out.contains("2 nouvelles, 1 refusée"), "{format}: {out}");
        assert!(out.contains("niveaux"), "{format}: {out}");
        assert!(peak < usual + MORE_MAX, "{format}: {peak} beside {usual}");
        let open_end = "[".repeat(20 * MIB as usize);
        let (said, peak) = import("ouvert.json", format!("{open}{},{open_end}", item(7)));
        assert!(said.out.contains("1 nouvelle"), "{format}: {said:#?}");
        said.refused(&["s’arrête au milieu"]);
        assert!(peak < usual + MORE_MAX, "{format}: {peak} beside {usual}");
    }
}
