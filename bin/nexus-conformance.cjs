#!/usr/bin/env node
// Syntax that any Node reads: what keeps the suite from being loaded at all is said in one sentence.
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const oldest = 20;
/** A checkout has beside it what builds it, a package does not. */
const isCheckout = existsSync(join(__dirname, '..', 'tools', 'ensure-built.js'));
const install = isCheckout ? 'npm ci' : 'npm install nexus-conformance';

let isSaid = false;
let isDone = false;

/** The suite itself broke: never 1, which would blame the target. */
function broken(message) {
  isSaid = true;
  process.stderr.write(`nexus-conformance ${message}\n`);
  process.exitCode = 4;
}

/** A process that runs out of things to wait for ends like a good one: it is none unless the command says so. */
function brokenUnlessDone() {
  process.exitCode = 4;
  process.on('exit', (code) => {
    if (code === 4 && !isDone && !isSaid) broken('itself broke: it ended before it was done.');
  });
}

/** The first line of an Error's message: the others are for who develops the suite. */
function wordsOf(error) {
  return String(error.message).split('\n')[0].replace(/[.:]$/, '');
}

function missingPackages() {
  const { dependencies } = require('../package.json');
  return Object.keys(dependencies).filter((name) => {
    try {
      require.resolve(name);
      return false;
    } catch ({ code }) {
      // Any other says that it is there, and is not for `require`.
      return code === 'MODULE_NOT_FOUND';
    }
  });
}

async function start() {
  if (isCheckout) await (await import('../tools/ensure-built.js')).ensureBuilt();
  await import('../dist/cli.js');
  isDone = true;
}

function main() {
  brokenUnlessDone();
  const { node } = process.versions;
  if (Number(node.split('.')[0]) < oldest) return broken(`needs Node ${oldest} or later; this is ${node}.`);
  const missing = missingPackages();
  if (missing.length > 0)
    return broken(`lacks packages that it needs (${missing.join(', ')}); ${install} brings them.`);
  process.on('uncaughtException', (error) => {
    broken(`itself broke: ${wordsOf(error)}.`);
    process.exit();
  });
  start().catch((error) => {
    const advice = error.code === 'ERR_MODULE_NOT_FOUND' ? `; ${install} brings it again` : '';
    broken(`cannot be loaded: ${wordsOf(error)}${advice}.`);
  });
}

main();
