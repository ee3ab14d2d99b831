//! A report on its way to a browser: read from the database piece by piece, so that a long one costs no memory.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::Frame;
use tokio::sync::mpsc;

use crate::app::App;
use crate::database::Database;
use crate::imports::run::store::{self, KeptLine, Wanted};
use crate::imports::run::written;
use crate::web::locale::Locale;
use crate::web::render::report_words;

/// Lines read at once.
const LINES: i64 = 1_000;
/// Pieces that wait for a slow browser.
const AHEAD: usize = 2;

/// What is written of some lines; an error of a writer into memory cannot happen.
type Write = fn(&[KeptLine], written::Say) -> Vec<u8>;

/// The report as a table.
pub fn csv(app: &App, number: i64, locale: Locale) -> Body {
    let head = table(|writer| writer.write_record(written::COLUMNS));
    body(app, number, locale, head, |lines, say| {
        table(|writer| {
            let mut lines = lines.iter();
            lines.try_for_each(|line| written::write(writer, line, say))
        })
    })
}

/// The report as text.
pub fn text(app: &App, number: i64, locale: Locale) -> Body {
    body(app, number, locale, Vec::new(), |lines, say| {
        written::text(lines, say).into_bytes()
    })
}

fn table(write: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> Result<(), csv::Error>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    match write(&mut writer) {
        Ok(()) => writer.into_inner().unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

fn body(app: &App, number: i64, locale: Locale, head: Vec<u8>, write: Write) -> Body {
    let (sender, pieces) = mpsc::channel(AHEAD);
    let database = app.directory.database().clone();
    tokio::spawn(send(database, (number, locale), (head, write), sender));
    Body::new(Pieces(pieces))
}

/// Reads on while somebody takes what was read.
async fn send(
    database: Database,
    (number, locale): (i64, Locale),
    (head, write): (Vec<u8>, Write),
    sender: mpsc::Sender<Result<Bytes, sqlx::Error>>,
) {
    let say = report_words(locale);
    if sender.send(Ok(head.into())).await.is_err() {
        return;
    }
    let mut after = -1;
    loop {
        let lines = store::lines_after(&database, (number, after), Wanted::All, LINES).await;
        let piece = match lines {
            Ok(lines) => match lines.last() {
                Some(last) => {
                    after = i64::try_from(last.row).unwrap_or(i64::MAX);
                    Ok(Bytes::from(write(&lines, &say)))
                }
                None => return,
            },
            // The browser sees that the file is not whole.
            Err(error) => Err(error),
        };
        let failed = piece.is_err();
        if sender.send(piece).await.is_err() || failed {
            return;
        }
    }
}

/// What comes from [`send`].
struct Pieces(mpsc::Receiver<Result<Bytes, sqlx::Error>>);

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = sqlx::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, sqlx::Error>>> {
        let next = self.0.poll_recv(context);
        next.map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}
