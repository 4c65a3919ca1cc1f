type Environment = Readonly<Record<string, string | undefined>>;

/**
 * They print requests with their credentials, or all that a process holds; or they change what is judged, such as which
 * tests there are, and whether the runner ends. Names of certificate authorities are none of them.
 */
const harmfulVariables = [
  'DEBUG',
  'NODE_DEBUG',
  'NODE_DEBUG_NATIVE',
  'JEST_WORKER_ID',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'PWTEST_WATCH',
  'ALLURE_TESTPLAN_PATH',
];
const harmfulOption =
  /^--(?:no-)?(?:insecure-http-parser|max-http-header-size|tls-[\w.-]+|trace-tls|report-[\w-]+|heapsnapshot-[\w-]+)(?==|$)/;
/** Their value may stand beside them. */
const withValue =
  /^--(?:max-http-header-size|tls-cipher-list|tls-keylog|report-(?:dir|directory|filename|signal)|heapsnapshot-(?:signal|near-heap-limit))$/;

/** The environment without what would harm a run, and the names of what was left out. */
export function harmless(environment: Environment): { readonly environment: Environment; readonly removed: string[] } {
  const { NODE_OPTIONS: options, ...others } = environment;
  const kept = Object.entries(others).filter(([name]) => !harmfulVariables.includes(name.toUpperCase()));
  const variables = Object.keys(others).filter(
    (name) => environment[name] && harmfulVariables.includes(name.toUpperCase()),
  );
  const { kept: keptOptions, removed } = withoutHarm(options ?? '');
  return {
    environment: { ...Object.fromEntries(kept), ...(keptOptions !== '' && { NODE_OPTIONS: keptOptions }) },
    removed: [...variables, ...removed.map((option) => `${option} of NODE_OPTIONS`)],
  };
}

function withoutHarm(options: string): { readonly kept: string; readonly removed: string[] } {
  // In quotation marks a value may hold blanks, as Node reads the variable.
  const words = options.match(/(?:[^\s"]|"(?:\\.|[^"\\])*")+/g) ?? [];
  const normal = (word = '') => word.replaceAll('_', '-');
  const isHarmful = (index: number) =>
    harmfulOption.test(normal(words[index])) || (index > 0 && withValue.test(normal(words[index - 1])));
  return {
    kept: words.filter((_, index) => !isHarmful(index)).join(' '),
    removed: words.flatMap((word) => harmfulOption.exec(normal(word))?.[0] ?? []),
  };
}
