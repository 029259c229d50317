//! The types of expressions, as far as literals, casts, functions and the schema tell.

use super::scope::Scope;
use crate::extract::{Operand, Term};
use crate::fact::LiteralType;
use crate::project::catalog;
use crate::project::catalog::{SqlType, TypeFamily, UserTypeKind};

/// The type of a column. A domain is compared as what it is made of.
pub fn of_column(column: &catalog::Column, scope: Scope) -> SqlType {
    let ty = &column.ty;
    let user = scope.catalog.filter(|_| ty.family == TypeFamily::Other && !ty.array);
    match user.and_then(|catalog| catalog.user_type(&ty.written)).map(|user| &user.kind) {
        Some(UserTypeKind::Domain { base, .. }) => SqlType::parse(base, scope.statement.dialect),
        Some(UserTypeKind::Enum(_)) => SqlType { family: TypeFamily::Enum, ..ty.clone() },
        _ => ty.clone(),
    }
}

/// The type of a calculation; `of` tells that of its parts.
pub fn of<'e>(term: &'e Term, scope: Scope, of: &dyn Fn(&'e Term) -> SqlType) -> SqlType {
    let _ = of;
    match &term.operand {
        Operand::Literal { family: LiteralType::Number, text } => number(text),
        Operand::Cast { target, .. } => SqlType::parse(target, scope.statement.dialect),
        Operand::Call { name, .. } if name == "count" => SqlType::of(TypeFamily::BigInt, "bigint"),
        _ => SqlType::unknown(),
    }
}

fn number(text: &str) -> SqlType {
    let family = match text.parse::<i64>() {
        Ok(value) if i32::try_from(value).is_ok() => TypeFamily::Integer,
        Ok(_) => TypeFamily::BigInt,
        Err(_) => TypeFamily::Numeric,
    };
    SqlType::of(
        family,
        match family {
            TypeFamily::Integer => "integer",
            TypeFamily::BigInt => "bigint",
            _ => "numeric",
        },
    )
}
