//! Numbers in words: English, and the Welsh that are no English words.

/// A number written in words at the start of `tokens`, and how many of them it takes.
pub(super) fn number_in_words(tokens: &[&str]) -> Option<(i64, usize)> {
    let mut total = 0;
    let mut current = 0;
    let mut used = 0;
    let mut last_used = 0;
    for (index, token) in tokens.iter().enumerate() {
        let pieces: Vec<&str> = token.split('-').collect();
        let values: Option<Vec<i64>> = pieces.iter().map(|piece| small(piece)).collect();
        match (values, *token) {
            (Some(values), _) => {
                for value in values {
                    // "twenty one" adds up; "five six" is two numbers.
                    let fits = current % 100 == 0 || (current % 10 == 0 && value < 10);
                    if used > 0 && !fits {
                        return finish(total, current, last_used);
                    }
                    current += value;
                    used += 1;
                }
                last_used = index + 1;
            }
            (None, "hundred") if used > 0 && current > 0 => {
                current *= 100;
                last_used = index + 1;
            }
            (None, "thousand") if used > 0 && current > 0 => {
                total += current * 1000;
                current = 0;
                last_used = index + 1;
            }
            (None, "and") if used > 0 && current % 100 == 0 => {}
            (None, _) => break,
        }
    }
    if used == 0 { None } else { finish(total, current, last_used) }
}

#[expect(clippy::unnecessary_wraps, reason = "it ends the search either way")]
fn finish(total: i64, current: i64, used: usize) -> Option<(i64, usize)> {
    Some((total + current, used))
}

fn small(word: &str) -> Option<i64> {
    const UNITS: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] =
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    const WELSH: [(&str, i64); 18] = [
        ("dau", 2),
        ("dwy", 2),
        ("tri", 3),
        ("tair", 3),
        ("pedwar", 4),
        ("pedair", 4),
        ("pump", 5),
        ("phump", 5),
        ("chwech", 6),
        ("chwe", 6),
        ("saith", 7),
        ("wyth", 8),
        ("naw", 9),
        ("deg", 10),
        ("ddeg", 10),
        ("deuddeg", 12),
        ("pymtheg", 15),
        ("ugain", 20),
    ];
    let value = |index: usize| i64::try_from(index).ok();
    if let Some(index) = UNITS.iter().position(|unit| *unit == word) {
        return value(index);
    }
    if let Some((_, number)) = WELSH.iter().find(|(welsh, _)| *welsh == word) {
        return Some(*number);
    }
    TENS.iter().position(|ten| *ten == word).and_then(|index| value((index + 2) * 10))
}
