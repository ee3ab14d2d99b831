//! Two texts, line by line.

/// Lines around a difference.
const AROUND: usize = 3;
/// Longer texts are not compared line by line: the work grows with the product.
const LINES_MAX: usize = 4_000;

/// What became of the lines: ` kept`, `-expected`, `+came`; far from any difference `…`. Empty where nothing differs.
pub fn lines(expected: &str, came: &str) -> Vec<String> {
    let before: Vec<&str> = expected.lines().collect();
    let after: Vec<&str> = came.lines().collect();
    if before == after {
        return Vec::new();
    }
    let same = before
        .iter()
        .zip(&after)
        .take_while(|(a, b)| a == b)
        .count();
    let (left, right) = (&before[same..], &after[same..]);
    let mut all: Vec<(char, &str)> = before[..same].iter().map(|line| (' ', *line)).collect();
    if left.len().max(right.len()) > LINES_MAX {
        all.extend(left.iter().take(AROUND).map(|line| ('-', *line)));
        all.extend(right.iter().take(AROUND).map(|line| ('+', *line)));
    } else {
        all.extend(aligned(left, right));
    }
    shortened(&all)
}

/// The longest common lines stay.
fn aligned<'a>(left: &[&'a str], right: &[&'a str]) -> Vec<(char, &'a str)> {
    let width = right.len() + 1;
    let mut longest = vec![0_u32; (left.len() + 1) * width];
    for (row, line) in left.iter().enumerate().rev() {
        for (column, other) in right.iter().enumerate().rev() {
            longest[row * width + column] = if line == other {
                longest[(row + 1) * width + column + 1] + 1
            } else {
                longest[(row + 1) * width + column].max(longest[row * width + column + 1])
            };
        }
    }
    let (mut row, mut column) = (0, 0);
    let mut all = Vec::new();
    while row < left.len() || column < right.len() {
        if row < left.len() && column < right.len() && left[row] == right[column] {
            all.push((' ', left[row]));
            (row, column) = (row + 1, column + 1);
        } else if column == right.len()
            || (row < left.len()
                && longest[(row + 1) * width + column] >= longest[row * width + column + 1])
        {
            all.push(('-', left[row]));
            row += 1;
        } else {
            all.push(('+', right[column]));
            column += 1;
        }
    }
    all
}

fn shortened(all: &[(char, &str)]) -> Vec<String> {
    let near = |index: usize| {
        let range = index.saturating_sub(AROUND)..(index + AROUND + 1).min(all.len());
        all[range].iter().any(|(mark, _)| *mark != ' ')
    };
    let mut shown: Vec<String> = Vec::new();
    for (index, (mark, line)) in all.iter().enumerate() {
        if near(index) {
            shown.push(format!("{mark}{line}"));
        } else if shown.last().is_none_or(|last| last != "…") {
            shown.push("…".to_owned());
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_stands_with_what_is_around_it() {
        let before = "1\n2\n3\n4\n5\n6\n7\n8\n9";
        assert_eq!(lines(before, before), Vec::<String>::new());
        let after = "1\n2\n3\n4\n5\nsix\n7\n8\n9";
        let shown = lines(before, after);
        assert_eq!(
            shown,
            ["…", " 3", " 4", " 5", "-6", "+six", " 7", " 8", " 9"]
        );
        assert_eq!(lines("", "a"), ["+a"]);
        assert_eq!(lines("a\nb", "b"), ["-a", " b"]);
    }
}
