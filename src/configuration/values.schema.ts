import { type Variable, variable, variableNames } from '../../config/variables.ts';

/** JSON Schema of the whole configuration, for values as text that a validator coerces. */
export function configurationSchema(): object {
  const properties = variableNames.map((name) => [name, schemaOf(variable(name))]);
  return { type: 'object', properties: Object.fromEntries(properties) };
}

const aDay = 86_400;

/** Its `description` says what a right value looks like, in words that complete "… is not". */
export function schemaOf(described: Variable): { readonly description: string; readonly [keyword: string]: unknown } {
  switch (described.kind) {
    case 'text':
    case 'path':
    case 'list':
      return { type: 'string', description: 'text' };
    case 'url':
      return { type: 'string', format: 'uri', description: 'an absolute URL (in ASCII, as RFC 3986 has it)' };
    case 'origin': {
      const description = 'an origin: scheme, host and port, without a path or a slash at the end';
      return { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9+.-]*://[^\\s/?#@]+$', description };
    }
    case 'email':
      return { type: 'string', pattern: '^[^\\s@]+@[^\\s@]+$', description: 'an e-mail address' };
    case 'boolean':
      return { type: 'boolean', description: 'true or false' };
    case 'integer': {
      const { minimum, maximum } = described;
      return { type: 'integer', minimum, maximum, description: `a whole number from ${minimum} to ${maximum}` };
    }
    case 'seconds': {
      const description = `a number of seconds above 0 and up to ${aDay}`;
      return { type: 'number', exclusiveMinimum: 0, maximum: aDay, description };
    }
    case 'one-of': {
      const { values } = described;
      const description = values.length === 1 ? `${values[0]}` : `one of ${values.join(', ')}`;
      return { type: 'string', enum: values, description };
    }
  }
}
