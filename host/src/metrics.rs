//! Figures of this process for Prometheus. Labels are names of ours (a route's pattern, never an address; a plugin's id, never
//! a person's), so that their number is bounded and nobody is followed.

mod gather;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use metrics::{Key, Label, Level, Metadata, Recorder as _};
use metrics_exporter_prometheus::{
    Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};

use crate::app::App;

const METADATA: Metadata<'static> = Metadata::new("maille", Level::INFO, None);
/// Seconds: from a kept page to an upload.
const BUCKETS: [f64; 10] = [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// The figures of one process.
pub struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    running: Arc<AtomicI64>,
    connections: Arc<AtomicI64>,
}

impl Default for Metrics {
    fn default() -> Self {
        let builder = PrometheusBuilder::new();
        let requests = Matcher::Full("maille_request_seconds".to_owned());
        let recorder = builder
            .set_buckets_for_metric(requests, &BUCKETS)
            .expect("there are buckets")
            .build_recorder();
        let metrics = Self {
            handle: recorder.handle(),
            recorder,
            running: Arc::default(),
            connections: Arc::default(),
        };
        metrics.describe();
        metrics
    }
}

/// Something that goes on; it is over when this is dropped.
pub struct Running(Arc<AtomicI64>);

impl Running {
    fn new(count: &Arc<AtomicI64>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    /// A request came.
    pub fn request(&self) -> Running {
        Running::new(&self.running)
    }

    /// A connection was taken.
    pub fn connection(&self) -> Running {
        Running::new(&self.connections)
    }

    /// A request was answered: `route` is the pattern of its address.
    pub fn answered(&self, method: &'static str, route: &str, status: u16, took: Duration) {
        let route = Label::new("route", route.to_owned());
        let labels = vec![
            Label::new("method", method),
            route.clone(),
            Label::new("status", status.to_string()),
        ];
        let count = Key::from_parts("maille_requests_total", labels);
        self.recorder
            .register_counter(&count, &METADATA)
            .increment(1);
        let seconds = Key::from_parts("maille_request_seconds", vec![route]);
        let histogram = self.recorder.register_histogram(&seconds, &METADATA);
        histogram.record(took.as_secs_f64());
    }

    /// The figures as text, those of the instance looked up now.
    pub async fn text(&self, app: &App) -> String {
        gather::all(self, app).await;
        self.handle.run_upkeep();
        self.handle.render()
    }

    #[expect(clippy::cast_precision_loss, reason = "no figure here comes near 2^52")]
    fn gauge(&self, name: &'static str, label: Option<(&'static str, &str)>, value: i64) {
        let labels: Vec<Label> = label
            .map(|(name, value)| Label::new(name, value.to_owned()))
            .into_iter()
            .collect();
        let key = Key::from_parts(name, labels);
        self.recorder
            .register_gauge(&key, &METADATA)
            .set(value as f64);
    }

    fn describe(&self) {
        let counter = |name: &'static str, words: &'static str| {
            self.recorder
                .describe_counter(name.into(), None, words.into());
        };
        counter(
            "maille_requests_total",
            "Requests answered, by the pattern of their address.",
        );
        let words = "Seconds from a request's head to its answer's head.";
        self.recorder
            .describe_histogram("maille_request_seconds".into(), None, words.into());
        for (name, words) in gather::GAUGES {
            self.recorder
                .describe_gauge(name.into(), None, words.into());
        }
    }
}
