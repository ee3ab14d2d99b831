//! Promises about the grammar, on small documents and on the real ones where they are.

use super::model::{Block, Condition};
use super::read;

fn fiche(inside: &str) -> super::Reading {
    let xml = format!(
        "<Publication ID=\"F1\" type=\"Fiche d'information\"><dc:title>Titre</dc:title><dc:date>modified 2024-11-05</dc:date>\
         <Audience>Particuliers</Audience>{inside}</Publication>"
    );
    read(xml.as_bytes(), "particuliers/F1.xml").unwrap()
}

fn paragraph(inside: &str) -> String {
    let reading = fiche(&format!("<Texte><Paragraphe>{inside}</Paragraphe></Texte>"));
    match &reading.fiche.body.blocks[..] {
        [Block::Paragraph(markdown)] => markdown.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn inline_elements_become_markdown() {
    let link = "<LienInterne LienPublication=\"F2\" audience=\"Professionnels\">là</LienInterne>";
    assert_eq!(
        paragraph(&format!("Voir {link}.")),
        "Voir [là](fiche:professionnels/F2)."
    );
    assert_eq!(
        paragraph("<Valeur>25 €</Valeur> le 1<Exposant>er</Exposant> m<Exposant>2</Exposant>"),
        "25\u{a0}€ le 1er m²"
    );
    assert_eq!(
        paragraph("CO<Indice>2</Indice> <TermeEtranger langue=\"en\">mail</TermeEtranger>"),
        "CO₂ [mail](lang:en)"
    );
    assert_eq!(
        paragraph("<MiseEnEvidence>oui</MiseEnEvidence> <Expression>non</Expression>"),
        "**oui** *non*"
    );
    assert_eq!(
        paragraph("<LienExterne URL=\"www.a.fr/?a=1&amp;b=2\">x</LienExterne>"),
        "[x](https://www.a.fr/?a=1\\&b=2)"
    );
    assert_eq!(
        paragraph("<LienExterne URL=\"javascript:alert(1)\">x</LienExterne>"),
        "x"
    );
}

#[test]
fn unknown_elements_are_counted_and_kept() {
    let reading = fiche(
        "<Texte><Nouveau><Paragraphe>gardé</Paragraphe></Nouveau><Paragraphe>a <Vu>b</Vu></Paragraphe></Texte>",
    );
    assert_eq!(
        reading.fiche.body.blocks,
        [
            Block::Paragraph("gardé".into()),
            Block::Paragraph("a b".into())
        ]
    );
    assert_eq!(
        reading.unknown.keys().collect::<Vec<_>>(),
        ["Nouveau", "Vu"]
    );
}

#[test]
fn conditions_are_kept() {
    let reading = fiche(
        "<Texte><FragmentConditionne><Condition><ou><estVrai var=\"T1\"/><estIndefini var=\"T1\"/></ou></Condition>\
         <Paragraphe>x</Paragraphe></FragmentConditionne></Texte>",
    );
    let Block::Conditional(item) = &reading.fiche.body.blocks[0] else {
        panic!()
    };
    let expected = Condition::Any(vec![
        Condition::True("T1".into()),
        Condition::Undefined("T1".into()),
    ]);
    assert_eq!(item.condition, Some(expected));
}

#[test]
fn refuses_what_is_no_fiche() {
    let refused = |xml: &str| read(xml.as_bytes(), "F1.xml").unwrap_err();
    assert!(refused("<html/>").contains("<html>"));
    assert!(refused("<Publication/>").contains("no ID"));
    assert!(refused("<Publication ID=\"../x\"/>").contains("is not F, N or R"));
    assert!(
        refused("<Publication ID=\"F1\"><dc:identifier>F2</dc:identifier></Publication>")
            .contains("dc:identifier F2")
    );
    assert!(
        refused("<Publication ID=\"F1\"><dc:title>x</dc:title></Publication>").contains("for whom")
    );
    assert!(
        read(&vec![b' '; 9 * 1024 * 1024], "F1.xml")
            .unwrap_err()
            .contains("limit")
    );
}

#[test]
fn the_audience_is_found_and_mended() {
    let xml = "<Publication ID=\"F1\"><dc:title>x</dc:title><Audience>Associations</Audience></Publication>";
    let reading = read(xml.as_bytes(), "particuliers/F9.xml").unwrap();
    assert_eq!(reading.fiche.audience, "associations");
    assert_eq!(reading.repairs.len(), 2);
    assert!(read(xml.as_bytes(), "F1.xml").unwrap().repairs.is_empty());
}

#[test]
fn no_truncation_and_no_flipped_byte_panics() {
    let xml = include_str!("../../demo/fiches/particuliers/F90002.xml")
        .trim_end()
        .as_bytes();
    for end in (0..xml.len()).step_by(97) {
        assert!(read(&xml[..end], "F90002.xml").is_err(), "cut at {end}");
    }
    let mut state = 42_u64;
    for _ in 0..2_000 {
        let mut bytes = xml.to_vec();
        for _ in 0..4 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let index = (state >> 33) as usize % bytes.len();
            bytes[index] = (state >> 20) as u8;
        }
        // Whether it is taken or refused does not matter; that something comes back does.
        let _ = read(&bytes, "F90002.xml");
    }
}
