import type { FrontDoor } from './front-door.ts';

const modules = ['mpm_event', 'authz_core', 'proxy', 'proxy_http'];

/** "Reverse Proxy Guide" of Apache httpd, which keeps the connection by itself. */
export const apache: FrontDoor = {
  program: '/usr/sbin/apache2',
  asksVersion: '-v',
  parameters: (file) => ['-X', '-f', file],
  configuration: ({ port, upstream, keepsAlive, folder }) => `
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
Listen 127.0.0.1:${port}
ServerName 127.0.0.1
ServerRoot ${folder}
DefaultRuntimeDir ${folder}
PidFile ${folder}/pid
ErrorLog ${folder}/errors
ProxyPass "/" "http://${upstream}/"${keepsAlive ? '' : ' disablereuse=On'}
ProxyPassReverse "/" "http://${upstream}/"
`,
  software: { apache: '2.4' },
  pins: [],
};
