import { isVariableName, type VariableName, variable, variableNames } from '../../config/variables.ts';
import type { Given, Layer } from './given.ts';
import { nearestName } from './nearest-name.ts';
import type { Problem } from './problem.ts';
import { secretFileNames, secretOfFile } from './secret-files.ts';

export interface LayerReading {
  readonly layer: Layer;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

type Entries = Readonly<Record<string, string | undefined>>;

/** A file is ours alone, so that an unknown NEXUS_* in it is a problem. */
export function fileLayer(entries: Entries, origin: string): LayerReading {
  return readLayer(entries, origin, () => 'problem');
}

/** The environment is shared with others who use the prefix: only what is within two edits of a name of ours is a problem. */
export function environmentLayer(environment: Entries): LayerReading {
  return readLayer(environment, 'environment', (distance) => (distance <= 2 ? 'problem' : 'note'));
}

export function flagLayer(flags: Readonly<Partial<Record<VariableName, string>>>): LayerReading {
  const reading = readLayer(flags, 'flag', () => 'problem');
  const layer = Object.entries(reading.layer).map(([name, given]) => {
    const flag = isVariableName(name) ? variable(name).flag : undefined;
    return [name, { ...given, origin: `flag ${flag ?? name}` }];
  });
  return { ...reading, layer: Object.fromEntries(layer) };
}

function readLayer(entries: Entries, origin: string, unknown: (distance: number) => 'problem' | 'note'): LayerReading {
  const layer: Partial<Record<VariableName, Given>> = {};
  const problems: Problem[] = [];
  const notes: string[] = [];
  for (const [name, text] of Object.entries(entries)) {
    if (!/^NEXUS_/i.test(name) || text === undefined) continue;
    const secret = secretOfFile(name);
    const known = secret ?? (isVariableName(name) ? name : undefined);
    if (known !== undefined) {
      if (text === '') notes.push(`${name} is empty and counts as unset (${origin}).`);
      else if (layer[known] !== undefined) problems.push(setTwice(known, origin));
      else layer[known] = { text, origin, ...(secret && { isFile: true }) };
      continue;
    }
    const nearest = nearestName(name, [...variableNames, ...secretFileNames]);
    if (nearest !== undefined && unknown(nearest.distance) === 'problem') {
      const message = `${name} is not a variable of this suite (${origin}). Did you mean ${nearest.name}?`;
      problems.push({ variable: name, message });
    } else {
      notes.push(`${name} is not a variable of this suite and is ignored (${origin}).`);
    }
  }
  return { layer, problems, notes };
}

/** The names within one place differ, so that only a secret and its file can meet. */
function setTwice(name: VariableName, origin: string): Problem {
  return { variable: name, message: `${name} and ${name}_FILE are both set (${origin}): give only one of them.` };
}
