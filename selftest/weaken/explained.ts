import type { Weakening } from './weakening.ts';

/** A weakening that changes nothing that anybody could notice, and why. */
export interface Explained extends Pick<Weakening, 'file' | 'source' | 'does'> {
  readonly because: string;
}

export const explained: readonly Explained[] = [
  {
    file: 'src/judge/truth-table.ts',
    source: 'present(states).every((scheme) => alternative.schemes.includes(scheme) || truth(scheme) === 1),',
    does: 'does not ask alternative.schemes.includes(scheme)',
    because: 'every scheme of a satisfied alternative is valid, so the other half holds for it as well',
  },
  {
    file: 'src/judge/oracles/challenge-oracles.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a line of source code
    source: "const got = lines.length === 0 ? 'no WWW-Authenticate field' : `WWW-Authenticate: ${lines.join(', ')}`;",
    does: 'takes lines.length === 0 for true',
    because: 'it says what came, in words; the finding is the same',
  },
  {
    file: 'tests/parameters.cases.ts',
    source: 'export const preferably404: Answers = { passed: [404], warned: [400, 403] };',
    does: 'drops 403',
    because: 'a failure of this SHOULD is a warning all the same; only its words differ',
  },
  {
    file: 'tests/auth.cases.ts',
    source: 'if (!response || response.closed) return false;',
    does: 'does not ask response.closed',
    because: 'a request on a closed connection is dropped, and that is not applicable too; only its words differ',
  },
];

export const explanationOf = ({ file, source, does }: Weakening): string | undefined =>
  explained.find((entry) => entry.file === file && entry.source === source && entry.does === does)?.because;
