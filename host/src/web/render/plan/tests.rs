//! What a plan promises: true near its middle, nothing on anything else, every number once, and no fault of strangers'
//! coordinates or names.

use super::frame::Projection;
use super::labels::{Anchor, Area, LETTERS, width};
use super::pins::{pins, said};
use super::*;
use crate::directory::distance_metres;
use crate::web::locale::Locale;

const FRENCH: Words = Words(Locale::French);
/// Angers.
const ORIGIN: (f64, f64) = (47.4736, -0.5542);

/// Numbers that look thrown, the same each time.
struct Dice(u64);

impl Dice {
    /// From 0 to 1.
    fn throw(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Within so many degrees of Angers.
    fn point(&mut self, degrees: f64) -> (f64, f64) {
        let mut around = |middle: f64| middle + (self.throw() - 0.5) * 2.0 * degrees;
        (around(ORIGIN.0), around(ORIGIN.1))
    }
}

fn commune(name: &str, (latitude, longitude): (f64, f64), population: u64) -> CommunePoint {
    CommunePoint {
        name: name.to_owned(),
        latitude,
        longitude,
        population: Some(population),
    }
}

/// Forty records and two hundred communes, spread over so many degrees.
fn crowded(seed: u64, degrees: f64) -> Plan {
    let mut dice = Dice(seed);
    let names = [
        "Angers",
        "Saint-Barthélemy-d’Anjou",
        "Les Ponts-de-Cé",
        "Wœvre",
        "Y",
        "MÛRS-ERIGNÉ",
    ];
    Plan {
        origin: (!seed.is_multiple_of(3)).then(|| (ORIGIN, "Angers (49000)".to_owned())),
        points: (1..=40)
            .map(|number| (number, dice.point(degrees)))
            .collect(),
        zoom: (seed % 4) as i8 - 1,
        around: None,
        communes: (0..200)
            .map(|index| {
                commune(
                    names[index % names.len()],
                    dice.point(2.0 * degrees),
                    20_000,
                )
            })
            .collect(),
    }
}

fn names(plan: &Plan) -> Vec<String> {
    plan.points
        .iter()
        .map(|(number, _)| format!("Lieu {number}"))
        .collect()
}

/// The value of an attribute.
fn read<'a>(tag: &'a str, name: &str) -> &'a str {
    let before = format!(" {name}=\"");
    let value = tag.split(&before).nth(1).unwrap_or_default();
    value.split('"').next().unwrap_or_default()
}

fn number(text: &str) -> f64 {
    text.trim_end_matches(['%', 'e', 'm']).parse().unwrap()
}

/// What each name and each marker of a drawing takes, in rem.
fn taken(svg: &str, paper: &Paper) -> (Vec<(String, Area)>, Vec<Area>) {
    let at = |tag: &str| {
        (
            number(read(tag, "x")) / 100.0 * paper.width,
            number(read(tag, "y")) / 100.0 * paper.height,
        )
    };
    let mut labels = Vec::new();
    for part in svg.split("<text class=\"plan-").skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        if tag.starts_with("far") && at(tag).1 > paper.ground() {
            continue;
        }
        let text = text.split('<').next().unwrap().to_owned();
        let wide = width(&text) * LETTERS;
        let anchor = match read(tag, "text-anchor") {
            "end" => Anchor::End,
            "middle" => Anchor::Middle,
            _ => Anchor::Start,
        };
        let (x, y) = at(tag);
        let middle = match anchor {
            Anchor::Start => x + wide / 2.0,
            Anchor::Middle => x,
            Anchor::End => x - wide / 2.0,
        };
        // Letters alone: what the air around them touches is no fault, and percents are rounded.
        labels.push((text, Area::around((middle, y), wide - 0.02, LETTERS)));
    }
    let marks = svg.split("<svg class=\"plan-pin\"").skip(1).map(|part| {
        let mark = part.split("plan-mark").nth(1).unwrap();
        let touch = part.split("plan-touch").nth(1).unwrap();
        let wide = number(read(mark, "width")).max(number(read(touch, "width")));
        Area::around(at(part), wide - 0.02, number(read(touch, "height")) - 0.02)
    });
    (labels, marks.collect())
}

#[test]
fn the_projection_is_true_near_its_middle() {
    for middle in [
        ORIGIN,
        (-21.1, 55.5),
        (4.9, -52.3),
        (0.0, 179.99),
        (66.0, 24.0),
    ] {
        let projection = Projection::around(&[middle]).unwrap();
        for (up, right) in [(0.2, 0.0), (0.0, 0.2), (-0.15, 0.1), (0.1, -0.2)] {
            let point = (middle.0 + up, middle.1 + right);
            let (east, north) = projection.kilometres(point);
            let true_metres = distance_metres(middle, point);
            let error = (east.hypot(north) * 1_000.0 - true_metres).abs() / true_metres;
            assert!(error < 0.01, "{middle:?} {point:?}: {error}");
            assert_eq!(east > 0.0, right > 0.0);
            assert_eq!(north > 0.0, up > 0.0);
        }
    }
    // Both sides of the date line are neighbours, and the middle lies between them.
    let line = [(-16.0, 179.9), (-16.0, -179.9)];
    let projection = Projection::around(&line).unwrap();
    let (first, second) = (
        projection.kilometres(line[0]).0,
        projection.kilometres(line[1]).0,
    );
    assert!(
        (first + second).abs() < 0.01 && (second - first - 21.4).abs() < 0.1,
        "{first} {second}"
    );
    assert_eq!(Projection::around(&[]), None);
}

#[test]
fn a_frame_shows_every_point_inside_its_margins() {
    for seed in 1..20 {
        let plan = Plan {
            zoom: 0,
            ..crowded(seed, 0.2)
        };
        for paper in SHEETS {
            let frame = plan.frame(paper).unwrap();
            for (_, point) in &plan.points {
                assert!(frame.marker(*point).is_some(), "{seed} {}", paper.class);
                let bounds = frame.bounds(1.0);
                assert!((bounds.south..=bounds.north).contains(&point.0));
                assert!((bounds.west..=bounds.east).contains(&point.1));
            }
            assert!(frame.span() < 120.0);
        }
    }
    // One point alone has ground around it.
    let alone = Plan {
        points: vec![(1, ORIGIN)],
        ..Plan::default()
    };
    for paper in SHEETS {
        let frame = alone.frame(paper).unwrap();
        assert!((1.6..3.0).contains(&frame.span()), "{}", frame.span());
        assert_eq!(
            frame.marker(ORIGIN),
            Some((paper.width / 2.0, paper.ground() / 2.0))
        );
    }
}

#[test]
fn names_and_markers_lie_on_nothing_and_within_the_sheet() {
    for seed in 0..40 {
        let plan = crowded(seed, [0.01, 0.05, 0.4, 3.0][seed as usize % 4]);
        let mut named = 0;
        for paper in SHEETS {
            let frame = plan.frame(paper).unwrap();
            let drawn = draw::list(FRENCH, &plan, &names(&plan), Some("Angers"), &frame);
            let (labels, marks) = taken(drawn.svg.as_str(), &paper);
            named += labels.len();
            for (index, (name, area)) in labels.iter().enumerate() {
                assert!(
                    area.left >= 0.0 && area.right <= paper.width,
                    "{name}: {area:?}"
                );
                assert!(
                    area.top >= 0.0 && area.bottom <= paper.ground(),
                    "{name}: {area:?}"
                );
                for (other, its) in &labels[index + 1..] {
                    assert!(
                        !area.overlaps(its),
                        "{seed} {}: {name} on {other}",
                        paper.class
                    );
                }
            }
            for (index, area) in marks.iter().enumerate() {
                assert!(
                    area.left >= -0.01 && area.right <= paper.width + 0.01,
                    "{area:?}"
                );
                for other in &marks[index + 1..] {
                    assert!(!area.overlaps(other), "{seed} {}", paper.class);
                }
                // What a finger touches reaches beyond what is seen.
                let seen = Area {
                    top: area.top + (paper.touch - pins::PIN).max(0.0) / 2.0,
                    bottom: area.bottom - (paper.touch - pins::PIN).max(0.0) / 2.0,
                    left: area.left + (paper.touch - pins::PIN).max(0.0) / 2.0,
                    right: area.right - (paper.touch - pins::PIN).max(0.0) / 2.0,
                };
                for (name, its) in &labels {
                    assert!(
                        !seen.overlaps(its),
                        "{seed} {}: {name} on a marker",
                        paper.class
                    );
                }
            }
            assert!(
                drawn.svg.as_str().len() < 12_000,
                "{} bytes",
                drawn.svg.as_str().len()
            );
        }
        assert!(named >= 4, "{seed}: {named} names");
    }
}

#[test]
fn every_number_stands_on_one_marker() {
    let mut dice = Dice(7);
    for paper in SHEETS {
        let places: Vec<(usize, (f64, f64))> = (1..=40)
            .map(|number| {
                let at = (
                    dice.throw() * (paper.width - 3.0) + 1.5,
                    dice.throw() * (paper.ground() - 3.0) + 1.5,
                );
                (number, at)
            })
            .collect();
        let pins = pins(&places, &paper);
        let mut numbers: Vec<usize> = pins.iter().flat_map(|pin| pin.numbers.clone()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
        assert!(pins.iter().all(|pin| pin.numbers.is_sorted()));
    }
    assert_eq!(pins(&[], &SHEETS[0]), []);
    assert_eq!(said(&[3]), "3");
    assert_eq!(said(&[3, 4, 5]), "3–5");
    assert_eq!(said(&[2, 7]), "2, 7");
    assert_eq!(said(&[1, 4, 5, 9]), "1 +3");
    assert_eq!(said(&[18, 19, 20]), "18–20");
}

#[test]
fn a_nearer_plan_says_what_it_leaves_out_and_ends() {
    let mut plan = Plan {
        origin: Some((ORIGIN, String::new())),
        points: vec![(1, (47.474, -0.555)), (2, (47.52, -0.6)), (4, (47.4, -0.5))],
        ..Plan::default()
    };
    let names = ["a", "b", "c", "d"].map(str::to_owned);
    let whole = PlanView::new(FRENCH, &plan, &names);
    assert!(
        whole
            .sheets
            .iter()
            .all(|sheet| !sheet.notes.contains("en dehors"))
    );
    assert_eq!((whole.nearer, whole.farther), (Some(1), Some(-1)));
    let without = whole.without_place.unwrap();
    assert!(without.starts_with("1 résultat sans position"), "{without}");
    assert!(whole.sheets[0].notes.contains("montre\u{a0}: ce point."));
    plan.zoom = 2;
    let near = PlanView::new(FRENCH, &plan, &names);
    for sheet in &near.sheets {
        let outside = &sheet.notes;
        assert!(outside.contains("2 résultats sont en dehors"), "{outside}");
        assert_eq!(sheet.svg.as_str().matches("<a href=").count(), 1);
    }
    let mut last = plan.clone();
    while last.may_zoom(1) {
        last.zoom += 1;
    }
    assert!(
        last.zoom < PLAN_NEAREST,
        "the first record is left out before that"
    );
    last.zoom = 0;
    while last.may_zoom(-1) {
        last.zoom -= 1;
    }
    assert!(last.zoom >= PLAN_FARTHEST);
    let communes_looked_up = last.bounds().unwrap();
    assert!(communes_looked_up.north <= 90.0 && communes_looked_up.south >= -90.0);
}

#[test]
fn strangers_names_are_text() {
    let name = "\"><script>alert(1)</script>&'";
    let plan = Plan {
        origin: Some((ORIGIN, name.to_owned())),
        points: vec![(1, (47.48, -0.57))],
        communes: vec![
            commune(name, (47.472, -0.552), 50_000),
            commune("<i>", (47.478, -0.56), 9),
        ],
        zoom: -2,
        around: None,
    };
    let view = PlanView::new(FRENCH, &plan, &[name.to_owned()]);
    let place = PlaceView::new(FRENCH, name, ORIGIN, &plan.communes).unwrap();
    let svgs = view.sheets.iter().map(|sheet| sheet.svg.as_str());
    let svgs = svgs.chain(place.sheets.iter().map(|(_, svg)| svg.as_str()));
    let mut escaped = 0;
    for svg in svgs {
        assert!(!svg.contains("<script") && !svg.contains("<i>"), "{svg}");
        escaped += svg.matches("&lt;").count();
    }
    assert!(escaped >= 6, "{escaped}");
}

#[test]
fn coordinates_that_are_none_break_nothing() {
    for point in [
        (90.0, 0.0),
        (-90.0, 180.0),
        (0.0, -180.0),
        (1e300, -1e300),
        (89.99, 400.0),
    ] {
        for zoom in [PLAN_FARTHEST, 0, PLAN_NEAREST] {
            let plan = Plan {
                origin: Some((point, "Pôle".into())),
                points: vec![(1, point), (2, ORIGIN), (3, (-47.0, 179.0))],
                communes: vec![commune("Pôle", point, 3), commune("Angers", ORIGIN, 3)],
                zoom,
                around: Some(1),
            };
            let names = ["a", "b", "c"].map(str::to_owned);
            let view = PlanView::new(FRENCH, &plan, &names);
            assert_eq!(view.sheets.len(), SHEETS.len());
            assert!(plan.bounds().is_some() && place_bounds(point).is_some());
            let _ = PlaceView::new(FRENCH, "a", point, &plan.communes);
        }
    }
}

#[test]
fn a_place_stands_among_the_communes_around_it() {
    let communes = [
        commune("Angers", (47.4736, -0.5542), 157_000),
        commune("Trélazé", (47.4453, -0.4647), 15_000),
        commune("Paris", (48.85, 2.35), 2_000_000),
    ];
    let view = PlaceView::new(FRENCH, "Mairie", (47.47, -0.56), &communes).unwrap();
    let said = view.neighbours.replace('\u{a0}', " ");
    assert_eq!(said, "Angers (à 600 m), Trélazé (à 7,7 km)");
    for (_, svg) in &view.sheets {
        let svg = svg.as_str();
        assert!(
            svg.contains("role=\"img\"") && !svg.contains("<a "),
            "{svg}"
        );
        assert!(svg.contains("Angers<") && !svg.contains("Paris"), "{svg}");
    }
    // The narrowest has room for one name; the caption says them all.
    assert!(view.sheets[1].1.as_str().contains(">Trélazé</text>"));
    let none = PlaceView::new(FRENCH, "Mairie", (47.47, -0.56), &communes[2..]);
    assert!(none.is_none());
    assert!(PlaceView::new(FRENCH, "Mairie", (47.47, -0.56), &[]).is_none());
}

#[test]
fn a_marker_of_several_leads_to_where_they_are_apart() {
    let near = |east: f64| (ORIGIN.0, ORIGIN.1 + east);
    let mut plan = Plan {
        points: vec![
            (1, near(0.0)),
            (2, near(0.001)),
            (3, near(0.01)),
            (4, near(0.01)),
        ],
        ..Plan::default()
    };
    let names = ["a", "b", "c", "d"].map(str::to_owned);
    for sheet in &PlanView::new(FRENCH, &plan, &names).sheets[1..] {
        // Those in one place are in no nearer plan apart.
        let marks: Vec<&str> = sheet.groups.iter().map(|group| group.0.as_str()).collect();
        assert_eq!(marks, ["1–2"], "{}", sheet.class);
        assert_eq!(sheet.groups[0].1, 1);
        let nearer = Plan {
            zoom: sheet.groups[0].2,
            around: Some(1),
            ..plan.clone()
        };
        let view = PlanView::new(FRENCH, &nearer, &names);
        let said = view.around.unwrap();
        assert_eq!(said, "Le numéro 1 est au milieu.");
        let sheet = &view.sheets[2];
        assert!(sheet.groups.is_empty(), "{}", sheet.svg.as_str());
        assert_eq!(sheet.svg.as_str().matches("<a href=").count(), 2);
    }
    // A number that the list does not have changes nothing.
    let whole = PlanView::new(FRENCH, &plan, &names);
    plan.around = Some(99);
    let same = PlanView::new(FRENCH, &plan, &names);
    assert_eq!(whole.sheets[0].svg, same.sheets[0].svg);
    assert_eq!(same.around, None);
}
