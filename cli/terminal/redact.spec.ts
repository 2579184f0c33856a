import { Redactor } from './redact.js';

describe('what was typed in secret', () => {
  it('is taken out of what is printed, wherever it is', () => {
    const { hide, clean } = new Redactor();
    hide('Correct-Horse-1');
    hide('$& .*');
    hide(undefined);
    expect(clean('Correct-Horse-1 is not $& .*, nor Correct-Horse-1.')).toBe(
      '[hidden] is not [hidden], nor [hidden].',
    );
  });

  it('is left where it is too short to be told from a word', () => {
    const { hide, clean } = new Redactor();
    hide('a');
    hide('');
    expect(clean('a banana')).toBe('a banana');
  });
});
