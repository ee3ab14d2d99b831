//! What a visitor asks the directory, from an address, and the search that answers it. What no form of ours sends is
//! taken as not asked.

use jiff::civil::Date;

use super::near::Point;
use crate::directory::vocabulary::{self, Term};
use crate::directory::{DIRECTORY_KINDS, Search};
use crate::web::render::{
    DAYS_AHEAD, DIRECTORY_AROUND, DIRECTORY_DAY, DIRECTORY_EXACT, DIRECTORY_NEAR, DIRECTORY_PLAN,
    DIRECTORY_RADIUS, DIRECTORY_VIEW, DIRECTORY_ZOOM, DirectoryAsked, PLAN_FARTHEST, PLAN_NEAREST,
    RADII_KM, SPOKEN,
};
use crate::web::visitor::Visitor;

/// Characters of a field that are looked at.
const FIELD_CHARS_MAX: usize = 200;
/// A bus ride.
const RADIUS_KM: u32 = 20;

/// The themes of digital mediation in the national standard's services: places keep these, services keep themes.
const DIGITAL: [(&str, &[&str]); 4] = [
    (
        "numerique--acceder-a-des-services-en-ligne",
        &["aide-aux-demarches-administratives"],
    ),
    (
        "numerique--acceder-a-une-connexion-internet",
        &["acces-internet-et-materiel-informatique"],
    ),
    (
        "numerique--acquerir-un-equipement",
        &["acquisition-de-materiel-informatique-a-prix-solidaire"],
    ),
    (
        "numerique--maitriser-les-fondamentaux-du-numerique",
        &[
            "maitrise-des-outils-numeriques-du-quotidien",
            "utilisation-securisee-du-numerique",
            "insertion-professionnelle-via-le-numerique",
            "parentalite-et-education-avec-le-numerique",
            "loisirs-et-creations-numeriques",
            "comprehension-du-monde-numerique",
        ],
    ),
];

/// Reads the form; the place is looked up later.
pub fn read(visitor: &Visitor, today: Date) -> DirectoryAsked {
    let text = |name: &str| -> String {
        let text = visitor.query(name).unwrap_or_default().trim();
        text.chars().take(FIELD_CHARS_MAX).collect()
    };
    let radius = visitor
        .query(DIRECTORY_RADIUS)
        .and_then(|text| text.parse().ok());
    DirectoryAsked {
        words: text("q"),
        near: text(DIRECTORY_NEAR),
        near_error: None,
        radius_km: radius
            .filter(|radius| RADII_KM.contains(radius))
            .unwrap_or(RADIUS_KM),
        theme: theme(&text("theme")),
        fee: known("fees", &text("cout")),
        access: known("access_modes", &text("acces")),
        wheelchair: visitor.query("fauteuil").is_some(),
        open: visitor.query("ouvert").is_some(),
        audience: known("audiences", &text("public")),
        language: language(&text("langue")),
        equipment: known("equipment", &text("equipement")),
        mobile: visitor.query("mobile").is_some(),
        day: text(DIRECTORY_DAY)
            .parse()
            .ok()
            .filter(|day: &Date| (0..=DAYS_AHEAD).contains(&i64::from((*day - today).get_days()))),
        exact: visitor.query(DIRECTORY_EXACT).is_some(),
        plan: visitor.query(DIRECTORY_VIEW) == Some(DIRECTORY_PLAN),
        zoom: visitor
            .query(DIRECTORY_ZOOM)
            .and_then(|text| text.parse().ok())
            .filter(|zoom| (PLAN_FARTHEST..=PLAN_NEAREST).contains(zoom))
            .unwrap_or_default(),
        around: visitor
            .query(DIRECTORY_AROUND)
            .and_then(|text| text.parse().ok()),
    }
}

/// The search, around a point or everywhere.
pub fn search(asked: &DirectoryAsked, words: &str, point: Option<&Point>) -> Search {
    let mut search = Search::new(&DIRECTORY_KINDS);
    search.words(words);
    if let Some(theme) = asked.theme {
        search.where_any_at(&["/themes", "/digital_services"], &codes(theme));
    }
    if let Some(fee) = asked.fee {
        search.where_any("/fees", &[fee]);
    }
    if let Some(access) = asked.access {
        search.where_any("/access_modes", &[access]);
    }
    if let Some(audience) = asked.audience {
        // Who welcomes everybody welcomes them.
        search.where_any("/audiences", &[audience, "tous-publics"]);
    }
    if let Some(language) = asked.language {
        search.where_any("/languages", &[language]);
    }
    if let Some(equipment) = asked.equipment {
        search.where_any("/equipment", &[equipment]);
    }
    if asked.mobile {
        search.where_any("/mobility", &["itinerant"]);
    }
    if asked.wheelchair {
        search.where_any("/wheelchair", &["yes"]);
    }
    if let Some(point) = point {
        search.near(point.latitude, point.longitude, asked.radius_km * 1_000);
        search.order_by("distance");
    } else if asked.words.is_empty() {
        search.order_by("name");
    }
    search
}

fn language(code: &str) -> Option<&'static str> {
    let codes = SPOKEN.iter().map(|(known, _)| *known);
    codes.into_iter().find(|known| *known == code)
}

fn known(vocabulary: &str, code: &str) -> Option<&'static str> {
    Some(vocabulary::get(vocabulary)?.term(code)?.code.as_str())
}

fn theme(code: &str) -> Option<&'static str> {
    let groups = vocabulary::get("themes")?.groups().iter();
    let group = groups
        .map(|group| group.code.as_str())
        .find(|group| *group == code);
    group
        .or_else(|| known("themes", code))
        .or_else(|| known("digital_services", code))
}

/// A group stands for its themes, a theme of digital help for the services that give it.
fn codes(theme: &'static str) -> Vec<&'static str> {
    let themes = vocabulary::get("themes").map_or(&[][..], |themes| themes.terms());
    let below = |term: &&Term| term.parent.as_deref() == Some(theme);
    let mut codes = vec![theme];
    codes.extend(themes.iter().filter(below).map(|term| term.code.as_str()));
    let digital = DIGITAL.iter().filter(|(theme, _)| codes.contains(theme));
    let digital: Vec<&str> = digital
        .flat_map(|(_, services)| *services)
        .copied()
        .collect();
    codes.extend(digital);
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digital_services_are_those_of_the_vocabulary_each_once() {
        let services = vocabulary::get("digital_services").unwrap().terms().iter();
        let mut known: Vec<&str> = services.map(|term| term.code.as_str()).collect();
        let mut named: Vec<&str> = DIGITAL
            .iter()
            .flat_map(|(_, services)| *services)
            .copied()
            .collect();
        known.sort_unstable();
        named.sort_unstable();
        assert_eq!(named, known);
        assert_eq!(codes("numerique").len(), 1 + 4 + 9);
        assert_eq!(codes("numerique--acquerir-un-equipement").len(), 2);
        assert_eq!(theme("numerique"), Some("numerique"));
        assert_eq!(theme("cuisine"), None);
    }
}
