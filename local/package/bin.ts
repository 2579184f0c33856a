#!/usr/bin/env node
/**
 * `local-cognito [SETTINGS_FILE]`: the local Cognito, outside its repository. Without a settings file
 * it has one pool with two people to sign in as. State is kept in `.local` of the current folder.
 */
import { resolve } from 'node:path';

const [major = '0'] = process.versions.node.split('.');
if (Number(major) < 22) {
  process.stderr.write(`The local Cognito needs Node 22 or later; this is ${process.version}.\n`);
  process.exit(1);
}

// oxlint-disable-next-line node/no-process-env -- what it is told, where nothing was said
const environment = process.env;
environment.LOCAL_STATE ??= resolve('.local');
const [settings] = process.argv.slice(2);
if (settings !== undefined) environment.LOCAL_COGNITO_CONFIG = settings;
// Loaded only now: what it imports needs the newer Node.
await import('../cognito.js');
