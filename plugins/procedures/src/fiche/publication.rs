//! The root of a document: its head, and which part of the page each child is.

use super::convert::Converter;
use super::inline::words;
use super::model::{Body, Definition, Fiche, Group, Link, Questionnaire, Step};
use super::xml::{Element, Node};

/// Children that are read by name below, or that say nothing to a reader.
const HEAD: [&str; 10] = [
    "SurTitre",
    "Audience",
    "Canal",
    "FilDAriane",
    "Theme",
    "DossierPere",
    "SousDossierPere",
    "SousThemePere",
    "Cible",
    "Condition",
];

impl Converter<'_> {
    /// The whole document.
    pub fn publication(&mut self, root: &Element, identifier: &str) -> Fiche {
        let trail = trail(root, identifier);
        let kind = root.attribute_text("type");
        Fiche {
            identifier: identifier.to_owned(),
            audience: self.audience.to_owned(),
            title: title_of(root, &kind),
            subject: self.words(root, "dc:subject"),
            description: self.words(root, "dc:description"),
            updated: date(&self.words(root, "dc:date")),
            publisher: self.words(root, "dc:publisher"),
            address: root
                .attribute("spUrl")
                .filter(|url| url.starts_with("http"))
                .unwrap_or_default()
                .to_owned(),
            licence: licence(&self.words(root, "dc:rights")),
            theme: theme(root, &trail, identifier, &kind),
            trail,
            body: self.body(root, identifier),
            kind,
        }
    }

    fn body(&mut self, root: &Element, identifier: &str) -> Body {
        let mut body = Body {
            over_title: self.words(root, "SurTitre"),
            being_updated: root.attribute("statut") == Some("enCoursDeMiseAJour"),
            audiences: root
                .all("Audience")
                .map(words)
                .filter_map(|name| super::audience(&name).map(str::to_owned))
                .collect(),
            targets: root
                .all("Cible")
                .map(words)
                .filter(|text| !text.is_empty())
                .collect(),
            within: ["SousThemePere", "SousDossierPere"]
                .iter()
                .filter_map(|name| root.child(name))
                .map(step)
                .collect(),
            neighbours: self.neighbours(root, identifier),
            ..Body::default()
        };
        if let Some(own) = body.audiences.iter().position(|name| name == self.audience) {
            body.audiences.remove(own);
        }
        for node in &root.children {
            match node {
                Node::Element(element) => self.part(element, &mut body),
                Node::Text(text) if text.trim().is_empty() => {}
                text => body
                    .blocks
                    .extend(self.flow(std::slice::from_ref(text), &[])),
            }
        }
        body
    }

    fn part(&mut self, element: &Element, body: &mut Body) {
        match element.name.as_str() {
            name if HEAD.contains(&name) || name.starts_with("dc:") => {}
            "Avertissement" => {
                let notice = self.notice(element);
                body.warnings.push(notice);
            }
            "Introduction" => body.introduction.extend(self.flow(&element.children, &[])),
            "Problematiques" => body.guide.extend(self.guide(element)),
            "Questionnaire" => self.questions(element, &mut body.questionnaire),
            "LienWeb" => {
                let mut link = self.link(element);
                link.source = std::mem::take(&mut link.label);
                body.access.push(link);
            }
            "NumeroCerfa" => body.cerfa = words(element),
            "PivotLocal" => body.pivot = words(element),
            "AutreNumero" => body.number = words(element),
            "ServiceEnLigne" | "ServiceEnLigneAnnexe" | "ServiceEnLigneAlternatif" => {
                let service = self.service(element);
                body.services.push(service);
            }
            "NoticeLiee" => {
                let link = self.link(element);
                body.access.push(link);
            }
            "OuSAdresser" | "OuSAdresserSupport" => {
                let office = self.office(element);
                body.offices.push(office);
            }
            "SousTheme" | "SousDossier" => {
                let group = self.group(element);
                body.contents.push(group);
            }
            "Fiche" | "Dossier" => self.content(element, body),
            "RechercheGuidee" => body.guides.push(self.link(element)),
            "QuestionReponse" => body.questions.push(self.link(element)),
            "CommentFaireSi" => body.life_events.push(self.link(element)),
            "FicheLiee" => body.related.push(self.link(element)),
            "VoirAussi" => {
                let links = element
                    .elements()
                    .map(|inner| self.link(inner))
                    .collect::<Vec<_>>();
                body.see_also.extend(links);
            }
            "PourEnSavoirPlus" => body.more.push(self.link(element)),
            "Reference" => body.references.push(self.link(element)),
            "Partenaire" => body.partners.push(self.link(element)),
            "Definition" => body.definitions.push(self.definition(element)),
            "Abreviation" => body.abbreviations.push(self.definition(element)),
            _ => body
                .blocks
                .extend(self.flow(std::slice::from_ref(&Node::Element(element.clone())), &[])),
        }
    }

    fn questions(&mut self, element: &Element, into: &mut Questionnaire) {
        let questionnaire = self.questionnaire(element);
        into.introduction.extend(questionnaire.introduction);
        into.questions.extend(questionnaire.questions);
    }

    /// Fiches that stand in a dossier without a group, or the dossiers of a form.
    fn content(&mut self, element: &Element, body: &mut Body) {
        let link = self.link(element);
        match body.contents.last_mut() {
            Some(group) if group.title.is_empty() => group.links.push(link),
            _ => body.contents.push(Group {
                links: vec![link],
                ..Group::default()
            }),
        }
    }

    fn group(&mut self, element: &Element) -> Group {
        let links = element
            .elements()
            .filter(|inner| inner.name != "Titre")
            .map(|inner| self.link(inner))
            .collect();
        Group {
            id: element.attribute_text("ID"),
            title: self.title(element),
            links,
        }
    }

    fn definition(&mut self, element: &Element) -> Definition {
        Definition {
            id: element.attribute_text("ID"),
            term: self.title(element),
            blocks: self.rest(element, &["Titre", "Reference"]),
            references: self.links(element, "Reference"),
        }
    }

    /// The group of its dossier in which the fiche stands itself; the other groups are on the dossier's own page.
    fn neighbours(&mut self, root: &Element, identifier: &str) -> Group {
        let Some(dossier) = root.child("DossierPere") else {
            return Group::default();
        };
        let holds = |group: &Element| {
            group
                .all("Fiche")
                .any(|fiche| fiche.attribute("ID") == Some(identifier))
        };
        let group = dossier
            .all("SousDossier")
            .find(|group| holds(group))
            .unwrap_or(dossier);
        let links: Vec<Link> = group
            .all("Fiche")
            .filter(|fiche| fiche.attribute("ID") != Some(identifier))
            .map(|fiche| self.link(fiche))
            .collect();
        Group {
            id: dossier.attribute_text("ID"),
            title: self.title(dossier),
            links,
        }
    }
}

/// `Téléservice : Demander …` says its kind twice: the page has it above the title.
fn title_of(root: &Element, kind: &str) -> String {
    let title = root.child("dc:title").map(words).unwrap_or_default();
    let short = title
        .strip_prefix(kind)
        .map(|rest| rest.trim_start_matches([' ', '\u{a0}', ':']));
    match short {
        Some(short)
            if !kind.is_empty() && !short.is_empty() && root.name == "ServiceComplementaire" =>
        {
            short.to_owned()
        }
        _ => title,
    }
}

fn step(element: &Element) -> Step {
    Step {
        id: element.attribute_text("ID"),
        title: words(element),
    }
}

fn trail(root: &Element, identifier: &str) -> Vec<Step> {
    let Some(trail) = root.child("FilDAriane") else {
        return Vec::new();
    };
    trail
        .all("Niveau")
        .map(step)
        .filter(|level| level.id != identifier && super::is_identifier(&level.id))
        .collect()
}

fn theme(root: &Element, trail: &[Step], identifier: &str, kind: &str) -> Step {
    if kind == "Theme" {
        return Step {
            id: identifier.to_owned(),
            title: root.child("dc:title").map(words).unwrap_or_default(),
        };
    }
    match root.child("Theme") {
        Some(theme) => Step {
            id: theme.attribute_text("ID"),
            title: theme.child("Titre").map(words).unwrap_or_default(),
        },
        None => trail.first().cloned().unwrap_or_default(),
    }
}

/// `modified 2024-11-05` to `2024-11-05`; anything else to nothing.
fn date(text: &str) -> String {
    text.split_whitespace()
        .find(|word| is_date(word))
        .unwrap_or_default()
        .to_owned()
}

fn is_date(word: &str) -> bool {
    let pattern = "0000-00-00";
    word.len() == pattern.len()
        && word
            .bytes()
            .zip(pattern.bytes())
            .all(|(own, wanted)| match wanted {
                b'0' => own.is_ascii_digit(),
                other => own == other,
            })
}

/// The rights are a licence's name or the address of a legal notice.
fn licence(rights: &str) -> String {
    if rights.starts_with("http") {
        String::new()
    } else {
        rights.to_owned()
    }
}
