//! Takes more than there is: time, memory, stack, blocks, bytes, lines, calls. In a POST it has written before, everything
//! that it may: a record, a value, and the document that came with the form.

use std::hint::black_box;
use std::time::Duration;

use maille_sdk::context::{self, Level};
use maille_sdk::serde_json::json;
use maille_sdk::{Error, Reply, Request, Result, directory, storage};

pub fn answer(what: &str, request: &Request, reply: &mut Reply) -> Result<()> {
    if request.is_post() {
        directory::put("place", "half", &json!({ "name": "À moitié" }))?;
        storage::set("half", b"half")?;
        request
            .file("file")
            .ok_or_else(|| Error::invalid("no file came with the form"))?;
    }
    reply.title("À moitié");
    match what {
        "loop" => forever(),
        "recursion" => {
            black_box(deeper(0));
        }
        "memory" => hoard(),
        "blocks" => loop {
            reply.paragraphs("encore");
        },
        "parts" => {
            reply.facts(|facts| {
                loop {
                    facts.fact("encore", "encore");
                }
            });
        }
        "reply" => {
            let text = "x".repeat(100_000);
            for _ in 0..1_000 {
                reply.paragraphs(&text);
            }
        }
        "nesting" => nest(reply, 5_000),
        "log" => {
            for number in 0..1_000_000 {
                context::log(Level::Info, &format!("ligne {number}"));
            }
        }
        "print" => {
            for number in 0..20_000 {
                println!("ligne imprimée {number}");
            }
        }
        "calls" => loop {
            let _ = directory::get("0");
        },
        "asked-too-much" => {
            for _ in 0..1_000 {
                let _ = directory::Search::of(["place"]).count()?;
            }
        }
        "searches" => {
            let all: Vec<_> = (0..100_000)
                .map(|_| directory::Search::of(["place"]))
                .collect();
            black_box(all);
        }
        "nothing" => {}
        "panic" => panic!("une surprise"),
        "trap-after-title" => {
            reply.section("Une partie", |reply| {
                reply.paragraphs("déjà dit");
                std::process::abort();
            });
        }
        "error" => return Err(Error::invalid("le disque du voisin est plein")),
        "exit" => std::process::exit(0),
        "sleep" => std::thread::sleep(Duration::from_secs(60)),
        "log-then-loop" => {
            context::log(Level::Warning, "avant la boucle");
            forever();
        }
        _ => {
            reply.not_found();
        }
    }
    Ok(())
}

fn forever() {
    let mut number = 0_u64;
    while black_box(number) != u64::MAX {
        number = number.wrapping_add(2);
        number &= !1;
    }
}

#[expect(unconditional_recursion, reason = "it is what the test is about")]
fn deeper(depth: u64) -> u64 {
    black_box(deeper(black_box(depth) + 1)) + 1
}

fn hoard() {
    let mut held = Vec::new();
    loop {
        held.push(vec![1_u8; 1024 * 1024]);
        black_box(&held);
    }
}

fn nest(reply: &mut Reply, depth: u32) {
    if depth > 0 {
        reply.section("Plus bas", |reply| nest(reply, depth - 1));
    }
}
