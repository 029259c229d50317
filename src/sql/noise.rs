//! Random texts for tests: bytes, and pieces of SQL put together without sense. The same ones every time.

const PIECES: &[&str] = &[
    "'",
    "\"",
    "`",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "$",
    "$$",
    "$a$",
    "--",
    "#",
    "/*",
    "*/",
    "/*!40101 ",
    "\\",
    "\n",
    " ",
    ";",
    ":",
    "::",
    ":=",
    "@",
    "@@",
    "?",
    "??",
    "?|",
    "%",
    "%%",
    "%s",
    "%(a)s",
    ".",
    ",",
    "é",
    "😀",
    "\u{feff}",
    "\u{a0}",
    "\0",
    "E'",
    "q'[",
    "BEGIN",
    "END",
    "CASE",
    "IF",
    "THEN",
    "LOOP",
    "CREATE FUNCTION f() ",
    "AS",
    "IS",
    "DELIMITER //\n",
    "//",
    "DELIMITER é\n",
    "GO\n",
    "\n/\n",
    "COPY t FROM stdin;\n",
    "\\.\n",
    "\\i x\n",
    "-- +goose StatementBegin\n",
    "-- +goose StatementEnd\n",
    "-- migrate:down\n",
    "SELECT",
    "IN",
    "VALUES",
    "FROM",
    "a",
    "1",
    "1.",
    "0x",
    "1e",
    "{a}",
    "${a}",
    "{{ if x }}",
    "{% else %}",
    "{% endif %}",
    "{% set x %}",
    "{% endset %}",
    "U&'",
    "=",
    "<@",
];

pub fn texts(count: usize) -> impl Iterator<Item = String> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as usize % below
    };
    (0..count).map(move |index| {
        let length = draw(40);
        if index % 4 == 0 {
            let bytes: Vec<u8> = (0..length * 3).map(|_| draw(256) as u8).collect();
            return String::from_utf8_lossy(&bytes).into_owned();
        }
        (0..length).map(|_| PIECES[draw(PIECES.len())]).collect()
    })
}
