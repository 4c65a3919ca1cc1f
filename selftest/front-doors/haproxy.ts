import type { FrontDoor } from './front-door.ts';

/** The first example of HAProxy's configuration manual, which keeps the connection by itself. */
export const haproxy: FrontDoor = {
  program: '/usr/sbin/haproxy',
  asksVersion: '-v',
  parameters: (file) => ['-q', '-db', '-f', file],
  configuration: ({ port, upstream, keepsAlive }) => `
defaults
  mode http
  timeout connect 5s
  timeout client 50s
  timeout server 50s
  ${keepsAlive ? '' : 'option http-server-close'}
frontend door
  bind 127.0.0.1:${port}
  default_backend nexus
backend nexus
  server nexus ${upstream}
`,
  software: { haproxy: '2.6' },
  pins: [
    {
      id: 'http/date',
      outcome: 'warned',
      reason: 'Its own 400 to what it cannot parse has no Date.',
      source: 'RFC 9110 §6.6.1; HAProxy, Configuration Manual, errorfile: a fixed answer',
    },
    {
      id: 'http/long-target',
      outcome: 'warned',
      reason: 'A request-line that is longer than its buffer is answered 400, as what it cannot parse.',
      source: 'RFC 9110 §15.5.15; HAProxy, Configuration Manual, tune.bufsize',
    },
  ],
};
