//! The form for a new import, and what in it does not fit.

use askama::Template;

use super::super::html::Html;
use super::super::words::Words;
use super::imports::{IMPORTS, format_name, trail};
use super::{Desk, DeskPage, desk_page, field, own_form};
use crate::imports::orders::{NewOrder, OrderError};
use crate::imports::run::Complete;
use crate::imports::{Format, Mapping};
use crate::plugins::page::Field;

/// The field that holds a mapping of the person's own.
pub const IMPORT_OWN_MAPPING: &str = "correspondance-fichier";

/// The field that says how much of its source the file is.
pub const IMPORT_WHOLE: &str = "contenu";
/// Its values, each with the key of its words.
const WHOLE: [(&str, Complete, &str); 3] = [
    ("partie", Complete::No, "import-whole-part"),
    ("tout", Complete::Yes, "import-whole-all"),
    ("tout-meme-beaucoup", Complete::Many, "import-whole-many"),
];

/// What a value of [`IMPORT_WHOLE`] says; anything else takes nothing out.
pub fn import_whole_of(value: &str) -> Complete {
    let mut known = WHOLE.iter().filter(|(name, _, _)| *name == value);
    known.next().map_or(Complete::No, |(_, whole, _)| *whole)
}

/// What the form for a new import shows.
#[derive(Debug, Default)]
pub struct ImportForm<'a> {
    /// What was typed.
    pub typed: NewOrder,
    /// What of it does not fit: the field's name.
    pub fault: Option<ImportFault<'a>>,
    /// Another import is at work: where it stands.
    pub busy: Option<&'a str>,
    /// Bytes that a file may have.
    pub bytes_max: u64,
}

/// What of a new import does not fit.
#[derive(Debug, Clone, Copy)]
pub enum ImportFault<'a> {
    /// Neither file nor address.
    Nothing,
    /// Both.
    Both,
    /// The address is none that may be asked.
    Address,
    /// The département's code is none.
    Department,
    /// The name of the source is too long.
    Source,
    /// A mapping was sent for a format that needs none.
    MappingUnused,
    /// A mapping was chosen, and another one sent.
    BothMappings,
    /// Communes are never withdrawn.
    WholeCommunes,
    /// What the order says.
    Order(&'a OrderError),
}

#[derive(Template)]
#[template(path = "administration/import_new.html")]
struct ImportNewView<'a> {
    words: Words,
    busy: Option<&'a str>,
    form: Html,
}

/// `/administration/imports/nouveau`: a form that POSTs `format`, `correspondance`, `correspondance-fichier`, `source`,
/// `departement`, `contenu`, `adresse` and `fichier` to `/administration/imports`.
pub fn import_new_page(desk: &Desk, page: &ImportForm) -> String {
    let words = desk.words();
    let fault = page.fault.map(|fault| import_fault(words, fault));
    let error = |name: &str| {
        let found = fault.as_ref().filter(|(field, _)| *field == name);
        found.map(|(_, message)| message.clone())
    };
    let formats = Format::NAMES.iter();
    let formats = formats.map(|name| ((*name).to_owned(), format_name(words, name).to_owned()));
    let none = (String::new(), words.get("import-mapping-none").to_owned());
    let mappings = Mapping::names().map(|name| (name.to_owned(), name.to_owned()));
    let megabytes = page.bytes_max / (1024 * 1024);
    let typed = &page.typed;
    let address = if typed.is_address { &typed.input } else { "" };
    let wholes = WHOLE
        .iter()
        .map(|(name, _, key)| ((*name).to_owned(), words.get(key).to_owned()));
    let whole = WHOLE.iter().find(|(_, whole, _)| *whole == typed.complete);
    let whole = whole.map_or(WHOLE[0].0, |(name, _, _)| name);
    let chosen = Some(typed.format.as_str()).filter(|format| !format.is_empty());
    let fields = [
        Field {
            value: Some(chosen.unwrap_or(Format::NAMES[0]).to_owned()),
            choices: formats.collect(),
            error: error("format"),
            ..field("one-of", "format", words.get("import-format"))
        },
        Field {
            value: Some(typed.mapping.clone()),
            choices: std::iter::once(none).chain(mappings).collect(),
            hint: Some(words.get("import-mapping-hint").to_owned()),
            error: error("correspondance"),
            ..field("one-of", "correspondance", words.get("import-mapping"))
        },
        Field {
            error: error(IMPORT_OWN_MAPPING),
            hint: Some(words.get("import-own-mapping-hint").to_owned()),
            optional: true,
            ..field("file", IMPORT_OWN_MAPPING, words.get("import-own-mapping"))
        },
        Field {
            error: error("fichier"),
            hint: Some(words.count("import-file-hint", megabytes)),
            optional: true,
            ..field("file", "fichier", words.get("import-file"))
        },
        Field {
            value: Some(address.to_owned()),
            error: error("adresse"),
            hint: Some(words.get("import-address-hint").to_owned()),
            optional: true,
            ..field("text", "adresse", words.get("import-address"))
        },
        Field {
            value: Some(typed.source.clone()),
            error: error("source"),
            hint: Some(words.get("import-source-hint").to_owned()),
            optional: true,
            ..field("text", "source", words.get("import-source"))
        },
        Field {
            value: Some(typed.department.clone()),
            error: error("departement"),
            hint: Some(words.get("import-department-hint").to_owned()),
            optional: true,
            ..field("text", "departement", words.get("import-department"))
        },
        Field {
            value: Some(whole.to_owned()),
            choices: wholes.collect(),
            error: error(IMPORT_WHOLE),
            hint: Some(words.get("import-whole-hint").to_owned()),
            ..field("one-of", IMPORT_WHOLE, words.get("import-whole"))
        },
    ];
    let submit = words.get("import-submit");
    let (form, errors) = own_form(&desk.site, &desk.view, (IMPORTS, submit), &fields);
    let content = Html::render(&ImportNewView {
        words,
        busy: page.busy,
        form,
    });
    let page = DeskPage {
        title: words.get("import-new").to_owned(),
        trail: trail(words),
        errors,
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

fn import_fault(words: Words, fault: ImportFault) -> (&'static str, String) {
    let (field, message) = match fault {
        ImportFault::Nothing => ("fichier", words.get("import-fault-nothing")),
        ImportFault::Both => ("adresse", words.get("import-fault-both")),
        ImportFault::Address => ("adresse", words.get("import-fault-address")),
        ImportFault::Department => ("departement", words.get("import-fault-department")),
        ImportFault::Source => ("source", words.get("import-fault-source")),
        ImportFault::WholeCommunes => (IMPORT_WHOLE, words.get("import-fault-whole-communes")),
        ImportFault::MappingUnused => {
            (IMPORT_OWN_MAPPING, words.get("import-fault-mapping-unused"))
        }
        ImportFault::BothMappings => (IMPORT_OWN_MAPPING, words.get("import-fault-mapping-both")),
        ImportFault::Order(OrderError::OwnMapping(error)) => {
            // The same cause as on the command line, with the line where it is one of the form.
            let cause = std::error::Error::source(error);
            let cause =
                cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"));
            let said = words.with("import-fault-own-mapping", &[("cause", &cause)]);
            return (IMPORT_OWN_MAPPING, said);
        }
        ImportFault::Order(OrderError::Format) => ("format", words.get("import-fault-format")),
        ImportFault::Order(OrderError::Mapping) => {
            ("correspondance", words.get("import-fault-mapping"))
        }
        ImportFault::Order(OrderError::Busy) => ("fichier", words.get("import-fault-busy")),
        ImportFault::Order(_) => ("fichier", words.get("import-fault-disk")),
    };
    (field, message.to_owned())
}
