//! Places on a page: points, areas, and what moves them.

/// A point; downwards counts up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// "a b c d e f" of the page language: x' = ax + cy + e, y' = bx + dy + f.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix {
    pub(super) a: f64,
    pub(super) b: f64,
    pub(super) c: f64,
    pub(super) d: f64,
    pub(super) e: f64,
    pub(super) f: f64,
}

impl Matrix {
    pub(super) const SAME: Self = Self { a: 1.0, b: 0.0, c: 0.0, d: 1.0, e: 0.0, f: 0.0 };

    /// Six numbers in the order of the language.
    pub(super) fn of(numbers: &[f64]) -> Option<Self> {
        let numbers = numbers.first_chunk::<6>()?;
        Some(Self {
            a: numbers[0],
            b: numbers[1],
            c: numbers[2],
            d: numbers[3],
            e: numbers[4],
            f: numbers[5],
        })
    }

    pub(super) fn shift(x: f64, y: f64) -> Self {
        Self { e: x, f: y, ..Self::SAME }
    }

    /// What this does first and `after` to the outcome.
    pub(super) fn then(self, after: Self) -> Self {
        Self {
            a: self.a * after.a + self.b * after.c,
            b: self.a * after.b + self.b * after.d,
            c: self.c * after.a + self.d * after.c,
            d: self.c * after.b + self.d * after.d,
            e: self.e * after.a + self.f * after.c + after.e,
            f: self.e * after.b + self.f * after.d + after.f,
        }
    }

    pub(super) fn at(self, x: f64, y: f64) -> Point {
        Point { x: self.a * x + self.c * y + self.e, y: self.b * x + self.d * y + self.f }
    }

    /// The upright area around what becomes of `area`.
    pub(super) fn around(self, area: Area) -> Area {
        let corners = [
            self.at(area.left, area.top),
            self.at(area.right, area.top),
            self.at(area.left, area.bottom),
            self.at(area.right, area.bottom),
        ];
        Area::around(&corners).unwrap_or(Area::NONE)
    }
}

/// An upright area; `top` is the smaller number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    pub(super) const NONE: Self = Self { left: 0.0, top: 0.0, right: 0.0, bottom: 0.0 };

    pub(super) fn around(points: &[Point]) -> Option<Self> {
        let first = points.first()?;
        let start = Self { left: first.x, top: first.y, right: first.x, bottom: first.y };
        Some(points.iter().fold(start, |area, point| Self {
            left: area.left.min(point.x),
            top: area.top.min(point.y),
            right: area.right.max(point.x),
            bottom: area.bottom.max(point.y),
        }))
    }

    /// From two corners in any order.
    pub(super) fn of(numbers: &[f64]) -> Option<Self> {
        let [a, b, c, d] = *numbers.first_chunk::<4>()?;
        Self::around(&[Point { x: a, y: b }, Point { x: c, y: d }])
    }

    pub(super) fn within(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    pub(super) fn width(self) -> f64 {
        (self.right - self.left).max(0.0)
    }

    pub(super) fn height(self) -> f64 {
        (self.bottom - self.top).max(0.0)
    }

    pub(super) fn size(self) -> f64 {
        self.width() * self.height()
    }

    pub(super) fn holds(self, x: f64, y: f64) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }
}

/// How far a page was turned, in quarters, clockwise: from the file's points to those seen.
pub(super) fn upright(page: Area, quarters: i64) -> Matrix {
    let (left, low, right, high) = (page.left, page.top, page.right, page.bottom);
    match quarters.rem_euclid(4) {
        1 => Matrix { a: 0.0, b: 1.0, c: 1.0, d: 0.0, e: -low, f: -left },
        2 => Matrix { a: -1.0, b: 0.0, c: 0.0, d: 1.0, e: right, f: -low },
        3 => Matrix { a: 0.0, b: -1.0, c: -1.0, d: 0.0, e: high, f: right },
        _ => Matrix { a: 1.0, b: 0.0, c: 0.0, d: -1.0, e: -left, f: high },
    }
}
