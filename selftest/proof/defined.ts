import { readdirSync } from 'node:fs';

/** The names of all that the modules of a folder export in arrays, `index.ts` apart; a folder's URL ends in a slash. */
export async function namesDefinedIn(folder: URL): Promise<readonly string[]> {
  const files = readdirSync(folder).filter((file) => file !== 'index.ts');
  const modules: object[] = await Promise.all(files.map((file) => import(new URL(file, folder).href)));
  const arrays = modules.flatMap((module) => Object.values(module).filter(Array.isArray));
  return arrays.flat().map(({ name }: { readonly name: string }) => name);
}
