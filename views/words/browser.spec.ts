import * as fc from 'fast-check';
import { browserInWords } from './browser.js';

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const ANDROID = 'Mozilla/5.0 (Linux; Android 15; Pixel 9)';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)';
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const IOS_WEBKIT = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';

describe('browser and system in words', () => {
  it.each([
    ['Firefox on Windows', 'Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0'],
    ['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'],
    ['Firefox on Android', 'Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0'],
    ['Firefox on iPhone', `${IPHONE} ${IOS_WEBKIT} FxiOS/145.0 Mobile/15E148 Safari/605.1.15`],
    ['Chrome on Windows', `${WINDOWS} ${WEBKIT} Chrome/142.0.0.0 Safari/537.36`],
    ['Chrome on Mac', `${MAC} ${WEBKIT} Chrome/142.0.0.0 Safari/537.36`],
    ['Chrome on Android', `${ANDROID} ${WEBKIT} Chrome/142.0.0.0 Mobile Safari/537.36`],
    ['Chrome on iPhone', `${IPHONE} ${IOS_WEBKIT} CriOS/142.0 Mobile/15E148 Safari/604.1`],
    [
      'Chrome on ChromeOS',
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/142.0.0.0 Safari/537.36`,
    ],
    [
      'Chrome on Linux',
      `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} HeadlessChrome/142.0.0.0 Safari/537.36`,
    ],
    ['Edge on Windows', `${WINDOWS} ${WEBKIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`],
    ['Edge on Android', `${ANDROID} ${WEBKIT} Chrome/142.0.0.0 Mobile Safari/537.36 EdgA/142.0`],
    ['Edge on iPhone', `${IPHONE} ${IOS_WEBKIT} Version/18.1 EdgiOS/142.0 Mobile Safari/605.1.15`],
    ['Opera on Windows', `${WINDOWS} ${WEBKIT} Chrome/142.0.0.0 Safari/537.36 OPR/125.0.0.0`],
    ['Vivaldi on Mac', `${MAC} ${WEBKIT} Chrome/142.0.0.0 Safari/537.36 Vivaldi/7.6`],
    [
      'Samsung Internet on Android',
      `${ANDROID} ${WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
    ],
    ['Safari on Mac', `${MAC} ${IOS_WEBKIT} Version/18.1 Safari/605.1.15`],
    ['Safari on iPhone', `${IPHONE} ${IOS_WEBKIT} Version/18.1 Mobile/15E148 Safari/604.1`],
    [
      'Safari on iPad',
      `Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) ${IOS_WEBKIT} Version/18.1 Mobile Safari/604.1`,
    ],
    ['Unknown browser on Linux', 'Mozilla/5.0 (X11; Linux x86_64) Something/1.0'],
    ['Unknown browser', 'curl/8.14.1'],
    ['Unknown browser', ''],
    ['Unknown browser', undefined],
  ])('%s', (words, userAgent) => {
    expect(browserInWords(userAgent)).toBe(words);
  });

  it('are words of ours, whatever a browser sends', () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom('Firefox/', 'Version/1 Safari/', 'Linux', '<b>'),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        expect(browserInWords(parts.join(' '))).toMatch(/^[A-Z][A-Za-z ]{1,40}$/);
      }),
    );
  });
});
