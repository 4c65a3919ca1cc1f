/** One thing that the doctor looked at. */
export interface Check {
  readonly name: string;
  /** `note`: worth knowing, and no reason to stop. */
  readonly state: 'ok' | 'note' | 'problem';
  /** One line for a person; what a target sent in it is printable. */
  readonly says: string;
  /** What to do about it. */
  readonly wayOut?: string;
  /** Of a problem: it may be gone in a while, as where a service is just starting. */
  readonly passes?: true;
}

export const ok = stating('ok');
export const note = stating('note');
export const problem = stating('problem');

function stating(state: Check['state']) {
  return (name: string, says: string, wayOut?: string): Check => ({
    name,
    state,
    says,
    ...(wayOut !== undefined && { wayOut }),
  });
}

/** Nobody has to do anything about it but wait. */
export const passing = (name: string, says: string, wayOut?: string): Check => ({
  ...problem(name, says, wayOut),
  passes: true,
});

export const isProblem = ({ state }: Check): boolean => state === 'problem';

/** Seconds in words, by their two largest units: `2 d 3 h`, `4 min`, `30 s`. */
export function duration(seconds: number): string {
  const units = [
    { name: 'd', size: 86_400 },
    { name: 'h', size: 3600 },
    { name: 'min', size: 60 },
    { name: 's', size: 1 },
  ];
  const largest = units.findIndex(({ size }) => seconds >= size);
  if (largest < 0) return '0 s';
  let rest = seconds;
  const words = units.slice(largest, largest + 2).map(({ name, size }) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? '' : `${count} ${name}`;
  });
  return words.filter(Boolean).join(' ');
}
