import type { FrontDoor } from './front-door.ts';

/** "Reverse proxy quick-start" of Caddy, which keeps the connection by itself. */
export const caddy: FrontDoor = {
  program: '/usr/bin/caddy',
  asksVersion: 'version',
  parameters: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
  configuration: ({ port, upstream, keepsAlive, folder }) => `
{
  admin off
  auto_https off
  storage file_system ${folder}
  log {
    output discard
  }
}
http://127.0.0.1:${port} {
  bind 127.0.0.1
  reverse_proxy ${upstream} {
    transport http {
      ${keepsAlive ? '' : 'keepalive off'}
    }
  }
}
`,
  software: { caddy: '2.6' },
  pins: [
    {
      id: 'http/date',
      outcome: 'warned',
      reason: 'What cannot be parsed is answered 400 without Date, before any handler is asked.',
      source: 'RFC 9110 §6.6.1; net/http of Go, server.go: badRequestError writes a fixed head',
    },
    {
      id: 'http/ambiguous-framing',
      outcome: 'failed',
      reason: 'Of Content-Length and chunks it takes the chunks, and keeps the connection open.',
      source: 'RFC 9112 §6.1: it MUST close the connection; net/http of Go, transfer.go, fixLength',
    },
    {
      id: 'http/field-syntax',
      outcome: 'warned',
      reason: 'An empty Host is taken, and answered 200 with nothing, as one that it has no site for.',
      source: 'RFC 9112 §3.2; net/http of Go, and the empty answer of Caddy where no site matches',
    },
  ],
};
