//! The names that Django gives to indexes and constraints that nobody named: a proposal to drop one must name it right.

use crate::fact::Dialect;

/// The longest name that an engine takes, in characters; Django's own limit where there is none.
fn longest(dialect: Dialect) -> usize {
    match dialect {
        Dialect::Sqlite => 200,
        Dialect::Mysql => 64,
        _ => 63,
    }
}

/// `shop_order_paid_on_1a2b3c4d_uniq`: table, columns, eight digits of a hash over both, and what it is (`_uniq`, or
/// nothing for an index). All three give way when the whole is too long.
pub fn generated(table: &str, columns: &[String], what: &str, dialect: Dialect) -> String {
    let most = longest(dialect);
    let mut hashed = table.to_owned();
    columns.iter().for_each(|column| hashed.push_str(column));
    let mut ending = format!("{}{what}", &hexadecimal(md5(hashed.as_bytes()))[..8]);
    let joined = columns.join("_");
    let whole = format!("{table}_{joined}_{ending}");
    if whole.chars().count() <= most {
        return whole;
    }
    if ending.chars().count() * 3 > most {
        ending = first(&ending, most / 3);
    }
    let part = (most - ending.chars().count()) / 2 - 1;
    let name = format!("{}_{}_{ending}", first(table, part), first(&joined, part));
    if name.starts_with(|letter: char| letter == '_' || letter.is_ascii_digit()) {
        return format!("D{}", first(&name, name.chars().count() - 1));
    }
    name
}

fn first(text: &str, count: usize) -> String {
    text.chars().take(count).collect()
}

fn hexadecimal(digest: [u8; 16]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How far each of the 64 steps turns, round by round.
const TURNS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];

/// MD5 (RFC 1321), which says nothing about secrets here.
fn md5(text: &[u8]) -> [u8; 16] {
    let mut message = text.to_vec();
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    message.extend((text.len() as u64).wrapping_mul(8).to_le_bytes());
    let mut state: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in message.chunks_exact(64) {
        let word =
            |at: usize| block[at * 4..at * 4 + 4].iter().rev().fold(0u32, |word, &byte| word << 8 | u32::from(byte));
        let [mut a, mut b, mut c, mut d] = state;
        for step in 0..64 {
            let (mixed, at) = match step / 16 {
                0 => (b & c | !b & d, step),
                1 => (d & b | !d & c, (5 * step + 1) % 16),
                2 => (b ^ c ^ d, (3 * step + 5) % 16),
                _ => (c ^ (b | !d), 7 * step % 16),
            };
            let sum = a.wrapping_add(mixed).wrapping_add(constant(step)).wrapping_add(word(at));
            (a, d, c) = (d, c, b);
            b = b.wrapping_add(sum.rotate_left(TURNS[step / 16][step % 4]));
        }
        for (whole, part) in state.iter_mut().zip([a, b, c, d]) {
            *whole = whole.wrapping_add(part);
        }
    }
    let mut digest = [0; 16];
    for (bytes, word) in digest.chunks_exact_mut(4).zip(state) {
        bytes.copy_from_slice(&word.to_le_bytes());
    }
    digest
}

/// The first 32 bits behind the point of |sin(step + 1)|.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
fn constant(step: usize) -> u32 {
    (((step + 1) as f64).sin().abs() * 4_294_967_296.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_md5() {
        let of = |text: &str| hexadecimal(md5(text.as_bytes()));
        assert_eq!(of(""), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(of("message digest"), "f96b697d7cb7938d525a2f31aaf161d0");
        let long = "1234567890".repeat(8);
        assert_eq!(of(&long), "57edf4a22be3c955ac49da2e2107b67a", "the vectors of RFC 1321");
    }

    #[test]
    fn long_names_give_way_everywhere() {
        let columns = ["a_rather_long_name_of_a_column".to_owned(), "and_another_long_one".to_owned()];
        let name = generated("warehouse_stocktaking", &columns, "_uniq", Dialect::Postgres);
        assert!(name.len() <= 63 && name.ends_with("_uniq"), "{name}");
        let whole = generated("warehouse_stocktaking", &columns, "_uniq", Dialect::Sqlite);
        assert!(whole.starts_with("warehouse_stocktaking_a_rather_long_name_of_a_column_and_another_long_one_"));
    }
}
