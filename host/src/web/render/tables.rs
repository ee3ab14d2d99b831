//! Tables: a caption, scopes, spans that stay inside the table, and a region of their own to scroll in.

use askama::Template;

use super::composer::Composer;
use super::html::Html;
use super::words::Words;
use crate::plugins::page::Table;

/// Spans beyond this column are taken as 1, so that strange tables cost no more than their cells.
const SPAN_COLUMNS_MAX: usize = 64;

struct CellView {
    header: bool,
    columns: usize,
    rows: usize,
    body: Html,
}

/// A table as it is written.
#[derive(Template)]
#[template(path = "blocks/table.html")]
pub(super) struct TableView<'a> {
    words: Words,
    id: String,
    caption: &'a str,
    columns: &'a [String],
    rows: Vec<Vec<CellView>>,
}

impl<'a> TableView<'a> {
    pub fn html(composer: &mut Composer, table: &'a Table) -> Html {
        if table.columns.is_empty() && table.rows.iter().all(Vec::is_empty) {
            return Html::default();
        }
        let id = composer.claim("table");
        let rows = Self::rows(composer, table);
        Html::render(&Self {
            words: composer.words,
            id,
            caption: table.caption.trim(),
            columns: &table.columns,
            rows,
        })
    }

    fn rows(composer: &mut Composer, table: &Table) -> Vec<Vec<CellView>> {
        let width = width(table);
        // How many rows below each column are still taken by a cell from above.
        let mut taken = vec![0_usize; width.min(SPAN_COLUMNS_MAX)];
        let mut rows = Vec::with_capacity(table.rows.len());
        for (index, row) in table.rows.iter().enumerate() {
            let rows_left = table.rows.len() - index;
            let mut column = 0;
            let mut cells = Vec::with_capacity(row.len());
            for cell in row {
                while taken.get(column).is_some_and(|rows| *rows > 0) {
                    column += 1;
                }
                let free = taken
                    .iter()
                    .skip(column)
                    .take_while(|rows| **rows == 0)
                    .count();
                let columns = as_size(cell.columns).clamp(1, free.max(1));
                let rows_spanned = if column < taken.len() {
                    as_size(cell.rows).clamp(1, rows_left)
                } else {
                    1
                };
                for slot in taken.iter_mut().skip(column).take(columns) {
                    *slot = rows_spanned;
                }
                column += columns;
                cells.push(CellView {
                    header: cell.header,
                    columns,
                    rows: rows_spanned,
                    body: composer.inline(&cell.markdown),
                });
            }
            fill(&mut cells, &taken, column, width);
            for slot in &mut taken {
                *slot = slot.saturating_sub(1);
            }
            rows.push(cells);
        }
        rows
    }
}

/// Short rows get one empty cell, so that lines do not end in the middle.
fn fill(cells: &mut Vec<CellView>, taken: &[usize], column: usize, width: usize) {
    let first = (column..taken.len()).find(|column| taken[*column] == 0);
    let Some(first) = first else { return };
    let free = taken
        .iter()
        .skip(first)
        .take_while(|rows| **rows == 0)
        .count();
    // Only where nothing from above stands behind: else the rest of the row is taken in pieces.
    let columns = if first + free == taken.len() {
        width.min(1_000) - first.min(width.min(1_000))
    } else {
        free
    };
    cells.push(CellView {
        header: false,
        columns: columns.max(1),
        rows: 1,
        body: Html::default(),
    });
}

/// As many columns as are named; else as the longest row fills.
fn width(table: &Table) -> usize {
    let filled = |row: &Vec<crate::plugins::page::Cell>| {
        row.iter()
            .map(|cell| as_size(cell.columns).clamp(1, SPAN_COLUMNS_MAX))
            .sum::<usize>()
    };
    let most_cells = table.rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = table
        .rows
        .iter()
        .map(filled)
        .max()
        .unwrap_or(0)
        .min(SPAN_COLUMNS_MAX);
    if table.columns.is_empty() {
        widest.max(most_cells)
    } else {
        table.columns.len().max(most_cells)
    }
}

fn as_size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
