//! The table that comes out, and the arithmetic of rounds.

/// Lines of figures.
#[derive(Debug, Default)]
pub struct Table(Vec<[String; 3]>);

impl Table {
    /// Adds a figure; an empty wish where it is only reported.
    pub fn add(&mut self, figure: &str, wanted: &str, measured: String) {
        eprintln!("{figure}: {measured}");
        self.0
            .push([figure.to_owned(), wanted.to_owned(), measured]);
    }

    /// As Markdown.
    pub fn print(&self) {
        println!("| figure | wanted | measured |\n|---|---|---|");
        for [figure, wanted, measured] in &self.0 {
            println!("| {figure} | {wanted} | {measured} |");
        }
    }
}

/// The median; 0 of nothing.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// The median of the rounds' ratios.
pub fn ratio(above: &[f64], below: &[f64]) -> f64 {
    median(above.iter().zip(below).map(|(above, below)| above / below))
}
