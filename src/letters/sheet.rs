//! The answer sheet: a row for each question and period, to be filled in and sent back. The same
//! questions give the same bytes.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Workbook, Worksheet,
};

use super::occasion::Attachment;
use crate::campaign::attach::SheetFormat;
use crate::campaign::{Campaign, Period, Question, QuestionType};
use crate::spreadsheet::inert;

/// What stands above the columns; what comes back is read by these words too.
const HEADS: [&str; 7] =
    ["No.", "Question", "Period", "Unit", "Answer", "Not held or refused", "Notes"];
const WIDTHS: [f64; 7] = [6.0, 60.0, 30.0, 16.0, 18.0, 30.0, 40.0];
const ANSWER: u16 = 4;
/// The rows above the table: what it is, our reference, how to fill it in.
const ABOVE: u32 = 4;

const HOW: &str = "Please write each answer into its own cell.";

/// The sheets that the campaign sends with its questions; `keep` are the numbers of those that are
/// asked, all where it is empty.
pub(super) fn attached(
    campaign: &Campaign,
    reference: &str,
    keep: &[&str],
) -> anyhow::Result<Vec<Attachment>> {
    let rows: Vec<(&Question, &Period)> = campaign
        .cells()
        .filter(|(question, _)| keep.is_empty() || keep.contains(&question.number.as_str()))
        .collect();
    let written = campaign.attach.iter().map(|format| {
        let name = format!("answers-{reference}.{}", format.code());
        let bytes = match format {
            SheetFormat::Xlsx => workbook(campaign, reference, &rows)?,
            SheetFormat::Csv => delimited(&rows)?,
        };
        Ok(Attachment::new(&name, bytes))
    });
    written.collect()
}

fn workbook(
    campaign: &Campaign,
    reference: &str,
    rows: &[(&Question, &Period)],
) -> anyhow::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2020, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let bold = Format::new().set_bold();
    let head = Format::new().set_bold().set_border(FormatBorder::Thin).set_text_wrap();
    let fixed =
        Format::new().set_text_wrap().set_align(FormatAlign::Top).set_border(FormatBorder::Thin);
    let sheet = workbook.add_worksheet();
    sheet.set_name("Answers")?;
    sheet.write_string_with_format(0, 0, &campaign.title, &bold)?;
    sheet.write_string(1, 0, format!("Our reference: {reference}"))?;
    sheet.write_string(2, 0, HOW)?;
    for (column, (name, width)) in (0..).zip(HEADS.into_iter().zip(WIDTHS)) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(ABOVE, column, name, &head)?;
    }
    for (line, (question, period)) in (ABOVE + 1..).zip(rows) {
        let unit = question.unit.as_deref().unwrap_or_default();
        for (column, text) in (0..).zip([&question.number, &question.text, &period.label, unit]) {
            sheet.write_string_with_format(line, column, text, &fixed)?;
        }
        let empty = fixed.clone().set_num_format(number_format(question.kind)).set_unlocked();
        sheet.write_blank(line, ANSWER, &empty)?;
        sheet.write_blank(line, ANSWER + 1, &fixed)?;
        sheet.write_blank(line, ANSWER + 2, &fixed)?;
        choices(sheet, line, question)?;
    }
    sheet.set_freeze_panes(ABOVE + 1, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(ABOVE, ABOVE)?;
    Ok(workbook.save_to_buffer()?)
}

/// How a spreadsheet shows what is typed into the cell.
fn number_format(kind: QuestionType) -> &'static str {
    match kind {
        QuestionType::Count => "#,##0",
        QuestionType::Money => "\"£\"#,##0.00",
        QuestionType::Percentage => "0.0%",
        QuestionType::Duration => "0.0",
        QuestionType::Date => "dd/mm/yyyy",
        QuestionType::YesNo | QuestionType::Choice | QuestionType::Text => "@",
    }
}

/// A list to choose from, and no more than advice: another word may be the truth.
fn choices(sheet: &mut Worksheet, line: u32, question: &Question) -> anyhow::Result<()> {
    let list: Vec<&str> = match question.kind {
        QuestionType::YesNo => vec!["Yes", "No"],
        QuestionType::Choice => question.choices.iter().map(String::as_str).collect(),
        QuestionType::Count
        | QuestionType::Money
        | QuestionType::Percentage
        | QuestionType::Duration
        | QuestionType::Date
        | QuestionType::Text => return Ok(()),
    };
    // A list that is longer than Excel takes stands in the question's words all the same.
    let Ok(list) = DataValidation::new().allow_list_strings(&list) else { return Ok(()) };
    let list = list.set_error_style(DataValidationErrorStyle::Information);
    sheet.add_data_validation(line, ANSWER, line, ANSWER, &list)?;
    Ok(())
}

fn delimited(rows: &[(&Question, &Period)]) -> anyhow::Result<Vec<u8>> {
    // With its mark, or Excel takes it for another encoding.
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(HEADS)?;
    for (question, period) in rows {
        let unit = question.unit.as_deref().unwrap_or_default();
        let cells = [&question.number, &question.text, &period.label, unit, "", "", ""];
        writer.write_record(cells.map(|cell| inert(cell).into_owned()))?;
    }
    Ok(writer.into_inner()?)
}
