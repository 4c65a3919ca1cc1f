#!/usr/bin/env node
// Syntax that any Node reads: what keeps the suite from being loaded at all is said in one sentence.
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const oldest = 20;

/** The suite itself broke: never 1, which would blame the target. */
function broken(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 4;
}

async function start() {
  // A checkout has its sources beside it, a package does not.
  if (existsSync(join(__dirname, '..', 'tools', 'ensure-built.js'))) {
    await (await import('../tools/ensure-built.js')).ensureBuilt();
  }
  await import('../dist/cli.js');
}

if (Number(process.versions.node.split('.')[0]) < oldest) {
  broken(`nexus-conformance needs Node ${oldest} or later; this is ${process.versions.node}.`);
} else {
  start().catch((error) => {
    const missing =
      error.code === 'ERR_MODULE_NOT_FOUND'
        ? ' Install its packages again: npm ci, or npm install nexus-conformance.'
        : '';
    broken(`nexus-conformance cannot be loaded: ${String(error.message).split('\n')[0]}.${missing}`.replace('..', '.'));
  });
}
