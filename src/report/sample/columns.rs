//! Columns, held against the bytes of the files by other means than those that counted them.

use serde_json::Value;

use super::{FIRST_LINE, REPORT, REPORT_PATH, SCHEMA, VIEWS, run, written};
use crate::text::Unit;

/// A file as it lies on the disk.
fn file(path: &str) -> Vec<u8> {
    let (marked, text) = match path {
        "first.sql" => (true, FIRST_LINE),
        "db/schema.sql" => (true, SCHEMA),
        REPORT_PATH | "reports/a%20b%2C%2050%25%23%C3%A9.sql" => (true, REPORT),
        "shop/views.py" => (false, VIEWS),
        _ => return Vec::new(),
    };
    [if marked { "\u{FEFF}" } else { "" }, text].concat().into_bytes()
}

/// The text between two places, 1-based lines and columns in a unit, as its reader finds it in the file: who counts
/// letters never sees the byte order mark.
fn between(path: &str, unit: Unit, start: (u64, u64), end: (u64, u64)) -> String {
    let bytes = file(path);
    let lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
    let mut text = Vec::new();
    for number in start.0..=end.0 {
        let line = lines[usize::try_from(number).unwrap() - 1];
        let from = if number == start.0 { start.1 - 1 } else { 0 };
        let to = if number == end.0 { end.1 - 1 } else { u64::MAX };
        let (from, to) = (usize::try_from(from).unwrap(), usize::try_from(to).unwrap());
        let text_of_line = || std::str::from_utf8(line).unwrap().trim_start_matches('\u{FEFF}');
        match unit {
            Unit::Bytes => text.extend(&line[from..to.min(line.len())]),
            Unit::Characters => {
                text.extend(text_of_line().chars().skip(from).take(to - from).collect::<String>().into_bytes());
            }
            Unit::Utf16 => {
                let units: Vec<u16> = text_of_line().encode_utf16().skip(from).take(to - from).collect();
                text.extend(String::from_utf16(&units).unwrap().into_bytes());
            }
        }
    }
    String::from_utf8(text).unwrap()
}

/// What each finding underlines, by its rule, in files whose columns are hard to count.
const UNDERLINED: &[(&str, &str, &str)] = &[
    ("float-for-exact", "db/schema.sql", "price real"),
    ("dml-without-where", "first.sql", "DELETE FROM items"),
    ("select-star", REPORT_PATH, "SELECT *\r\nFROM items"),
    ("odd, rule", REPORT_PATH, "note = 'x'"),
    ("query-in-loop", "shop/views.py", "cursor.execute"),
];

fn json(format: &str) -> Value {
    serde_json::from_str(&written(format, &run())).unwrap()
}

fn pair(value: &Value, line: &str, column: &str) -> (u64, u64) {
    (value[line].as_u64().unwrap(), value[column].as_u64().unwrap())
}

#[test]
fn ranges_hold_what_is_underlined() {
    let place = |value: &Value| pair(value, "line", "column");
    for &(rule, path, text) in UNDERLINED {
        let find = |items: &Value, key: &str, path_key: &str, path: &str| -> Value {
            let of_rule = |item: &&Value| item[key] == rule && item.pointer(path_key).unwrap() == path;
            items.as_array().unwrap().iter().find(of_rule).unwrap().clone()
        };
        let item = find(&json("json")["findings"], "rule", "/path", path);
        assert_eq!(between(path, Unit::Characters, place(&item["start"]), place(&item["end"])), text, "json {rule}");
        let bytes = |end: &str| usize::try_from(item[end]["byte"].as_u64().unwrap()).unwrap();
        assert_eq!(&file(path)[bytes("start")..bytes("end")], text.as_bytes(), "json {rule}");

        let item = find(&json("gitlab"), "check_name", "/location/path", path)["location"]["positions"].clone();
        assert_eq!(between(path, Unit::Characters, place(&item["begin"]), place(&item["end"])), text, "gitlab {rule}");

        let diagnostics = json("rdjson")["diagnostics"].clone();
        let items = diagnostics.as_array().unwrap();
        let of_rule = |item: &&Value| item["code"]["value"] == rule && item["location"]["path"] == path;
        let range = &items.iter().find(of_rule).unwrap()["location"]["range"];
        assert_eq!(between(path, Unit::Bytes, place(&range["start"]), place(&range["end"])), text, "rdjson {rule}");

        let results = json("sarif")["runs"][0]["results"].clone();
        let uri = path.replace("a b, 50%#é", "a%20b%2C%2050%25%23%C3%A9");
        let item = find(&results, "ruleId", "/locations/0/physicalLocation/artifactLocation/uri", &uri);
        let region = &item["locations"][0]["physicalLocation"]["region"];
        let (start, end) = (pair(region, "startLine", "startColumn"), pair(region, "endLine", "endColumn"));
        assert_eq!(between(path, Unit::Utf16, start, end), text, "sarif {rule}");
    }
}

#[test]
fn lines_of_text_point_at_what_is_underlined() {
    for &(rule, path, text) in UNDERLINED {
        let begins = |unit, line: &str, column: &str, format: &str| {
            let start = (line.parse().unwrap(), column.parse().unwrap());
            let rest = between(path, unit, start, (start.0, 1000));
            let first = text.lines().next().unwrap();
            assert!(rest.starts_with(first), "{format} {rule}: {rest}");
        };
        let attribute = |line: &str, name: &str| {
            let after = line.split_once(&format!("{name}=\"")).unwrap().1;
            after.split('"').next().unwrap().to_owned()
        };
        let concise = written("concise", &run());
        let line = concise.lines().find(|line| line.starts_with(path) && line.contains(rule)).unwrap();
        let mut numbers = line[path.len() + 1..].split(':');
        begins(Unit::Characters, numbers.next().unwrap(), numbers.next().unwrap(), "concise");

        let full = written("full", &run());
        let heads: Vec<_> = full.lines().filter(|line| line.contains(&format!("[{rule}]"))).collect();
        assert!(!heads.is_empty(), "{rule}");
        let head = full.lines().filter_map(|line| line.trim_start().strip_prefix("--> ")?.strip_prefix(path));
        let found = head.map(|at| at[1..].split_once(':').unwrap());
        let found: Vec<_> = found.collect();
        let first = text.lines().next().unwrap();
        let points = |&(line, column): &(&str, &str)| {
            let start = (line.parse().unwrap(), column.parse().unwrap());
            between(path, Unit::Characters, start, (start.0, 1000)).starts_with(first)
        };
        assert!(found.iter().any(points), "full {rule}: {found:?}");

        for format in ["junit", "checkstyle"] {
            let page = written(format, &run());
            let mut lines = page.lines();
            lines.find(|line| line.contains(&format!("name=\"{path}\""))).unwrap();
            let line = lines.find(|line| line.contains(rule)).unwrap();
            begins(Unit::Characters, &attribute(line, " line"), &attribute(line, " column"), format);
        }

        let property =
            |line: &str, name: &str| line.split_once(name)?.1.split([',', ';', ':']).next().map(str::to_owned);
        for (format, end, unit) in [("github", "::", Unit::Utf16), ("azure", "]", Unit::Utf16)] {
            let page = written(format, &run());
            let title = format!("{end}{path}:");
            let line = page.lines().find(|line| {
                line.contains(rule.split(',').next().unwrap())
                    && (line.contains(&title.replace('%', "%25")) || line.contains(&path.replace('%', "%AZP25")))
            });
            let line = line.unwrap();
            let (at, column) = if format == "github" {
                (property(line, ",line="), property(line, ",col="))
            } else {
                (property(line, ";linenumber="), property(line, ";columnnumber="))
            };
            match column {
                Some(column) => begins(unit, &at.unwrap(), &column, format),
                None => assert!(text.contains('\n'), "{format} {rule} lacks a column"),
            }
        }
    }
}

#[test]
fn github_is_told_columns_of_one_line_only() {
    let page = written("github", &run());
    let line = |rule: &str| page.lines().find(|line| line.contains(rule) && line.contains("a b")).unwrap();
    assert!(!line("(select-star)").contains("col="), "{page}");
    assert!(
        line("title=seqscan (odd%2C rule)").contains("file=reports/a b%2C 50%25#é.sql,line=3,endLine=3,col="),
        "{page}"
    );
    let column = "WHERE /* é😀 */ ".encode_utf16().count() + 1;
    assert!(line("odd%2C rule").contains(&format!(",col={column},endColumn={}::", column + "note = 'x'".len())));
}
