//! SVG that a screen reader can tell: names for the drawing, ids of its own, nothing from outside.

use std::sync::LazyLock;

use kuva::backend::svg::SvgBackend;
use kuva::render::layout::Layout;
use kuva::render::plots::Plot;
use kuva::render::render::render_multiple;
use regex::{Captures, Regex};

use super::{Drawing, FONTS, Words};

/// The width of every chart, in CSS pixels: what fits a page of A4 and a narrow window.
pub(super) const WIDTH: f64 = 720.0;

/// Text as SVG may have it.
pub(super) fn escaped(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).collect();
    quick_xml::escape::escape(clean.as_str()).into_owned()
}

/// A label that the library takes as it is: it reads formulas between dollar signs.
pub(super) fn label(text: &str) -> String {
    text.replace('$', "\u{ff04}").chars().filter(|c| !c.is_control()).collect()
}

/// The start of a drawing of this size, with its names.
pub(super) fn open(words: &Words, width: f64, height: f64) -> String {
    let Words { id, title, description } = words;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" role=\"img\" \
         aria-labelledby=\"{id}-title {id}-desc\" style=\"font-family: {FONTS}\">\
         <title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>",
        escaped(title),
        escaped(description),
    )
}

/// The layout that all charts share.
pub(super) fn layout(plots: &[Plot], height: f64) -> Layout {
    Layout::auto_from_plots(plots)
        .with_width(WIDTH)
        .with_height(height)
        .with_label_size(15)
        .with_tick_size(13)
        .with_body_size(13)
}

/// Draws `plots`, and gives the result names and ids of its own.
pub(super) fn draw(words: &Words, plots: Vec<Plot>, layout: Layout) -> Drawing {
    static HEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r#"^<svg [^>]*width="([0-9.]+)" height="([0-9.]+)"[^>]*>(?:<!--.*?-->)?"#).ok()
    });
    // The library counts its ids over the life of the process.
    static IDS: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"\bkuva-([a-z]+)-[0-9]+").ok());
    let drawn = SvgBackend::new().render_scene(&render_multiple(plots, layout));
    let named = HEAD.as_ref().map_or_else(
        || drawn.clone(),
        |head| {
            let opened = |found: &Captures<'_>| {
                let size =
                    |part: usize| found.get(part).and_then(|text| text.as_str().parse().ok());
                open(words, size(1).unwrap_or(WIDTH), size(2).unwrap_or(WIDTH))
            };
            head.replace(&drawn, opened).into_owned()
        },
    );
    let svg = IDS.as_ref().map_or_else(
        || named.clone(),
        |ids| {
            let own = |found: &Captures<'_>| {
                format!("{}-{}", words.id, found.get(1).map_or("part", |kind| kind.as_str()))
            };
            ids.replace_all(&named, own).into_owned()
        },
    );
    Drawing { words: words.clone(), svg }
}
