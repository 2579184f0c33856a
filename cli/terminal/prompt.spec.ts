import { PassThrough } from 'node:stream';
import { promptOn } from './prompt.js';

function terminal() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let printed = '';
  output.on('data', (chunk) => (printed += String(chunk)));
  return {
    prompt: promptOn(input, output),
    type: (text: string) => setImmediate(() => input.write(text)),
    printed: () => printed,
  };
}

describe('a prompt', () => {
  it('shows what is typed', async () => {
    const { prompt, type, printed } = terminal();
    type('123456\n');
    expect(await prompt('Code', false)).toBe('123456');
    expect(printed()).toContain('Code');
    expect(printed()).toContain('123456');
  });

  it('hides a password', async () => {
    const { prompt, type, printed } = terminal();
    type('Correct-Horse-1\n');
    expect(await prompt('Password', true)).toBe('Correct-Horse-1');
    expect(printed()).toContain('Password');
    expect(printed()).not.toMatch(/Correct|Horse/u);
  });

  it('is ended by Ctrl-C, without an alarm', async () => {
    const { prompt, type } = terminal();
    type('\u0003');
    await expect(prompt('Password', true)).rejects.toMatchObject({
      code: 'cancelled',
      message: 'Cancelled.',
      exitCode: 130,
    });
  });
});
