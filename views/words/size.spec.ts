import { sizeInWords } from './size.js';

const KB = 1024;
const MB = 1024 * KB;

describe('a size in words', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [1023, '1023 bytes'],
    [KB, '1 KB'],
    [1.44 * KB, '1.4 KB'],
    [9.96 * KB, '10 KB'],
    [999.4 * KB, '999 KB'],
    [1023 * KB, '1 MB'],
    [25 * MB, '25 MB'],
    [MB * MB, '1024 GB'],
  ])('%d is %s', (bytes, words) => {
    expect(sizeInWords(bytes)).toBe(words);
  });
});
