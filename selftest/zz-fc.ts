// every fault and variant by prediction, in one process, several at once
import { faults } from '../reference/faults/index.ts';
import { variants } from '../reference/variants/index.ts';
import { startReference } from '../reference/serve.ts';
import { inProfile } from '../requirements/index.ts';
import { judgeFully } from './proof/judge.ts';
import { deviations } from './proof/kills.ts';
const [what, pattern='.'] = process.argv.slice(2);
const re = new RegExp(pattern);
const slow = ['slow','throttled','restarting'];
const jobs = [
  ...(what==='variants'?[]:Object.values(faults).filter(f=>f.process!=='its own' && re.test(f.name)).map(f=>async()=>{
   const r=await startReference({fault:f.name}); const t=Date.now();
   try{ const profile=f.profile ?? (inProfile(f.breaks,'gate')?'gate':'certify');
    const {statement:s}=await judgeFully({...r.environment,NEXUS_PROFILE:profile});
    const d=deviations(f,s); const ms=Date.now()-t; if(d.length||ms>6000) console.log('FAULT',f.name,profile,s.verdict,ms,JSON.stringify(d));
   }catch(e){console.log('FAULT',f.name,String(e))} finally{await r.close()} })),
  ...(what==='faults'?[]:Object.values(variants).filter(v=>!slow.includes(v.name)&&re.test(v.name)).flatMap(v=>['gate','certify'].map(profile=>async()=>{
   const r=await startReference({variant:v.name});
   try{ const {statement:s}=await judgeFully({...r.environment,NEXUS_PROFILE:profile});
    const bad=s.requirements.filter(x=>x.outcome==='failed'||x.outcome==='inconclusive'||(x.outcome==='warned'&&!(v.warns??[]).includes(x.id as never)));
    if(bad.length) console.log('VARIANT',v.name,profile,s.verdict,JSON.stringify(bad.map(b=>[b.id,b.outcome,b.reason])));
   }catch(e){console.log('VARIANT',v.name,String(e))} finally{await r.close()} }))),
];
let next=0; await Promise.all([1,2,3].map(async()=>{ while(next<jobs.length) await jobs[next++]!(); }));
console.log('done', jobs.length);
process.exit(0);
