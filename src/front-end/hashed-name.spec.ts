import { isHashed } from './hashed-name.js';

describe('the name of a file', () => {
  it.each([
    // Vite, Rollup
    '/assets/index-Dk3jX_2a.js',
    '/assets/index-B-6mI_1j.js',
    '/assets/index-D-k3jX2a.css',
    '/assets/index-BxYz1234.js',
    '/assets/x-abc123.js',
    '/assets/index-4f3a2b1c.js',
    '/assets/logo-CHaGl3gt.svg',
    '/assets/Inter-Bold-BkT_8pQz.woff2',
    '/assets/index-Dk3jX_2a.js.map',
    // webpack, Create React App
    '/static/js/main.0a1b2c3d.js',
    '/static/js/787.28cb0dcd.chunk.js',
    '/static/css/main.f855e6bc.css',
    '/static/css/main.f855e6bc.css.map',
    // Angular
    '/main-PCJ4UGKM.js',
    '/styles-5INURTSO.css',
    '/chunk-7XQW2ZRC.js',
    // Next
    '/_next/static/chunks/4bd1b696-100b9d70ed4e49c1.js',
    '/_next/static/chunks/main-app-0c0bd8bb4d5f2e1a.js',
    // SvelteKit, Astro
    '/_app/immutable/chunks/entry.CkNT0p3a.js',
    '/_astro/hoisted.D4x-U8bs.js',
  ])('%s has a digest in it', (path) => {
    expect(isHashed(path)).toBe(true);
  });

  it.each([
    '/index.html',
    '/assets/index-Dk3jX_2a.html',
    '/manifest-0a1b2c3d.json',
    '/app.webmanifest',
    '/robots.txt',
    '/favicon.ico',
    '/sw.js',
    '/service-worker.js',
    '/registerSW.js',
    '/config.js',
    '/env-config.js',
    '/runtime-settings.js',
    '/my-settings.js',
    '/styles-darkMode.css',
    '/MyPage-LoginForm.js',
    '/theme-darkBlue2.css',
    '/polyfills-es2015.js',
    '/polyfills-es5.js',
    '/jquery-3.7.1.min.js',
    '/bootstrap-5.3.0.min.css',
    '/icon-192x192.png',
    '/icon-1024x1024.png',
    '/android-chrome-512x512.png',
    '/photo-20260101.jpg',
    '/photo.2026-01-01.jpg',
    '/chapter-chapter12.png',
    '/case-iphone15.png',
    '/logo-REGISTERED.svg',
    '/film-introduction.mp4',
    '/my_long_name-with_many_words.js',
    '/0a1b2c3d/app.js',
    '/index-Dk3jX_2a/app.js',
    '/',
  ])('%s has none, or is in doubt', (path) => {
    expect(isHashed(path)).toBe(false);
  });

  it('is judged in a time in step with its length', () => {
    const long = `/${'a-'.repeat(100_000)}.js`;
    expect(isHashed(long)).toBe(false);
  });
});
