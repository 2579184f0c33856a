import { alice, CALLBACK, startPool, type PoolUnderTest } from '../../testing/pool-under-test.js';
import { languageOf } from './language.js';
import { TRANSLATED, translations } from './translations.js';

const password = { username: alice.email, password: alice.password };

describe('the language of the hosted pages', () => {
  let pool: PoolUnderTest;

  beforeAll(async () => {
    pool = await startPool();
  });
  afterAll(() => pool.close());

  it.each([
    ['de', 'Anmelden', 'Code eingeben', 'Registrieren', 'E-Mail-Adresse bestätigen'],
    ['es', 'Iniciar sesión', 'Introduzca su código', 'Registrarse', 'Confirme su correo'],
    ['fr', 'Se connecter', 'Saisissez votre code', 'S’inscrire', 'Confirmez votre adresse'],
    ['ja', 'サインイン', 'コードの入力', 'サインアップ', 'メールアドレスの確認'],
  ])('is %s through all steps', async (lang, signIn, enterCode, signUp, confirm) => {
    const visitor = pool.visitor();
    const page = await visitor.open(pool.authorizeUrl({ lang }));
    const refused = await visitor.submit(page, { ...password, password: 'wrong' });
    const challenge = await visitor.submit(refused, password);
    const register = await visitor.open(page.link(signUp));
    const email = `carol-${lang}@example.com`;
    const confirmation = await visitor.submit(register, { email, password: 'Correct-Horse-9' });
    const setUp = await visitor.submit(confirmation, { code: pool.mailedCode() });
    const seen = [page, refused, challenge, register, confirmation, setUp];
    expect(seen.map(({ language }) => language)).toEqual(seen.map(() => lang));
    expect([page.title, refused.title]).toEqual([signIn, signIn]);
    expect([challenge.title, register.title]).toEqual([enterCode, signUp]);
    expect(confirmation.title).toContain(confirm);
    expect(confirmation.html).toContain(email);
    // Cognito's own words stay English, and the page says so.
    expect(refused.html).toContain('id="error" lang="en"');
    pool.pass(30);
    const arrived = await visitor.submit(challenge, { code: pool.totpCode(alice.email) });
    expect(arrived.url).toMatch(`${CALLBACK}?code=`);
  });

  it.each([
    ['none', undefined],
    ['nothing', ''],
    ['one that nobody speaks', 'xx'],
    ['one in another case', 'DE'],
    ['a region', 'de-CH'],
    ['the name of something in every object', 'constructor'],
    ['markup', '"><script>'],
  ])('is English for %s', async (_what, lang) => {
    const page = await pool.visitor().open(pool.authorizeUrl({ lang }));
    expect([page.language, page.title]).toEqual(['en', 'Sign in']);
    expect(page.html.match(/<script/gu)).toHaveLength(1);
  });

  it('is said of the page, and English of its text, where there is no translation', async () => {
    const page = await pool.visitor().open(pool.authorizeUrl({ lang: 'pt-BR' }));
    expect([page.language, page.title]).toEqual(['pt-BR', 'Sign in']);
    expect(page.html).toContain('<body lang="en">');
  });

  it('is that of the notice, too, when a step took too long', async () => {
    const visitor = pool.visitor();
    const page = await visitor.open(pool.authorizeUrl({ lang: 'de' }));
    const challenge = await visitor.submit(page, password);
    pool.pass(181);
    const late = await visitor.submit(challenge, { code: '000000' });
    expect([late.language, late.title]).toEqual(['de', 'Anmelden']);
    expect(late.notice).toContain('zu lange gedauert');
  });
});

describe('the table of translations', () => {
  it.each(Object.entries(translations))('has %j in every language', (sentence, row) => {
    expect(row).toHaveLength(TRANSLATED.length);
    for (const translation of row) {
      expect(translation.trim()).not.toBe('');
      expect(translation.includes('{address}')).toBe(sentence.includes('{address}'));
    }
  });

  it('puts an address in as it is', () => {
    const { say } = languageOf('de');
    expect(say('Continue as {address}', '$&{address}')).toBe('Weiter als $&{address}');
  });
});
