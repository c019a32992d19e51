//! What is drawn on a page beside its letters: rules, shaded areas, pictures.

use super::geometry::{Area, Matrix, Point};
use crate::documents::placed::Rule;

/// Shapes, rules and areas beyond these are not looked at: a map, not a table.
const MOST: usize = 30_000;
/// Each letter is held against each area.
const MOST_FILLS: usize = 8_000;
/// Drawn areas no thicker than this are rules.
const THIN: f64 = 3.0;
/// Colours at least as light as this are the paper's.
pub(super) const PALE: f64 = 0.97;

/// An area that was filled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fill {
    pub(super) area: Area,
    /// 0 for black, 1 for white.
    pub(super) shade: f64,
    /// Where in the order of drawing.
    pub(super) order: usize,
    /// What lies under it cannot be seen.
    pub(super) covers: bool,
}

/// A path under construction, its points as they are seen.
#[derive(Debug, Default)]
pub(super) struct Path {
    shapes: Vec<Shape>,
    points: usize,
}

#[derive(Debug, Default)]
struct Shape {
    points: Vec<Point>,
    curved: bool,
    closed: bool,
}

impl Path {
    pub(super) fn move_to(&mut self, point: Point) {
        self.shapes.push(Shape { points: vec![point], ..Shape::default() });
        self.points += 1;
    }

    pub(super) fn line_to(&mut self, point: Point) {
        self.points += 1;
        if self.points > MOST {
            return;
        }
        if let Some(shape) = self.shapes.last_mut() {
            shape.points.push(point);
        }
    }

    pub(super) fn curve_to(&mut self, point: Point) {
        self.line_to(point);
        if let Some(shape) = self.shapes.last_mut() {
            shape.curved = true;
        }
    }

    pub(super) fn close(&mut self) {
        if let Some(shape) = self.shapes.last_mut() {
            shape.closed = true;
        }
    }

    pub(super) fn rectangle(&mut self, matrix: Matrix, numbers: [f64; 4]) {
        let [x, y, width, height] = numbers;
        self.move_to(matrix.at(x, y));
        self.line_to(matrix.at(x + width, y));
        self.line_to(matrix.at(x + width, y + height));
        self.line_to(matrix.at(x, y + height));
        self.close();
    }

    pub(super) fn area(&self) -> Option<Area> {
        let points: Vec<Point> =
            self.shapes.iter().flat_map(|shape| shape.points.iter().copied()).collect();
        Area::around(&points)
    }
}

/// What was drawn so far.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    pub(super) rules: Vec<Rule>,
    pub(super) fills: Vec<Fill>,
    pub(super) pictures: Vec<Area>,
}

impl Drawn {
    pub(super) fn fill(&mut self, path: &Path, clip: Area, with: Fill) {
        for shape in &path.shapes {
            let Some(area) = Area::around(&shape.points).map(|area| area.within(clip)) else {
                continue;
            };
            let upright = shape.is_upright();
            let thin = area.width().min(area.height()) <= THIN;
            if upright && thin && with.shade < PALE {
                self.thin(area);
            } else if !thin && self.fills.len() < MOST_FILLS {
                self.fills.push(Fill { area, covers: with.covers && upright, ..with });
                self.edges(area, upright && with.shade < PALE, clip);
            }
        }
    }

    pub(super) fn stroke(&mut self, path: &Path, clip: Area) {
        for shape in &path.shapes {
            if shape.curved {
                continue;
            }
            for (from, to) in shape.sides() {
                let Some(area) = Area::around(&[from, to]) else { continue };
                let within = area.within(Area {
                    left: clip.left - 1.0,
                    top: clip.top - 1.0,
                    right: clip.right + 1.0,
                    bottom: clip.bottom + 1.0,
                });
                let seen = within.left <= within.right && within.top <= within.bottom;
                if seen && area.width().min(area.height()) < 1.0 {
                    self.thin(within);
                }
            }
        }
    }

    /// An area in changing colours: letters in the colour of paper are seen on it.
    pub(super) fn shaded(&mut self, area: Area, order: usize) {
        if self.fills.len() < MOST_FILLS {
            self.fills.push(Fill { area, shade: 0.5, order, covers: false });
        }
    }

    pub(super) fn picture(&mut self, area: Area) {
        if self.pictures.len() < MOST && area.size() > 0.0 {
            self.pictures.push(area);
        }
    }

    /// A rule from a thin area.
    fn thin(&mut self, area: Area) {
        if self.rules.len() >= MOST {
            return;
        }
        if area.right - area.left >= area.bottom - area.top {
            let at = f64::midpoint(area.top, area.bottom);
            self.rules.push(Rule {
                upright: false,
                drawn: true,
                at,
                from: area.left,
                to: area.right,
            });
        } else {
            let at = f64::midpoint(area.left, area.right);
            self.rules.push(Rule {
                upright: true,
                drawn: true,
                at,
                from: area.top,
                to: area.bottom,
            });
        }
    }

    /// The edges of shaded cells are as good as rules; those of a shaded page are none.
    fn edges(&mut self, area: Area, shaded: bool, page: Area) {
        let cell = area.height() > 6.0 && area.width() > 6.0 && area.size() < 0.5 * page.size();
        if !shaded || !cell || self.rules.len() + 4 > MOST {
            return;
        }
        for at in [area.top, area.bottom] {
            self.rules.push(Rule {
                upright: false,
                drawn: false,
                at,
                from: area.left,
                to: area.right,
            });
        }
        for at in [area.left, area.right] {
            self.rules.push(Rule {
                upright: true,
                drawn: false,
                at,
                from: area.top,
                to: area.bottom,
            });
        }
    }
}

impl Shape {
    fn sides(&self) -> impl Iterator<Item = (Point, Point)> {
        let back = self.points.first().copied().filter(|_| self.closed);
        let ends = self.points.iter().skip(1).copied().chain(back);
        self.points.iter().copied().zip(ends)
    }

    /// A rectangle that stands straight.
    fn is_upright(&self) -> bool {
        let straight =
            |(from, to): (Point, Point)| (from.x - to.x).abs() < 0.1 || (from.y - to.y).abs() < 0.1;
        !self.curved && matches!(self.points.len(), 4 | 5) && self.sides().all(straight)
    }
}
