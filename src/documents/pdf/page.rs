//! Runs a page's language and takes down where each letter stands.

use std::collections::{HashMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::content::{Operand, Operations};
use super::font::{self, Font};
use super::geometry::{Area, Matrix, Point};
use super::operators::{simple, trace};
use super::paint::{Drawn, Fill, PALE, Path};
use super::state::{Space, State};
use super::streams;

/// Forms within forms beyond this depth are not drawn.
const DEEPEST: usize = 12;
const MOST_SAVED: usize = 256;
/// Operators beyond these are not run, in all of a file; letters beyond these not taken down.
pub(super) const MOST_OPERATORS: usize = 8_000_000;
const MOST_LETTERS: usize = 400_000;
/// Fonts beyond these are not opened, in all of a file.
const MOST_FONTS: usize = 2_000;

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
    pub(super) order: usize,
    /// How many of the open stretches are on layers that are off.
    pub(super) off_now: usize,
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
        // Unpacking has its price too, whatever comes out.
        *self.budget = self.budget.saturating_sub(content.len() / 64);
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
                b"sh" => self.page.drawn.shaded(state.clip, self.order),
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
        let object = fonts.and_then(|fonts| fonts.get(name)).ok();
        let id = object.and_then(|object| object.as_reference().ok());
        if let Some(known) = id.and_then(|id| self.fonts.by_id.get(&id)) {
            state.text.font = Some(*known);
            return;
        }
        let at = self.fonts.all.len();
        if at >= MOST_FONTS {
            state.text.font = None;
            return;
        }
        let font = object.and_then(|object| document.dereference(object).ok());
        let font = font.and_then(|(_, font)| font.as_dict().ok());
        // A font that is missing is replaced by the usual one, as on a screen.
        self.fonts.all.push(font.map_or_else(
            || Font::read(document, &Dictionary::new()),
            |font| Font::read(document, font),
        ));
        state.text.font = Some(at);
        self.fonts.by_id.extend(id.map(|id| (id, at)));
    }

    fn space(&self, operands: &[Operand], resources: &Dictionary) -> Space {
        let Some(name) = operands.first().and_then(Operand::name) else { return Space::Other };
        if matches!(name, b"DeviceGray" | b"DeviceRGB" | b"DeviceCMYK") {
            return Space::Device;
        }
        let space = resource(self.document, resources, b"ColorSpace", name);
        let first = space.and_then(|space| space.as_array().ok()?.first()).or(space);
        match first.and_then(|first| first.as_name().ok()) {
            Some(
                b"DeviceGray" | b"DeviceRGB" | b"DeviceCMYK" | b"CalGray" | b"CalRGB" | b"ICCBased",
            ) => Space::Device,
            _ => Space::Other,
        }
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
