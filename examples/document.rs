//! Prints what is read of a file, with the place of everything: `cargo run --example document FILE`.
#![expect(clippy::print_stdout, reason = "what it found is what it is for")]

use std::path::Path;

use foi_campaign::documents::{self, Block};

fn main() -> anyhow::Result<()> {
    for path in std::env::args().skip(1) {
        let name = Path::new(&path).file_name().unwrap_or_default().to_string_lossy().into_owned();
        let document = documents::read(&name, "", &std::fs::read(&path)?);
        println!(
            "== {path}: notes {:?}, hidden {:?}, scans {:?}, locked {}",
            document.notes, document.hidden, document.scans, document.locked
        );
        for block in &document.blocks {
            match block {
                Block::Text(text) => println!("[{}] {}", text.place, text.text),
                Block::Table(table) => {
                    println!("-- {}", table.name);
                    for row in &table.rows {
                        let cells: Vec<String> = row
                            .iter()
                            .map(|cell| {
                                let span = if cell.columns > 1 {
                                    format!("x{}", cell.columns)
                                } else {
                                    String::new()
                                };
                                format!("{}{span}:{}", cell.column, cell.text.replace('\n', "⏎"))
                            })
                            .collect();
                        println!("   | {}", cells.join(" | "));
                    }
                }
            }
        }
    }
    Ok(())
}
