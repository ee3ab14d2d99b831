//! Tables with their spans.

use super::blocks::Scene;
use super::part::{Cell, Part, Table};
use crate::fiche::{markdown, model, plain};

impl Scene<'_> {
    /// A table, with its summary before it.
    pub fn table(&self, table: &model::Table) -> Vec<Part> {
        let mut out = Table {
            caption: table.caption.clone(),
            ..Table::default()
        };
        let mut rows = table.rows.as_slice();
        if let Some((first, others)) = rows.split_first()
            && first.header
            && first
                .cells
                .iter()
                .all(|cell| cell.columns <= 1 && cell.rows <= 1)
        {
            out.columns = first
                .cells
                .iter()
                .map(|cell| plain::unmarked(&self.markdown(&cell.blocks)))
                .collect();
            rows = others;
        }
        // Which columns a cell from above still covers, and for how many rows.
        let mut covered: Vec<u32> = Vec::new();
        for row in rows {
            let mut column = 0;
            let mut cells = Vec::new();
            for cell in &row.cells {
                while covered.get(column).is_some_and(|left| *left > 0) {
                    covered[column] -= 1;
                    column += 1;
                }
                let span = (cell.columns.max(1), cell.rows.max(1));
                let header = row.header || table.header_columns.get(column) == Some(&true);
                cells.push(Cell {
                    markdown: self.markdown(&cell.blocks),
                    header,
                    span,
                });
                for _ in 0..span.0 {
                    if covered.len() <= column {
                        covered.resize(column + 1, 0);
                    }
                    covered[column] = span.1 - 1;
                    column += 1;
                }
            }
            covered
                .iter_mut()
                .skip(column)
                .for_each(|left| *left = left.saturating_sub(1));
            out.rows.push(cells);
        }
        let summary = (!table.summary.is_empty())
            .then(|| Part::Paragraphs(markdown::escaped(&table.summary)));
        summary.into_iter().chain([Part::Table(out)]).collect()
    }
}
