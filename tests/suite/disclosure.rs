//! What is published gives no small number away.

use foi_campaign::answers::{Number, Status, Value};
use foi_campaign::campaign::publication::Zeros;
use foi_campaign::campaign::{Campaign, file};
use foi_campaign::results::disclosure::{self, Cell as Published, Policy, Release, Total, Why};
use foi_campaign::results::tally::Tally;
use foi_campaign::results::{Asked, Cell};
use proptest::prelude::*;

/// Which cells a sum has, its least and its most.
type PrintedSum = (Vec<usize>, i64, i64);

/// A whole with two parts that make it up and one that is of it.
const CAMPAIGN: &str = r#"
title = "Missing from care"
period = { from = 2024-01-01, to = 2024-12-31 }
[recipients]
nations = ["england"]
[[question]]
id = "all"
number = "1"
text = "How many children?"
type = "count"
unit = "children"
total_of = ["boys", "girls"]
[[question]]
id = "boys"
number = "1a"
text = "How many boys?"
type = "count"
unit = "children"
[[question]]
id = "girls"
number = "1b"
text = "How many girls?"
type = "count"
unit = "children"
[[question]]
id = "missing"
number = "2"
text = "How many of them went missing?"
type = "count"
unit = "children"
part_of = "all"
[[headline]]
id = "rate"
ratio = ["missing", "all"]
sentence = "{{ percent }} of {{ whole }} children: {{ part }}."
"#;

fn campaign() -> Campaign {
    file::read("care", CAMPAIGN).unwrap()
}

fn number(n: i64) -> Value {
    Value::exact(Number::whole(n))
}

fn below_five() -> Value {
    Value::between(Status::Suppressed, Number::ZERO, Some(Number::whole(4)))
}

/// An authority in a nation, with its answers.
fn place(name: &str, nation: &str, said: &[(&str, Value)]) -> Asked {
    let cell = |(question, value): &(&str, Value)| Cell {
        question: (*question).to_owned(),
        period: "2024".to_owned(),
        value: value.clone(),
        ..Cell::default()
    };
    Asked {
        authority: name.to_owned(),
        columns: vec![("nation".to_owned(), nation.to_owned())],
        was_asked: true,
        cells: said.iter().map(cell).collect(),
        ..Asked::default()
    }
}

fn release(asked: &[Asked]) -> Release {
    let campaign = campaign();
    let tally = Tally::new(&campaign, asked);
    disclosure::release(&tally).unwrap()
}

fn why(release: &Release, authority: &str, question: &str) -> Option<Why> {
    match release.cell(authority, question, "2024") {
        Some(Published::Hidden(why)) => Some(*why),
        Some(Published::Shown(_)) | None => None,
    }
}

#[test]
fn a_small_count_is_hidden_even_where_a_council_gave_it() {
    let asked = [
        place("a", "wales", &[("missing", number(3))]),
        place("b", "wales", &[("missing", number(0))]),
        place("c", "wales", &[("missing", number(40))]),
        place("d", "wales", &[("missing", number(60))]),
    ];
    let release = release(&asked);
    assert_eq!(why(&release, "a", "missing"), Some(Why::Primary));
    assert_eq!(why(&release, "b", "missing"), None, "zeros are shown");
    assert_eq!(why(&release, "c", "missing"), Some(Why::Secondary), "the total would tell");
    assert_eq!(why(&release, "d", "missing"), None, "one companion is enough");
    assert_eq!(release.total("missing", "2024", None), Some(Total::Exact(Number::whole(103))));
    assert_eq!(release.cell("a", "missing", "2024").unwrap().printed(), "suppressed");
}

#[test]
fn one_small_number_in_a_nation_is_not_told_by_the_nations_total() {
    let mut asked: Vec<Asked> = (0..6)
        .map(|n| place(&format!("e{n}"), "england", &[("missing", number(20 + n))]))
        .collect();
    asked.push(place("belfast", "northern-ireland", &[("missing", number(2))]));
    let release = release(&asked);
    let nation = |name| release.total("missing", "2024", Some(("nation", name))).unwrap();
    assert!(matches!(nation("northern-ireland"), Total::Between(..)), "it is the only one there");
    // The total over all less England's would be it: England's is then not exact either, or one of
    // England's is hidden, and with it what can be subtracted.
    let england = nation("england");
    let all = release.total("missing", "2024", None).unwrap();
    assert!(
        !(matches!(england, Total::Exact(_)) && matches!(all, Total::Exact(_))),
        "{england:?} and {all:?}"
    );
}

#[test]
fn a_whole_less_its_other_part_does_not_give_a_part_away() {
    let asked: Vec<Asked> = (0..5)
        .map(|n| {
            let said = [("all", number(30)), ("boys", number(28 - n)), ("girls", number(2 + n))];
            place(&format!("a{n}"), "england", &said)
        })
        .collect();
    let release = release(&asked);
    for at in 0..3 {
        let name = format!("a{at}");
        assert_eq!(why(&release, &name, "girls"), Some(Why::Primary));
        let boys = why(&release, &name, "boys").is_some();
        assert!(boys || why(&release, &name, "all").is_some(), "{name}: 30 less the boys");
    }
}

#[test]
fn what_a_council_kept_back_is_not_told_by_its_other_figures() {
    let said = [("all", number(12)), ("boys", number(10)), ("girls", below_five())];
    let others = [("all", number(50)), ("boys", number(20)), ("girls", number(30))];
    let asked = [
        place("a", "england", &said),
        place("b", "england", &others),
        place("c", "england", &others),
    ];
    let release = release(&asked);
    assert_eq!(why(&release, "a", "girls"), Some(Why::Reply));
    let told = why(&release, "a", "boys").is_none() && why(&release, "a", "all").is_none();
    assert!(!told, "12 less 10 is 2");
}

#[test]
fn a_percent_is_not_printed_with_its_denominator_where_the_numerator_is_hidden() {
    let asked = [
        place("a", "england", &[("all", number(100)), ("missing", number(3))]),
        place("b", "england", &[("all", number(100)), ("missing", number(0))]),
    ];
    let campaign = campaign();
    let tally = Tally::new(&campaign, &asked);
    let release = disclosure::release(&tally).unwrap();
    let headline = foi_campaign::results::headline::of_tally(&tally).unwrap().remove(0);
    assert!(headline.text.is_some());
    let printed = release.figure(&campaign, &headline);
    assert_eq!(printed.text, None, "3 of 200 is the one small number there is");
    assert_eq!((printed.numerator, printed.exact), (None, None));
    assert!(printed.withheld.is_some());
}

#[test]
fn bounds_of_a_total_are_made_of_what_is_published() {
    // "<5" of a whole that is 2: the most that it adds to the total would tell the whole.
    let asked = [
        place("a", "england", &[("all", number(2)), ("missing", below_five())]),
        place("b", "england", &[("all", number(40)), ("missing", number(10))]),
        place("c", "england", &[("all", number(50)), ("missing", number(20))]),
    ];
    let campaign = campaign();
    let tally = Tally::new(&campaign, &asked);
    let figure = tally.sum("missing", "2024");
    assert_eq!(figure.high, Some(32.0), "capped by its whole");
    let printed = disclosure::release(&tally).unwrap().figure(&campaign, &figure);
    assert_eq!((printed.exact, printed.high), (Some(30.0), Some(34.0)));
}

#[test]
fn a_threshold_of_one_hides_nothing() {
    let asked = [place("a", "england", &[("all", number(2)), ("missing", number(1))])];
    let campaign = campaign();
    let tally = Tally::new(&campaign, &asked);
    let policy = Policy { threshold: 1, zeros: Zeros::Shown };
    let release = disclosure::release_by(&tally, policy, &[]).unwrap();
    assert_eq!(why(&release, "a", "missing"), None);
    assert_eq!(policy.words(), "No count is suppressed.");
}

/// The register's authorities with figures like those of a campaign: most are small.
#[test]
fn all_of_the_register_is_published_with_the_totals_over_all_and_no_small_number() {
    let register = foi_campaign::register::Register::shipped();
    let asked: Vec<Asked> = register
        .iter()
        .enumerate()
        .map(|(at, authority)| {
            let at = i64::try_from(at).unwrap();
            let (boys, girls) = (at * 7 % 31, at * 11 % 17);
            let said = [
                ("all", number(boys + girls)),
                ("boys", number(boys)),
                ("girls", if at % 9 == 0 { below_five() } else { number(girls) }),
                ("missing", number((boys + girls) * (at % 5) / 6)),
            ];
            let columns = authority.columns();
            Asked { columns, ..place(&authority.id, "", &said) }
        })
        .collect();
    let campaign = campaign();
    let tally = Tally::new(&campaign, &asked);
    let release = disclosure::release(&tally).unwrap();
    let count = |why: Why| {
        release
            .cells()
            .filter(|(_, cell)| matches!(cell, Published::Hidden(of) if *of == why))
            .count()
    };
    let (primary, secondary) = (count(Why::Primary), count(Why::Secondary));
    assert!(primary > 50 && secondary < 2 * primary, "{primary} and {secondary}");
    let exact = ["all", "boys", "girls", "missing"]
        .map(|question| matches!(release.total(question, "2024", None), Some(Total::Exact(_))));
    assert_eq!(exact, [true; 4], "totals over all come first");
    for (_, cell) in release.cells() {
        let Published::Shown(value) = cell else { continue };
        assert!(!value.as_exact().is_some_and(|n| (1..5).contains(&n.floor())));
    }
}

/// Up to two nations of up to three authorities with small figures, some of them kept back.
fn tables() -> impl Strategy<Value = Vec<Asked>> {
    let value = prop_oneof![
        6 => (0_i64..9).prop_map(Some),
        1 => Just(None),
    ];
    let row = (any::<bool>(), 0_i64..5, 0_i64..5, value);
    proptest::collection::vec(row, 1..4).prop_map(|rows| {
        let of = |(n, (wales, boys, girls, missing)): (usize, (bool, i64, i64, Option<i64>))| {
            let all = boys + girls;
            let missing = missing.map_or_else(below_five, |missing| number(missing.min(all)));
            let said = [
                ("all", number(all)),
                ("boys", number(boys)),
                ("girls", number(girls)),
                ("missing", missing),
            ];
            place(&format!("a{n}"), if wales { "wales" } else { "england" }, &said)
        };
        rows.into_iter().enumerate().map(of).collect()
    })
}

/// Somebody who has only what is printed, and tries every table of counts up to `MOST`.
mod attacker {
    use super::*;
    use std::collections::BTreeMap;

    const QUESTIONS: [&str; 4] = ["all", "boys", "girls", "missing"];
    pub(super) const MOST: i64 = 14;

    type Key = (usize, &'static str);

    #[derive(Debug)]
    pub(super) struct Attack<'a> {
        pub(super) asked: &'a [Asked],
        pub(super) release: &'a Release,
    }

    impl Attack<'_> {
        /// What each unknown cell may be by itself: of what was kept back the reply's own bounds are known.
        fn unknown(&self) -> Vec<(Key, i64, i64)> {
            let mut found = Vec::new();
            for (at, place) in self.asked.iter().enumerate() {
                for question in QUESTIONS {
                    match self.release.cell(&place.authority, question, "2024") {
                        Some(Published::Hidden(Why::Reply)) => found.push(((at, question), 0, 4)),
                        Some(Published::Hidden(_)) => found.push(((at, question), 1, MOST)),
                        Some(Published::Shown(_)) | None => {}
                    }
                }
            }
            found
        }

        fn shown(&self, (at, question): Key) -> Option<i64> {
            match self.release.cell(&self.asked[at].authority, question, "2024")? {
                Published::Shown(value) => Some(value.as_exact()?.floor()),
                Published::Hidden(_) => None,
            }
        }

        fn is_exact(&self, (at, question): Key) -> bool {
            let cells = &self.asked[at].cells;
            cells.iter().any(|cell| cell.question == question && cell.value.as_exact().is_some())
        }

        /// Sums that are printed: the cells, and the least and most of them together.
        fn sums(&self) -> Vec<(Vec<Key>, i64, i64)> {
            let mut found = Vec::new();
            let groups = [None, Some(("nation", "wales")), Some(("nation", "england"))];
            for group in groups {
                for question in QUESTIONS {
                    let Some(total) = self.release.total(question, "2024", group) else { continue };
                    let keys = (0..self.asked.len())
                        .filter(|at| {
                            group.is_none_or(|(column, name)| {
                                self.asked[*at].column(column) == Some(name)
                            })
                        })
                        .map(|at| (at, question))
                        .filter(|key| self.is_exact(*key))
                        .collect();
                    let (low, high) = match total {
                        Total::Exact(number) => (number.floor(), number.floor()),
                        Total::Between(low, high) => {
                            (low.floor(), high.map_or(i64::MAX, Number::floor))
                        }
                    };
                    found.push((keys, low, high));
                }
            }
            found.extend(self.pairs());
            found
        }

        fn pairs(&self) -> Vec<(Vec<Key>, i64, i64)> {
            let campaign = campaign();
            let tally = Tally::new(&campaign, self.asked);
            let mut figures = vec![tally.ratio(("missing", "all"), "2024")];
            let columns = foi_campaign::results::groups::figures(&tally, "nation").unwrap();
            figures.extend(columns.into_iter().filter(|figure| figure.denominator.is_some()));
            let mut found = Vec::new();
            for figure in figures {
                let printed = self.release.figure(&campaign, &figure);
                let of = |question: &'static str| -> Vec<Key> {
                    let counted = |at: &usize| figure.counted.contains(&self.asked[*at].authority);
                    (0..self.asked.len()).filter(counted).map(|at| (at, question)).collect()
                };
                for (question, number) in
                    [("missing", printed.numerator), ("all", printed.denominator)]
                {
                    if let Some(number) = number {
                        found.push((of(question), number.floor(), number.floor()));
                    }
                }
            }
            found
        }

        /// The numbers that each hidden cell has in some table that agrees with everything printed.
        pub(super) fn feasible(&self) -> BTreeMap<Key, Vec<i64>> {
            self.tables(&self.unknown(), &self.sums())
        }

        /// The same were nothing printed but zeros: by which cells are hidden alone.
        pub(super) fn by_pattern(&self) -> BTreeMap<Key, Vec<i64>> {
            let mut unknown = self.unknown();
            for at in 0..self.asked.len() {
                for question in QUESTIONS {
                    if self.shown((at, question)).is_some_and(|number| number > 0) {
                        unknown.push(((at, question), 1, MOST));
                    }
                }
            }
            self.tables(&unknown, &[])
        }

        fn tables(
            &self,
            unknown: &[(Key, i64, i64)],
            sums: &[(Vec<Key>, i64, i64)],
        ) -> BTreeMap<Key, Vec<i64>> {
            let place = |(at, question): Key| {
                at * QUESTIONS.len()
                    + QUESTIONS.iter().position(|known| *known == question).unwrap()
            };
            let count = self.asked.len();
            let mut bounds = vec![(0, i64::MAX / 64); count * QUESTIONS.len()];
            for at in 0..count {
                for question in QUESTIONS {
                    if let Some(value) = self.shown((at, question)) {
                        bounds[place((at, question))] = (value, value);
                    }
                }
            }
            for (key, low, high) in unknown {
                bounds[place(*key)] = (*low, *high);
            }
            let sums = sums.iter().map(|(keys, low, high)| {
                (keys.iter().map(|key| place(*key)).collect(), *low, *high)
            });
            let sums: Vec<(Vec<usize>, i64, i64)> = sums.collect();
            let mut found: BTreeMap<Key, Vec<i64>> = BTreeMap::new();
            for (key, low, high) in unknown {
                let mut rest: Vec<usize> =
                    unknown.iter().map(|(other, _, _)| place(*other)).collect();
                rest.retain(|other| *other != place(*key));
                // Without totals one authority tells nothing of another.
                rest.retain(|other| !sums.is_empty() || other / 4 == key.0);
                // Question by question: sums over authorities are known the sooner.
                rest.sort_by_key(|other| (other / 4 != key.0, [2, 0, 1, 3][other % 4], other / 4));
                for number in *low..=*high {
                    let mut bounds = bounds.clone();
                    bounds[place(*key)] = (number, number);
                    if exists(&mut bounds, &rest, (&sums, &mut 50_000)) {
                        found.entry(*key).or_default().push(number);
                    }
                }
            }
            found
        }
    }

    /// Whether the cells of `rest` can be filled so that nothing printed is contradicted; one who
    /// has tried `patience` tables gives up, and has not ruled it out.
    fn exists(
        bounds: &mut [(i64, i64)],
        rest: &[usize],
        (sums, patience): (&[PrintedSum], &mut usize),
    ) -> bool {
        *patience = patience.saturating_sub(1);
        if *patience == 0 {
            return true;
        }
        if !may_be(bounds, sums) {
            return false;
        }
        let Some((cell, rest)) = rest.split_first() else { return true };
        let (low, high) = bounds[*cell];
        for number in low..=high {
            bounds[*cell] = (number, number);
            if exists(bounds, rest, (sums, patience)) {
                bounds[*cell] = (low, high);
                return true;
            }
        }
        bounds[*cell] = (low, high);
        false
    }

    fn may_be(bounds: &[(i64, i64)], sums: &[(Vec<usize>, i64, i64)]) -> bool {
        let printed = sums.iter().all(|(cells, low, high)| {
            let mut own = (0, 0);
            for cell in cells {
                own = (own.0 + bounds[*cell].0, own.1 + bounds[*cell].1);
            }
            own.0 <= *high && own.1 >= *low
        });
        printed
            && bounds.chunks(4).all(|of| {
                let (all, boys, girls, missing) = (of[0], of[1], of[2], of[3]);
                boys.0 + girls.0 <= all.1 && boys.1 + girls.1 >= all.0 && missing.0 <= all.1
            })
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    /// Every table that agrees with what is printed is tried: each small number may be any small one.
    #[test]
    fn suppression_never_lets_a_hidden_cell_be_solved_for(asked in tables()) {
        let release = release(&asked);
        let attack = attacker::Attack { asked: &asked, release: &release };
        let (feasible, pattern) = (attack.feasible(), attack.by_pattern());
        for ((authority, question, _), cell) in release.cells() {
            let at = asked.iter().position(|place| place.authority == *authority).unwrap();
            let of_cell = |tables: &std::collections::BTreeMap<(usize, &str), Vec<i64>>| {
                let found = tables.iter().find(|((of, asks), _)| *of == at && asks == question);
                found.map(|(_, found)| found.clone()).unwrap_or_default()
            };
            let found = of_cell(&feasible);
            match cell {
                Published::Hidden(Why::Primary | Why::Reply) => {
                    let pattern = of_cell(&pattern);
                    let all = (1..=4).filter(|n| pattern.contains(n)).all(|n| found.contains(&n));
                    prop_assert!(all, "{} {}: only {:?}", authority, question, found);
                    prop_assert!(found.len() > 1 || pattern.len() == 1);
                }
                Published::Hidden(Why::Secondary) => {
                    prop_assert!(found.len() > 1, "{} {} is solved for", authority, question);
                }
                Published::Shown(value) => {
                    let small = value.as_exact().is_some_and(|n| (1..5).contains(&n.floor()));
                    prop_assert!(!small, "{} {} is shown", authority, question);
                }
            }
        }
    }
}
