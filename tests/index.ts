/**
 * The specs in the order in which they are run: who must not get in before what succeeds, which a server may remember; then
 * the other chapters in the catalogue's order, what may lock an account, and what looks back.
 */
import './auth.spec.ts';
import './operation.spec.ts';
import './parameters.spec.ts';
import './problem.spec.ts';
import './http.spec.ts';
import './http-raw.spec.ts';
import './robustness.spec.ts';
import './concurrency.spec.ts';
import './email.spec.ts';
import './advice.spec.ts';
import './wrong-passwords.spec.ts';
import './closing/controls.spec.ts';
import './closing/operation.spec.ts';
import './closing/auth.spec.ts';
import './closing/problem.spec.ts';
import './closing/http.spec.ts';
import './closing/robustness.spec.ts';
import './closing/advice.spec.ts';
import './closing/email.spec.ts';
