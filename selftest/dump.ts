import { writeFileSync } from 'node:fs';
import { faults } from '../reference/faults/index.ts';
import { variants } from '../reference/variants/index.ts';
import { startReference } from '../reference/serve.ts';
import { judge } from './proof/judge.ts';
const out: Record<string, unknown> = {};
const only = process.argv[3];
const jobs = [
 ...Object.values(faults).filter(f => (f as any).process !== 'its own').flatMap(f => ['smoke','gate','certify'].map(p => ({key:`fault ${f.name} ${p}`, options:{fault:f.name}, p}))),
 ...Object.keys(variants).filter(n=>!['slow','throttled','restarting'].includes(n)).flatMap(n => ['gate','certify'].map(p => ({key:`variant ${n} ${p}`, options:{variant:n}, p}))),
 ...['smoke','gate','certify'].map(p=>({key:`reference ${p}`, options:{}, p})),
].filter(j => !only || j.key.includes(only));
for (const {key, options, p} of jobs) {
  const r = await startReference(options as any);
  try { const s = await judge({...r.environment, NEXUS_PROFILE: p}); out[key] = {verdict: s.verdict, exit: s.exitCode, exchanges: s.observed.exchanges, o: Object.fromEntries(s.requirements.map(x=>[x.id,x.outcome]))}; if (only) console.log(key, s.requirements.filter(x=>x.outcome!=='passed').map(x=>x.id+' '+x.outcome+' '+x.reason)); } catch(e) { out[key] = String(e); }
  await r.close();
}
writeFileSync(process.argv[2]!, JSON.stringify(out));
