import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installed, OPENSSL } from './installed.js';

/** A certificate for localhost that it signed itself, and its key: the files, and what is to be trusted. */
export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly pem: string;
  remove(): void;
}

export function selfSigned(): Certificate {
  const folder = mkdtempSync(path.join(tmpdir(), 'certificate-'));
  const certFile = path.join(folder, 'cert.pem');
  const keyFile = path.join(folder, 'key.pem');
  const request = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
  ];
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
  execFileSync(
    installed(OPENSSL),
    [...request, '-days', '2', '-subj', '/CN=localhost', '-addext', names].concat([
      '-keyout',
      keyFile,
      '-out',
      certFile,
    ]),
    { stdio: 'pipe' },
  );
  const pem = readFileSync(certFile, 'utf8');
  return { certFile, keyFile, pem, remove: () => rmSync(folder, { recursive: true }) };
}
