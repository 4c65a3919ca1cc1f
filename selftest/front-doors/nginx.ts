import type { FrontDoor } from './front-door.ts';

/** "NGINX Reverse Proxy" of its guide. It speaks HTTP/1.0 to the application, unless it keeps the connection. */
export const nginx: FrontDoor = {
  program: '/usr/sbin/nginx',
  asksVersion: '-v',
  parameters: (file) => ['-e', 'stderr', '-c', file],
  configuration: ({ port, upstream, keepsAlive, folder }) => `
daemon off;
master_process off;
pid ${folder}/pid;
error_log stderr crit;
events {}
http {
  access_log off;
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path ${folder}/${name};`).join('\n')}
  upstream nexus {
    server ${upstream};
    ${keepsAlive ? 'keepalive 16;' : ''}
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://nexus;
      ${keepsAlive ? 'proxy_http_version 1.1; proxy_set_header Connection "";' : ''}
    }
  }
}
`,
  software: { nginx: '1.22' },
  pins: [
    {
      id: 'http/field-syntax',
      outcome: 'warned',
      reason: 'A Host with a user name is taken, and handed on.',
      source: 'RFC 9112 §3.2; ngx_http_validate_host, which knows no user name',
    },
  ],
};
