import * as fc from 'fast-check';
import { policySources } from './policy-sources.js';

describe('where the parts of a page lie', () => {
  it('is their folders, by what lies in them, and the files that lie in none', () => {
    const sources = policySources(
      [
        '/index.html',
        '/about.html',
        '/sw.js',
        '/favicon.ico',
        '/app.webmanifest',
        '/robots.txt',
        '/data/list.json',
        '/assets/index-1.js',
        '/assets/index-1.css',
        '/assets/lazy/page.mjs',
        '/static/fonts/a.woff2',
        '/static/img/b.PNG',
        '/media/film.mp4',
      ],
      [],
    );
    expect(sources).toEqual({
      'script-src': ['/assets/', '/sw.js'],
      'style-src': ['/assets/'],
      'font-src': ['/static/fonts/'],
      'img-src': ['/favicon.ico', '/static/img/'],
      'media-src': ['/media/'],
      'manifest-src': ['/app.webmanifest'],
    });
  });

  it('is none where there are no such files', () => {
    expect(Object.values(policySources(['/index.html', '/x/y.txt'], [])).flat()).toEqual([]);
  });

  // Or what an API answers could be a script of the page (decision 0014).
  it('is no folder with an API below it: its files are named one by one', () => {
    const paths = ['/Team/a.js', '/Team/b.js', '/Team/rest/c.js', '/teams/d.js', '/v1/x/e.js'];
    const sources = policySources(paths, ['/team/staff', '/v1/x/y/z', '/teamster']);
    expect(sources['script-src']).toEqual([
      '/Team/a.js',
      '/Team/b.js',
      '/Team/rest/',
      '/teams/',
      '/v1/x/e.js',
    ]);
  });

  it.each([
    ['/a; script-src *;/x.js', '/a%3B%20script-src%20*%3B/'],
    ['/a,default-src *,/x.js', '/a%2Cdefault-src%20*%2C/'],
    ["/'unsafe-inline'/x.js", "/'unsafe-inline'/"],
    ["/x 'unsafe-eval'.js", "/x%20'unsafe-eval'.js"],
    ['/ä/x.js', '/%C3%A4/'],
    ['/%3B/x.js', '/%253B/'],
    ['/?#/x.js', '/%3F%23/'],
  ])('is %s by one source and no more', (path, source) => {
    expect(policySources([path], [])['script-src']).toEqual([source]);
  });

  it('is whatever its name a path, which a browser reads back as that folder', () => {
    const segment = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter(isName);
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), (folders) => {
        const [source = '', ...others] = policySources([`/${folders.join('/')}/x.js`], [])[
          'script-src'
        ];
        expect(others).toEqual([]);
        expect(source).toMatch(/^\/[\w\-.!~*'()%/]+\/$/);
        expect(source.split('/').slice(1, -1).map(decodeURIComponent)).toEqual(folders);
      }),
    );
  });
});

/** What a folder can be called, and a text can say. */
const isName = (name: string) => !name.includes('/') && !name.includes('\0') && name.isWellFormed();
