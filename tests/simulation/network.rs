//! What stands between the instances: it loses requests and answers, repeats and delays them, cuts lines, and lets other things
//! happen between two questions. What arrives is handled by the host's own router.

use std::fmt;
use std::sync::{OnceLock, Weak};

use axum::body::{Body, to_bytes};
use http::{HeaderMap, HeaderValue, Method, header};
use maille_federation::client::{Carried, ClientError, Transport};
use maille_federation::moment::Moment;
use reqwest::{Request, Response, ResponseBuilderExt as _};
use tower::ServiceExt as _;

use super::events::Event;
use super::trace::plain;
use super::world::World;

/// Bytes of an answer: more than any page.
const ANSWER_BYTES_MAX: usize = 16 << 20;

/// One instance's way to the others.
pub struct Wire {
    from: usize,
    world: OnceLock<Weak<World>>,
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wire({})", self.from)
    }
}

/// A request on its way.
#[derive(Clone)]
pub struct Letter {
    pub from: usize,
    pub to: usize,
    pub method: Method,
    pub path: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// An answer as it left.
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    /// Its status, and its code where it is a refusal.
    fn told(&self) -> String {
        let problem: Option<serde_json::Value> = match self.status {
            400.. => serde_json::from_slice(&self.body).ok(),
            _ => None,
        };
        let code = problem.and_then(|problem| Some(problem["code"].as_str()?.to_owned()));
        format!("{} {}", self.status, code.unwrap_or_default())
            .trim()
            .to_owned()
    }
}

/// How often in a thousand requests something befalls one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Weather {
    pub lost: u64,
    pub answer_lost: u64,
    pub late: u64,
    pub twice: u64,
    pub repeated: u64,
    pub meanwhile: u64,
    pub slow: u64,
    /// A byte of the answer is changed: for the tests of the simulation itself, and TLS off the way.
    pub garbled: u64,
}

/// What befalls a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Plain,
    Lost,
    AnswerLost,
    Late,
    Twice,
    Repeated,
    Meanwhile,
    Garbled,
}

impl Wire {
    pub fn new(from: usize) -> Self {
        Self {
            from,
            world: OnceLock::new(),
        }
    }

    pub fn plug_in(&self, world: Weak<World>) {
        let _ = self.world.set(world);
    }
}

impl Transport for Wire {
    fn carry(&self, request: Request) -> Carried<'_> {
        Box::pin(async move {
            let world = self.world.get().and_then(Weak::upgrade);
            let world = world.ok_or(ClientError::Unreachable("the world ended".into()))?;
            world.carry(self.from, request).await
        })
    }
}

impl World {
    async fn carry(&self, from: usize, request: Request) -> Result<Response, ClientError> {
        let url = request.url().clone();
        let Some(to) = self.number_of(url.host_str().unwrap_or_default()) else {
            return Err(ClientError::Unreachable("no such name".into()));
        };
        let letter = Letter {
            from,
            to,
            method: request.method().clone(),
            path: url.path().to_owned(),
            headers: request.headers().clone(),
            body: request
                .body()
                .and_then(|body| body.as_bytes())
                .unwrap_or_default()
                .to_vec(),
        };
        self.count(from, to);
        let (fate, latency) = self.fate();
        self.pass(latency);
        if self.is_cut(from, to) || !self.is_up(to) {
            self.note_letter(&letter, "cut off");
            self.count_in_vain(from, to);
            return Err(ClientError::Unreachable("the line is cut".into()));
        }
        self.may_die(from, &letter).await;
        let reply = match fate {
            Fate::Plain => self.deliver(&letter).await,
            Fate::Lost => {
                self.note_letter(&letter, "lost");
                None
            }
            Fate::Late => {
                self.note_letter(&letter, "late");
                let delay = self.chance(|chance| chance.between(1_000, 1_200_000));
                self.later(delay, Event::Letter(Box::new(letter.clone())));
                None
            }
            Fate::AnswerLost => {
                self.deliver(&letter).await;
                self.note("  and its answer is lost");
                None
            }
            Fate::Twice => {
                let first = self.deliver(&letter).await;
                let second = self.deliver(&letter).await;
                match self.chance(|chance| chance.per_mille(500)) {
                    true => first,
                    false => second,
                }
            }
            Fate::Repeated => {
                let delay = self.chance(|chance| chance.between(1_000, 48 * 3_600_000));
                self.later(delay, Event::Letter(Box::new(letter.clone())));
                self.deliver(&letter).await
            }
            Fate::Meanwhile => {
                let before = self.chance(|chance| chance.per_mille(500));
                if before {
                    self.meanwhile(to).await;
                }
                let reply = self.deliver(&letter).await;
                if !before {
                    self.meanwhile(from).await;
                }
                reply
            }
            Fate::Garbled => {
                let reply = self.deliver(&letter).await;
                reply.map(|reply| self.garble(reply))
            }
        };
        self.may_die(from, &letter).await;
        let Some(reply) = reply else {
            self.pass(20_000);
            return Err(match self.chance(|chance| chance.per_mille(500)) {
                true => ClientError::TimedOut("nothing came back".into()),
                false => ClientError::CutOff("the answer broke off".into()),
            });
        };
        let mut response = http::Response::builder()
            .status(reply.status)
            .url(url)
            .body(reply.body)
            .unwrap();
        *response.headers_mut() = reply.headers;
        Ok(Response::from(response))
    }

    /// What becomes of the next request, and how long it takes.
    fn fate(&self) -> (Fate, i64) {
        let weather = self.weather();
        self.chance(|chance| {
            let latency = match chance.per_mille(weather.slow) {
                true => chance.between(1_000, 15_000),
                false => chance.between(5, 120),
            };
            let mut drawn = chance.below(1000);
            let fates = [
                (Fate::Lost, weather.lost),
                (Fate::AnswerLost, weather.answer_lost),
                (Fate::Late, weather.late),
                (Fate::Twice, weather.twice),
                (Fate::Repeated, weather.repeated),
                (Fate::Meanwhile, weather.meanwhile),
                (Fate::Garbled, weather.garbled),
            ];
            for (fate, often) in fates {
                if drawn < often {
                    return (fate, latency);
                }
                drawn -= often;
            }
            (Fate::Plain, latency)
        })
    }

    /// Hands a request to whoever it is for; nothing comes back where nobody is there.
    pub async fn deliver(&self, letter: &Letter) -> Option<Reply> {
        let reply = match self.members.get(letter.to) {
            Some(member) => {
                let router = member.router()?;
                let now = member.clock.now_ms().div_euclid(1000);
                let mut request = http::Request::builder()
                    .method(letter.method.clone())
                    .uri(&letter.path)
                    .body(Body::from(letter.body.clone()))
                    .unwrap();
                *request.headers_mut() = letter.headers.clone();
                if letter.method == Method::POST {
                    let length = HeaderValue::from(letter.body.len());
                    request.headers_mut().insert(header::CONTENT_LENGTH, length);
                }
                let response = router.oneshot(request).await.unwrap();
                let (parts, body) = response.into_parts();
                let mut headers = parts.headers;
                // As hyper does on a real way.
                let date = Moment::from_unix(now).http_date().parse().unwrap();
                headers.insert(header::DATE, date);
                Reply {
                    status: parts.status.as_u16(),
                    headers,
                    body: to_bytes(body, ANSWER_BYTES_MAX).await.ok()?.to_vec(),
                }
            }
            None => self.villain_answers(letter),
        };
        self.note_letter(letter, &reply.told());
        if letter.to < self.members.len() && letter.method == Method::POST {
            let delay = self.chance(|chance| chance.between(1, 500));
            self.wake(letter.to, delay);
        }
        Some(reply)
    }

    fn garble(&self, mut reply: Reply) -> Reply {
        if reply.body.is_empty() {
            return reply;
        }
        let place = self.chance(|chance| chance.below(reply.body.len() as u64)) as usize;
        reply.body[place] ^= 1;
        self.note("  and a byte of its answer is changed");
        reply
    }

    fn note_letter(&self, letter: &Letter, what: &str) {
        let (from, to) = (self.short(letter.from), self.short(letter.to));
        let path = plain(&letter.path);
        self.note(&format!("{from} -> {to} {} {path}: {what}", letter.method));
    }
}
