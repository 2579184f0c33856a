import { addressInWords } from './address.js';

describe('an address in words', () => {
  it.each([
    ['127.0.0.1', 'This computer'],
    ['127.8.8.8', 'This computer'],
    ['::1', 'This computer'],
    ['192.0.2.7', '192.0.2.7'],
    ['12.7.0.1', '12.7.0.1'],
    ['::12', '::12'],
    ['2001:db8::1', '2001:db8::1'],
  ])('%s is %s', (address, words) => {
    expect(addressInWords(address)).toBe(words);
  });
});
