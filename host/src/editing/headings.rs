//! Under which heading of a form a field stands, and where.

/// Headings, each with the names of the root's fields below it, in the order in which people fill them in.
const SECTIONS: [(&str, &[&str]); 11] = [
    (
        "identity",
        &[
            "name",
            "short_name",
            "alternate_names",
            "trade",
            "type",
            "types",
            "organisation",
            "parent",
            "places",
            "description",
            "details",
        ],
    ),
    (
        "contact",
        &[
            "telephone",
            "other_telephones",
            "email",
            "other_emails",
            "website",
            "other_websites",
            "appointment_url",
            "contact_person",
        ],
    ),
    ("address", &["address", "latitude", "longitude", "mobility"]),
    ("hours", &["opening_hours", "opening_hours_note"]),
    ("locations", &["locations"]),
    (
        "offer",
        &[
            "functions",
            "digital_services",
            "themes",
            "trades",
            "equipment",
            "services_text",
            "local_service_types",
            "hours_per_week",
            "weeks",
        ],
    ),
    (
        "audience",
        &[
            "audiences",
            "audiences_note",
            "special_support",
            "languages",
            "fees",
            "fees_note",
            "eligibility_areas",
        ],
    ),
    (
        "access",
        &[
            "wheelchair",
            "accessibility_url",
            "access_modes",
            "access_by",
            "access_conditions",
            "access_note",
            "access_url",
            "support_modes",
            "reception_modes",
        ],
    ),
    (
        "labels",
        &["programmes", "labels", "other_labels", "networks"],
    ),
    (
        "numbers",
        &["siret", "siren", "rna", "ridet", "parent_siret"],
    ),
    ("consent", &["consent"]),
];
/// The heading of what no other one names.
pub(super) const OTHERS: &str = "others";

/// The heading of this number.
pub(super) fn heading(number: usize) -> &'static str {
    SECTIONS.get(number).map_or(OTHERS, |(name, _)| name)
}

/// The numbers of a field's heading and of its place below it.
pub(super) fn standing(name: &str) -> (usize, usize) {
    let found = SECTIONS
        .iter()
        .enumerate()
        .find_map(|(section, (_, names))| {
            let place = names.iter().position(|known| *known == name)?;
            Some((section, place))
        });
    found.unwrap_or((SECTIONS.len(), 0))
}
