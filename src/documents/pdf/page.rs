//! Runs a page's language and takes down where each letter stands.

use std::collections::{HashMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::content::{Operand, Operations};
use super::font::{self, Font};
use super::geometry::{Area, Matrix, Point};
use super::paint::{Drawn, Fill, PALE, Path};
use super::state::{Space, State, shade};
use super::streams;

/// Forms within forms beyond this depth are not drawn.
const DEEPEST: usize = 12;
const MOST_SAVED: usize = 256;
/// Operators beyond these are not run, in all of a file; letters beyond these not taken down.
pub(super) const MOST_OPERATORS: usize = 8_000_000;
const MOST_LETTERS: usize = 400_000;

/// A letter in its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    /// `None`: its font does not say which it is.
    pub(super) letter: Option<char>,
    pub(super) from: Point,
    pub(super) to: Point,
    pub(super) size: f64,
    pub(super) font: usize,
    pub(super) order: usize,
    pub(super) ink: Ink,
}

/// How a letter is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Seen,
    /// The colour of paper.
    Pale,
    /// Not at all: the words behind a scan.
    Unprinted,
    /// On a layer that is turned off.
    Off,
    /// Beyond the edges of what shows.
    Cut,
}

/// Fonts that were read, by where they stand in the file.
#[derive(Default)]
pub(super) struct Fonts {
    pub(super) all: Vec<Font>,
    by_id: HashMap<ObjectId, usize>,
}

/// What is on a page.
#[derive(Default)]
pub(super) struct Page {
    pub(super) glyphs: Vec<Glyph>,
    pub(super) drawn: Drawn,
    pub(super) cut: bool,
}

/// One page while it is run.
pub(super) struct Runner<'a> {
    pub(super) document: &'a Document,
    pub(super) fonts: &'a mut Fonts,
    pub(super) off: &'a HashSet<ObjectId>,
    pub(super) budget: &'a mut usize,
    pub(super) page: Page,
    order: usize,
    /// How many of the open stretches are on layers that are off.
    off_now: usize,
}

impl<'a> Runner<'a> {
    pub(super) fn new(
        document: &'a Document,
        fonts: &'a mut Fonts,
        off: &'a HashSet<ObjectId>,
        budget: &'a mut usize,
    ) -> Self {
        Self { document, fonts, off, budget, page: Page::default(), order: 0, off_now: 0 }
    }

    /// Runs `content`; `depth` counts the forms around it.
    pub(super) fn run(&mut self, content: &[u8], resources: &'a Dictionary, run: (State, usize)) {
        let (mut state, depth) = run;
        let mut saved: Vec<State> = Vec::new();
        let mut path = Path::default();
        let mut clips = false;
        let mut stretches: Vec<bool> = Vec::new();
        let mut operations = Operations::of(content);
        let mut operands = Vec::new();
        while let Some(operator) = operations.next(&mut operands) {
            if *self.budget == 0 || self.page.glyphs.len() >= MOST_LETTERS {
                self.page.cut = true;
                break;
            }
            *self.budget -= 1;
            self.order += 1;
            match operator {
                b"q" if saved.len() < MOST_SAVED => saved.push(state.clone()),
                b"Q" => state = saved.pop().unwrap_or(state),
                b"W" | b"W*" => clips = true,
                b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"n" => {
                    self.paint(operator, &mut path, &mut state, clips);
                    clips = false;
                    path = Path::default();
                }
                b"BMC" | b"BDC" => {
                    let off = self.is_off(&operands, resources);
                    self.off_now += usize::from(off);
                    stretches.push(off);
                }
                b"EMC" => {
                    let off = stretches.pop().unwrap_or_default();
                    self.off_now -= usize::from(off);
                }
                b"Do" => self.draw(&operands, resources, (&state, depth)),
                b"EI" => self.page.drawn.picture(seen_square(&state)),
                b"gs" => self.set_state(&mut state, &operands, resources),
                b"Tf" => self.set_font(&mut state, &operands, resources),
                b"Tj" | b"TJ" | b"'" | b"\"" => self.show(operator, &mut state, &operands),
                b"cs" => state.fill_space = self.space(&operands, resources),
                b"CS" => state.stroke_space = self.space(&operands, resources),
                _ if trace(operator, &operands, &mut path, &state) => {}
                _ => simple(operator, &operands, &mut state),
            }
        }
        self.off_now -= stretches.iter().filter(|off| **off).count();
    }

    fn paint(&mut self, operator: &[u8], path: &mut Path, state: &mut State, clips: bool) {
        if matches!(operator, b"s" | b"b" | b"b*") {
            path.close();
        }
        if self.off_now == 0 {
            if matches!(operator, b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*") {
                let with = Fill {
                    area: Area::NONE,
                    shade: state.fill,
                    order: self.order,
                    covers: state.opaque,
                };
                self.page.drawn.fill(path, state.clip, with);
            }
            let strokes = matches!(operator, b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*");
            if strokes && state.stroke < PALE {
                self.page.drawn.stroke(path, state.clip);
            }
        }
        if clips && let Some(area) = path.area() {
            state.clip = state.clip.within(area);
        }
    }

    /// A picture, or a form with a language of its own.
    fn draw(&mut self, operands: &[Operand], resources: &'a Dictionary, at: (&State, usize)) {
        let (state, depth) = at;
        let Some(name) = operands.first().and_then(Operand::name) else { return };
        let document = self.document;
        let stream = resource(document, resources, b"XObject", name)
            .and_then(|object| object.as_stream().ok());
        let Some(stream) = stream else { return };
        let layer = stream.dict.get(b"OC").and_then(Object::as_reference).ok();
        let off = layer.is_some_and(|layer| self.off.contains(&layer));
        self.off_now += usize::from(off);
        match stream.dict.get_deref(b"Subtype", document).and_then(Object::as_name) {
            Ok(b"Image") if self.off_now == 0 => self.page.drawn.picture(seen_square(state)),
            Ok(b"Form") if depth < DEEPEST => {
                self.form(stream, resources, (state.clone(), depth));
            }
            _ => {}
        }
        self.off_now -= usize::from(off);
    }

    /// Runs a form in the place that `state` gives it.
    pub(super) fn form(
        &mut self,
        stream: &'a Stream,
        resources: &'a Dictionary,
        at: (State, usize),
    ) {
        let (mut state, depth) = at;
        let Some(content) = streams::plain(stream) else { return };
        let document = self.document;
        if let Some(matrix) = Matrix::of(&font::numbers(document, &stream.dict, b"Matrix")) {
            state.matrix = matrix.then(state.matrix);
        }
        if let Some(area) = Area::of(&font::numbers(document, &stream.dict, b"BBox")) {
            state.clip = state.clip.within(state.matrix.around(area));
        }
        let own = stream.dict.get_deref(b"Resources", document).and_then(Object::as_dict);
        self.run(&content, own.unwrap_or(resources), (state, depth + 1));
    }

    fn is_off(&self, operands: &[Operand], resources: &Dictionary) -> bool {
        let [Operand::Name(tag), Operand::Name(name)] = operands else { return false };
        let layers = resources.get_deref(b"Properties", self.document).and_then(Object::as_dict);
        let layer = layers.and_then(|layers| layers.get(name)).and_then(Object::as_reference);
        tag == b"OC" && layer.is_ok_and(|layer| self.off.contains(&layer))
    }

    fn set_state(&self, state: &mut State, operands: &[Operand], resources: &Dictionary) {
        let Some(name) = operands.first().and_then(Operand::name) else { return };
        let set = resource(self.document, resources, b"ExtGState", name)
            .and_then(|object| object.as_dict().ok());
        let Some(set) = set else { return };
        let value = |key: &[u8]| set.get_deref(key, self.document).ok();
        if let Some(alpha) = value(b"ca").and_then(font::float) {
            state.opaque = alpha > 0.95;
        }
        if let Some(mode) = value(b"BM").and_then(|mode| mode.as_name().ok()) {
            state.opaque &= matches!(mode, b"Normal" | b"Compatible");
        }
        if value(b"SMask").is_some_and(|mask| mask.as_dict().is_ok()) {
            state.opaque = false;
        }
    }

    fn set_font(&mut self, state: &mut State, operands: &[Operand], resources: &Dictionary) {
        let [Operand::Name(name), Operand::Number(size)] = operands else { return };
        state.text.size = *size;
        let document = self.document;
        let fonts = resources.get_deref(b"Font", document).and_then(Object::as_dict);
        let Ok(object) = fonts.and_then(|fonts| fonts.get(name)) else {
            state.text.font = None;
            return;
        };
        let id = object.as_reference().ok();
        if let Some(known) = id.and_then(|id| self.fonts.by_id.get(&id)) {
            state.text.font = Some(*known);
            return;
        }
        let font = document.dereference(object).ok().and_then(|(_, font)| font.as_dict().ok());
        state.text.font = font.map(|font| {
            self.fonts.all.push(Font::read(document, font));
            self.fonts.all.len() - 1
        });
        if let (Some(id), Some(at)) = (id, state.text.font) {
            self.fonts.by_id.insert(id, at);
        }
    }

    fn space(&self, operands: &[Operand], resources: &Dictionary) -> Space {
        let Some(name) = operands.first().and_then(Operand::name) else { return Space::Other };
        if matches!(name, b"DeviceGray" | b"DeviceRGB" | b"DeviceCMYK") {
            return Space::Device;
        }
        let space = resource(self.document, resources, b"ColorSpace", name);
        let family = space.and_then(|space| match space {
            Object::Array(parts) => parts.first()?.as_name().ok(),
            other => other.as_name().ok(),
        });
        match family {
            Some(b"DeviceGray" | b"DeviceRGB" | b"DeviceCMYK") => Space::Device,
            Some(b"CalGray" | b"CalRGB" | b"ICCBased") => Space::Device,
            _ => Space::Other,
        }
    }

    fn show(&mut self, operator: &[u8], state: &mut State, operands: &[Operand]) {
        match (operator, operands) {
            (b"Tj", [Operand::Text(text), ..]) => self.print(text, state),
            (b"TJ", [Operand::Array(parts), ..]) => {
                for part in parts {
                    match part {
                        Operand::Text(text) => self.print(text, state),
                        Operand::Number(back) => {
                            let by = -back / 1_000.0 * state.text.size;
                            state.text.advance(by);
                        }
                        Operand::Name(_) | Operand::Array(_) | Operand::Other => {}
                    }
                }
            }
            (b"'", [Operand::Text(text), ..]) => {
                state.text.next_line(0.0, -state.text.leading);
                self.print(text, state);
            }
            (b"\"", [Operand::Number(words), Operand::Number(letters), Operand::Text(text)]) => {
                state.text.word_space = *words;
                state.text.letter_space = *letters;
                state.text.next_line(0.0, -state.text.leading);
                self.print(text, state);
            }
            _ => {}
        }
    }

    fn print(&mut self, text: &[u8], state: &mut State) {
        let Some(at) = state.text.font else { return };
        let Some(font) = self.fonts.all.get(at) else { return };
        let printed_ink = match state.text.mode {
            _ if self.off_now > 0 => Ink::Off,
            3 | 7 => Ink::Unprinted,
            0 | 4 if state.fill >= PALE => Ink::Pale,
            1 | 5 if state.stroke >= PALE => Ink::Pale,
            _ => Ink::Seen,
        };
        for code in font.printed(text) {
            let matrix = state.text.matrix.then(state.matrix);
            let from = matrix.at(0.0, state.text.rise);
            let wide = code.width * state.text.size;
            let to = matrix.at(wide * state.text.stretch, state.text.rise);
            let size = state.text.size.abs() * matrix.c.hypot(matrix.d);
            let (x, y) = (f64::midpoint(from.x, to.x), f64::midpoint(from.y, to.y));
            let near = Area {
                left: state.clip.left - 1.0,
                top: state.clip.top - 1.0,
                right: state.clip.right + 1.0,
                bottom: state.clip.bottom + 0.5 * size,
            };
            let ink = if near.holds(x, y) { printed_ink } else { Ink::Cut };
            let order = self.order;
            let glyph = Glyph { letter: None, from, to, size, font: at, order, ink };
            place(&mut self.page.glyphs, glyph, code.letters);
            let space = if code.space { state.text.word_space } else { 0.0 };
            state.text.advance(wide + state.text.letter_space + space);
        }
    }
}

/// Several letters of one glyph share its width.
fn place(glyphs: &mut Vec<Glyph>, glyph: Glyph, letters: Option<&str>) {
    let spelt = |letter: char| match letter {
        '\u{fb00}' => "ff",
        '\u{fb01}' => "fi",
        '\u{fb02}' => "fl",
        '\u{fb03}' => "ffi",
        '\u{fb04}' => "ffl",
        _ => "",
    };
    let Some(letters) = letters else { return glyphs.push(glyph) };
    let mut one = letters.chars();
    if let (Some(letter), None) = (one.next(), one.next())
        && spelt(letter).is_empty()
    {
        return glyphs.push(Glyph { letter: Some(letter), ..glyph });
    }
    let all: Vec<char> = letters
        .chars()
        .flat_map(|letter| {
            let spelt = spelt(letter);
            spelt.chars().chain(spelt.is_empty().then_some(letter))
        })
        .take(16)
        .collect();
    let parts = f64::from(u32::try_from(all.len()).unwrap_or(1));
    for (at, letter) in (0_u32..).zip(all) {
        let share = |at: u32| {
            let part = f64::from(at) / parts;
            Point {
                x: glyph.from.x + (glyph.to.x - glyph.from.x) * part,
                y: glyph.from.y + (glyph.to.y - glyph.from.y) * part,
            }
        };
        glyphs.push(Glyph { letter: Some(letter), from: share(at), to: share(at + 1), ..glyph });
    }
}

/// Where a picture lies.
fn seen_square(state: &State) -> Area {
    state.matrix.around(Area { left: 0.0, top: 0.0, right: 1.0, bottom: 1.0 }).within(state.clip)
}

/// Something that a page calls by name.
fn resource<'a>(
    document: &'a Document,
    resources: &'a Dictionary,
    kind: &[u8],
    name: &[u8],
) -> Option<&'a Object> {
    let all = resources.get_deref(kind, document).and_then(Object::as_dict).ok()?;
    all.get_deref(name, document).ok()
}

/// Operators that draw a path; whether `operator` is one.
fn trace(operator: &[u8], operands: &[Operand], path: &mut Path, state: &State) -> bool {
    let number = |at: usize| operands.get(at).and_then(Operand::number).unwrap_or_default();
    let point = |at: usize| state.matrix.at(number(at), number(at + 1));
    match operator {
        b"m" => path.move_to(point(0)),
        b"l" => path.line_to(point(0)),
        b"c" => path.curve_to(point(4)),
        b"v" | b"y" => path.curve_to(point(2)),
        b"h" => path.close(),
        b"re" => path.rectangle(state.matrix, [number(0), number(1), number(2), number(3)]),
        _ => return false,
    }
    true
}

/// Operators that change nothing but the state.
fn simple(operator: &[u8], operands: &[Operand], state: &mut State) {
    let number = |at: usize| operands.get(at).and_then(Operand::number).unwrap_or_default();
    let matrix = || {
        let numbers: Vec<f64> = operands.iter().filter_map(Operand::number).collect();
        Matrix::of(&numbers)
    };
    let text = &mut state.text;
    match operator {
        b"cm" => state.matrix = matrix().unwrap_or(Matrix::SAME).then(state.matrix),
        b"BT" => text.begin(),
        b"Tc" => text.letter_space = number(0),
        b"Tw" => text.word_space = number(0),
        b"Tz" => text.stretch = number(0) / 100.0,
        b"TL" => text.leading = number(0),
        b"Ts" => text.rise = number(0),
        b"Tr" => text.mode = mode(number(0)),
        b"Td" => text.next_line(number(0), number(1)),
        b"TD" => {
            text.leading = -number(1);
            text.next_line(number(0), number(1));
        }
        b"T*" => text.next_line(0.0, -text.leading),
        b"Tm" => {
            text.line = matrix().unwrap_or(Matrix::SAME);
            text.matrix = text.line;
        }
        b"g" | b"rg" | b"k" => {
            state.fill_space = Space::Device;
            state.fill = shade(Space::Device, operands);
        }
        b"G" | b"RG" | b"K" => {
            state.stroke_space = Space::Device;
            state.stroke = shade(Space::Device, operands);
        }
        b"sc" | b"scn" => state.fill = shade(state.fill_space, operands),
        b"SC" | b"SCN" => state.stroke = shade(state.stroke_space, operands),
        _ => {}
    }
}

fn mode(number: f64) -> i32 {
    (0..=7).find(|mode| (number - f64::from(*mode)).abs() < 0.5).unwrap_or_default()
}
