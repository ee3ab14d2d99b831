//! The national CSV of places of digital mediation, v1.0.2, and what its older editions called the same.

use super::draft::{Draft, key};
use super::fields::text;
use super::format::Options;
use super::reading::{Reader, Source, say_source};
use super::remark::What;
use super::repair::{Establishment, establishment};

/// Each column with the field that it goes into. Where two name the same, a file has one of them.
pub(super) const COLUMNS: [(&str, &str); 36] = [
    ("nom", "name"),
    ("commune", "address/municipality"),
    ("code_postal", "address/postal_code"),
    ("code_insee", "address/insee_code"),
    ("adresse", "address/street"),
    ("complement_adresse", "address/complement"),
    ("latitude", "latitude"),
    ("longitude", "longitude"),
    ("pivot", "siret"),
    ("typologie", "types"),
    ("telephone", "telephone"),
    ("courriels", "email"),
    ("courriel", "email"),
    ("site_web", "website"),
    ("horaires", "opening_hours"),
    ("presentation_resume", "description"),
    ("presentation_detail", "details"),
    ("itinerance", "mobility"),
    ("date_maj", "source/updated"),
    ("services", "digital_services"),
    ("publics_specifiquement_adresses", "audiences"),
    ("publics_accueillis", "audiences"),
    ("prise_en_charge_specifique", "special_support"),
    ("frais_a_charge", "fees"),
    ("conditions_acces", "fees"),
    ("dispositif_programmes_nationaux", "programmes"),
    ("labels_nationaux", "programmes"),
    ("formations_labels", "labels"),
    ("autres_formations_labels", "other_labels"),
    ("labels_autres", "other_labels"),
    ("modalites_acces", "access_modes"),
    ("modalites_accompagnement", "support_modes"),
    ("fiche_acces_libre", "accessibility_url"),
    ("accessibilite", "accessibility_url"),
    ("prise_rdv", "appointment_url"),
    ("source", "source/name"),
];

/// The columns without which a file is another one.
pub(super) const REQUIRED: [&str; 4] = ["id", "nom", "commune", "adresse"];

/// Where neither the file nor the administrator names a source.
const SOURCE: &str = "mediation-numerique";

pub(super) fn reader(options: &Options) -> Reader {
    let options = options.clone();
    Box::new(move |source| {
        let named = text(&source.value, "source");
        let producer = match (&options.source_name, named.trim()) {
            (Some(name), _) => name.clone(),
            (None, "") => SOURCE.to_owned(),
            (None, named) => named.to_owned(),
        };
        let id = text(&source.value, "id");
        let draft = place(source, &options, &producer);
        (subject(source), draft.finish(key(&producer, &id), true))
    })
}

fn subject(source: &Source) -> String {
    match text(&source.value, "nom").trim() {
        "" => text(&source.value, "id"),
        name => name.to_owned(),
    }
}

fn place(source: &Source, options: &Options, producer: &str) -> Draft {
    let mut draft = Draft::new("place", options.today);
    let row = &source.value;
    for (column, path) in COLUMNS {
        draft.put(path, column, &text(row, column));
    }
    let parent = text(row, "structure_parente");
    match establishment(&parent).value {
        Some(Establishment::Siret(siret)) => draft.set("parent_siret", siret),
        _ => draft.put("organisation/name", "structure_parente", &parent),
    }
    let id = text(row, "id");
    if id.trim().is_empty() {
        draft.refuse("id", "", What::new("import-missing"));
    }
    say_source(&mut draft, options, producer, &id);
    draft.require("name", "nom");
    draft.require_somewhere();
    draft
}
