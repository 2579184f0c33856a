import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apacheConfiguration } from './apache-configuration.js';
import type { Contestant } from './contestant.js';

const PROGRAMS = ['apache2', 'httpd'];
/** Debian's, Fedora's and Alpine's. */
const MODULE_FOLDERS = ['/usr/lib/apache2/modules', '/usr/lib64/httpd/modules', '/usr/lib/apache2'];
const MODULE = 'mod_auth_openidc.so';

/** Debian's. It brings the server's program, and no service that would start by itself. */
export const APACHE_PACKAGE = 'libapache2-mod-auth-openidc';

const program = () => PROGRAMS.find((name) => spawnSync(name, ['-v']).error === undefined);
const modules = () => MODULE_FOLDERS.find((folder) => existsSync(join(folder, MODULE)));

/** Apache with mod_auth_openidc, its sessions on the server, in Redis. */
export const apache: Contestant = {
  name: 'apache',
  title: 'Apache, mod_auth_openidc',
  loginPath: '/auth/login',
  readyPath: '/',
  missing: () =>
    program() === undefined || modules() === undefined
      ? `Apache with mod_auth_openidc is not installed (Debian, Ubuntu: apt-get install --no-install-recommends ${APACHE_PACKAGE})`
      : undefined,
  versions: () => ({
    apache:
      /Apache\/([\d.]+)/.exec(spawnSync(program() ?? '', ['-v']).stdout.toString())?.[1] ?? '',
    mod_auth_openidc: moduleVersion(join(modules() ?? '', MODULE)),
  }),
  start: ({ children, settings, core }) => {
    const folder = children.folder();
    chmodSync(folder, 0o755); // its workers are not root
    const file = join(folder, 'httpd.conf');
    writeFileSync(file, apacheConfiguration(settings, folder, modules() ?? ''));
    return children.spawn(program() ?? '', ['-D', 'FOREGROUND', '-f', file], { core });
  },
};

/** It says its version to whom it calls, so the file has it. */
const moduleVersion = (file: string) =>
  /mod_auth_openidc-([\d.]+)/.exec(readFileSync(file, 'latin1'))?.[1] ?? '';
