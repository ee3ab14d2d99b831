//! A national mediation file of any length: fictional places with the shapes of the real ones. The same number gives the same
//! file, byte for byte.

use std::io::Write;

use super::dice::Dice;

/// The places of France lie about here, in degrees.
const SOUTH_WEST: (f64, f64) = (43.0, -1.5);
const SPAN: (f64, f64) = (7.5, 8.0);
/// Communes to which the places belong.
const COMMUNES: u64 = 35_000;

const NAMES: [&str; 16] = [
    "Médiathèque",
    "Mairie",
    "France Services",
    "Centre social",
    "Maison de quartier",
    "Espace numérique",
    "Bibliothèque",
    "Mission locale",
    "Point information jeunesse",
    "Association",
    "Tiers-lieu",
    "Fablab",
    "CCAS",
    "Maison des solidarités",
    "Foyer rural",
    "Bus numérique",
];
const WHOSE: [&str; 24] = [
    "des Tilleuls",
    "du Moulin",
    "de la Gare",
    "Jean Exemple",
    "du Val Fictif",
    "des Peupliers",
    "du Port",
    "de l’Étang",
    "du Beffroi",
    "des Trois Ponts",
    "du Lavoir",
    "de la Forge",
    "des Coquelicots",
    "du Marché",
    "Marie Modèle",
    "de la Halle",
    "des Remparts",
    "du Clos",
    "de la Source",
    "des Mésanges",
    "du Grand Pré",
    "de l’Horloge",
    "des Vignes",
    "du Chêne",
];
const TOWNS: [&str; 16] = [
    "Saint-Aubin",
    "Villeneuve",
    "Montfictif",
    "Beaulieu",
    "Rochefaible",
    "Clairval",
    "Fontaine",
    "Maillebois",
    "Pont-le-Sec",
    "Grandville",
    "Hauterive",
    "Les Essarts",
    "Neuvy",
    "Sainte-Agathe",
    "Vieuxbourg",
    "Longpré",
];
const SERVICES: [&str; 5] = [
    "Aide aux démarches administratives",
    "Maîtrise des outils numériques du quotidien",
    "Utilisation sécurisée du numérique",
    "Accès internet et matériel informatique",
    "Insertion professionnelle via le numérique",
];
const TEXTS: [&str; 6] = [
    "Ateliers pour apprendre à se servir d’un ordinateur, d’une tablette ou d’un téléphone.",
    "Accompagnement individuel pour les démarches en ligne : impôts, santé, logement, retraite.",
    "Ordinateurs, imprimante et scanner en libre accès ; une personne répond aux questions.",
    "Aide à la rédaction de CV et de lettres, inscription et actualisation.",
    "Permanence sur rendez-vous, accueil des personnes éloignées du numérique.",
    "Prêt de matériel reconditionné et conseils pour bien débuter.",
];
const HOURS: [&str; 4] = [
    "Mo-Fr 09:00-12:00,14:00-17:30",
    "Tu-Sa 10:00-18:00",
    "Mo,We,Fr 13:30-17:00; Th 09:00-12:00",
    "",
];

/// A row per place, from this number on.
pub fn write(out: &mut impl Write, from: u64, rows: u64) -> anyhow::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "id",
        "pivot",
        "nom",
        "commune",
        "code_postal",
        "code_insee",
        "adresse",
        "latitude",
        "longitude",
        "telephone",
        "courriels",
        "horaires",
        "presentation_resume",
        "presentation_detail",
        "source",
        "date_maj",
        "services",
        "frais_a_charge",
        "modalites_acces",
    ])?;
    for number in from..from + rows {
        row(&mut table, number)?;
    }
    table.flush()?;
    Ok(())
}

fn row<W: Write>(table: &mut csv::Writer<W>, number: u64) -> anyhow::Result<()> {
    let mut dice = Dice::new(number);
    let mut pick = |from: &[&'static str]| dice.pick(from);
    let name = format!("{} {}", pick(&NAMES), pick(&WHOSE));
    let (town, hours, short, long) = (pick(&TOWNS), pick(&HOURS), pick(&TEXTS), pick(&TEXTS));
    let services = format!("{}|{}", pick(&SERVICES), pick(&SERVICES));
    let commune = number.wrapping_mul(7_919) % COMMUNES;
    let (department, of_department) = (1 + commune % 95, commune / 95 % 900);
    // Corsica has letters.
    let department = if department == 20 { 21 } else { department };
    let mut near = Dice::new(commune);
    let latitude = SOUTH_WEST.0 + near.part() * SPAN.0 + dice.part() / 50.0;
    let longitude = SOUTH_WEST.1 + near.part() * SPAN.1 + dice.part() / 50.0;
    table.write_record([
        &format!("fictif-{number}"),
        &format!("999{number:011}"),
        &name,
        &format!("{town}-{commune}"),
        &format!("{department:02}{:03}", of_department),
        &format!("{department:02}{:03}", of_department),
        &format!("{} rue {}", 1 + number % 90, WHOSE[(number % 24) as usize]),
        &format!("{latitude:.6}"),
        &format!("{longitude:.6}"),
        &format!("+33{}", 100_000_000 + number % 800_000_000),
        &format!("contact{number}@example.fr"),
        hours,
        short,
        &format!("{short} {long}"),
        "fictif",
        "2026-03-02",
        &services,
        "Gratuit",
        "Se présenter|Téléphoner",
    ])?;
    Ok(())
}
