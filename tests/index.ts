/** The specs in the order in which they are run: the chapters of the catalogue, what may lock an account, what looks back. */
import './operation.spec.ts';
import './parameters.spec.ts';
import './auth.spec.ts';
import './problem.spec.ts';
import './wrong-passwords.spec.ts';
import './closing/controls.spec.ts';
import './closing/operation.spec.ts';
import './closing/auth.spec.ts';
import './closing/problem.spec.ts';
import './closing/robustness.spec.ts';
