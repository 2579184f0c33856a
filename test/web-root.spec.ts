import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { ConfigError, parseConfig } from '../src/config/config.js';
import { WebFolder } from './support/web-folder.js';

const complete = {
  COGNITO_ISSUER: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab12',
  COGNITO_DOMAIN: 'https://example.auth.eu-central-1.amazoncognito.com',
  COGNITO_CLIENT_ID: 'client',
  COGNITO_CLIENT_SECRET: 'client-secret-value',
  API_URL: 'https://api.example.com',
  SESSION_SECRETS: 'kX3v0ZsV7nQ1yTqLr8WmJb5uCe9hAg2d',
  APIS: '[{"prefix":"/team/staff","url":"https://staff.example.com"}]',
};

describe('WEB_ROOT', () => {
  let folder: WebFolder;
  let outside: WebFolder;

  beforeEach(() => {
    folder = new WebFolder({ 'index.html': '<!doctype html>', 'assets/app-Dk3jX_2a.js': '1' });
    outside = new WebFolder({ 'passwords.txt': 'hunter2' });
  });
  afterEach(() => {
    folder.remove();
    outside.remove();
  });

  const parse = (environment: Record<string, string> = {}) =>
    parseConfig({ ...complete, WEB_ROOT: folder.path, ...environment });
  const pathsOf = () =>
    parse()
      .frontEnd?.files.map(({ path }) => path)
      .toSorted();
  const warningsOf = () => parse().warnings.map(({ code, message }) => [code, message]);
  const problemsOf = (environment: Record<string, string> = {}): string[] => {
    try {
      parse(environment);
    } catch (error) {
      if (error instanceof ConfigError) return error.message.split('\n').slice(1);
      throw error;
    }
    return [];
  };

  it('is none where it isn’t set', () => {
    expect(parse({ WEB_ROOT: '' }).frontEnd).toBeUndefined();
  });

  it('is every file of the folder, wherever the folder is a link to', () => {
    symlinkSync(folder.path, outside.at('current'));
    expect(
      parse({ WEB_ROOT: outside.at('current') }).frontEnd?.files.map(({ path }) => path),
    ).toEqual(expect.arrayContaining(['/index.html', '/assets/app-Dk3jX_2a.js']));
    expect(warningsOf()).toEqual([]);
  });

  const spoilt: [name: string, spoil: () => unknown, problem: RegExp][] = [
    ['there is none', () => rmSync(folder.path, { recursive: true }), /folder that is there/],
    [
      'it is a file',
      () => {
        rmSync(folder.path, { recursive: true });
        writeFileSync(folder.path, '');
      },
      /folder that is there/,
    ],
    ['it has no index.html', () => rmSync(folder.at('index.html')), /with an index\.html in it$/],
    [
      'its index.html is a folder',
      () => {
        rmSync(folder.at('index.html'));
        mkdirSync(folder.at('index.html'));
      },
      /with an index\.html in it$/,
    ],
    [
      'its index.html is a link that leads out',
      () => {
        rmSync(folder.at('index.html'));
        symlinkSync(outside.at('passwords.txt'), folder.at('index.html'));
      },
      /with an index\.html in it$/,
    ],
    [
      'it is where a front end is made',
      () => writeFileSync(folder.at('package.json'), '{}'),
      /such as dist$/,
    ],
    ['it is too large', () => truncateSync(grown(folder), 65 * 1024 * 1024), /more than 64 MiB/],
    [
      'its scripts are too many beside its index.html',
      () => {
        for (let at = 0; at < 101; at += 1) writeFileSync(folder.at(`chunk-${at}.js`), '');
      },
      /more than 100 places/,
    ],
  ];
  it.each(spoilt)(
    'is named, with every other problem and not its value, where %s',
    (_name, spoil, problem) => {
      spoil();
      const [first, second, ...others] = problemsOf({ PORT: 'x' });
      expect(first).toMatch(/^ {2}PORT /);
      expect(second).toMatch(/^ {2}WEB_ROOT /);
      expect(second).toMatch(problem);
      expect(second).not.toContain(folder.path);
      expect(others).toEqual([]);
    },
  );

  // Root may read everything, so that there only the rest of the test says anything.
  it('names what may not be read', () => {
    writeFileSync(folder.at('assets/secret.js'), '');
    chmodSync(folder.at('assets/secret.js'), 0);
    mkdirSync(folder.at('closed'), { mode: 0 });
    const all = process.getuid?.() === 0;
    const named = "  WEB_ROOT holds what this user can't read: assets/secret.js, closed";
    expect(problemsOf()).toEqual(all ? [] : [named]);
    chmodSync(folder.at('closed'), 0o700);
  });

  it('has no file that is hidden, but those that browsers look for there', () => {
    const hidden = new WebFolder({
      'index.html': '',
      '.env': '',
      '.git/config': '',
      'assets/.htpasswd': '',
      '..x/y.js': '',
      '.well-known/security.txt': '',
      '.well-known/.x': '',
    });
    const { frontEnd } = parse({ WEB_ROOT: hidden.path });
    hidden.remove();
    expect(frontEnd?.files.map(({ path }) => path).toSorted()).toEqual([
      '/.well-known/security.txt',
      '/index.html',
    ]);
  });

  it('has what a link leads to within it, and says of each other that nobody gets it', () => {
    writeFileSync(folder.at('.env'), 'SECRET=1');
    const links: [name: string, target: string][] = [
      ['again.html', 'index.html'],
      ['out.txt', outside.at('passwords.txt')],
      ['climbing.txt', '../../../../../../../../etc/passwd'],
      ['all', outside.path],
      ['self', '.'],
      ['hidden.txt', '.env'],
      ['nowhere.txt', 'no-such-file'],
      ['circle.txt', 'circle.txt'],
    ];
    for (const [name, target] of links) symlinkSync(target, folder.at(name));
    expect(pathsOf()).toEqual(['/again.html', '/assets/app-Dk3jX_2a.js', '/index.html']);
    const [[code, message] = [], ...others] = warningsOf();
    expect([code, others]).toEqual(['front_end_file_left_out', []]);
    expect(message).toMatch(/^WEB_ROOT holds [\w., ]+ and 2 more, which nobody gets: it is a link/);
    expect(message).toContain('climbing.txt');
  });

  it('waits for nobody who would write into a pipe', () => {
    execFileSync('mkfifo', [folder.at('pipe.js')]);
    expect(pathsOf()).not.toContain('/pipe.js');
    expect(warningsOf()).toEqual([['front_end_file_left_out', expect.stringContaining('pipe.js')]]);
  });

  it.each(['a\\b.js', 'a\nb.js', 'a\u0085b.js', 'a\u2028b.js', 'a\x1b[31mb.js'])(
    'leaves out the name %j, which the log shows as what can be seen',
    (name) => {
      writeFileSync(folder.at(name), '');
      expect(pathsOf()).toHaveLength(2);
      const [[code, message] = []] = warningsOf();
      expect(code).toBe('front_end_file_left_out');
      expect(message).toMatch(/^WEB_ROOT holds a\?[\w[]*b\.js, which nobody gets/);
    },
  );

  it.each([
    'health/live',
    'Health/LIVE',
    'api/hello',
    'auth/login',
    'account/index.html',
    'admin.d/../admin/x.js',
    'metrics',
    'team/staff/rota.json',
    'Team/Staff/rota.json',
  ])('names a file where the product answers, which it can’t hide: %s', (name) => {
    const over = new WebFolder({ 'index.html': '', [name]: '' });
    const { frontEnd, warnings } = parse({ WEB_ROOT: over.path });
    over.remove();
    expect(frontEnd?.files).toHaveLength(1);
    expect(warnings).toEqual([
      {
        code: 'front_end_file_hidden',
        message: expect.stringMatching(/^WEB_ROOT holds \/\S+, which nobody gets/),
      },
    ]);
  });

  it.each(['healthy/live', 'apis/hello', 'team/x.js', 'assets/x.js', 'authors.html'])(
    'names none that only looks so: %s',
    (name) => {
      const beside = new WebFolder({ 'index.html': '', [name]: '' });
      const { frontEnd, warnings } = parse({ WEB_ROOT: beside.path });
      beside.remove();
      expect(frontEnd?.files).toHaveLength(2);
      expect(warnings).toEqual([]);
    },
  );
});

function grown(folder: WebFolder): string {
  writeFileSync(folder.at('film.mp4'), '');
  return folder.at('film.mp4');
}
