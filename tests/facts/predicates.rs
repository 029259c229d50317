use seqscan::fact::{Clause, Facts, Known, LiteralType, Operator, Predicate, Wrapper};
use seqscan::text::Source;

use crate::show::facts;

fn read(condition: &str) -> (Source, Facts) {
    facts("db/query.psql", &format!("SELECT id FROM users u WHERE {condition}"))
}

/// The only predicate of a condition, which must be the whole condition.
fn only(condition: &str) -> Predicate {
    let (source, facts) = read(condition);
    let all = facts.predicates.iter().filter(|test| test.clause == Clause::Where).collect::<Vec<_>>();
    assert_eq!(all.len(), 1, "{condition}: {all:?}");
    assert_eq!(source.slice(all[0].place.span), condition);
    all[0].clone()
}

#[test]
fn every_test_is_underlined_whole() {
    for condition in [
        "lower(u.email) = 'a@b.c'",
        "CAST(u.a AS text) = 'x'",
        "u.b::date = '2024-01-01'",
        "u.b::timestamp(3) with time zone > now()",
        "u.n::numeric(10, 2) <> 3",
        "u.d IN (1, 2)",
        "u.d NOT IN (SELECT id FROM x)",
        "u.e IS NOT NULL",
        "NOT u.f = 1",
        "EXISTS (SELECT 1 FROM x WHERE x.id = u.id)",
        "NOT EXISTS (SELECT 1 FROM x)",
        "count(*) > 5",
        "random() < 0.1",
        "u.z BETWEEN 1 AND (2 + 3)",
        "u.k = ANY(ARRAY[1, 2])",
        "u.k = ANY($1)",
        "u.k <> ALL (SELECT x FROM y)",
        "u.t AT TIME ZONE 'UTC' > now()",
        "u.t > now() - INTERVAL '1 day'",
        "u.t = DATE '2024-01-01'",
        "(u.a, u.b) = (1, 2)",
        "u.name LIKE '%x' ESCAPE '!'",
        "extract(year FROM u.t) = 2024",
        "substring(u.name FROM 1 FOR 3) = 'abc'",
        "trim(both ' ' from u.name) = 'x'",
        "coalesce(u.a, (SELECT max(x) FROM y)) = 1",
        "u.tags[1] = 'x'",
        "u.doc->>'a' = 'x'",
        "u.a IS DISTINCT FROM u.b",
        "u.active",
        "u.active IS TRUE",
        "u.name ~* '^a'",
        "CASE WHEN u.a THEN 1 ELSE 2 END = 1",
        "u.x = (SELECT 1)",
        "sum(u.x) FILTER (WHERE u.y > 1) OVER (PARTITION BY u.z) > 1",
    ] {
        let (source, facts) = read(condition);
        let written = facts.predicates.iter().map(|test| source.slice(test.place.span)).collect::<Vec<_>>();
        assert!(written.contains(&condition), "{condition} is not among {written:?}");
    }
}

#[test]
fn places_survive_letters_of_several_bytes() {
    let (source, facts) = facts("a.psql", "-- é😀\nSELECT 'é😀' FROM täble t\nWHERE 'ü' = lower(t.naïve)");
    let test = &facts.predicates[0];
    assert_eq!(source.slice(test.place.span), "'ü' = lower(t.naïve)");
    assert_eq!(source.slice(test.wrapped.as_ref().unwrap().span), "lower(t.naïve)");
    assert_eq!(test.column.as_deref(), Some("t.naïve"));
    assert_eq!(test.value.as_deref(), Some("'ü'"));
}

#[test]
fn what_hides_a_column_is_named() {
    for (condition, wrapper, function, column) in [
        ("lower(email) = 'x'", Wrapper::Function, Some("lower"), Some("email")),
        ("'x' = lower(email)", Wrapper::Function, Some("lower"), Some("email")),
        ("email::text = 'x'", Wrapper::Cast, None, Some("email")),
        ("a + 1 = 5", Wrapper::Arithmetic, None, Some("a")),
        ("first || ' ' || last = 'x'", Wrapper::Concatenation, None, None),
        ("concat(first, last) = 'x'", Wrapper::Concatenation, Some("concat"), None),
        ("date_trunc('day', u.at) = '2024-01-01'", Wrapper::Function, Some("date_trunc"), Some("u.at")),
        ("coalesce(x, 0) = 0", Wrapper::Function, Some("coalesce"), Some("x")),
    ] {
        let test = only(condition);
        assert_eq!(test.wrapper, Some(wrapper), "{condition}");
        assert_eq!(test.function.as_deref(), function, "{condition}");
        assert_eq!(test.column.as_deref(), column, "{condition}");
        assert!(test.seekable && test.against_constant, "{condition}");
    }
    for condition in ["email = lower('X')", "count(x) > 5", "a > now() - interval '1 day'"] {
        assert_eq!(only(condition).wrapper, None, "{condition}");
    }
}

#[test]
fn only_look_ups_are_seekable() {
    for condition in [
        "a = 1",
        "a > 1",
        "a IN (1, 2)",
        "a IN (SELECT id FROM t)",
        "a BETWEEN 1 AND 2",
        "a LIKE 'x%'",
        "a = $1",
        "a + 1 = 5",
        "date(a) = '2024-01-01'",
        "a::date = '2024-01-01'",
    ] {
        assert!(read(condition).1.predicates[0].seekable, "{condition}");
    }
    for condition in [
        "a <> 1",
        "a NOT LIKE 'x%'",
        "a LIKE '%x'",
        "a IS NULL",
        "a IS NOT NULL",
        "NOT a = 1",
        "a NOT IN (1)",
        "a = NULL",
        "a = b",
        "a % 2 = 0",
        "length(a) > 3",
        "a & 4 = 4",
        "EXISTS (SELECT 1 FROM t)",
        "1 = 1",
        "a->>'x' = 'y'",
    ] {
        assert!(!read(condition).1.predicates[0].seekable, "{condition}");
    }
}

#[test]
fn operators_say_what_not_makes_of_them() {
    for (condition, operator) in [
        ("a = 1", Operator::Equal),
        ("NOT a = 1", Operator::NotEqual),
        ("NOT (a IN (1))", Operator::NotIn),
        ("a NOT IN (SELECT 1)", Operator::NotInQuery),
        ("a ILIKE 'x'", Operator::ILike),
        ("NOT a LIKE 'x'", Operator::NotLike),
        ("a ~ 'x'", Operator::Regex),
        ("NOT (a IS NULL)", Operator::IsNotNull),
        ("a >= 3", Operator::Range),
        ("a = ANY(SELECT 1)", Operator::InQuery),
        ("a", Operator::Other),
    ] {
        assert_eq!(only(condition).operator, operator, "{condition}");
    }
}

#[test]
fn lists_and_bounds_show_their_mistakes() {
    assert!(only("a IN (1, NULL)").null_in_list);
    assert!(only("a NOT IN (1, NULL)").null_in_list);
    assert!(!only("a IN (1, 2)").null_in_list);
    assert!(only("a IN (1, 'two')").mixed_literals);
    assert!(!only("a IN ('1', 'two')").mixed_literals);
    assert!(only("a BETWEEN 10 AND 2").reversed);
    assert!(only("a BETWEEN '2024-05-01' AND '2024-01-01'").reversed);
    assert!(only("a BETWEEN DATE '2024-05-01' AND DATE '2024-01-01'").reversed);
    assert!(!only("a BETWEEN 'b' AND 'a'").reversed);
    assert!(!only("a NOT BETWEEN 10 AND 2").reversed);
    assert!(!only("a BETWEEN '2024-01-01' AND '2024-01-01 10:00'").reversed);
    assert!(!only("a BETWEEN -5 AND 2").reversed);
    assert!(only("a = 2024-01-31").unquoted_date);
    assert!(only("a > 2024-01-31").unquoted_date);
    assert!(!only("a = 2024-1").unquoted_date);
    assert!(!only("a = 100-13-32").unquoted_date);
}

#[test]
fn literals_tell_their_family() {
    for (condition, family) in [
        ("a = 1", Some(LiteralType::Number)),
        ("a = -1", Some(LiteralType::Number)),
        ("a = '1'", Some(LiteralType::Text)),
        ("a = true", Some(LiteralType::Boolean)),
        ("a = NULL", Some(LiteralType::Null)),
        ("a = DATE '2024-01-01'", Some(LiteralType::Typed)),
        ("a IN (1, 2)", Some(LiteralType::Number)),
        ("a IN (1, 'x')", None),
        ("a = $1", None),
    ] {
        assert_eq!(only(condition).literal, family, "{condition}");
    }
}

#[test]
fn wildcards_are_seen_through_calls() {
    for condition in ["a LIKE '%x'", "a ILIKE '_x'", "a LIKE '%' || $1", "a LIKE concat('%', $1)", "a NOT LIKE '%x'"] {
        assert!(only(condition).leading_wildcard, "{condition}");
    }
    for condition in ["a LIKE 'x%'", "a LIKE $1", "a LIKE 'x' || '%'"] {
        assert!(!only(condition).leading_wildcard, "{condition}");
    }
}

#[test]
fn constants_and_the_habit_of_builders() {
    for (condition, truth, habit) in [
        ("1 = 1", Known::Yes(true), true),
        ("true", Known::Yes(true), true),
        ("1=0", Known::Yes(false), true),
        ("2 > 1", Known::Yes(true), false),
        ("'a' = 'b'", Known::Yes(false), false),
        ("NOT 2 > 1", Known::Yes(false), false),
        ("a = 1", Known::No, false),
        ("NULL = NULL", Known::No, false),
    ] {
        let test = only(condition);
        assert_eq!((test.constant, test.builder_idiom), (truth, habit), "{condition}");
    }
    let (_, facts) = read("id = 5 OR 1 = 1");
    assert!(!facts.predicates[1].builder_idiom && facts.predicates[1].constant == Known::Yes(true));
}

#[test]
fn same_sides_and_counts() {
    assert!(only("u.a = u.a").same_sides);
    assert!(only("lower(a) = LOWER( a )").same_sides);
    assert!(!only("1 = 1").same_sides);
    assert!(!only("u.a = a").same_sides);
    assert_eq!(read("(SELECT count(*) FROM t WHERE t.a = u.a) > 0").1.existence_tests.len(), 1);
    assert_eq!(read("0 < (SELECT count(id) FROM t)").1.existence_tests.len(), 1);
    assert_eq!(read("(SELECT count(*) FROM t) > 5").1.existence_tests.len(), 0);
    assert_eq!(read("(SELECT count(*) FROM t GROUP BY a) > 0").1.existence_tests.len(), 0);
    let (_, shown) = facts("a.sql", "SELECT count(*) > 0 FROM t WHERE a = 1");
    assert_eq!(shown.existence_tests.len(), 1);
    let (_, grouped) = facts("a.sql", "SELECT a, count(*) > 0 FROM t GROUP BY a");
    assert_eq!(grouped.existence_tests.len(), 0);
}

#[test]
fn mixed_chains_are_found_at_their_or() {
    let first_or = |condition: &str| {
        let (source, facts) = read(condition);
        facts.conditions[0].mixes_and_or.as_ref().map(|place| (place.span.start, source.slice(place.span).to_string()))
    };
    assert_eq!(first_or("a = 1 AND b = 2 OR c = 3").map(|(_, or)| or).as_deref(), Some("OR"));
    assert_eq!(first_or("a = 1 or b = 2 and c = 3").map(|(_, or)| or).as_deref(), Some("or"));
    assert_eq!(first_or("(a = 1 AND b = 2) OR c = 3"), None);
    assert_eq!(first_or("a = 1 AND (b = 2 OR c = 3)"), None);
    assert_eq!(first_or("a BETWEEN 1 AND 2 OR c = 3"), None);
    // Every arm is a chain of its own, or the form asks for the next page.
    assert_eq!(first_or("a = 1 AND b = 2 OR c = 3 AND d = 4"), None);
    assert_eq!(first_or("a < $1 OR a = $1 AND b < $2"), None);
    assert_eq!(first_or("a > $1 OR a = $1 AND b > $2 OR a = $1 AND b = $2 AND c > $3"), None);
    assert_eq!(first_or("a < $1 OR c = $1 AND b < $2").map(|(_, or)| or).as_deref(), Some("OR"));
    assert_eq!(first_or("z = 1 AND (a = 1 OR b = 2 AND c = 3)").map(|(_, or)| or).as_deref(), Some("OR"));
    let (source, facts) = read("x = 1 OR a = 1 AND b = 2 OR c = 3");
    assert_eq!(facts.conditions[0].mixes_and_or.as_ref().unwrap().span.start as usize, source.text.find("OR").unwrap());
}

#[test]
fn tests_below_or_say_so() {
    let (_, facts) = read("a = 1 AND (b = 2 OR c = 3) AND NOT (d = 4 AND e = 5)");
    let below = facts.predicates.iter().map(|test| test.under_or).collect::<Vec<_>>();
    assert_eq!(below, [false, true, true, true, true]);
    assert_eq!(facts.predicates[3].operator, Operator::NotEqual);
}
