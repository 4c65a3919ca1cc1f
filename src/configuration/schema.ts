import type { Variable } from '../../config/variables.ts';
import { variable, variableNames } from '../../config/variables.ts';

/** JSON Schema of the whole configuration, for values as text that a validator coerces. */
export function configurationSchema(): object {
  const properties = variableNames.map((name) => [name, schemaOf(variable(name))]);
  return { type: 'object', properties: Object.fromEntries(properties) };
}

const aDay = 86_400;

function schemaOf(described: Variable): object {
  switch (described.kind) {
    case 'text':
    case 'path':
    case 'list':
      return { type: 'string' };
    case 'url':
      return { type: 'string', format: 'uri' };
    case 'origin':
      return { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9+.-]*://[^\\s/?#@]+$' };
    case 'email':
      return { type: 'string', pattern: '^[^\\s@]+@[^\\s@]+$' };
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
      return { type: 'integer', minimum: described.minimum, maximum: described.maximum };
    case 'seconds':
      return { type: 'number', exclusiveMinimum: 0, maximum: aDay };
    case 'one-of':
      return { type: 'string', enum: described.values };
  }
}

/** What a right value looks like, in words that complete "… is not". */
export function expected(described: Variable): string {
  switch (described.kind) {
    case 'text':
    case 'path':
    case 'list':
      return 'text';
    case 'url':
      return 'an absolute URL (in ASCII, as RFC 3986 has it)';
    case 'origin':
      return 'an origin: scheme, host and port, without a path or a slash at the end';
    case 'email':
      return 'an e-mail address';
    case 'boolean':
      return 'true or false';
    case 'integer':
      return `a whole number from ${described.minimum} to ${described.maximum}`;
    case 'seconds':
      return `a number of seconds above 0 and up to ${aDay}`;
    case 'one-of':
      return described.values.length === 1 ? `${described.values[0]}` : `one of ${described.values.join(', ')}`;
  }
}
