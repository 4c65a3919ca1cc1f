import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Start } from './backend.ts';
import { cached, mustRun } from './installed.ts';
import { pinned, type Software } from './pins.ts';
import { startProcess, worldAsJson } from './process.ts';

const source = join(import.meta.dirname, 'spring');
const pom = readFileSync(join(source, 'pom.xml'), 'utf8');
const folder = cached('spring');
/** Named by what it was built from, so that no other one is taken for it. */
const jar = join(folder, `${digestOfSource()}.jar`);

export function installed(): Software | undefined {
  const { software } = pinned.spring;
  if (!pom.includes(`<version>${software['spring-boot']}</version>`)) throw new Error('pom.xml has another version');
  return existsSync(jar) && spawnSync('java', ['-version']).status === 0 ? software : undefined;
}

/** Builds it with Maven. Needs the network and a JDK of 17 or later. Without a shell Windows cannot start Maven. */
export function install(): void {
  rmSync(folder, { recursive: true, force: true });
  cpSync(source, folder, { recursive: true });
  mustRun('mvn', ['--quiet', '--batch-mode', 'package'], folder);
  renameSync(join(folder, 'target', 'nexus.jar'), jar);
}

/** Spring Boot with Spring MVC on Tomcat and Spring Security. */
export const start: Start = (world) => startProcess('java', ['-Xmx256m', '-jar', jar], worldAsJson(world));

/** Of the files of the project; `target` does not count, where somebody built it in place. */
function digestOfSource(): string {
  const files = readdirSync(join(source, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => extname(file));
  const hash = createHash('sha256').update(pom);
  for (const file of files.sort()) hash.update(readFileSync(join(source, 'src', file)));
  return hash.digest('hex').slice(0, 12);
}
