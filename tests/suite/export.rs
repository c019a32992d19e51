//! Tables for others, read back by the programs that others use.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::python;
use crate::world::World;

/// Six councils: exact, small, suppressed by themselves, refused, silent, in doubt.
fn answered() -> World {
    let mut world = World::on("2026-02-02")
        .campaign("trafficked")
        .addresses(&["kent", "essex", "fife", "cardiff", "leeds", "bristol", "surrey", "devon"])
        .launched("trafficked");
    world.at("2026-02-20");
    for (authority, body) in [
        ("kent", "1. 120\n2. 31\n3. 96\n"),
        ("essex", "1. 40\n2. 3\n3. 12\n"),
        ("fife", "1. 25\n2. <5\n3. 30\n"),
        ("cardiff", "1. 60\n2. 0\n3. 0\n"),
        ("surrey", "1. 55\n2. 12\n3. 44\n"),
        ("devon", "1. 80\n2. 20\n3. 61\n"),
        (
            "bristol",
            "We refuse your request under section 12 of the Freedom of Information Act 2000, as it would exceed the cost limit.\n",
        ),
    ] {
        let body =
            format!("{body}\nKind regards,\nJane Smith\nInformation Officer\nTel: 01632 960001\n");
        let mail = world.council(authority).replies("2026-02-10", &body);
        world.receive(&mail);
    }
    for authority in ["kent", "essex", "fife", "cardiff", "surrey", "devon"] {
        world.foi(&["answers", "accept", authority]);
    }
    let refusal = world.row(&["mail"], "kind", "refusal")["mail"].as_str().unwrap().to_owned();
    world.foi(&["assign", &refusal, "bristol", "--kind", "refusal"]).done();
    world
}

fn exported(world: &World, arguments: &[&str]) -> Vec<Value> {
    let mut all = vec!["export", "data"];
    all.extend_from_slice(arguments);
    world.rows(&all)
}

fn csv(path: &Path) -> Vec<Value> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let heads = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            Value::Object(
                heads.iter().zip(&record).map(|(h, v)| (h.to_owned(), Value::from(v))).collect(),
            )
        })
        .collect()
}

fn row<'a>(rows: &'a [Value], authority: &str, question: &str) -> &'a Value {
    rows.iter()
        .find(|row| row["authority"] == authority && row["question"] == question)
        .unwrap_or_else(|| panic!("{authority} {question}"))
}

#[test]
fn a_small_number_is_in_no_published_table_and_in_the_internal_ones_it_is() {
    let world = answered();
    exported(&world, &["--to", "out", "--format", "csv"]);
    let rows = csv(&world.path("out/answers.csv"));
    assert_eq!(rows.len(), 8 * 3, "a row for each authority, question and period");
    let small = row(&rows, "essex", "trafficked_missing");
    assert_eq!((&small["status"], &small["low"]), (&json!("suppressed"), &json!("")));
    let exact: Vec<&Value> = rows.iter().filter(|row| row["status"] == "exact").collect();
    assert!(exact.len() >= 6, "{exact:?}");
    for row in exact {
        let low: f64 = row["low"].as_str().unwrap().parse().unwrap();
        assert!(low == 0.0 || low >= 5.0, "{row}");
        assert_eq!(row["low"], row["high"]);
    }
    assert_eq!(row(&rows, "bristol", "trafficked")["status"], "refused");
    assert_eq!(row(&rows, "leeds", "trafficked")["status"], "missing");
    assert!(rows[0].get("as_written").is_none() && rows[0].get("mind").is_none());

    exported(&world, &["--to", "in", "--format", "csv", "--internal"]);
    let rows = csv(&world.path("in/INTERNAL-answers.csv"));
    let small = row(&rows, "essex", "trafficked_missing");
    assert_eq!((&small["status"], &small["low"]), (&json!("exact"), &json!("3")));
    assert_eq!(small["mind"], "INTERNAL");
    let notes = fs::read_to_string(world.path("in/INTERNAL-notes.txt")).unwrap();
    assert!(notes.contains("INTERNAL: not for publication"), "{notes}");
}

#[test]
fn what_is_internal_says_so_in_the_name_of_its_file() {
    let world = answered();
    let said = world.foi(&["export", "data", "--to", "answers.csv", "--internal"]).failed();
    assert!(said.contains("call it INTERNAL-answers.csv"), "{said}");
    exported(&world, &["--to", "INTERNAL-answers.csv", "--internal"]);
}

#[test]
fn nobody_who_wrote_for_an_authority_is_named_in_a_published_table() {
    let world = answered();
    exported(&world, &["--to", "out"]);
    for entry in fs::read_dir(world.path("out")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for word in ["Jane", "Smith", "960001", "@"] {
            assert!(!text.contains(word), "{word}");
        }
    }
}

#[test]
fn the_wide_form_has_a_row_for_each_authority() {
    let world = answered();
    exported(&world, &["--to", "wide.csv", "--wide"]);
    let rows = csv(&world.path("wide.csv"));
    assert_eq!(rows.len(), 8);
    let kent = rows.iter().find(|row| row["authority"] == "kent").unwrap();
    assert_eq!(kent["incidents_status"], "exact", "{kent}");
    assert_eq!((&kent["incidents"], &kent["incidents_high"]), (&json!("96"), &json!("96")));
    let fife = rows.iter().find(|row| row["authority"] == "fife").unwrap();
    assert_eq!(fife["trafficked_missing_status"], "suppressed");
}

#[test]
fn a_cell_that_a_spreadsheet_would_run_is_written_as_text_and_the_mark_stands_first() {
    let text =
        fs::read_to_string(crate::world::fixtures().join("campaigns/trafficked/campaign.toml"))
            .unwrap()
            .replace("How many children in your care", "=HYPERLINK(1) children in your care");
    let world = World::on("2026-02-02")
        .campaign_text("trafficked", &text)
        .addresses(&["kent"])
        .launched("trafficked");
    exported(&world, &["--to", "out", "--format", "csv", "--bom"]);
    let bytes = fs::read(world.path("out/questions.csv")).unwrap();
    assert!(bytes.starts_with(b"\xef\xbb\xbfquestion,"));
    assert!(String::from_utf8(bytes).unwrap().contains("'=HYPERLINK(1)"));
    let said = world.foi(&["export", "data", "--to", "a.json", "--bom"]).failed();
    assert!(said.contains("--bom is for"), "{said}");
}

#[test]
fn nothing_is_written_over_unasked_and_the_same_database_gives_the_same_bytes() {
    let mut world = answered();
    let mut formats = vec!["csv", "xlsx", "json", "package"];
    if cfg!(feature = "parquet") {
        formats.push("parquet");
    }
    for format in formats {
        let first = exported(&world, &["--to", format, "--format", format]);
        let said = world.foi(&["export", "data", "--to", format, "--format", format]).failed();
        assert!(said.contains("is there already") && said.contains("--force"), "{said}");
        world.at("2026-02-20T15:30:00Z");
        let second = exported(&world, &["--to", format, "--format", format, "--force"]);
        assert_eq!(first, second, "{format}");
        assert!(!first.is_empty());
    }
}

#[test]
fn a_build_without_parquet_does_not_speak_of_it() {
    let world = World::on("2026-02-02");
    let help = world.foi(&["export", "data", "--help"]).done().stdout.to_lowercase();
    assert_eq!(help.contains("parquet"), cfg!(feature = "parquet"), "{help}");
    if !cfg!(feature = "parquet") {
        let said = world.foi(&["export", "data", "--to", "a.parquet"]).failed();
        assert!(said.contains("without Parquet"), "{said}");
    }
}

#[test]
fn figures_and_groups_add_up_to_what_foi_results_says() {
    let world = answered();
    exported(&world, &["--to", "out", "--format", "csv", "--internal"]);
    let figures = csv(&world.path("out/INTERNAL-figures.csv"));
    let results = world.rows(&["results"]);
    assert_eq!(figures.len(), results.len());
    for (figure, result) in figures.iter().zip(&results) {
        let exact = figure["exact"].as_str().unwrap().parse::<f64>().ok();
        assert_eq!(exact, result["exact"].as_f64(), "{figure}");
        assert_eq!(figure["measure"], result["measure"]);
    }
}

#[test]
fn the_responses_say_when_each_was_asked_and_answered() {
    let world = answered();
    exported(&world, &["--to", "out"]);
    let rows = csv(&world.path("out/responses.csv"));
    let kent = rows.iter().find(|row| row["authority"] == "kent").unwrap();
    assert_eq!(kent["answered_on"], "2026-02-10");
    assert_eq!((&kent["working_days"], &kent["late"]), (&json!("6"), &json!("false")));
    let refusals = csv(&world.path("out/refusals.csv"));
    assert_eq!(refusals.len(), 1, "{refusals:?}");
    assert_eq!(
        (&refusals[0]["authority"], &refusals[0]["section"]),
        (&json!("bristol"), &json!("FOIA-s12"))
    );
}

#[test]
fn an_export_as_of_a_day_shows_what_stood_on_it() {
    let mut world = answered();
    world.at("2026-02-21");
    exported(&world, &["--to", "early.csv", "--as-of", "2026-02-03"]);
    let rows = csv(&world.path("early.csv"));
    assert!(rows.iter().all(|row| row["status"] == "missing"), "{rows:?}");
}

#[test]
fn nothing_is_published_while_a_doubtful_answer_waits_unless_it_is_said_in_every_file() {
    let mut world = answered();
    let leeds = world.council("leeds");
    world.receive(&leeds.replies("2026-02-11", "1. about 70, for 2023/24\n2. 9\n3. 14\n"));
    for command in ["data", "evidence"] {
        let said = world.foi(&["export", command, "--to", "out"]).failed();
        assert!(said.contains("is not published") && said.contains("--with-doubtful"), "{said}");
        assert!(!world.path("out").exists(), "and nothing was written");
    }
    exported(&world, &["--to", "out", "--with-doubtful"]);
    let rows = csv(&world.path("out/answers.csv"));
    assert!(rows.iter().all(|row| row["mind"] == "WITH DOUBTFUL ANSWERS"), "{:?}", rows[0]);
    let notes = fs::read_to_string(world.path("out/notes.txt")).unwrap();
    let package = fs::read_to_string(world.path("out/datapackage.json")).unwrap();
    for text in [notes, package] {
        assert!(text.contains("WITH DOUBTFUL ANSWERS: "), "{text}");
    }
    world.foi(&["export", "evidence", "--to", "evidence", "--with-doubtful"]).done();
    let page = fs::read_to_string(world.path("evidence/index.html")).unwrap();
    assert!(page.contains("WITH DOUBTFUL ANSWERS"), "{page}");
    exported(&world, &["--to", "in", "--internal"]);
}

// The programs of others.

#[test]
fn frictionless_finds_the_package_valid() {
    if !python::has(&["frictionless"]) {
        return;
    }
    let world = answered();
    exported(&world, &["--to", "package"]);
    let script = "
import json, os, sys
from frictionless import Package, validate, system
os.chdir(sys.argv[1])
report = validate('datapackage.json')
package = Package('datapackage.json')
fields = {r.name: [f.type for f in r.schema.fields] for r in package.resources}
print(json.dumps({'valid': report.valid, 'errors': report.flatten(['message'])[:5],
                  'tables': sorted(fields), 'licence': package.licenses[0]['name'],
                  'answers': fields['answers'],
                  'keys': package.get_resource('answers').schema.primary_key,
                  'foreign': len(package.get_resource('answers').schema.foreign_keys)}))
";
    let found = python::json(script, &[&world.path("package")]);
    assert_eq!(found["valid"], true, "{found}");
    assert_eq!(found["licence"], "CC-BY-4.0");
    assert_eq!(found["tables"].as_array().unwrap().len(), 8, "{found}");
    assert_eq!(found["keys"], json!(["authority", "question", "period"]));
    assert_eq!(found["foreign"], 2);
    // A cell that breaks its schema is found: the schema says something.
    let file = world.path("package/answers.csv");
    let broken = fs::read_to_string(&file).unwrap().replacen(",exact,", ",exact,many", 1);
    fs::write(&file, broken).unwrap();
    let found = python::json(script, &[&world.path("package")]);
    assert_eq!(found["valid"], false, "{found}");
}

#[test]
fn openpyxl_or_pandas_reads_numbers_as_numbers_and_dates_as_dates() {
    if !python::has(&["openpyxl"]) {
        return;
    }
    let world = answered();
    exported(&world, &["--to", "out.xlsx"]);
    let script = "
import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
sheet = book['answers']
heads = [c.value for c in sheet[1]]
kent = next(r for r in sheet.iter_rows(min_row=2, values_only=True)
            if r[heads.index('authority')] == 'kent' and r[heads.index('question')] == 'incidents')
print(json.dumps({'low': kent[heads.index('low')], 'from': str(type(kent[heads.index('period_from')]).__name__),
                  'filter': sheet.auto_filter.ref is not None, 'frozen': sheet.freeze_panes,
                  'created': str(book.properties.created), 'sheets': book.sheetnames,
                  'notes': ' '.join(str(c.value) for r in book['Notes'] for c in r)}))
";
    let found = python::json(script, &[&world.path("out.xlsx")]);
    assert_eq!((&found["low"], &found["from"]), (&json!(96), &json!("datetime")), "{found}");
    assert_eq!((&found["filter"], &found["frozen"]), (&json!(true), &json!("A2")));
    assert!(found["created"].as_str().unwrap().starts_with("2026-02-20"), "{found}");
    for word in ["Zero rule", "Threshold", "Licence", "SHA-256", "2026-02-20"] {
        assert!(found["notes"].as_str().unwrap().contains(word), "{word} in {found}");
    }
}

#[test]
fn pandas_and_duckdb_read_the_json_and_the_csv() {
    if !python::has(&["pandas", "duckdb"]) {
        return;
    }
    let world = answered();
    exported(&world, &["--to", "a.json"]);
    exported(&world, &["--to", "a.csv"]);
    let script = "
import json, sys, pandas, duckdb
frame = pandas.read_json(sys.argv[1])
table = pandas.read_csv(sys.argv[2])
duck = duckdb.execute(f\"select count(*), sum(low) from read_csv('{sys.argv[2]}')\").fetchone()
duck_json = duckdb.execute(f\"select count(*), sum(low) from read_json('{sys.argv[1]}')\").fetchone()
print(json.dumps([len(frame), frame['low'].sum(), len(table), table['low'].sum(), *duck, *duck_json]))
";
    let found = python::json(script, &[&world.path("a.json"), &world.path("a.csv")]);
    let found: Vec<f64> = found.as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect();
    assert!(found.chunks(2).all(|pair| pair == &found[..2]), "{found:?}");
    assert!(found[1] > 100.0, "{found:?}");
}

#[cfg(feature = "parquet")]
#[test]
fn duckdb_and_pandas_read_the_parquet_with_its_types() {
    if !python::has(&["pandas", "duckdb", "pyarrow"]) {
        return;
    }
    let world = answered();
    exported(&world, &["--to", "a.parquet"]);
    exported(&world, &["--to", "a.csv"]);
    let script = "
import json, sys, duckdb, pandas, pyarrow.parquet
file = sys.argv[1]
types = {r[0]: r[1] for r in duckdb.execute(f\"describe select * from read_parquet('{file}')\").fetchall()}
same = duckdb.execute(f\"\"\"select count(*) from (
    select authority, question, period, status, low, high from read_parquet('{file}')
    except select authority, question, period, status, low, high from read_csv('{sys.argv[2]}'))\"\"\").fetchone()[0]
frame = pandas.read_parquet(file)
notes = pyarrow.parquet.read_metadata(file).metadata[b'notes'].decode()
print(json.dumps({'types': [types[n] for n in ['authority', 'low', 'period_from']], 'otherwise': same,
                  'rows': len(frame), 'sum': float(frame['low'].sum()), 'notes': notes}))
";
    let found = python::json(script, &[&world.path("a.parquet"), &world.path("a.csv")]);
    assert_eq!(found["types"], json!(["VARCHAR", "DOUBLE", "DATE"]));
    assert_eq!((&found["otherwise"], &found["rows"]), (&json!(0), &json!(24)), "{found}");
    assert!(found["notes"].as_str().unwrap().contains("Threshold"), "{found}");
}

// The database itself.

/// The views and their columns, as docs/data.md describes them.
fn described() -> Vec<(String, Vec<String>)> {
    let docs = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/data.md");
    let text = fs::read_to_string(docs).unwrap();
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("### `v_") {
            found.push((format!("v_{}", rest.trim_end_matches('`')), Vec::new()));
        } else if line.starts_with('#') && !found.is_empty() {
            break;
        } else if let Some(rest) = line.strip_prefix("| `")
            && let Some((_, columns)) = found.last_mut()
        {
            columns.extend(rest.split('`').step_by(2).take(1).map(str::to_owned));
        }
    }
    found
}

#[test]
fn the_documentation_names_every_view_and_every_column_in_order() {
    let world = World::on("2026-02-02");
    let db = rusqlite::Connection::open(world.path("foi.db")).unwrap();
    let mut statement = db
        .prepare("SELECT name FROM sqlite_master WHERE type = 'view' AND name LIKE 'v\\_%' ESCAPE '\\' ORDER BY rowid")
        .unwrap();
    let views: Vec<String> =
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let real: Vec<(String, Vec<String>)> = views
        .into_iter()
        .map(|view| {
            let statement = db.prepare(&format!("SELECT * FROM {view}")).unwrap();
            let columns = statement.column_names().map(str::to_owned).collect();
            (view, columns)
        })
        .collect();
    assert_eq!(described(), real);
}

#[test]
fn pandas_reads_the_views_of_the_database() {
    if !python::has(&["pandas"]) {
        return;
    }
    let world = answered();
    let script = "
import json, sys, sqlite3, pandas
db = sqlite3.connect(f'file:{sys.argv[1]}?mode=ro', uri=True)
answers = pandas.read_sql('select * from v_answers where stands = 1', db)
requests = pandas.read_sql('select * from v_requests', db)
requests = requests[requests.status != 'planned']
print(json.dumps({'answers': len(answers), 'requests': len(requests), 'statuses': sorted(set(requests['status'])),
                  'low': float(answers[(answers.authority == 'kent') & (answers.question == 'trafficked')]['low'].iloc[0])}))
";
    let found = python::json(script, &[&world.path("foi.db")]);
    assert_eq!((&found["requests"], &found["low"]), (&json!(8), &json!(120.0)), "{found}");
}

#[test]
fn datasette_serves_a_view_as_json() {
    if !python::has(&["datasette"]) {
        return;
    }
    let world = answered();
    // A copy that is read as it lies: Datasette opens it itself.
    let script = "
import asyncio, json, sys
from datasette.app import Datasette
async def main():
    served = Datasette([sys.argv[1]])
    found = await served.client.get('/foi/v_requests.json?_shape=objects&_size=20&status__not=planned')
    assert found.status_code == 200, found.text
    rows = found.json()['rows']
    counted = await served.client.get('/foi.json?sql=select+count(*)+as+n+from+v_answers&_shape=objects')
    print(json.dumps({'rows': len(rows), 'authorities': sorted(r['authority'] for r in rows),
                      'answers': counted.json()['rows'][0]['n']}))
asyncio.run(main())
";
    let found = python::json(script, &[&world.path("foi.db")]);
    assert_eq!(found["rows"], 8, "{found}");
    assert_eq!(found["authorities"][0], "bristol", "{found}");
    assert!(found["answers"].as_i64().unwrap() >= 18, "{found}");
}

#[test]
fn datasette_serves_on_a_port_of_this_machine() {
    if !python::has(&["datasette"]) {
        return;
    }
    let world = answered();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut child = python::command()
        .args(["-m", "datasette", "serve", "--port", &port.to_string()])
        .arg(world.path("foi.db"))
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let script = "
import json, sys, time, urllib.request
url = f'http://127.0.0.1:{sys.argv[1]}/foi/v_letters.json?_shape=objects'
for _ in range(100):
    try:
        print(json.dumps(json.load(urllib.request.urlopen(url, timeout=5))['rows']))
        break
    except OSError:
        time.sleep(0.2)
";
    let rows = python::json(script, &[Path::new(&port.to_string())]);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 8, "{rows}");
    assert!(rows[0].get("bytes").is_none(), "no bytes of letters");
}
