/** Compiled when the suite is built: see tools/build.js. */
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { configurationSchema } from './values.schema.ts';

export const ajv = new Ajv({ allErrors: true, coerceTypes: true, code: { source: true, esm: true } });
formats.default(ajv, ['uri']);

/** Coerces the texts of an object in place; its `errors` name what could not be. */
export const validateValues = ajv.compile({ ...configurationSchema(), $id: 'configuration' });
