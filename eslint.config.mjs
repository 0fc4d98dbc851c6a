import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { borders } from './tools/eslint/borders.mjs';
import { circles } from './tools/eslint/circles.mjs';
import { layers } from './tools/eslint/layers.mjs';
import { messageChanges } from './tools/eslint/message-changes.mjs';

// The rules that ask for types are Oxlint's (.oxlintrc.json), which has the types of all files in seconds.
export default tseslint.config(
  { ignores: ['**/dist/', 'coverage/', '.local/', 'node_modules/'] },
  js.configs.recommended,
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly' } },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommended],
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Settings, DTOs and entities are classes whose decorators are all they do.
      '@typescript-eslint/no-extraneous-class': 'off',
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { sendstream: { rules: { borders, circles, layers } } },
    rules: { 'sendstream/borders': 'error', 'sendstream/circles': 'error', 'sendstream/layers': 'error' },
  },
  {
    files: ['apps/**/*.ts', 'apps/**/*.tsx'],
    ignores: ['**/*.spec.ts'],
    rules: { 'no-restricted-imports': ['error', messageChanges] },
  },
  {
    files: ['apps/console/src/**'],
    ...reactHooks.configs.flat.recommended,
  },
);
