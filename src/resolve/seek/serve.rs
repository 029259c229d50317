//! Whether an index serves a use of its table: how many of its keys are bound, whether it gives the order, whether
//! the table itself need not be read. And, where it all but serves, what is missing.

use super::View;
use super::condition::{follows, is_condition};
use super::ends::stand_at_the_ends;
use super::expression::canonical;
use super::keys::{Bound, Key, KeyOf};
use super::usage::{Ordered, Usage};
use crate::extract::Predicate;
use crate::project::Product;
use crate::project::catalog::{ColumnId, Index, IndexKey, Keyed, Table, TypeFamily};

/// What an index does for a use of its table.
#[derive(Clone, Debug)]
pub struct Service<'e> {
    pub index: &'e Index,
    /// Keys from the first on that tests bound: the scan reads only what lies between.
    pub bound: usize,
    /// How many of these are bound to one value at a time.
    pub equal: usize,
    /// Rows come in the order that is wanted.
    pub ordered: bool,
    /// All that is read stands in the index.
    pub covering: bool,
    /// Each look-up finds one row at most.
    pub unique: bool,
    /// The first key is bound by what all of the partial index holds anyway.
    pub whole: bool,
    /// The lowest or highest that is asked for stands at one end of what is looked up.
    pub ends: bool,
    /// A range on an earlier key ends the scan's bounds before an equality on a later one.
    pub range_first: Option<(Key<'e>, Key<'e>)>,
}

/// Why an index that seems to be there for a use does not serve it.
#[derive(Clone, Debug, PartialEq)]
pub enum Miss<'e> {
    /// Its condition does not follow from the tests.
    Condition,
    /// Its first key is not bound, but the key at this position is.
    Leading { position: usize, test: Key<'e> },
    /// An expression over the same column is indexed, but another one.
    Expression { test: Key<'e> },
    /// The text's order in it is not the one that patterns need.
    Order { test: Key<'e> },
    /// It has the sort keys, but turns some the other way.
    Direction,
}

impl Service<'_> {
    pub fn narrows(&self) -> bool {
        self.bound > 0
    }

    /// Whether less than the whole index is read.
    pub fn looks_up(&self) -> bool {
        self.bound > usize::from(self.whole) || self.ends
    }
}

/// What an index does for a use, or why it does nothing.
pub fn serve<'e>(view: View<'e>, usage: &Usage<'e>, index: &'e Index) -> Result<Service<'e>, Option<Miss<'e>>> {
    if !index.usable {
        return Err(None);
    }
    let service = match index.method.as_str() {
        "btree" => bounds(view, usage, index),
        "gin" => contained(view, usage, index),
        _ => return Err(None),
    };
    let implied = index.predicate.as_ref().is_none_or(|condition| {
        !condition.tests.is_empty() && condition.tests.iter().all(|wanted| follows(view, usage, wanted))
    });
    if !implied {
        return Err((service.bound > 0).then_some(Miss::Condition));
    }
    match service.bound > 0 || service.ordered || service.covering || service.ends {
        true => Ok(service),
        false if !index.is_btree() => Err(None),
        false => Err(miss(view, usage, index)),
    }
}

fn bounds<'e>(view: View<'e>, usage: &Usage<'e>, index: &'e Index) -> Service<'e> {
    let mut range = None;
    let mut bound = 0;
    let mut equal = 0;
    let mut single = true;
    let mut whole = false;
    for key in &index.keys {
        let tests: Vec<&Key> = usage.keys.iter().filter(|test| binds(view, usage.table, key, test)).collect();
        if let Some(test) = tests.iter().find(|test| test.bound.is_equal()) {
            bound += 1;
            equal += 1;
            single &= test.bound != Bound::OneOf;
        } else {
            bound += usize::from(!tests.is_empty());
            range = tests.first().filter(|test| test.bound == Bound::Range).copied().cloned();
            whole = bound == 1 && is_condition(view, usage, index, &tests);
            break;
        }
    }
    let filters =
        index.keys.iter().skip(bound).filter(|key| usage.keys.iter().any(|test| binds(view, usage.table, key, test)));
    let filters: Vec<&IndexKey> = filters.collect();
    let later = usage
        .keys
        .iter()
        .find(|test| test.bound == Bound::Equal && filters.iter().any(|key| binds(view, usage.table, key, test)));
    let all = equal == index.keys.len();
    Service {
        index,
        bound,
        equal,
        ordered: single && gives_order(view, usage, index, equal),
        covering: covers(view, usage, index),
        unique: index.unique && all && single && index.predicate.is_none(),
        whole,
        ends: stand_at_the_ends(view, usage, index, equal),
        range_first: range.filter(|_| equal == 0).zip(later.cloned()),
    }
}

/// What an index of the parts of its values does: each part is looked up for itself.
fn contained<'e>(view: View<'e>, usage: &Usage<'e>, index: &'e Index) -> Service<'e> {
    let found = |key: &IndexKey| {
        let paths = key.operator_class.as_deref().is_some_and(|class| class.contains("path_ops"));
        usage.keys.iter().any(|test| {
            let known = !paths || matches!(test.test.sign.as_str(), "@>" | "@@" | "@?");
            test.bound == Bound::Inside && known && is_of(usage.table, key, &test.of)
        })
    };
    Service {
        index,
        bound: usize::from(view.engine.product == Product::Postgres && index.keys.iter().any(found)),
        equal: 0,
        ordered: false,
        covering: false,
        unique: false,
        whole: false,
        ends: false,
        range_first: None,
    }
}

/// Whether a test bounds a key of an index.
fn binds(view: View, table: &Table, key: &IndexKey, test: &Key) -> bool {
    if !is_of(table, key, &test.of) {
        return false;
    }
    if matches!(test.bound, Bound::Lost | Bound::Inside) || !has_order(view, table, key, test) {
        return false;
    }
    let class = key.operator_class.as_deref().unwrap_or_default();
    let patterns = class.contains("pattern_ops");
    match (view.engine.product, test.bound) {
        // A custom plan knows the pattern; a generic one does not.
        (Product::Sqlite, Bound::Pattern) => false,
        (Product::Sqlite, Bound::Start) => test.test.sign == "GLOB",
        (Product::Postgres, Bound::Start | Bound::Pattern) => patterns || is_plain_order(table, key, view.engine.major),
        (Product::Postgres, Bound::Range) => !patterns,
        _ => true,
    }
}

fn is_of(table: &Table, key: &IndexKey, of: &KeyOf) -> bool {
    match (&key.of, of) {
        (Keyed::Column(own), KeyOf::Column(wanted)) => own == wanted,
        (Keyed::Expression { text, .. }, KeyOf::Expression(wanted)) => canonical(text, table) == *wanted,
        _ => false,
    }
}

/// Whether an index keeps text in the order that a test asks for.
fn has_order(view: View, table: &Table, key: &IndexKey, test: &Key) -> bool {
    let Some(asked) = test.collation else { return true };
    let own = collation(table, key).unwrap_or("binary");
    match view.engine.product {
        Product::Postgres | Product::Sqlite => own.eq_ignore_ascii_case(asked),
        Product::Mysql | Product::MariaDb => true,
    }
}

/// The order that an index keeps a text in, when it is written, without schema and quotes.
fn collation<'t>(table: &'t Table, key: &'t IndexKey) -> Option<&'t str> {
    let own = match &key.of {
        Keyed::Column(id) => table.by_id(*id).and_then(|column| column.collation.as_deref()),
        Keyed::Expression { .. } => None,
    };
    let written = key.collation.as_deref().or(own)?.trim_matches('"');
    written.rsplit('.').next().map(|name| name.trim_matches('"'))
}

/// Whether PostgreSQL keeps this text in the order of its bytes, which patterns need.
fn is_plain_order(table: &Table, key: &IndexKey, major: u16) -> bool {
    match collation(table, key) {
        Some("C" | "POSIX") => true,
        Some("pg_c_utf8") => major >= 17,
        _ => false,
    }
}

/// Whether the rows of a scan come in the order wanted: what is equal is left out, the rest stands in the index as it
/// is wanted, or all of it the other way.
fn gives_order(view: View, usage: &Usage, index: &Index, equal: usize) -> bool {
    direction(view, usage, index, equal) == Some(true)
}

/// None: the keys are others. Some(false): only their directions differ.
fn direction(view: View, usage: &Usage, index: &Index, equal: usize) -> Option<bool> {
    let table = usage.table;
    let fixed =
        |of: &KeyOf| usage.keys.iter().any(|key| key.of == *of && matches!(key.bound, Bound::Equal | Bound::Null));
    let wanted: Vec<&Ordered> = usage.order.iter().filter(|key| !fixed(&key.of)).collect();
    if wanted.is_empty() || usage.order.is_empty() {
        return None;
    }
    let is_fixed = |key: &&IndexKey| usage.keys.iter().any(|test| is_of(table, key, &test.of) && fixed(&test.of));
    let skipped = index.keys.iter().take(equal).take_while(is_fixed).count();
    let own: Vec<&IndexKey> = index.keys.iter().skip(skipped).filter(|key| !is_fixed(key)).collect();
    let same_keys =
        own.len() >= wanted.len() && own.iter().zip(&wanted).all(|(own, wanted)| is_of(table, own, &wanted.of));
    let plain = own
        .iter()
        .take(wanted.len())
        .all(|key| key.prefix.is_none() && !key.operator_class.as_deref().unwrap_or_default().contains("pattern_ops"));
    if !same_keys || !plain {
        return None;
    }
    let turns: Vec<bool> = own.iter().zip(&wanted).map(|(own, wanted)| own.descending != wanted.descending).collect();
    let nulls = own
        .iter()
        .zip(&wanted)
        .zip(&turns)
        .all(|((own, wanted), turned)| nulls_agree(view, table, own, wanted, *turned));
    Some(nulls && turns.windows(2).all(|pair| pair[0] == pair[1]))
}

fn nulls_agree(view: View, table: &Table, own: &IndexKey, wanted: &Ordered, turned: bool) -> bool {
    let never = match &own.of {
        Keyed::Column(id) => table.by_id(*id).is_some_and(|column| column.nullable.known() == Some(false)),
        Keyed::Expression { .. } => false,
    };
    // PostgreSQL takes NULL for the highest; SQLite looks it up apart from the rest.
    if never || view.engine.product != Product::Postgres {
        return true;
    }
    let stored = own.nulls_first.unwrap_or(own.descending);
    let asked = wanted.nulls_first.unwrap_or(wanted.descending);
    (stored != turned) == asked
}

fn covers(view: View, usage: &Usage, index: &Index) -> bool {
    let Some(reads) = &usage.reads else { return false };
    let held: Vec<ColumnId> =
        (0..index.keys.len()).filter_map(|at| index.column_at(at)).chain(index.include.iter().copied()).collect();
    let with_key = view.engine.product != Product::Postgres;
    let holds = |id: &ColumnId| held.contains(id) || with_key && usage.table.primary_key.contains(id);
    !reads.is_empty() && reads.iter().all(holds)
}

fn miss<'e>(view: View<'e>, usage: &Usage<'e>, index: &'e Index) -> Option<Miss<'e>> {
    let first = index.keys.first()?;
    let later = index.keys.iter().enumerate().skip(1).find_map(|(position, key)| {
        let test = usage.keys.iter().find(|test| binds(view, usage.table, key, test) && test.bound.is_equal())?;
        Some(Miss::Leading { position, test: test.clone() })
    });
    let lost = usage.keys.iter().any(|test| is_of(usage.table, first, &test.of) && test.bound == Bound::Lost);
    let later = later.filter(|_| !lost);
    let class = usage.keys.iter().find(|test| is_of(usage.table, first, &test.of) && test.bound == Bound::Start);
    let other = usage.keys.iter().find(|test| match (&first.of, &test.of) {
        (Keyed::Expression { columns, .. }, KeyOf::Expression(_)) => {
            let named = named_columns(usage.table, test.test);
            !columns.is_empty()
                && columns.iter().all(|column| named.contains(column))
                && is_text_like(usage.table, columns)
        }
        _ => false,
    });
    let direction = direction(view, usage, index, 0) == Some(false);
    let of_expression = other.map(|test| Miss::Expression { test: test.clone() });
    let of_order = class.map(|test| Miss::Order { test: test.clone() });
    of_order.or(of_expression).or(direction.then_some(Miss::Direction)).or(later)
}

fn named_columns(table: &Table, test: &Predicate) -> Vec<ColumnId> {
    let mut columns = Vec::new();
    test.left.iter().chain(&test.right).for_each(|term| term.columns(&mut columns));
    columns.iter().filter_map(|column| Some(table.column(&column.name)?.id)).collect()
}

/// Other parts of a document are other things; of a text there is but one.
fn is_text_like(table: &Table, columns: &[ColumnId]) -> bool {
    let document = |family| matches!(family, TypeFamily::Json | TypeFamily::Jsonb);
    columns.iter().all(|id| table.by_id(*id).is_some_and(|column| !document(column.ty.family)))
}

#[cfg(test)]
pub mod tests {
    use super::super::usage::usages;
    use super::*;
    use crate::extract::ObjectName;
    use crate::fact::{Dialect, Known};
    use crate::project::Engine;
    use crate::project::catalog::{Backs, Column, SqlType, TableKind};
    use crate::project::{Catalog, Database};
    use crate::resolve::scope::Scope;
    use crate::text::Source;
    use crate::text::{Place, SourceKind, Span};

    fn place() -> Place {
        Place { path: "schema.sql".into(), span: Span::default() }
    }

    fn with_columns(name: &str, columns: &[(&str, &str)]) -> Table {
        let name = ObjectName { schema: None, name: name.to_owned() };
        let mut table = Table::new(name, TableKind::Table, place());
        for (name, ty) in columns {
            let id = table.new_column_id();
            table.columns.push(Column {
                id,
                name: (*name).to_owned(),
                ty: SqlType::parse(ty, Dialect::Postgres),
                nullable: Known::Yes(*name != "id"),
                default: None,
                generated: false,
                auto_increment: false,
                collation: None,
                charset: None,
                defined: place(),
            });
        }
        table
    }

    pub fn table() -> Table {
        with_columns(
            "users",
            &[
                ("id", "int"),
                ("email", "varchar(80)"),
                ("age", "int"),
                ("data", "jsonb"),
                ("born", "date"),
                ("active", "boolean"),
                ("city", "text"),
            ],
        )
    }

    fn index(table: &Table, name: &str, keys: &[&str]) -> Index {
        let key = |text: &&str| {
            let (text, descending) = text.strip_suffix(" desc").map_or((*text, false), |text| (text, true));
            let of = match table.column(text) {
                Some(column) => Keyed::Column(column.id),
                None => Keyed::Expression {
                    text: text.to_owned(),
                    term: None,
                    columns: table
                        .columns
                        .iter()
                        .filter(|column| text.contains(&column.name))
                        .map(|column| column.id)
                        .collect(),
                },
            };
            IndexKey { of, prefix: None, descending, nulls_first: None, operator_class: None, collation: None }
        };
        Index {
            name: name.to_owned(),
            keys: keys.iter().map(key).collect(),
            include: Vec::new(),
            unique: false,
            nulls_not_distinct: false,
            predicate: None,
            method: "btree".to_owned(),
            backs: Backs::Nothing,
            usable: true,
            implied: false,
            defined: place(),
        }
    }

    /// The keys bound by a query on `users`, or whether the order is given (`ordered`), or nothing.
    pub fn verdict(sql: &str, keys: &[&str], engine: Engine) -> String {
        let mut users = table();
        let index = index(&users, "i", keys);
        users.indexes.push(index);
        let dialect = match engine.product {
            crate::project::Product::Postgres => Dialect::Postgres,
            crate::project::Product::Sqlite => Dialect::Sqlite,
            _ => Dialect::Mysql,
        };
        let mut catalog = Catalog::new(dialect);
        catalog.add(users);
        catalog.add(with_columns("orders", &[("id", "int"), ("user_id", "int"), ("total", "numeric")]));
        let source = Source::new("a.sql", sql, SourceKind::Sql);
        let choice = crate::extract::DialectChoice { dialect, reason: String::new() };
        let extract = crate::lint::extract_sql(&source, choice);
        let database = Database { catalog, ..Database::default() };
        let statement = &extract.statements[0];
        let reads = |query: &crate::extract::Query| query.tables.iter().any(|used| used.name == "users");
        let query = statement.queries.iter().position(reads).expect("a query reads users");
        let scope = Scope::of_database(statement, query, Some(&database));
        let view = View { source: &source, scope, engine };
        let usages = usages(view);
        let usage = usages.iter().find(|usage| usage.table.name == "users").expect("it reads users");
        match serve(view, usage, &usage.table.indexes[0]) {
            Ok(service) if service.bound > 0 => {
                let ordered = if service.ordered { " ordered" } else { "" };
                format!("{}{ordered}", service.bound)
            }
            Ok(service) if service.ordered => "ordered".to_owned(),
            Ok(_) => "covering".to_owned(),
            Err(None) => "nothing".to_owned(),
            Err(Some(miss)) => format!("{miss:?}").split([' ', '{']).next().unwrap_or_default().to_owned(),
        }
    }

    pub fn postgres() -> Engine {
        Engine::new(crate::project::Product::Postgres, 16, 0)
    }

    #[test]
    fn tests_bind_the_keys_from_the_first_on() {
        let on =
            |test: &str, keys: &[&str]| verdict(&format!("SELECT data FROM users u WHERE {test}"), keys, postgres());
        assert_eq!(on("age = 3", &["age"]), "1");
        assert_eq!(on("3 = u.age AND city = $1", &["age", "city"]), "2");
        assert_eq!(on("age > 3 AND city = $1", &["age", "city"]), "1");
        assert_eq!(on("city = 'Rome'", &["age", "city"]), "Leading");
        assert_eq!(on("age = 1 OR age = 2", &["age"]), "1");
        assert_eq!(on("age = 1 OR city = 'Rome'", &["age"]), "nothing");
        assert_eq!(on("(age = 1 AND city = 'a') OR (age = 1 AND born IS NULL)", &["age"]), "1");
        assert_eq!(on("age = 1 AND (city = 'a' OR born IS NULL)", &["age"]), "1");
        assert_eq!(on("age <> 1", &["age"]), "nothing");
        assert_eq!(on("NOT (age < 7)", &["age"]), "1");
        assert_eq!(on("age IN (1, 2)", &["age"]), "1");
        assert_eq!(on("age + 1 = 2", &["age"]), "nothing");
        assert_eq!(on("age = id", &["age"]), "nothing");
        assert_eq!(on("active", &["active"]), "1");
        assert_eq!(on("(age, city) > (1, 'x')", &["age", "city"]), "1");
    }

    #[test]
    fn expressions_need_their_own_index() {
        let on =
            |test: &str, keys: &[&str]| verdict(&format!("SELECT born FROM users u WHERE {test}"), keys, postgres());
        assert_eq!(on("LOWER(u.email) = $1", &["lower((email)::text)"]), "1");
        assert_eq!(on("lower(email) = $1", &["email"]), "nothing");
        assert_eq!(on("lower(trim(email)) = $1", &["lower(email)"]), "Expression");
        assert_eq!(on("email::text = $1", &["email"]), "1");
        assert_eq!(on("data->>'k' = $1", &["(data ->> 'k'::text)"]), "1");
        assert_eq!(on("data->'k' = $1", &["(data ->> 'k'::text)"]), "nothing");
        assert_eq!(on("data->>$2 = $1", &["(data ->> 'k'::text)"]), "nothing");
        assert_eq!(on("email LIKE 'a%'", &["email"]), "Order");
        assert_eq!(on("email LIKE 'a'", &["email"]), "1");
    }

    #[test]
    fn orders_are_given_one_way_or_wholly_the_other() {
        let on =
            |rest: &str, keys: &[&str]| verdict(&format!("SELECT data FROM users {rest} LIMIT 10"), keys, postgres());
        assert_eq!(on("ORDER BY age, city", &["age", "city"]), "ordered");
        assert_eq!(on("ORDER BY age DESC, city DESC", &["age", "city"]), "ordered");
        assert_eq!(on("ORDER BY age, city DESC", &["age", "city"]), "Direction");
        assert_eq!(on("ORDER BY age, city DESC", &["age", "city desc"]), "ordered");
        assert_eq!(on("ORDER BY age NULLS FIRST", &["age"]), "Direction");
        assert_eq!(on("WHERE age = 3 ORDER BY city", &["age", "city"]), "1 ordered");
        assert_eq!(on("WHERE age IN (3, 4) ORDER BY city", &["age", "city"]), "1");
        assert_eq!(on("ORDER BY city", &["age", "city"]), "nothing");
    }

    #[test]
    fn outer_joins_narrow_one_side() {
        let on = |from: &str| verdict(&format!("SELECT u.data FROM {from}"), &["age"], postgres());
        assert_eq!(on("orders o LEFT JOIN users u ON u.age = o.user_id"), "1");
        assert_eq!(on("users u LEFT JOIN orders o ON o.user_id = u.id AND u.age = 3"), "nothing");
        assert_eq!(on("users u JOIN orders o ON o.user_id = u.id AND u.age = 3"), "1");
    }

    #[test]
    fn engines_differ() {
        use crate::project::Product::{MariaDb, Mysql, Sqlite};
        let on = |test: &str, engine| verdict(&format!("SELECT data FROM users WHERE {test}"), &["born"], engine);
        let old = Engine::new(MariaDb, 10, 11);
        let new = Engine::new(MariaDb, 11, 8);
        assert_eq!(on("year(born) = 2024", old), "nothing");
        assert_eq!(on("year(born) = 2024", new), "1");
        assert_eq!(on("date(born) = '2024-01-01'", Engine::new(Mysql, 9, 7)), "nothing");
        assert_eq!(on("date(born) = '2024-01-01'", postgres()), "1", "it changes nothing");
        assert_eq!(on("NOT (born < '2024-01-01')", Engine::new(Sqlite, 3, 40)), "nothing");
        assert_eq!(on("born <=> NULL", old), "nothing");
        assert_eq!(on("(born, age) > ('2024-01-01', 3)", old), "nothing");
    }
}
