/** How npm is started: the one that started this very process needs no shell, nor `npm.cmd` on Windows. */
export function npm(...parameters: readonly string[]): readonly [command: string, parameters: readonly string[]] {
  const script = process.env.npm_execpath;
  return script?.endsWith('npm-cli.js') ? [process.execPath, [script, ...parameters]] : ['npm', parameters];
}
