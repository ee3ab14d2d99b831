//! Files that are imported, uploaded or installed.

use std::io::{Cursor, Read};

use maille::images::{SIDE_MAX, scale};
use maille::imports::{Format, Mapping, Options, communes, epcis, rows};
use maille::plugins::inspect::inspect;
use maille::plugins::package::Package;

use crate::Target;

/// Rows of one file that are read: a file of some kilobytes has fewer.
const ROWS_MAX: usize = 100_000;
const COMPONENT_BYTES_MAX: u64 = 1 << 20;

const TABLE_TOKENS: &[&str] = &[
    ",",
    ";",
    "\"",
    "\n",
    "\r\n",
    "|",
    "\u{feff}",
    "\0",
    "id",
    "nom",
    "latitude",
    "48.85",
    "-0.0",
    "NaN",
    "1e999",
    "Mo-Fr 09:00-12:00",
    "PH off",
    "24/7",
    "+33123456789",
    "75056",
    "é",
    "\u{85}",
];
const JSON_TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "null",
    "true",
    "\"id\":",
    "1e400",
    "-1",
    "\"2026-02-30\"",
    "\"09:00 - 25:00\"",
    "\\ud800",
    "\n",
    "\u{feff}",
    "\u{202e}",
    "{\"features\":[",
    "\"coordinates\":[0,0]",
];

fn input(bytes: &[u8]) -> Box<dyn Read + Send> {
    Box::new(Cursor::new(bytes.to_vec()))
}

fn read(format: &Format, bytes: &[u8]) {
    let options = Options::new(jiff::civil::date(2026, 11, 23));
    if let Ok(rows) = rows(format, input(bytes), &options) {
        for row in rows.take(ROWS_MAX) {
            let Ok(row) = row else { break };
            // What people read of it.
            let _ = format!("{row:?}").len();
        }
    }
}

pub const MEDIATION_NUMERIQUE: Target = Target {
    name: "mediation-numerique",
    run: |bytes| read(&Format::MediationNumerique, bytes),
    tokens: TABLE_TOKENS,
};

pub const DATA_INCLUSION: Target = Target {
    name: "data-inclusion",
    run: |bytes| read(&Format::DataInclusion, bytes),
    tokens: JSON_TOKENS,
};

pub const LOCAL_SERVICES: Target = Target {
    name: "local-services",
    run: |bytes| read(&Format::LocalServices, bytes),
    tokens: JSON_TOKENS,
};

pub const FRANCE_SERVICES: Target = Target {
    name: "france-services",
    run: |bytes| read(&Format::FranceServices, bytes),
    tokens: JSON_TOKENS,
};

pub const OPENAGENDA: Target = Target {
    name: "openagenda",
    run: |bytes| read(&Format::OpenAgenda, bytes),
    tokens: JSON_TOKENS,
};

pub const COMMUNES: Target = Target {
    name: "communes",
    run: |bytes| {
        if let Ok(taken) = communes(input(bytes)) {
            let _ = taken.take(ROWS_MAX).take_while(Result::is_ok).count();
        }
        if let Ok(taken) = epcis(input(bytes)) {
            let _ = taken.take(ROWS_MAX).take_while(Result::is_ok).count();
        }
    },
    tokens: TABLE_TOKENS,
};

pub const MAPPED: Target = Target {
    name: "mapped",
    run: |bytes| {
        for name in Mapping::names() {
            if let Ok(mapping) = Mapping::named(name) {
                read(&Format::Mapped(mapping), bytes);
            }
        }
    },
    tokens: TABLE_TOKENS,
};

pub const MAPPING: Target = Target {
    name: "mapping",
    run: |bytes| {
        let _ = Mapping::parse(&String::from_utf8_lossy(bytes));
    },
    tokens: &[
        "[[",
        "]]",
        "=",
        "\"",
        "'''",
        "{",
        "}",
        "columns",
        "split",
        "terms",
        "projection",
        "lambert-93",
        "\n",
        "\\u0000",
        "0x",
        "1e999",
    ],
};

pub const IMAGE: Target = Target {
    name: "image",
    run: |bytes| {
        if let Ok(scaled) = scale(bytes) {
            assert!(scaled.width <= SIDE_MAX && scaled.height <= SIDE_MAX);
        }
    },
    tokens: &[
        "\u{89}PNG\r\n",
        "IHDR",
        "IDAT",
        "IEND",
        "acTL",
        "iCCP",
        "eXIf",
        "RIFF",
        "WEBPVP8 ",
        "VP8X",
        "\u{7f}\u{7f}\u{7f}\u{7f}",
        "\0\0\0\0",
    ],
};

pub const COMPONENT: Target = Target {
    name: "component",
    run: |bytes| {
        let _ = inspect(bytes);
        let _ = Package::read(bytes.to_vec(), COMPONENT_BYTES_MAX);
    },
    tokens: &[
        "\0asm",
        "\r\0\u{1}\0",
        "maille:manifest",
        "maille:translations",
        "\u{7f}",
        "name",
        "wasi:cli/",
    ],
};
