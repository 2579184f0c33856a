import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';

const INSTALLED = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
];

/**
 * A real Chromium: the one out of npm on Linux x64, which needs no package of the distribution, and
 * elsewhere an installed Chrome or Chromium. It can reach this machine and nothing else.
 */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    ...(await executable()),
    // Root in a container has no user namespaces for the sandbox; the pages are all our own.
    chromiumSandbox: false,
    // Playwright turns the back-forward cache off. People have it on, and "Back shows nothing
    // private" is only worth testing with it.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: [
      '--no-pings',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost',
      '--disable-partial-raster', // or corners are rounded by what was drawn before
    ],
  });
}

async function executable(): Promise<LaunchOptions> {
  if (process.platform === 'linux' && process.arch === 'x64') return unpackedFromNpm();
  const executablePath = INSTALLED.find((path) => existsSync(path));
  if (executablePath === undefined) {
    throw new Error(
      `The browser tests need Chrome or Chromium on ${process.platform} ${process.arch}: ` +
        `install one, so that it is at one of ${INSTALLED.join(', ')}.`,
    );
  }
  return { executablePath };
}

/**
 * The package holds compressed files: the browser, a font, and the NSS libraries that a bare Debian
 * lacks (of what the browser links, only those and libexpat are not in every Linux). It would unpack
 * into the shared /tmp, half a file visible to whoever looks meanwhile, and the libraries only on
 * AWS; so it unpacks in a process of its own, into a folder that gets its final name when complete.
 */
async function unpackedFromNpm(): Promise<LaunchOptions> {
  const entry = import.meta.resolve('@sparticuz/chromium');
  const folder = fileURLToPath(new URL('../unpacked', entry));
  if (!existsSync(folder)) await unpack(entry, folder);
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
      HOME: folder,
    },
  };
}

async function unpack(entry: string, folder: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  const script = `const { default: chromium } = await import(${JSON.stringify(entry)});
    await chromium.executablePath();`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    // The package unpacks its libraries only where it believes itself to be on Lambda.
    env: { TMPDIR: unfinished, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
  });
  await writeFile(join(unfinished, 'fonts.conf'), fontsConf(join(folder, 'fonts')));
  try {
    await rename(unfinished, folder);
  } catch (error) {
    // Another worker was first: its copy is as good.
    await rm(unfinished, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}

/** The font of the package alone, so that a page looks the same on every Linux. */
const fontsConf = (folder: string) =>
  `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}</dir><cachedir>${folder}-cache</cachedir></fontconfig>\n`;
