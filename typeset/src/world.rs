//! What Typst may see: the source, the files handed over, the fonts inside this program. No disk,
//! no packages, no clock.

use std::collections::BTreeMap;

use typst::diag::{FileError, FileResult, SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// Open Sans has the shapes that small print in charts needs; the licence lies beside it.
const SANS: [&[u8]; 4] = [
    include_bytes!("../fonts/OpenSans-Regular.ttf"),
    include_bytes!("../fonts/OpenSans-Bold.ttf"),
    include_bytes!("../fonts/OpenSans-Italic.ttf"),
    include_bytes!("../fonts/OpenSans-BoldItalic.ttf"),
];

struct Handed {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: Source,
    files: BTreeMap<String, Bytes>,
    today: Option<Datetime>,
}

/// The PDF (tagged, as PDF/UA-1 asks), or what is wrong with the source, line by line.
pub(crate) fn set(
    main: String,
    files: BTreeMap<String, String>,
    as_of: Option<&str>,
) -> Result<Vec<u8>, String> {
    let today = as_of.map(instant).transpose()?;
    let path = VirtualPath::new("main.typ").map_err(|error| format!("main.typ: {error:?}"))?;
    let id = RootedPath::new(VirtualRoot::Project, path).intern();
    let fonts: Vec<Font> = SANS
        .into_iter()
        .chain(typst_assets::fonts())
        .flat_map(|bytes| Font::iter(Bytes::new(bytes)))
        .collect();
    let world = Handed {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        main: Source::new(id, main),
        files: files.into_iter().map(|(name, text)| (name, Bytes::from_string(text))).collect(),
        today,
    };
    let Warned { output, .. } = typst::compile::<PagedDocument>(&world);
    let document = output.map_err(|errors| world.say(&errors))?;
    let standards =
        PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|error| format!("{error:?}"))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("foi".into())),
        timestamp: today.map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| world.say(&errors))
}

/// `2026-11-28T09:00:00Z`, as the store writes instants.
fn instant(text: &str) -> Result<Datetime, String> {
    let bad = || format!("as_of `{text}` is no instant like 2026-11-28T09:00:00Z");
    let mut numbers = text
        .trim_end_matches('Z')
        .split(['-', 'T', ':', '.'])
        .map(|part| part.parse::<u16>().map_err(|_| bad()));
    let mut next = || numbers.next().ok_or_else(bad)?;
    let year = i32::from(next()?);
    let mut small = || u8::try_from(next()?).map_err(|_| bad());
    let (month, day) = (small()?, small()?);
    let (hour, minute, second) = (small()?, small()?, small()?);
    Datetime::from_ymd_hms(year, month, day, hour, minute, second).ok_or_else(bad)
}

impl Handed {
    /// Each mistake with the line of the source that it is in.
    fn say(&self, mistakes: &[SourceDiagnostic]) -> String {
        let said: Vec<String> = mistakes.iter().map(|mistake| self.one(mistake)).collect();
        said.join("\n")
    }

    fn one(&self, mistake: &SourceDiagnostic) -> String {
        let line = self
            .range(mistake.span)
            .and_then(|range| self.main.lines().byte_to_line(range.start))
            .map_or_else(String::new, |line| format!("line {}: ", line + 1));
        let hints: String = mistake.hints.iter().map(|hint| format!(" ({})", hint.v)).collect();
        format!("{line}{}{hints}", mistake.message)
    }
}

impl World for Handed {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::NotSource) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.get();
        if matches!(path.root(), VirtualRoot::Package(_)) {
            return Err(FileError::Other(Some("packages are not fetched".into())));
        }
        let name = path.vpath().get_without_slash();
        self.files.get(name).cloned().ok_or_else(|| FileError::NotFound(name.into()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}
