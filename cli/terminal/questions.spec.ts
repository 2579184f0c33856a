import { NEW_PASSWORD, PASSWORD, Questions, type Sources } from './questions.js';

/** Somebody at the terminal, who answers these in turn. */
function person(...answers: string[]) {
  const asked: string[] = [];
  const prompt = async (message: string, isHidden: boolean) => {
    asked.push(isHidden ? `${message} (hidden)` : message);
    return answers.shift() ?? '';
  };
  return { asked, prompt };
}

const lines = (...all: string[]): Sources['lines'] =>
  (async function* () {
    yield* all;
  })();

const from = (sources: Partial<Sources>, hidden: string[] = []) =>
  new Questions({ environment: {}, hide: (secret) => hidden.push(secret), ...sources });

describe('a question', () => {
  it('is asked at the terminal, and what was typed is hidden from then on', async () => {
    const { asked, prompt } = person('Correct-Horse-1');
    const hidden: string[] = [];
    expect(await from({ prompt }, hidden).ask(PASSWORD, 'alice')).toBe('Correct-Horse-1');
    expect(asked).toEqual(['Password for alice (hidden)']);
    expect(hidden).toEqual(['Correct-Horse-1']);
  });

  it.each([
    ['its variable', { environment: { USER_PASSWORD: 'of-environment' } }, 'of-environment'],
    ['a line of standard input', { lines: lines('of-stdin') }, 'of-stdin'],
    [
      'its variable before standard input',
      { environment: { USER_PASSWORD: 'of-environment' }, lines: lines('of-stdin') },
      'of-environment',
    ],
  ])('is answered by %s, and nobody is asked', async (_what, sources, answer) => {
    const { asked, prompt } = person('typed');
    expect(await from({ ...sources, prompt }).askTwice(PASSWORD, 'alice')).toBe(answer);
    expect(asked).toEqual([]);
  });

  it('takes the lines in the order of the questions', async () => {
    const questions = from({ lines: lines('one', 'two') });
    expect(await questions.ask(PASSWORD, 'alice')).toBe('one');
    expect(await questions.ask(NEW_PASSWORD, 'alice')).toBe('two');
    await expect(questions.ask(PASSWORD, 'alice')).rejects.toMatchObject({
      message: 'Standard input ended before: Password for alice.',
      exitCode: 2,
    });
  });

  it('is refused without a terminal, naming the ways out', async () => {
    await expect(from({}).ask(PASSWORD, 'alice')).rejects.toMatchObject({
      message:
        'There is no terminal to ask on for the password for alice: set USER_PASSWORD, or use --stdin.',
      exitCode: 2,
    });
    await expect(from({}).confirm('Sure?')).rejects.toMatchObject({
      message: 'There is no terminal to ask on whether you mean it: say --yes.',
      exitCode: 2,
    });
  });

  it('does not take an empty answer', async () => {
    await expect(from({ prompt: person('').prompt }).ask(PASSWORD, 'alice')).rejects.toThrow(
      'The password for alice is empty.',
    );
  });

  it('about a password to be set is asked twice', async () => {
    const same = person('Secret-1', 'Secret-1');
    expect(await from(same).askTwice(NEW_PASSWORD, 'alice')).toBe('Secret-1');
    expect(same.asked).toEqual([
      'New password for alice (hidden)',
      'New password for alice, once more (hidden)',
    ]);
    await expect(from(person('Secret-1', 'Secret-2')).askTwice(PASSWORD, 'a')).rejects.toThrow(
      'The two passwords differ: nothing was changed.',
    );
  });

  it.each([
    ['y', true],
    ['Yes ', true],
    ['', false],
    ['n', false],
    ['yesterday', false],
  ])('whether to go on takes "%s" as %s', async (answer, isYes) => {
    expect(await from(person(answer)).confirm('Sure?')).toBe(isYes);
  });
});
