import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { variable, variableNames } from '../../config/variables.ts';
import { inProfile, requirementIds } from '../../requirements/index.ts';
import { profiles } from '../../requirements/types.ts';
import { parseEnvFile } from '../../src/configuration/env-file.ts';
import { configurationIn, resolveConfiguration } from '../../src/configuration/resolve.ts';
import { readSources } from '../../src/configuration/sources.ts';
import { printable } from '../../src/report/text.ts';
import { select } from '../../src/run/selection.ts';
import { good, now } from './configuration-setup.ts';

const seeded = { seed: 20_260_101 };
const anyText = fc.string({ unit: 'binary', maxLength: 60 });

const order = /##(vso)?\[/i;

test('no printed text moves the cursor, ends the line or gives an agent an order, and other ASCII stays as it is', () => {
  const pieces = fc.oneof(anyText, fc.constantFrom('##vso[', '##[', '#', '['));
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 4 }), (parts) => {
      const text = printable(parts.join(''));
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
      expect(text).not.toMatch(order);
      expect(printable(text)).toBe(text);
    }),
    seeded,
  );
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => order.test(text) || printable(text) === text),
    seeded,
  );
});

/** Values as people set them, and what comes of a slip. */
const anyValue = fc.oneof(
  anyText,
  fc.constantFrom(
    '',
    ' ',
    'none',
    'true',
    'false',
    'gate',
    'smoke',
    'certify',
    'production',
    '0',
    '-1',
    '1e9',
    '\0',
    '/',
  ),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.constantFrom('http://[::1]:1', 'https://u:p@host', 'imaps://host/INBOX', 'mailpit+http://127.0.0.1:9', 'a.b.c'),
  fc.constantFrom(...requirementIds, 'auth/*', ',,', '*'),
);
const anyName = fc.oneof(
  fc.constantFrom(...variableNames),
  fc.constantFrom(...variableNames).map((name) => `${name}_FILE`),
  fc.constantFrom(...variableNames).map((name) => name.replace(/.$/, '')),
);

test('any configuration is read without an error of the suite, and no message shows a secret', () => {
  const workingFolder = mkdtempSync(join(tmpdir(), 'nexus-properties-'));
  const said = (environment: Readonly<Record<string, string>>) => {
    const resolution = resolveConfiguration(readSources({ flags: {}, environment, workingFolder, now }));
    return 'misconfigurations' in resolution ? resolution.misconfigurations.map(({ message }) => message) : undefined;
  };
  try {
    fc.assert(
      fc.property(fc.dictionary(anyName, anyValue, { maxKeys: 6 }), fc.boolean(), (changed, isGoodElse) => {
        const messages = said({ ...(isGoodElse ? good : {}), ...changed });
        if (messages) expect(messages).not.toEqual([]);
        const secrets = variableNames
          .filter((name) => variable(name).secret)
          .map((name) => changed[name]?.trim() ?? '');
        for (const message of messages ?? []) {
          expect(message).toMatch(/^\S.{10,}[.:)]?$/s);
          for (const secret of secrets) if (secret.length >= 12) expect(message).not.toContain(secret);
        }
      }),
      { ...seeded, numRuns: 500 },
    );
  } finally {
    rmSync(workingFolder, { recursive: true });
  }
});

test('any env file is read without an error of the suite, and gives only what it holds', () => {
  const anyLine = fc.oneof(
    anyText,
    fc.tuple(anyName, anyValue).map(([name, value]) => `${name}=${value}`),
  );
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 6 }), fc.constantFrom('\n', '\r\n', '\r'), (lines, end) => {
      const text = lines.join(end);
      const { entries } = parseEnvFile(text, 'an env file');
      for (const [name, value] of Object.entries(entries)) {
        expect(text).toContain(name);
        for (const part of value.split(/[\r\n]+/)) expect(text.replaceAll('\\n', '\n')).toContain(part.trim());
      }
    }),
    { ...seeded, numRuns: 500 },
  );
});

test('each requirement of the profile is either selected or left out, and never both', () => {
  const places = { flags: {}, environment: good, workingFolder: tmpdir(), now };
  const { values, target } = configurationIn(resolveConfiguration(readSources(places)));
  const anyPatterns = fc.option(
    fc.array(fc.constantFrom('auth/*', '*', 'auth/basic', 'problem/*', 'email/*', '*-alone'), { minLength: 1 }),
    { nil: undefined },
  );
  const changes = fc.record({
    NEXUS_PROFILE: fc.constantFrom(...profiles),
    NEXUS_ENVIRONMENT: fc.constantFrom('local', 'staging', 'production'),
    NEXUS_ONLY: anyPatterns.map((patterns) => patterns?.join(',')),
    NEXUS_SKIP: anyPatterns.map((patterns) => patterns?.join(',')),
    NEXUS_MAIL_FREE: fc.boolean(),
    NEXUS_CONSENT: fc.constantFrom('hostile', undefined),
  });
  const anyLastFailed = fc.option(fc.subarray([...requirementIds]), { nil: undefined });
  fc.assert(
    fc.property(changes, anyLastFailed, (changed, lastFailed) => {
      const { selected, leftOut } = select({
        values: { ...values, ...changed } as typeof values,
        target,
        ...(lastFailed && { lastFailed }),
      });
      const both = [...selected, ...leftOut.map(({ id }) => id)];
      expect(both.toSorted()).toEqual(requirementIds.filter((id) => inProfile(id, changed.NEXUS_PROFILE)).toSorted());
      expect(leftOut.filter(({ reason }) => reason === '')).toEqual([]);
    }),
    seeded,
  );
});
