//! The parts that belong to a block: each looks for its block and says so where it is not there.

use super::{Description, Misuse};
use crate::plugins::page::{
    Card, Cell, Contact, Content, Fact, Field, Form, Marker, Occurrence, Step,
};

macro_rules! part {
    ($self:ident, $part:literal in $block:literal, $pattern:pat => $found:expr) => {
        match $self.last($part, $block)? {
            $pattern => $found,
            _ => {
                return Err(format!(
                    "`{}` without `{}`: call `{}` first, with no other block between",
                    $part, $block, $block
                ))
            }
        }
    };
}

/// What a part says where its list is still empty.
fn first<'a, T>(last: Option<&'a mut T>, part: &str, before: &str) -> Result<&'a mut T, Misuse> {
    last.ok_or_else(|| format!("`{part}` without `{before}`: call `{before}` first"))
}

impl Description {
    /// Adds a fact.
    pub fn fact(&mut self, term: String, markdown: String) -> Result<(), Misuse> {
        let anchor = self.anchor.take();
        let facts = part!(self, "fact" in "facts", Content::Facts(facts) => facts);
        facts.push(Fact {
            anchor,
            term,
            markdown,
        });
        Ok(())
    }

    /// Adds a card.
    pub fn card(
        &mut self,
        title: String,
        href: Option<String>,
        markdown: String,
    ) -> Result<(), Misuse> {
        self.cards("card")?.push(Card {
            title,
            href,
            markdown,
            facts: Vec::new(),
            tags: Vec::new(),
        });
        Ok(())
    }

    /// Adds a fact to the last card.
    pub fn card_fact(&mut self, term: String, text: String) -> Result<(), Misuse> {
        first(self.cards("card-fact")?.last_mut(), "card-fact", "card")?
            .facts
            .push((term, text));
        Ok(())
    }

    /// Adds a word to the last card.
    pub fn card_tag(&mut self, label: String) -> Result<(), Misuse> {
        first(self.cards("card-tag")?.last_mut(), "card-tag", "card")?
            .tags
            .push(label);
        Ok(())
    }

    fn cards(&mut self, part: &str) -> Result<&mut Vec<Card>, Misuse> {
        match self.last(part, "cards")? {
            Content::Cards(cards) => Ok(cards),
            _ => Err(format!(
                "`{part}` without `cards`: call `cards` first, with no other block between"
            )),
        }
    }

    /// Adds a step.
    pub fn step(&mut self, title: String, markdown: String) -> Result<(), Misuse> {
        part!(self, "step" in "steps", Content::Steps(steps) => steps)
            .push(Step { title, markdown });
        Ok(())
    }

    /// Opens the next row.
    pub fn row(&mut self) -> Result<(), Misuse> {
        part!(self, "row" in "table", Content::Table(table) => table)
            .rows
            .push(Vec::new());
        Ok(())
    }

    /// Adds a cell to the last row.
    pub fn cell(&mut self, header: bool, markdown: String) -> Result<(), Misuse> {
        let name = if header { "cell-header" } else { "cell" };
        let table = part!(self, "cell" in "table", Content::Table(table) => table);
        first(table.rows.last_mut(), name, "row")?.push(Cell {
            header,
            markdown,
            columns: 1,
            rows: 1,
        });
        Ok(())
    }

    /// Widens the last cell.
    pub fn cell_span(&mut self, columns: u32, rows: u32) -> Result<(), Misuse> {
        let table = part!(self, "cell-span" in "table", Content::Table(table) => table);
        let cell = first(
            table.rows.last_mut().and_then(|row| row.last_mut()),
            "cell-span",
            "cell",
        )?;
        cell.columns = columns.clamp(1, 100);
        cell.rows = rows.clamp(1, 1000);
        Ok(())
    }

    /// Adds a date.
    pub fn occurrence(&mut self, occurrence: Occurrence) -> Result<(), Misuse> {
        part!(self, "occurrence" in "agenda", Content::Agenda(dates) => dates).push(occurrence);
        Ok(())
    }

    /// The last date.
    pub fn last_occurrence(&mut self, part: &str) -> Result<&mut Occurrence, Misuse> {
        match self.last(part, "agenda")? {
            Content::Agenda(dates) => first(dates.last_mut(), part, "occurrence"),
            _ => Err(format!(
                "`{part}` without `agenda`: call `agenda` first, with no other block between"
            )),
        }
    }

    /// Adds a point.
    pub fn marker(&mut self, marker: Marker) -> Result<(), Misuse> {
        if !(-90.0..=90.0).contains(&marker.latitude)
            || !(-180.0..=180.0).contains(&marker.longitude)
        {
            return Err(format!(
                "`marker` at {}, {}: not a place on earth",
                marker.latitude, marker.longitude
            ));
        }
        part!(self, "marker" in "places", Content::Places { markers, .. } => markers).push(marker);
        Ok(())
    }

    /// The contact that is open.
    pub fn contact_part(&mut self, part: &str) -> Result<&mut Contact, Misuse> {
        match self.last(part, "contact")? {
            Content::Contact(contact) => Ok(contact),
            _ => Err(format!(
                "`{part}` without `contact`: call `contact` first, with no other block between"
            )),
        }
    }

    /// The form that is open.
    pub fn last_form(&mut self, part: &str) -> Result<&mut Form, Misuse> {
        match self.last(part, "form")? {
            Content::Form(form) => Ok(form),
            _ => Err(format!(
                "`{part}` without `form`: call `form` first, with no other block between"
            )),
        }
    }

    /// Groups the fields that follow.
    pub fn field_group(&mut self, legend: String) -> Result<(), Misuse> {
        part!(self, "field-group" in "form", Content::Form(_) => ());
        self.group = Some(legend);
        Ok(())
    }

    /// Adds a field.
    pub fn field(&mut self, mut field: Field) -> Result<(), Misuse> {
        field.group = self.group.take();
        part!(self, "field" in "form", Content::Form(form) => form)
            .fields
            .push(field);
        Ok(())
    }

    /// The last field.
    pub fn last_field(&mut self, part: &str) -> Result<&mut Field, Misuse> {
        match self.last(part, "form")? {
            Content::Form(form) => first(form.fields.last_mut(), part, "field"),
            _ => Err(format!(
                "`{part}` without `form`: call `form` first, with no other block between"
            )),
        }
    }
}
