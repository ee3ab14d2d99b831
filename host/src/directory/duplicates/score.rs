//! How likely two records are one thing, and why: points for what agrees and against for what does not. Pure.
//!
//! The points were set on the real files (two producers of one département, and the national one beside the State's):
//! DECISIONS.md tells how. They add up and are shown, so that a person can disagree.

use super::super::sphere::distance_metres;
use super::likeness::Likeness;

/// From here on a person is asked.
pub const ASKED_MIN: i64 = 50;
/// More cannot be said.
pub const SCORE_MAX: i64 = 100;

/// What was compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    Name,
    Siret,
    Telephone,
    Email,
    Website,
    Street,
    Commune,
    Distance,
    Producer,
}

/// How it agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Same,
    Near,
    Different,
}

/// One reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    pub compared: Compared,
    pub verdict: Verdict,
    /// Above 0 where it speaks for one thing, below where it speaks against.
    pub points: i64,
    /// Metres between them, for [`Compared::Distance`]; what agrees, where that is one value.
    pub value: String,
}

impl Evidence {
    /// The key of its sentence, in `host/translations/*/duplicates.ftl`; `$value` goes into it. What only agrees or differs has
    /// no sentence between the two.
    pub fn key(&self) -> &'static str {
        let [same, near, different] = match self.compared {
            Compared::Name => [
                "duplicate-name-same",
                "duplicate-name-near",
                "duplicate-name-different",
            ],
            Compared::Siret => either("duplicate-siret-same", "duplicate-siret-different"),
            Compared::Telephone => {
                either("duplicate-telephone-same", "duplicate-telephone-different")
            }
            Compared::Email => either("duplicate-email-same", "duplicate-email-different"),
            Compared::Website => either("duplicate-website-same", "duplicate-website-different"),
            Compared::Street => [
                "duplicate-street-same",
                "duplicate-street-near",
                "duplicate-street-different",
            ],
            Compared::Commune => either("duplicate-commune-same", "duplicate-commune-different"),
            Compared::Distance => [
                "duplicate-distance-same",
                "duplicate-distance-near",
                "duplicate-distance-different",
            ],
            Compared::Producer => either("duplicate-producer-same", "duplicate-producer-same"),
        };
        match self.verdict {
            Verdict::Same => same,
            Verdict::Near => near,
            Verdict::Different => different,
        }
    }
}

fn either(same: &'static str, different: &'static str) -> [&'static str; 3] {
    [same, different, different]
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    /// 0 to 100.
    pub score: i64,
    /// The strongest reason first.
    pub evidence: Vec<Evidence>,
}

/// Compares two records of one kind.
pub fn compare(first: &Likeness, second: &Likeness) -> Score {
    let found = [
        name(first, second),
        equal(Compared::Siret, (&first.siret, &second.siret), (30, -15)),
        shared(
            Compared::Telephone,
            (&first.telephones, &second.telephones),
            (22, 0),
        ),
        shared(Compared::Email, (&first.emails, &second.emails), (15, 0)),
        equal(Compared::Website, (&first.website, &second.website), (8, 0)),
        street(first, second),
        commune(first, second),
        distance(first, second),
        producer(first, second),
    ];
    let mut evidence: Vec<Evidence> = found.into_iter().flatten().collect();
    evidence.sort_by_key(|one| -one.points.abs());
    let points: i64 = evidence.iter().map(|one| one.points).sum();
    Score {
        score: points.clamp(0, SCORE_MAX),
        evidence,
    }
}

fn evidence(compared: Compared, verdict: Verdict, points: i64, value: &str) -> Option<Evidence> {
    Some(Evidence {
        compared,
        verdict,
        points,
        value: value.to_owned(),
    })
}

fn name(first: &Likeness, second: &Likeness) -> Option<Evidence> {
    if first.folded.is_empty() || second.folded.is_empty() {
        return None;
    }
    let also = |one: &Likeness, other: &Likeness| other.alternate.contains(&one.folded);
    if first.folded == second.folded || also(first, second) || also(second, first) {
        return evidence(
            Compared::Name,
            Verdict::Same,
            40,
            (&first.name).min(&second.name),
        );
    }
    let (a, b) = (first.telling_words(), second.telling_words());
    let common = a
        .iter()
        .filter(|word| b.iter().any(|other| alike(word, other)))
        .count();
    let all = a.len().min(b.len()).max(1);
    let whole = strsim::jaro_winkler(&first.folded, &second.folded);
    match (common * 100 / all, common) {
        (100, _) if a.len() == b.len() => evidence(Compared::Name, Verdict::Near, 34, ""),
        (100, 2..) => evidence(Compared::Name, Verdict::Near, 28, ""),
        (100, _) => evidence(Compared::Name, Verdict::Near, 18, ""),
        (50.., 2..) => evidence(Compared::Name, Verdict::Near, 16, ""),
        _ if whole >= 0.92 => evidence(Compared::Name, Verdict::Near, 16, ""),
        (1.., _) => evidence(Compared::Name, Verdict::Near, 2, ""),
        _ => evidence(Compared::Name, Verdict::Different, -20, ""),
    }
}

/// Two words but for a typing error.
fn alike(one: &str, other: &str) -> bool {
    one == other || (one.chars().count() > 4 && strsim::damerau_levenshtein(one, other) <= 1)
}

fn equal(
    compared: Compared,
    values: (&Option<String>, &Option<String>),
    (same, different): (i64, i64),
) -> Option<Evidence> {
    let (first, second) = (values.0.as_ref()?, values.1.as_ref()?);
    if first == second {
        return evidence(compared, Verdict::Same, same, first);
    }
    evidence(compared, Verdict::Different, different, "")
}

fn shared(
    compared: Compared,
    (first, second): (&[String], &[String]),
    (same, different): (i64, i64),
) -> Option<Evidence> {
    if first.is_empty() || second.is_empty() {
        return None;
    }
    match first.iter().find(|one| second.contains(one)) {
        Some(one) => evidence(compared, Verdict::Same, same, one),
        None => evidence(compared, Verdict::Different, different, ""),
    }
}

fn street(first: &Likeness, second: &Likeness) -> Option<Evidence> {
    let (one, other) = (first.street.as_ref()?, second.street.as_ref()?);
    let same_town = first.commune == second.commune || first.postal_code == second.postal_code;
    if one == other && same_town {
        return evidence(Compared::Street, Verdict::Same, 20, one);
    }
    if same_town && strsim::jaro_winkler(one, other) >= 0.95 {
        return evidence(Compared::Street, Verdict::Near, 12, "");
    }
    evidence(Compared::Street, Verdict::Different, -8, "")
}

fn commune(first: &Likeness, second: &Likeness) -> Option<Evidence> {
    let (one, other) = (first.commune.as_ref()?, second.commune.as_ref()?);
    if one == other {
        return evidence(Compared::Commune, Verdict::Same, 5, one);
    }
    // Paris, Lyon and Marseille have a code for the whole and one for each part; a new commune has several old ones.
    let same_post = first.postal_code.is_some() && first.postal_code == second.postal_code;
    let points = if same_post { 0 } else { -15 };
    evidence(Compared::Commune, Verdict::Different, points, "")
}

fn distance(first: &Likeness, second: &Likeness) -> Option<Evidence> {
    let metres = distance_metres(first.point?, second.point?).round();
    let value = format!("{metres}");
    let (verdict, points) = match metres as u64 {
        0..=60 => (Verdict::Same, 18),
        61..=250 => (Verdict::Near, 10),
        251..=1_000 => (Verdict::Near, 0),
        1_001..=5_000 => (Verdict::Different, -12),
        _ => (Verdict::Different, -40),
    };
    evidence(Compared::Distance, verdict, points, &value)
}

/// One producer seldom names one place twice.
fn producer(first: &Likeness, second: &Likeness) -> Option<Evidence> {
    let (one, other) = (first.source.as_ref()?, second.source.as_ref()?);
    (one == other).then(|| evidence(Compared::Producer, Verdict::Same, -10, one))?
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn place(changes: Value) -> Likeness {
        let mut content = json!({"name": "Médiathèque des Tilleuls", "telephone": "02 41 00 00 01",
            "address": {"street": "1 rue des Tilleuls", "postal_code": "49000", "insee_code": "49007", "municipality": "Angers"},
            "latitude": 47.4721, "longitude": -0.5512});
        for (name, value) in changes.as_object().unwrap() {
            content[name] = value.clone();
        }
        Likeness::of(&content)
    }

    #[test]
    fn the_same_place_of_two_producers_is_asked_about() {
        let one = place(json!({}));
        let other = place(
            json!({"name": "Mediathèque Tilleuls", "telephone": "+33241000001", "latitude": 47.4723}),
        );
        let found = compare(&one, &other);
        assert!(found.score >= 90, "{found:?}");
        assert_eq!(found.evidence[0].compared, Compared::Name);
        assert_eq!(found, compare(&other, &one));
    }

    #[test]
    fn two_services_in_one_house_are_not_one() {
        let one = place(json!({}));
        let other = place(
            json!({"name": "Mission locale angevine", "telephone": "0241000002", "siret": "1"}),
        );
        assert!(compare(&one, &other).score < ASKED_MIN);
    }

    #[test]
    fn one_name_far_away_is_another_place() {
        let one = place(json!({"name": "Mairie", "telephone": null}));
        let far = place(
            json!({"name": "Mairie", "telephone": null, "latitude": 48.1, "address": {"postal_code": "53000", "insee_code": "53130"}}),
        );
        assert!(
            compare(&one, &far).score < ASKED_MIN,
            "{:?}",
            compare(&one, &far)
        );
    }

    #[test]
    fn what_is_not_known_says_nothing() {
        let one = Likeness::of(&json!({"name": "A"}));
        let other = Likeness::of(&json!({"name": "B"}));
        let found = compare(&one, &other);
        assert_eq!(found.evidence.len(), 1);
        assert_eq!(found.score, 0);
    }
}
