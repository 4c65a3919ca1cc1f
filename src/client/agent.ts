import suite from '../../package.json' with { type: 'json' };

/** Who asks, as User-Agent says it (RFC 9110 §10.1.5), with the run: whoever reads the log of a target finds its requests. */
export const agentOf = (runId: string): string => `${product} (run ${runId})`;

/** The same of no run in particular. */
export const product = `${suite.name}/${suite.version}`;

export const isAgent = (value: string): boolean => value.startsWith(`${suite.name}/`);
