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
  pins: [],
};
