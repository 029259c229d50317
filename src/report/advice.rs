//! A plan of indexes, for people and for machines.

use std::io::{self, Write};

use serde_json::json;

use super::catalog::Files;
use crate::advise::{Plan, Served};

pub fn text(plan: &Plan, files: &Files, out: &mut dyn Write) -> io::Result<()> {
    if plan.proposals.is_empty() && plan.drops.is_empty() {
        return writeln!(out, "No query was seen that wants another index, and no index that could go.");
    }
    for proposal in &plan.proposals {
        writeln!(out, "{};", proposal.statement)?;
        for (at, Served { path, line, foreign_key }) in proposal.serves.iter().enumerate() {
            let path = files.path(path);
            let verb = if at == 0 { "serves" } else { "      " };
            writeln!(out, "  {verb} {path}:{line}{}", if *foreign_key { " (foreign key)" } else { "" })?;
        }
        if let Some(index) = &proposal.replaces {
            writeln!(out, "  replaces {index}")?;
        }
        writeln!(out)?;
    }
    for drop in &plan.drops {
        writeln!(out, "{};", drop.statement)?;
        writeln!(out, "  covered by {}; defined in {}", drop.covered_by, files.shown(&drop.defined))?;
        writeln!(out)?;
    }
    writeln!(
        out,
        "How many rows a table has is not known here: an index is worth its upkeep from some thousand rows on."
    )?;
    if !plan.drops.is_empty() {
        writeln!(out, "Look at the use of an index on every replica before it is dropped.")?;
    }
    Ok(())
}

pub fn json(plan: &Plan, files: &Files, out: &mut dyn Write) -> io::Result<()> {
    let create = plan.proposals.iter().map(|proposal| {
        let serves: Vec<_> = proposal
            .serves
            .iter()
            .map(|one| json!({"path": files.path(&one.path), "line": one.line, "foreign_key": one.foreign_key}))
            .collect();
        json!({
            "table": proposal.table,
            "keys": proposal.keys,
            "statement": proposal.statement,
            "serves": serves,
            "replaces": proposal.replaces,
        })
    });
    let drop = plan.drops.iter().map(|drop| {
        json!({
            "table": drop.table,
            "index": drop.index,
            "covered_by": drop.covered_by,
            "statement": drop.statement,
            "defined": {"path": files.path(&drop.defined.path), "line": files.line(&drop.defined)},
        })
    });
    let whole = json!({"version": 1, "create": create.collect::<Vec<_>>(), "drop": drop.collect::<Vec<_>>()});
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}
