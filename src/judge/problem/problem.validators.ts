/** Compiled when the suite is built: see tools/build.js. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import schema from '../../../schemas/problem-details.schema.json' with { type: 'json' };

export const ajv = new Ajv2020({ allErrors: true, code: { source: true, esm: true } });
formats.default(ajv, ['uri-reference']);

export const validateProblem = ajv.compile({ ...schema, $id: 'problem-details' });
/** RFC 3986 §4.1. */
export const validateUriReference = ajv.compile({ $id: 'uri-reference', type: 'string', format: 'uri-reference' });
