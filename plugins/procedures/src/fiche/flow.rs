//! Elements that follow each other on a page to blocks. Takes any element in any place: what the grammar does not know
//! is counted and its content kept.

use super::convert::Converter;
use super::inline::{is_inline, words};
use super::model::{Block, Case, Cases, Comment, Item, List, Notice, Section};
use super::xml::{Element, Node};

/// Children that their parent has read already.
const READ_BY_PARENT: [&str; 2] = ["Titre", "Condition"];

impl Converter<'_> {
    /// What is inside `element`, without its title and its condition.
    pub fn inside(&mut self, element: &Element) -> Vec<Block> {
        self.flow(&element.children, &READ_BY_PARENT)
    }

    /// Nodes in order, without the children named in `read`.
    pub fn flow(&mut self, nodes: &[Node], read: &[&str]) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut sentence: Vec<Node> = Vec::new();
        for node in nodes {
            match node {
                Node::Text(text) if text.trim().is_empty() && sentence.is_empty() => {}
                Node::Text(_) => sentence.push(node.clone()),
                Node::Element(element) if is_inline(&element.name) => sentence.push(node.clone()),
                Node::Element(element) => {
                    self.sentence(&mut sentence, &mut blocks);
                    if !read.contains(&element.name.as_str()) {
                        self.block(element, &mut blocks);
                    }
                }
            }
        }
        self.sentence(&mut sentence, &mut blocks);
        blocks
    }

    fn sentence(&mut self, nodes: &mut Vec<Node>, blocks: &mut Vec<Block>) {
        if !nodes.is_empty() {
            let markdown = self.markdown_of(nodes);
            self.paragraph(markdown, blocks);
            nodes.clear();
        }
    }

    fn paragraph(&mut self, markdown: String, blocks: &mut Vec<Block>) {
        if !markdown.is_empty() {
            blocks.push(Block::Paragraph(markdown));
        }
        blocks.extend(
            std::mem::take(&mut self.pictures)
                .into_iter()
                .map(Block::Picture),
        );
    }

    fn block(&mut self, element: &Element, blocks: &mut Vec<Block>) {
        match element.name.as_str() {
            "Paragraphe" => {
                let markdown = self.markdown(element);
                self.paragraph(markdown, blocks);
            }
            // Met where no parent read it: a title without its block.
            "Titre" | "TitreAlternatif" | "SurTitre" => {
                let markdown = self.markdown(element);
                self.paragraph(markdown, blocks);
            }
            "Introduction" | "Texte" | "Contenu" | "Aide" | "Commentaire" | "Description"
            | "Resume" => {
                blocks.extend(self.flow(&element.children, &[]));
            }
            "ContenuIllustre" => blocks.extend(self.flow(&element.children, &[])),
            "Liste" => blocks.push(Block::List(self.list(element))),
            "Chapitre" | "SousChapitre" => blocks.push(Block::Section(self.section(element))),
            "BlocCas" | "ListeSituations" => self.cases(element, blocks),
            "Tableau" => blocks.push(Block::Table(self.table(element))),
            "Attention" | "ASavoir" | "ANoter" | "Rappel" | "Avertissement" => {
                blocks.push(Block::Notice(self.notice(element)));
            }
            "FragmentConditionne" => {
                let item = Item {
                    condition: self.condition(element),
                    blocks: self.inside(element),
                };
                blocks.push(Block::Conditional(item));
            }
            "OuSAdresser" | "OuSAdresserSupport" => {
                blocks.push(Block::Office(self.office(element)))
            }
            "ServiceEnLigne" | "ServiceEnLigneAnnexe" | "ServiceEnLigneAlternatif" => {
                blocks.push(Block::Service(self.service(element)));
            }
            "LienExterneCommente" => blocks.push(Block::Comment(self.comment(element))),
            "Image" | "Illustration" => blocks.push(Block::Picture(self.picture(element))),
            "PourEnSavoirPlus" | "Reference" | "NoticeLiee" | "FicheLiee" | "QuestionReponse"
            | "CommentFaireSi" | "LienWeb" | "Fiche" | "Dossier" | "RechercheGuidee" => {
                blocks.push(Block::Comment(Comment {
                    link: self.link(element),
                    blocks: Vec::new(),
                }));
            }
            _ => {
                self.unknown(element);
                blocks.extend(self.flow(&element.children, &[]));
            }
        }
    }

    fn list(&mut self, element: &Element) -> List {
        let mut list = List {
            numbered: element.attribute("type") == Some("numero"),
            items: Vec::new(),
        };
        for node in &element.children {
            let item = match node {
                Node::Element(item) if item.name == "Item" => Item {
                    condition: self.condition(item),
                    blocks: self.flow(&item.children, &["Condition"]),
                },
                // Text or an element beside the items becomes one.
                other => Item {
                    condition: None,
                    blocks: self.flow(std::slice::from_ref(other), &[]),
                },
            };
            if !item.blocks.is_empty() {
                list.items.push(item);
            }
        }
        list
    }

    fn section(&mut self, element: &Element) -> Section {
        Section {
            id: element.attribute_text("ID"),
            title: self.title(element),
            alternative: self.words(element, "TitreAlternatif"),
            role: element.attribute_text("type"),
            condition: self.condition(element),
            blocks: self.flow(
                &element.children,
                &["Titre", "TitreAlternatif", "Condition"],
            ),
        }
    }

    fn cases(&mut self, element: &Element, blocks: &mut Vec<Block>) {
        let situations = element.name == "ListeSituations";
        let role = if situations {
            "situations".to_owned()
        } else {
            element.attribute_text("type")
        };
        let mut cases = Cases {
            role,
            cases: Vec::new(),
        };
        let mut beside = Vec::new();
        for node in &element.children {
            match node {
                Node::Element(case) if matches!(case.name.as_str(), "Cas" | "Situation") => {
                    cases.cases.push(Case {
                        title: self.title(case),
                        channel: case.attribute_text("type"),
                        condition: self.condition(case),
                        blocks: self.inside(case),
                    })
                }
                other => beside.extend(self.flow(std::slice::from_ref(other), &[])),
            }
        }
        blocks.extend(beside);
        blocks.push(Block::Cases(cases));
    }

    /// A notice of any of the grammar's kinds.
    pub fn notice(&mut self, element: &Element) -> Notice {
        let tone = match element.name.as_str() {
            "Attention" | "Avertissement" => "warning",
            "Rappel" => "reminder",
            "ASavoir" => "tip",
            _ => "info",
        };
        Notice {
            tone: tone.to_owned(),
            title: self.title(element),
            date: element.attribute_text("date"),
            blocks: self.inside(element),
        }
    }

    fn comment(&mut self, element: &Element) -> Comment {
        let mut link = element
            .child("LienExterne")
            .map(|inner| self.link(inner))
            .unwrap_or_default();
        link.source = self.words_of_all(element, "Source");
        let mut blocks = Vec::new();
        let others = element.children.iter().filter(|node| match node {
            Node::Element(inner) => !matches!(inner.name.as_str(), "LienExterne" | "Source"),
            Node::Text(_) => true,
        });
        for node in others {
            blocks.extend(self.flow(std::slice::from_ref(node), &[]));
        }
        for further in element.all("LienExterne").skip(1) {
            blocks.push(Block::Paragraph(super::markdown::escaped(&words(further))));
        }
        Comment { link, blocks }
    }
}
