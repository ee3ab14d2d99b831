//! Offices and services as cards.

use super::blocks::{Scene, Shown, paragraphs};
use super::part::Card;
use crate::fiche::{markdown, model};

impl Scene<'_> {
    /// An office as a card.
    pub fn office(&self, office: &model::Office) -> Option<Card> {
        let mut lines = match self.shown(office.condition.as_ref()) {
            Shown::Hidden => return None,
            Shown::Plainly => Vec::new(),
            Shown::If(phrase) => vec![self.condition_line(&phrase)],
        };
        lines.extend(
            [&office.complement, &office.source]
                .into_iter()
                .filter(|text| !text.is_empty())
                .map(|text| markdown::escaped(text)),
        );
        lines.push(self.markdown(&office.blocks));
        let is_local = !office.pivot.is_empty();
        if is_local && !self.places.is_empty() {
            lines.push(markdown::link(
                &(self.say)("office-places", &[]),
                &format!("#{}", self.places),
            ));
        }
        for url in office.urls.iter().skip(1) {
            lines.push(markdown::link(url, url));
        }
        Some(Card {
            title: office.title.clone(),
            href: office.urls.first().cloned(),
            markdown: paragraphs(lines),
            tags: office
                .electronic
                .then(|| (self.say)("office-electronic", &[]))
                .into_iter()
                .collect(),
        })
    }

    /// A service as a card.
    pub fn service(&self, service: &model::Service) -> Option<Card> {
        let mut lines = match self.shown(service.condition.as_ref()) {
            Shown::Hidden => return None,
            Shown::Plainly => Vec::new(),
            Shown::If(phrase) => vec![self.condition_line(&phrase)],
        };
        lines.push(self.markdown(&service.blocks));
        let mut about = Vec::new();
        if !service.cerfa.is_empty() {
            about.push(format!("cerfa n° {}", service.cerfa));
        }
        about.extend(
            [
                &service.number,
                &service.format,
                &service.source,
                &service.comment,
            ]
            .into_iter()
            .filter(|text| !text.is_empty())
            .cloned(),
        );
        lines.push(markdown::escaped(&about.join(" – ")));
        lines.extend(
            service
                .notices
                .iter()
                .map(|notice| self.links.markdown(notice)),
        );
        for annex in service
            .annexes
            .iter()
            .filter_map(|annex| self.service(annex))
        {
            let title = match &annex.href {
                Some(href) => markdown::link(&annex.title, href),
                None => markdown::escaped(&annex.title),
            };
            lines.push(paragraphs(vec![title, annex.markdown]));
        }
        let href = if service.url.is_empty() {
            self.links.href(&format!("fiche:{}", service.id))
        } else {
            Some(service.url.clone())
        };
        let tags = if service.kind.is_empty() {
            Vec::new()
        } else {
            vec![service.kind.clone()]
        };
        Some(Card {
            title: service.title.clone(),
            href: href.filter(|href| !href.is_empty()),
            markdown: paragraphs(lines),
            tags,
        })
    }
}
