//! Answers that were recorded, in the place of the network: what an author's case says of the world outside. What nobody
//! recorded is refused by name, and noted.

use std::sync::{Arc, Mutex, PoisonError};

use super::SendError;

/// What an address answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordedAnswer {
    /// `GET`, `HEAD` or `POST`.
    pub method: String,
    /// Whole.
    pub url: String,
    /// Such as 200.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The bytes.
    pub body: Vec<u8>,
}

/// All that is outside. Cheap to clone; clones note in one place.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    answers: Arc<Vec<RecordedAnswer>>,
    refused: Arc<Mutex<Vec<String>>>,
}

impl Recorded {
    /// Of these answers; of two to one question the first.
    pub fn new(answers: Vec<RecordedAnswer>) -> Self {
        Self {
            answers: Arc::new(answers),
            refused: Arc::default(),
        }
    }

    /// What was asked since the last time and nobody recorded: `GET https://…`.
    pub fn take_refused(&self) -> Vec<String> {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut refused)
    }

    pub(super) fn answer(
        &self,
        request: &reqwest::Request,
    ) -> Result<reqwest::Response, SendError> {
        let (method, url) = (request.method().as_str(), request.url().as_str());
        let known = self.answers.iter().find(|answer| {
            let same = |recorded: url::Url| recorded.as_str() == url;
            answer.method == method && url::Url::parse(&answer.url).is_ok_and(same)
        });
        let not_recorded = || {
            let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
            refused.push(format!("{method} {url}"));
            SendError::NotRecorded {
                method: method.to_owned(),
                url: url.to_owned(),
            }
        };
        let known = known.ok_or_else(not_recorded)?;
        let mut response = http::Response::builder().status(known.status);
        for (name, value) in &known.headers {
            response = response.header(name, value);
        }
        let response = response.body(known.body.clone());
        Ok(response.map_err(|_| not_recorded())?.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_nobody_recorded_is_refused_by_name_and_noted() {
        let recorded = Recorded::new(vec![RecordedAnswer {
            method: "GET".into(),
            url: "https://data.example.fr/a?b=1".into(),
            status: 404,
            headers: vec![("etag".into(), "x".into())],
            body: b"nothing".to_vec(),
        }]);
        let ask = |method: reqwest::Method, url: &str| {
            recorded.answer(&reqwest::Request::new(method, url.parse().unwrap()))
        };
        let answer = ask(reqwest::Method::GET, "https://data.example.fr/a?b=1").unwrap();
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["etag"]),
            (404, &"x".parse().unwrap())
        );
        assert_eq!(answer.bytes().await.unwrap(), "nothing");
        assert!(ask(reqwest::Method::POST, "https://data.example.fr/a?b=1").is_err());
        let refused = ask(reqwest::Method::GET, "https://other.example.fr/").unwrap_err();
        assert!(
            refused
                .to_string()
                .contains("GET https://other.example.fr/"),
            "{refused}"
        );
        assert_eq!(recorded.take_refused().len(), 2);
        assert_eq!(recorded.take_refused().len(), 0);
    }
}
