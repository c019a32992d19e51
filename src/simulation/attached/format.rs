//! What answers come in.

use crate::simulation::seed::Draw;

/// What an answer stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// The mail itself.
    Mail,
    Pdf,
    Docx,
    /// RTF under the name that Word gives it in its old form.
    Doc,
    Rtf,
    Odt,
    Xlsx,
    /// A workbook in the form that Excel had before 2007.
    Xls,
    Ods,
    Csv,
    Html,
    Text,
    Zip,
    /// A mail attached to the mail.
    Eml,
    /// Outlook's own envelope, with a letter in it.
    Winmail,
}

impl Format {
    pub const ALL: [Self; 15] = [
        Self::Mail,
        Self::Pdf,
        Self::Docx,
        Self::Doc,
        Self::Rtf,
        Self::Odt,
        Self::Xlsx,
        Self::Xls,
        Self::Ods,
        Self::Csv,
        Self::Html,
        Self::Text,
        Self::Zip,
        Self::Eml,
        Self::Winmail,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Doc => "doc",
            Self::Rtf => "rtf",
            Self::Odt => "odt",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::Csv => "csv",
            Self::Html => "html",
            Self::Text => "txt",
            Self::Zip => "zip",
            Self::Eml => "eml",
            Self::Winmail => "winmail.dat",
        }
    }

    /// A format about as often as it is met: more answers come in files than in mails.
    pub(in crate::simulation) fn drawn(draw: &mut Draw) -> Self {
        let index = draw.weighted(&[36, 14, 13, 3, 3, 4, 5, 3, 3, 4, 3, 3, 3, 3, 3]);
        Self::ALL.get(index).copied().unwrap_or(Self::Mail)
    }

    /// Whether it holds a table and little else.
    pub(super) fn is_sheet(self) -> bool {
        matches!(self, Self::Xlsx | Self::Xls | Self::Ods | Self::Csv)
    }
}
