import { resolve } from 'node:path';
import { type VariableName, variable, variableNames } from '../../config/variables.ts';
import type { Configuration } from '../configuration/resolve.ts';
import { powerShellWord, shellWord } from './shell.ts';

/**
 * How the variables that a printed curl line names come into a shell: said once, whatever number of lines there are. None
 * where the environment has them all.
 */
export function loadingLines({ values, origins, target }: Configuration): string[] {
  if (target === 'reference') return ['The curl lines name the embedded reference, which has ended with the run.'];
  const named = variableNames.filter(
    (name) => mayBeNamed(name) && values[name] !== undefined && values[name] !== 'none',
  );
  const sources = named.flatMap((name) => sourceOf(name, origins[name] ?? '', String(values[name])) ?? []);
  // Flags win, and so come last.
  const inOrder = sources.toSorted((one, other) => Number(one.isFlag) - Number(other.isFlag));
  const shell = new Set(inOrder.map((source) => source.shell));
  const powerShell = new Set(inOrder.map((source) => source.powerShell));
  if (shell.size === 0) return [];
  return [
    'The curl lines take what they name from the shell. To load it, in sh, bash or zsh:',
    ...Array.from(shell, (line) => `  ${line}`),
    'in PowerShell, which then starts the sh of Git for Windows for them:',
    ...[...powerShell, 'sh'].map((line) => `  ${line}`),
    'A shell takes a value of a file literally where it stands in single quotes, or has no blank, quote, $, &, ; and the like.',
  ];
}

const mayBeNamed = (name: VariableName): boolean =>
  name === 'NEXUS_BASE_URL' || variable(name).secret || name.endsWith('_BASIC_USERNAME');

interface Source {
  readonly shell: string;
  readonly powerShell: string;
  readonly isFlag: boolean;
}

/** By what is said for people of where a value came from; nothing where it is in the environment. */
function sourceOf(name: VariableName, origin: string, value: string): Source | undefined {
  const alone = fileOf(/^file (.*), /.exec(origin)?.[1]);
  if (alone !== undefined) {
    const content = `(Get-Content -Raw -Encoding utf8 ${powerShellWord(alone)}).TrimEnd()`;
    return {
      shell: `export ${name}="$(cat ${shellWord(alone)})"`,
      powerShell: `$env:${name} = ${content}`,
      isFlag: false,
    };
  }
  const file = fileOf(origin);
  if (file !== undefined) {
    const each = `if ($_ -match ${powerShellWord(assignment)}) { Set-Item "env:$($Matches[1])" $Matches[3] }`;
    return {
      shell: `set -a; . ${shellWord(file)}; set +a`,
      powerShell: `Get-Content -Encoding utf8 ${powerShellWord(file)} | ForEach-Object { ${each} }`,
      isFlag: false,
    };
  }
  if (!origin.startsWith('flag')) return undefined;
  return {
    shell: `export ${name}=${shellWord(value)}`,
    powerShell: `$env:${name} = ${powerShellWord(value)}`,
    isFlag: true,
  };
}

/** A line of an env file, as .NET reads patterns: name, quotation mark, value. */
export const assignment = String.raw`^\s*(?:export\s+)?(NEXUS_\w+)\s*=\s*(["'${'`'}]?)(.*?)\2\s*(?:#.*)?$`;

/** The whole path of `nexus.env in /folder`, or of a path that is whole already. */
function fileOf(place = ''): string | undefined {
  const [, path = '', folder = ''] = /^(.+) in (.+)$/.exec(place) ?? [];
  if (path !== '') return resolve(folder, path);
  return /^(?:\/|\\\\|[a-z]:[\\/])/i.test(place) ? place : undefined;
}
