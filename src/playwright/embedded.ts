import type { Reference } from '../../reference/serve.ts';
import type { Configuration } from '../configuration/resolve.ts';

/** The embedded reference, started where it is the target: loaded there only, for it brings a server with it. */
export async function startEmbedded({ target, values }: Configuration): Promise<Reference | undefined> {
  if (target !== 'reference') return undefined;
  const { startReference } = await import('../../reference/serve.ts');
  return startReference(values.NEXUS_FAULT === undefined ? {} : { fault: values.NEXUS_FAULT });
}
