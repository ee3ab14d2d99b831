//! Says what a page must not hold, and offers what a browser must not run.

use maille_sdk::{Field, Reply, Request, Result, Tone};

const BAD: &str = "<script>alert(1)</script> [clic](javascript:alert(2)) \u{202E}sens\u{2066} \" onload=\"alert(3)\u{0}";

pub fn answer(what: &str, request: &Request, reply: &mut Reply) -> Result<()> {
    let given = |name: &str| request.query(name).unwrap_or_default();
    match what {
        "everywhere" => everywhere(reply),
        "link" => {
            reply.title("Lien").link("un lien", &given("to"));
        }
        "image" => {
            reply
                .title("Image")
                .image(&given("name"), "Une image", None);
        }
        "redirect" => {
            reply.redirect(&given("to"));
        }
        "document" => {
            let name = given("name");
            reply.document(&given("type"), Some(&name), b"<script>alert(1)</script>");
        }
        "nowhere" => {
            reply.title("Nulle part").places("Lieux", |places| {
                places.marker("Ici", None, f64::NAN, f64::INFINITY);
            });
        }
        "misuse" => {
            reply.title("Sans bloc").anchor("a b<c");
        }
        _ => {
            reply.not_found();
        }
    }
    Ok(())
}

fn everywhere(reply: &mut Reply) {
    reply.title(BAD).lead(BAD).trail(BAD, "javascript:alert(4)");
    reply.alternate("text/html\" onload=\"x", "javascript:alert(5)", BAD);
    reply.source(BAD, Some("javascript:alert(6)"), Some(BAD), Some(BAD));
    reply.language("fr\" onload=\"x");
    reply.paragraphs(BAD).notice(Tone::Warning, BAD, BAD);
    reply.section(BAD, |reply| {
        reply
            .link(BAD, "javascript:alert(7)")
            .link(BAD, "/a\nb")
            .link(BAD, "//evil.example.org/");
        reply
            .link(BAD, "data:text/html,x")
            .link(BAD, "\u{1}javascript:alert(8)");
    });
    reply.alternatives(BAD, |cases| {
        cases.case(BAD, |reply| {
            reply.paragraphs(BAD);
        });
    });
    reply.facts(|facts| {
        facts.fact(BAD, BAD);
    });
    reply.cards(|cards| {
        cards
            .card(BAD, Some("javascript:alert(9)"), BAD)
            .fact(BAD, BAD)
            .tag(BAD);
    });
    reply.steps(|steps| {
        steps.step(BAD, BAD);
    });
    reply.table(BAD, [BAD, BAD], |table| {
        table.row(|row| {
            row.cell(BAD).header(BAD).span(u32::MAX, u32::MAX);
        });
    });
    reply.agenda(|agenda| {
        agenda.occurrence(BAD, "javascript:alert(10)", i64::MAX, Some(i64::MIN), true);
        agenda.note(BAD, BAD).place(BAD);
    });
    reply.places(BAD, |places| {
        places.marker(BAD, Some("javascript:alert(11)"), 46.3, 2.5);
    });
    reply.contact(BAD, |contact| {
        contact
            .telephone(BAD)
            .email(BAD)
            .address([BAD])
            .hours(BAD)
            .website("javascript:alert(12)");
    });
    reply.form("javascript:alert(13)", BAD, |form| {
        form.group(BAD).field(
            Field::text("\" onload=\"x", BAD)
                .value(Some(BAD))
                .hint(BAD)
                .purpose(BAD)
                .error(Some(BAD)),
        );
    });
    reply.image("../../etc/passwd", BAD, Some(BAD));
    reply.image("https://evil.example.org/x.png", BAD, Some(BAD));
    reply.pager(
        Some("javascript:alert(14)"),
        Some("//evil.example.org"),
        BAD,
    );
    reply.record_card(BAD).nearby([BAD], Some(BAD), u32::MAX);
}
