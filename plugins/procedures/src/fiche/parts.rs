//! Tables, pictures, offices, services and links.

use super::convert::Converter;
use super::inline::{web_address, words};
use super::model::{Block, Cell, Link, Office, Picture, Row, Service, Table};
use super::xml::{Element, Node};

/// A table of one page has no more; a hostile span must not make the page endless.
const SPAN_MAX: u32 = 100;

impl Converter<'_> {
    /// A table with its spans.
    pub fn table(&mut self, element: &Element) -> Table {
        let header_columns: Vec<bool> = element
            .all("Colonne")
            .map(|column| column.attribute("type") == Some("header"))
            .collect();
        let mut table = Table {
            caption: self.title(element),
            summary: self.words(element, "Resume"),
            header_columns: if header_columns.contains(&true) {
                header_columns
            } else {
                Vec::new()
            },
            rows: Vec::new(),
        };
        for part in element.elements() {
            match part.name.as_str() {
                "Titre" | "Resume" | "Colonne" => {}
                "Rangée" | "Rangee" => {
                    let row = self.row(part);
                    table.rows.push(row);
                }
                _ => {
                    self.unknown(part);
                    let blocks = self.flow(&part.children, &[]);
                    table.rows.push(Row {
                        header: false,
                        cells: vec![Cell {
                            blocks,
                            ..Cell::default()
                        }],
                    });
                }
            }
        }
        table
    }

    fn row(&mut self, element: &Element) -> Row {
        let span = |cell: &Element, name: &str| {
            let number = cell
                .attribute(name)
                .and_then(|text| text.parse::<u32>().ok())
                .unwrap_or(1);
            // Zero is not written, and most cells span nothing.
            if number <= 1 { 0 } else { number.min(SPAN_MAX) }
        };
        let cells = element
            .elements()
            .map(|cell| {
                if cell.name != "Cellule" {
                    self.unknown(cell);
                }
                Cell {
                    columns: span(cell, "fusionHorizontale"),
                    rows: span(cell, "fusionVerticale"),
                    blocks: self.flow(&cell.children, &[]),
                }
            })
            .collect();
        Row {
            header: element.attribute("type") == Some("header"),
            cells,
        }
    }

    /// The words of a picture; the picture itself is not part of the data.
    pub fn picture(&mut self, element: &Element) -> Picture {
        let read = ["TexteDeRemplacement", "Legende", "Credits"];
        Picture {
            text: self.words_of_all(element, "TexteDeRemplacement"),
            caption: self.words_of_all(element, "Legende"),
            credit: self.words_of_all(element, "Credits"),
            description: self.flow(&element.children, &read),
        }
    }

    /// Where to go.
    pub fn office(&mut self, element: &Element) -> Office {
        let pivot = self.words(element, "PivotLocal");
        let read = [
            "Titre",
            "PivotLocal",
            "RessourceWeb",
            "Source",
            "Complement",
            "Condition",
        ];
        let mut blocks = self.flow(&element.children, &read);
        for further in element.all("PivotLocal").skip(1) {
            blocks.push(Block::Paragraph(super::markdown::escaped(&words(further))));
        }
        Office {
            id: element.attribute_text("ID"),
            kind: element.attribute_text("type"),
            title: self.title(element),
            pivot,
            urls: element
                .all("RessourceWeb")
                .map(|web| web_address(web.attribute("URL").unwrap_or_default()))
                .filter(|url| !url.is_empty())
                .collect(),
            source: self.words_of_all(element, "Source"),
            complement: self.words_of_all(element, "Complement"),
            electronic: element.attribute("sve") == Some("oui"),
            condition: self.condition(element),
            blocks,
        }
    }

    /// A form or an online service, wherever it stands.
    pub fn service(&mut self, element: &Element) -> Service {
        let read = [
            "Titre",
            "Source",
            "ServiceEnLigneAnnexe",
            "NoticeLiee",
            "Condition",
            "PivotLocal",
            "LienWeb",
        ];
        let web = element.child("LienWeb");
        let url = element
            .attribute("URL")
            .or(web.and_then(|web| web.attribute("URL")))
            .unwrap_or_default();
        let mut sources = self.words_of_all(element, "Source");
        if sources.is_empty() {
            sources = web.map(words).unwrap_or_default();
        }
        Service {
            id: element.attribute_text("ID"),
            kind: element.attribute_text("type"),
            title: self.title(element),
            url: web_address(url),
            cerfa: element.attribute_text("numerocerfa"),
            number: element.attribute_text("autrenumero"),
            format: format_of(if element.attribute("format").is_some() {
                element
            } else {
                web.unwrap_or(element)
            }),
            source: sources,
            comment: element.attribute_text("commentaireLien"),
            condition: self.condition(element),
            pivot: self.words(element, "PivotLocal"),
            blocks: self.flow(&element.children, &read),
            notices: element
                .all("NoticeLiee")
                .map(|notice| self.link(notice))
                .collect(),
            annexes: element
                .all("ServiceEnLigneAnnexe")
                .map(|annex| self.service(annex))
                .collect(),
        }
    }

    /// Any element that is a link: to a fiche by `ID` or `LienPublication`, else to its `URL`.
    pub fn link(&mut self, element: &Element) -> Link {
        let url = web_address(element.attribute("URL").unwrap_or_default());
        let href = if url.is_empty() {
            self.internal(element)
        } else {
            url
        };
        let titled = element.child("Titre").is_some();
        let label = if titled {
            self.title(element)
        } else {
            words(element)
        };
        let mut complement = self.words_of_all(element, "Complement");
        let number = element
            .attribute("numerocerfa")
            .map(|number| format!("cerfa n° {number}"));
        for part in [
            number,
            Some(format_of(element)),
            element.child("Dossier").map(words),
        ]
        .into_iter()
        .flatten()
        {
            if !part.is_empty() {
                if !complement.is_empty() {
                    complement.push_str(" – ");
                }
                complement.push_str(&part);
            }
        }
        if titled {
            for part in element.elements() {
                if !matches!(
                    part.name.as_str(),
                    "Titre"
                        | "Complement"
                        | "Source"
                        | "Condition"
                        | "Dossier"
                        | "Theme"
                        | "Audience"
                ) {
                    self.unknown(part);
                    complement.push(' ');
                    complement.push_str(&words(part));
                }
            }
        }
        let label = if label.is_empty() {
            element.attribute_text("URL")
        } else {
            label
        };
        Link {
            href,
            label,
            source: if titled {
                self.words_of_all(element, "Source")
            } else {
                String::new()
            },
            complement,
            condition: self.condition(element),
        }
    }

    /// The elements with this name as links.
    pub fn links(&mut self, parent: &Element, name: &str) -> Vec<Link> {
        parent
            .all(name)
            .map(|element| self.link(element))
            .filter(|link| !link.label.is_empty())
            .collect()
    }

    /// Every element and every text that is not in a list of names, as blocks.
    pub fn rest(&mut self, parent: &Element, read: &[&str]) -> Vec<Block> {
        let nodes: Vec<Node> = parent
            .children
            .iter()
            .filter(|node| match node {
                Node::Element(element) => !read.contains(&element.name.as_str()),
                Node::Text(text) => !text.trim().is_empty(),
            })
            .cloned()
            .collect();
        self.flow(&nodes, &[])
    }
}

/// `PDF, 120 KB`.
fn format_of(element: &Element) -> String {
    let format = match element.attribute("format").unwrap_or_default() {
        "application/pdf" => "PDF",
        "application/rtf" | "text/rtf" => "RTF",
        "application/msword" => "Word",
        "application/vnd.ms-excel" => "Excel",
        "application/zip" => "ZIP",
        _ => "",
    };
    match (format, element.attribute("poids")) {
        ("", _) => String::new(),
        (format, Some(size)) => {
            format!("{format}, {}", size.replace("KB", "Ko").replace("MB", "Mo"))
        }
        (format, None) => format.to_owned(),
    }
}
