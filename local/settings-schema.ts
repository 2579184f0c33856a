/** Prints the JSON schema of the settings file, for editors. */
import { settingsFileJsonSchema } from './cognito/settings-file.js';

process.stdout.write(`${JSON.stringify(settingsFileJsonSchema(), null, 2)}\n`);
