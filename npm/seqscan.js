#!/usr/bin/env node
// Starts the program that the package of this platform holds.
"use strict";

const { spawnSync } = require("node:child_process");

const name = `@seqscan/${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "seqscan.exe" : "seqscan";

let program;
try {
  program = require.resolve(`${name}/${file}`);
} catch {
  console.error(`seqscan: the package ${name} is not installed.`);
  console.error("Install seqscan without --omit=optional; if there is no such package, build it with `cargo install seqscan`.");
  process.exit(2);
}

const { error, signal, status } = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (error) {
  console.error(`seqscan: cannot start ${program}: ${error.message}`);
  process.exit(2);
}
if (signal) {
  // Ends as the program did.
  process.kill(process.pid, signal);
}
process.exit(status ?? 2);
